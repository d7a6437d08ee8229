"""Takes the pictures of the dashboard in ``deploy/screens``, or all of them into a folder, from a real run.

``python -m tests.tui_screens [FOLDER [WORD]]``. Runs the daemon on the bundled clip, again and again on other days for
the history, and draws what a dashboard knew at chosen moments, in each size and theme. Takes six minutes; leave the
machine alone meanwhile, or frames are lost. Needs ``rsvg-convert`` (librsvg2-bin) and a font with braille and block
signs (fonts-dejavu).
"""

import asyncio
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from daemon.system.clock import SystemClock
from tests.fakes.visitor import still
from tests.footage import DatedBox, Moment, Recorder, When, playing, train
from tests.svg_cells import cells
from tui import themes
from tui.app import SpotterApp
from tui.model.messages import Fetched
from tui.model.state import State
from tui.screens.health import HealthScreen

FOLDER = Path(__file__).parent.parent / "deploy" / "screens"
FONT = "DejaVu Sans Mono"
SHOWN = (
    "set-ready", "set-running", "set-no-rep", "set-rest", "set-away", "set-running-80x24", "set-spotter-light",
    "set-spotter-contrast", "place", "history", "rep", "exercises", "health", "help", "welcome",
)  # fmt: skip
"""What goes into the repository; with a folder given, everything is drawn there."""
PAST = (36.1, 29.0, 22.2, 15.1, 8.0, 5.2, 3.1, 1.0)
"""Days since the workouts before today's."""
_SETS: tuple[tuple[str, ...], ...] = ((), ("squat",), (), ("push_up",))
"""Which of the clip's sets were done in them, one after the other; none: both."""
_RESTED_S, _AWAY_S, _BETWEEN_LOOKS_S = 2.0, 4.0, 0.4
_STEADY_FPS = 20.0
_AT_ONCE_S = 0.01
"""The health that was watched second by second is told so fast."""
_DEEP = (0.5, 0.85)
"""Shares of the athlete's range between which a squat on its way down is drawn."""


def _state(state: State) -> str:
    return "" if state.telemetry is None else state.telemetry.state


def _lifting(state: State) -> bool:
    """Returns whether the athlete is half way down in the squat after the refused one."""
    telemetry = state.telemetry
    if telemetry is None or telemetry.phase != "eccentric" or state.set is None or state.rejection is not None:
        return False
    return state.set.rejected == 1 and telemetry.reps > 2 and _DEEP[0] <= (telemetry.signal or 0) <= _DEEP[1]


def _rested(state: State) -> bool:
    telemetry = state.telemetry
    return _push_ups(state) > 1 and telemetry is not None and (telemetry.rest_s or 0.0) >= _RESTED_S


def _push_ups(state: State) -> int:
    return state.set.reps if state.set is not None and state.set.exercise == "push_up" else 0


def _standing(state: State) -> bool:
    telemetry = state.telemetry
    return telemetry is not None and state.caught_up and telemetry.view_ok and telemetry.fps > _STEADY_FPS


def _saved(state: State) -> bool:
    return state.telemetry is not None and not state.telemetry.unsaved


FIRST: Mapping[str, When] = {
    "welcome": lambda state: state.any_set is False and _standing(state),
    "ready": lambda state: _state(state) == "idle" and _standing(state),
    "place": lambda state: _state(state) == "active" and _standing(state),
}
"""The moments of the first workout: nobody rests from another one."""
TODAY: Mapping[str, When] = {
    "no-rep": lambda state: state.rejection is not None and _standing(state) and _saved(state),
    "running": _lifting,
    "busy": lambda state: _state(state) == "active" and _push_ups(state) > 1 and _saved(state),
    "rest": _rested,
}
"""The moments of today's workout."""


def recorded(folder: Path) -> dict[str, Moment]:
    """Returns every moment, after workouts on other days; the last daemon is killed in a set."""
    box, (first, *past) = DatedBox(folder), PAST
    with playing(box, first):
        moments = asyncio.run(_first(box))
    for at, days in enumerate(past, 1):
        with playing(box, days):
            asyncio.run(train(box, *_SETS[at % len(_SETS)]))
        print(f"trained {days:g} days ago", flush=True)
    with playing(box):
        moments |= asyncio.run(_today(box))
    with playing(box) as process:
        moments |= asyncio.run(_lost(box, process))
    return moments


async def _first(box: DatedBox) -> dict[str, Moment]:
    async with Recorder(box, FIRST).following() as first:
        training = asyncio.ensure_future(train(box))
        await first.until("place")
        await first.ask("place", "picture", "exercises")
        await asyncio.sleep(_BETWEEN_LOOKS_S)
        await first.ask("place", "picture")  # the second look knows whether the camera shakes
        await training
        return first.moments


async def _today(box: DatedBox) -> dict[str, Moment]:
    async with Recorder(box, TODAY).following() as today:
        training = asyncio.ensure_future(train(box))
        watching = asyncio.ensure_future(today.watch("health", "busy"))
        await today.until("busy")
        await watching
        await today.until("rest")
        await today.ask("rest", "history", "athletes", "progress", "exercises")
        await training
        return today.moments


async def _lost(box: DatedBox, daemon: "subprocess.Popen[str]") -> dict[str, Moment]:
    """Kills the daemon while the athlete squats; it stays away for some seconds."""
    async with Recorder(box, {"running": _lifting}).following() as recorder:
        training = asyncio.ensure_future(train(box))
        await recorder.until("running")
        daemon.kill()
        training.cancel()
        await asyncio.sleep(_AWAY_S)
        return {"away": recorder.moment}


class MomentClock:
    """The clock of a moment."""

    def __init__(self, moment: Moment) -> None:
        self._moment = moment

    def monotonic(self) -> float:
        return self._moment.now

    def now(self) -> datetime:
        return SystemClock().now()


class Replayed(SpotterApp):
    """The dashboard at a moment: it knows what it knew, and its questions have the answers that they had."""

    def __init__(self, moment: Moment, theme: str, *, plain: bool) -> None:
        self._moment = moment
        self._looks = itertools.count()
        super().__init__(Path("/nowhere"), MomentClock(moment), theme=theme, plain=plain, connect=False)

    def on_mount(self) -> None:  # Textual calls the application's own beside it
        self.state = self._moment.state

    async def ask(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        if verb not in ("health", "setup_answer"):
            return self._moment.answers[verb, args.get("set", "")]
        found = self._moment.answers.get((verb, str(next(self._looks)))) if verb == "health" else None
        if found is None:
            await asyncio.Event().wait()  # no more were watched; and a moment does not change
        return found


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which moment, which keys lead to the screen, in how many cells, in which colours."""

    name: str
    moment: str
    keys: tuple[str, ...] = ()
    size: tuple[int, int] = (120, 36)
    theme: str = themes.DEFAULT
    plain: bool = False


KEYS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "place": ("place", ("p",)),
    "history": ("rest", ("h",)),
    "rep": ("rest", ("h", "down", "r")),
    "progress": ("rest", ("h", "w", "down")),
    "exercises": ("rest", ("e",)),
    "health": ("busy", ("i",)),
    "help": ("rest", ("question_mark",)),
    "welcome": ("welcome", ()),
}
"""The screens beside the set's: at which moment, and which keys lead there."""
SIZES = ((80, 24), (200, 55), (250, 70))


def shots() -> Iterator[Shot]:
    """All of them, in every size and theme."""
    for name in ("ready", "running", "no-rep", "rest", "away"):
        yield Shot(f"set-{name}", name)
        for columns, rows in SIZES:
            yield Shot(f"set-{name}-{columns}x{rows}", name, size=(columns, rows))
    for name, (moment, keys) in KEYS.items():
        yield Shot(name, moment, keys)
        for columns, rows in SIZES:
            yield Shot(f"{name}-{columns}x{rows}", moment, keys, (columns, rows))
    for theme in themes.themes():
        if theme.name != themes.DEFAULT:
            plain = theme.name == themes.SIXTEEN
            yield Shot(f"set-{theme.name}", "running", theme=theme.name, plain=plain)
            for name in ("place", "history", "rep"):
                moment, keys = KEYS[name]
                yield Shot(f"{name}-{theme.name}", moment, keys, theme=theme.name, plain=plain)


async def svg(shot: Shot, moment: Moment) -> str:
    """The screen as Textual exports it."""
    HealthScreen.EVERY_S = _AT_ONCE_S
    app = Replayed(moment, shot.theme, plain=shot.plain)
    async with app.run_test(size=shot.size) as pilot:
        app.show_now()
        if shot.name.startswith("welcome"):
            app.take(Fetched(any_set=False))
        for key in shot.keys:
            await pilot.press(key)
            await still(pilot)
        await still(pilot)
        return app.export_screenshot(title="spotter tui")


def main() -> int:
    """Write a PNG for every shot that is shown; into a folder, for every one whose name holds the word given."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="spotter-screens-") as box:
        moments = recorded(Path(box))
    for shot in shots():
        if only in shot.name and (len(sys.argv) > 1 or shot.name in SHOWN):
            drawn = cells(asyncio.run(svg(shot, moments[shot.moment])), FONT)
            target = folder / f"{shot.name}.png"
            subprocess.run(["rsvg-convert", "-o", str(target)], input=drawn.encode(), check=True)
            print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
