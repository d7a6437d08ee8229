"""From a plan's step to lamp, beep and page: ``python -m tests.plan_latency [RUNS]``, in real time on the bundled clip.

The real daemon with gpiozero's mock pins, whose changes are stamped, and the real page server, to which a phone
listens. A step's ``t_mono`` is when it was due; what passes until then is the frame that was being looked at, the
commit, and the way to the pins or to the phone.

``python -m tests.plan_latency --emom 20`` leads through an EMOM of so many minutes, without an athlete, and prints by
how much the beep of a minute's beginning drifts against the clock.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes.pins import Finger, driven_pins
from tests.web.phone import Phone
from tests.web.system import System

LAMP, BEEP = "BOARD15", "BOARD18"
SOON_S = 1.0
"""What changes later after a step (s) is not of the step."""
INTERVALS = """
title = "Short intervals"
lead = 2
[[block]]
kind = "tabata"
exercise = "squat"
rounds = 50
work = 5
rest = 2
"""
EMOM = """
title = "EMOM"
lead = 2
[[block]]
kind = "emom"
minutes = {minutes}
steps = [{{ exercise = "squat", reps = 10 }}]
"""
_FEW = 5
"""Minutes whose beeps are taken together: one alone is as late as the frame that was looked at."""
PATTERN = "test://?width=320&height=240&rate=30"


@dataclass(slots=True)
class Listener:
    """A phone that notes when it was told what.

    Attributes:
        due: When each step was due, as the journal's event says (s).
        shown: When the page's state first showed another place of the plan (s).
    """

    due: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    _place: Any = None

    def listen(self, phone: Phone) -> None:
        """Listen until the stream ends."""
        with phone.listening() as stream:
            for message in stream:
                now = time.monotonic()
                if message.event == "journal" and message.data["event_type"] == "step_started":
                    self.due.append(message.data["t_mono"])
                plan = message.data.get("plan") if message.event == "state" else None
                place = plan and (plan["block"], plan["round"], plan["step"], plan["phase"])
                if place and place != self._place:
                    self._place = place
                    self.shown.append(now)


@contextmanager
def planned(plan: str, source: str | None = None) -> Iterator[tuple[System, Finger, Listener]]:
    """A box under this plan, with pins and a phone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        system = System(folder)
        system.config.write_text(system.config.read_text() + "[gpio]\nenabled = true\n")
        (folder / "plans").mkdir()
        (folder / "plans" / "measured.toml").write_text(plan)
        kept = dict(os.environ)
        try:
            with driven_pins(folder, environ := {}) as pins:
                os.environ.update(environ)
                system.start("web")
                system.start("run", *(() if source is None else ("--source", source)))
                system.wait_for_daemon()
                token = system.pair()
                system.wait_for_web()
                phone, heard = Phone(system.port), Listener()
                phone.pair(token)
                threading.Thread(target=heard.listen, args=(phone,), daemon=True).start()
                system.ask("plan", plan="measured")
                yield system, pins, heard
        finally:
            system.stop()
            os.environ.clear()
            os.environ.update(kept)


def after(due: Sequence[float], changes: Sequence[float]) -> list[float]:
    """Returns how long after each step the first of the changes came (ms); one that never came is left out."""
    firsts = (next((t for t in changes if t >= moment), None) for moment in due)
    pairs = zip(due, firsts, strict=True)
    return [(t - moment) * 1000 for moment, t in pairs if t is not None and t - moment < SOON_S]


def said(what: str, took_ms: Sequence[float], of: int) -> None:
    """Print the percentiles."""
    p95 = statistics.quantiles(took_ms, n=20)[-1]
    figures = f"p50 {statistics.median(took_ms):.1f} ms, p95 {p95:.1f} ms, most {max(took_ms):.1f} ms"
    print(f"{what}: {len(took_ms)} of {of} steps, {figures}")


def measure(runs: int) -> None:
    """Play the clip so often under short intervals."""
    took: dict[str, list[float]] = {"lamp": [], "beep": [], "page": []}
    steps = 0
    for _ in range(runs):
        with planned(INTERVALS) as (system, pins, heard):
            system.running["run"].wait(300)
            due = heard.due[1:]  # the first is the plan's own beginning
            lamp = sorted(pins.times(f"{LAMP} 0") + pins.times(f"{LAMP} 1"))
            steps += len(due)
            took["lamp"] += after(due, lamp)
            took["beep"] += after(due, pins.times(f"{BEEP} 1"))
            took["page"] += after(due, heard.shown)
    for what, each in took.items():
        said(f"step to {what}", each, steps)


def drift(minutes: int) -> None:
    """Lead through an EMOM in real time."""
    with planned(EMOM.format(minutes=minutes), PATTERN) as (_, pins, heard):
        while len(heard.due) < minutes + 1:
            time.sleep(1)
        time.sleep(SOON_S)
        due = heard.due[1:]
        late = after(due, pins.times(f"{BEEP} 1"))
    clock_ms = max(abs(moment - due[0] - 60 * at) for at, moment in enumerate(due)) * 1000
    print(f"EMOM of {minutes} min in real time: a minute's beginning is off the first one by {clock_ms:.3f} ms at most")
    first, last = (statistics.median(late[part]) for part in (slice(_FEW), slice(-_FEW, None)))
    print(f"its beep comes {min(late):.1f} to {max(late):.1f} ms later")
    print(f"median of the first {_FEW} beeps {first:.1f} ms, of the last {last:.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=5, metavar="RUNS")
    parser.add_argument("--emom", type=int, metavar="MINUTES")
    args = parser.parse_args()
    measure(args.runs) if args.emom is None else drift(args.emom)


if __name__ == "__main__":
    main()
