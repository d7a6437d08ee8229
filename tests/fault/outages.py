"""A broker that is away, frozen, refusing or full: ``python -m tests.fault.outages [SECONDS]`` prints what came after.

Each lasts so long (600 s), all four at once, while a daemon records ten events a second or so. Link, journal and broker
are real; what a broker would say in want of room is said by a gate before it.
"""

import itertools
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.gate import Gate, Mood
from tests.fakes.listener import wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.fault.instants import Subscriber, System, in_journal
from tests.fault.parent import parent

_LISTENS_ON_S = 3600
"""Longer than any outage: a listener does not give a frozen broker up."""
_SETTLE_S = 300.0
"""For a broken program, never a promise of speed: the link may wait a minute before it tries again."""


@dataclass
class Home:
    """A box whose link reaches its broker through a gate, and a subscriber that does not."""

    broker: Mosquitto
    gate: Gate
    system: System
    listener: Subscriber

    @contextmanager
    def away(self) -> Iterator[None]:
        """The broker dies and starts again; the subscriber is back before the link can be."""
        times = self.listener.subscriptions + 1
        self.gate.set(Mood.AWAY)
        self.broker.kill()
        yield
        self.broker.start()
        self.listener.await_subscribed(times)
        self.gate.set(Mood.OPEN)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        assert self.broker.process is not None
        self.broker.process.send_signal(signal.SIGSTOP)
        yield
        self.broker.process.send_signal(signal.SIGCONT)

    def refusing(self) -> AbstractContextManager[None]:
        return self._as(Mood.REFUSING)

    def full(self) -> AbstractContextManager[None]:
        return self._as(Mood.FULL)

    @contextmanager
    def _as(self, mood: Mood) -> Iterator[None]:
        self.gate.set(mood)
        yield
        self.gate.set(Mood.OPEN)


OUTAGES: dict[str, Callable[[Home], AbstractContextManager[None]]] = {
    "away": Home.away,
    "frozen": Home.frozen,
    "refusing": Home.refusing,
    "full": Home.full,
}


@dataclass(frozen=True)
class Came:
    """What came in the end.

    Attributes:
        recorded, heard: Places in the journal, in order; those that came to the subscriber.
        missing: How many had not come just before it was over.
        healed_s: From when it was over until all of these had.
        online: What the subscriber was told last: the link is there.
    """

    recorded: list[int]
    heard: list[int]
    missing: int
    healed_s: float
    online: bool

    @property
    def complete(self) -> bool:
        """Whether each came, in order, and the link is said to be there."""
        in_order = all(later >= earlier for earlier, later in itertools.pairwise(self.heard))
        return in_order and list(dict.fromkeys(self.heard)) == self.recorded and self.online

    @property
    def repeats(self) -> int:
        return len(self.heard) - len(set(self.heard))


@contextmanager
def home(folder: Path) -> Iterator[Home]:
    """All of it, some events having come."""
    broker = Mosquitto(folder)
    broker.start()
    with ExitStack() as stack:
        stack.callback(broker.kill)
        gate = stack.enter_context(Gate(broker.port))
        config = folder / "spotter.toml"
        config.write_text(
            f'[box]\nid = "box"\n[socket]\npath = "spotter.sock"\n[mqtt]\nport = {gate.port}\nkeepalive_s = 5\n'
        )
        system = System(folder, stack.enter_context(parent(config)))
        stack.callback(system.kill_all)
        listener = Subscriber(broker.port, _LISTENS_ON_S)
        stack.enter_context(listener)
        for role in ("drip", "link"):
            system.start(role)
        wait_until(lambda: listener.seqs, _SETTLE_S)
        yield Home(broker, gate, system, listener)


def after(folder: Path, outage: str, lasts_s: float) -> Came:
    """Lets an outage pass, and waits until everything recorded by then has come."""
    with home(folder) as each:
        with OUTAGES[outage](each):
            time.sleep(lasts_s)
            recorded = in_journal(folder)
            missing = len(set(recorded) - set(each.listener.seqs))
        began_s = time.monotonic()
        wait_until(lambda: each.listener.seqs[-1:] >= recorded[-1:], _SETTLE_S)
        healed_s = time.monotonic() - began_s
        each.system.replace("drip", "idle")
        recorded = in_journal(folder)
        wait_until(lambda: each.listener.seqs[-1:] == recorded[-1:] and is_online(each.listener), _SETTLE_S)
        return Came(recorded, list(each.listener.seqs), missing, healed_s, is_online(each.listener))


def is_online(listener: Subscriber) -> bool:
    return listener.on("/available")[-1].payload == b"online"


def main() -> None:
    lasts_s = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(OUTAGES)) as pool:
        for outage in OUTAGES:
            Path(folder, outage).mkdir()
        runs = {outage: pool.submit(after, Path(folder, outage), outage, lasts_s) for outage in OUTAGES}
        for outage, run in runs.items():
            came = run.result()
            print(
                f"{outage} for {lasts_s:.0f} s: {len(came.recorded)} events "
                f"{'all came, in order' if came.complete else 'DID NOT ALL COME, OR NOT IN ORDER'}, "
                f"{came.repeats} twice; {came.missing} were missing, and there after {came.healed_s:.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
