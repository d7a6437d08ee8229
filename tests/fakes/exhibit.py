"""The dashboard without a daemon: what it would be told, fixed, for pictures of its screens."""

import asyncio
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, cast

import msgspec

from daemon.core.facts import Correction
from daemon.ipc.codec import Hello, Outline, Telemetry
from daemon.setup.steps import STEPS
from daemon.trends.report import progress
from tests.fakes.gallery import HEALTH
from tests.fakes.moments import UNSURE
from tests.fakes.season import season_sets
from tests.fakes.workout import Lifter
from tui.app import SpotterApp
from tui.model import messages
from tui.model.answers import ExerciseLine

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)
_NAMES = {"squat": "Squat", "push_up": "Push-up", "sit_up": "Sit-up", "pull_up": "Pull-up", "plank": "Plank"}
_WIDTH, _HEIGHT = 96, 54
_JOINTS = {
    11: (0.51, 0.28), 12: (0.59, 0.28), 13: (0.47, 0.42), 14: (0.63, 0.42), 15: (0.49, 0.30), 16: (0.61, 0.30),
    23: (0.52, 0.55), 24: (0.58, 0.55), 25: (0.50, 0.68), 26: (0.60, 0.68), 27: (0.51, 0.83), 28: (0.59, 0.83),
    31: (0.49, 0.86), 32: (0.61, 0.86),
}  # fmt: skip


class StoppedClock:
    """Noon, for ever."""

    def monotonic(self) -> float:
        return 100.0

    def now(self) -> datetime:
        return NOON


class Exhibit(SpotterApp):
    """The application, told the same every time.

    Args:
        theme, plain: As the application's.
    """

    def __init__(self, *, theme: str | None = None, plain: bool = False) -> None:
        self._asked: set[str] = set()
        super().__init__(Path("/nowhere"), StoppedClock(), theme=theme, plain=plain, connect=False)

    def on_mount(self) -> None:  # Textual calls the application's own beside it
        self.take(messages.Connected(hello=Hello(box="garage", boot="boot", version="0.1.0", schema=1, last_seq=5)))
        exercises = msgspec.convert(_exercises(), list[ExerciseLine])
        self.take(messages.Known(exercises=tuple(exercises)))
        self.take(_telemetry())

    async def ask(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        if verb == "health" and verb in self._asked:
            await asyncio.Event().wait()  # the trend shows one answer, however long it takes until it is looked at
        self._asked.add(verb)
        answers = {
            "picture": _picture,
            "history": _history,
            "set": _set,
            "athletes": lambda: HOUSEHOLD,
            "board": lambda: BOARD,
            "progress": _progress,
            "exercises": lambda: {"exercises": _exercises(), "chosen": "squat"},
            "health": _health,
            "setup": _setup,
        }
        return answers[verb]()


HOUSEHOLD = {
    "athletes": ["Anna", "Bo", "Cy"],
    "profiles": [
        {"name": "Anna", "colour": "green", "targets": {"squat": 12, "push_up": 15, "plank": 60}, "board": True},
        {"name": "Bo", "colour": "sky", "targets": {}, "board": True},
    ],
    "chosen": "Anna",
}
BOARD = {
    "week": "2026-W47",
    "monday": "2026-11-16",
    "lines": [
        {"athlete": "Bo", "colour": "sky", "reps": 212, "minutes": 31.4, "streak_weeks": 1},
        {"athlete": "Anna", "colour": "green", "reps": 187, "minutes": 42.0, "streak_weeks": 14},
    ],
}


def _setup() -> dict[str, Any]:
    """A box that has its name and its camera, and whose broker was left for later."""
    states = {"name": "done", "camera": "done", "broker": "left_out", "pair": "unknown"}
    says = {"name": "Garage gym", "camera": "csi://0, turned by 180 degrees", "round": "all exercises"}
    steps = [
        {
            "name": step.name,
            "title": step.title,
            "how": step.how,
            "state": states.get(step.name, "open"),
            "says": says.get(step.name, "not yet"),
            "anywhere": step.anywhere,
            "command": step.command,
        }
        for step in STEPS
    ]
    return {"name": "Garage gym", "round": [], "steps": steps, "first_run": False}


def _telemetry() -> Telemetry:
    xy, score = [0.5] * 66, [0.0] * 33
    for joint, (x, y) in _JOINTS.items():
        xy[2 * joint], xy[2 * joint + 1], score[joint] = x, y, 0.95
    return Telemetry(
        t=100.0,
        fps=30.0,
        state="idle",
        exercise="squat",
        person=True,
        view_ok=True,
        outline=Outline(xy=xy, score=score, aspect=16 / 9),
        target_reps=10,
        target_tempo=[2, 0, 1, 0],
        target_rest_s=120.0,
    )


def _exercises() -> list[dict[str, Any]]:
    hint = "From the side or at an angle, at hip height, the whole body in the picture."
    return [
        {
            "name": name,
            "title": title,
            "unit": "seconds" if name == "plank" else "reps",
            "views": ["side", "oblique"],
            "camera": hint,
            "joints": [23, 24, 25, 26],
            "target": {"reps": 10, "tempo": [2, 0, 1, 0], "rest_s": 120},
        }
        for name, title in _NAMES.items()
    ] + [{"name": "mine", "title": "mine", "error": "mine.toml: no signal 'kne', did you mean 'knee'?"}]


def _picture() -> dict[str, Any]:
    """A room: a wall that darkens to the right, a floor, a lamp, somebody in red."""
    rgb = bytes(channel for y in range(_HEIGHT) for x in range(_WIDTH) for channel in _pixel(x, y))
    checks = [
        {"check": "body", "ok": False, "says": "feet cut off at the bottom: tilt the camera down"},
        {"check": "distance", "ok": True, "says": "you fill 62% of the picture"},
        {"check": "height", "ok": True, "says": "the camera looks level at the hips"},
        {"check": "view", "ok": True, "says": "seen from the side, good for Squat"},
        {"check": "light", "ok": True, "says": "brightness 48%"},
        {"check": "shake", "ok": None, "says": "shown with the next picture"},
    ]
    return {"width": _WIDTH, "height": _HEIGHT, "rgb": rgb, "light": 0.48, "checks": checks}


def _pixel(x: int, y: int) -> tuple[int, int, int]:
    if abs(x - 0.55 * _WIDTH) < 6 and 0.15 < y / _HEIGHT < 0.88:
        return 176, 72, 64
    if (x - 18) ** 2 / 80 + (y - 15) ** 2 / 60 < 1:
        return 250, 240, 200
    if y > 0.8 * _HEIGHT:
        return 122, 92, 62
    return 110 - x // 2, 118 - x // 2, 128 - x // 3


def _history() -> dict[str, Any]:
    sets = []
    for number in range(24):
        began = NOON - timedelta(hours=5 * number + 1)
        name = list(_NAMES)[number % 5]
        held = 40.0 + number if name == "plank" else None
        sets.append(
            {
                "set": f"set-{number}",
                "t": began.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "exercise": name,
                "reps": 0 if held else 8 + number % 7,
                "rejected": (number + 2) % 3,
                "why": "stopped",
                "duration_s": 42.0 + number,
                "athlete": "Anna",
                "held_s": held,
                **({"at_least": 7, "at_most": 8} if number == 0 else {}),
                **({} if held else {"score": 81.5, "slowing": 0.12, "faults": {"heels_up": 2}}),
            }
        )
    return {"sets": sets[::-1]}  # as the daemon tells them: oldest first


def _set() -> dict[str, Any]:
    lifter = Lifter("Anna", NOON)
    events: list[Any] = [lifter.starts()]
    for n in range(1, 9):
        rep = lifter.shows_form(n, fault=n > 6)
        confidence = 0.62 if n == UNSURE else 0.9
        events.append(msgspec.structs.replace(rep, rom_deg=88.0 + n, rom_share=0.9 + 0.01 * n, confidence=confidence))
        if n in (3, 7):  # two of them too shallow
            events.append(lifter.fails())
    undone = lifter.corrects(Correction.UNDONE, events[2].id)
    events += [msgspec.structs.replace(undone, why="that was the dog"), lifter.corrects(Correction.ADDED)]
    return {"events": [msgspec.to_builtins(event) for event in [*events, lifter.ends(8)]]}


def _progress() -> dict[str, Any]:
    found = progress("Anna", season_sets("Anna", NOON - timedelta(days=1)), NOON.date())
    return cast("dict[str, Any]", msgspec.to_builtins(found))


def _health() -> dict[str, Any]:
    errors = [
        {"t": "2026-11-21T11:02:11.000000Z", "level": "warning", "says": "no frame for 1 s: opening the camera again"},
        {"t": "2026-11-21T11:03:12.000000Z", "level": "error", "says": "the disk is full: 3 events wait in memory"},
    ]
    return HEALTH | {
        "versions": {"python": "3.11.2", "gstreamer": "1.22.0", "onnxruntime": "1.23.2", "tensorrt": None},
        "journal": "/var/lib/spotter/journal.db",
        "link": {"cursor": 412, "behind": 3, "connected": True},
        "errors": errors,
        "gpu_load": 0.34,
        "power_w": 11.4,
        "fan": 0.4,
    }
