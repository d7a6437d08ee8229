"""A box with a past: sets on several days, exercises, a picture with its checklist, and a health."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from daemon.core.facts import Correction
from daemon.errors import SpotterError, UsageError
from daemon.events import AnyEvent
from daemon.ipc import verbs
from tests.fakes.box import Box
from tests.fakes.workout import MORNING, Lifter

EXERCISES = {
    "exercises": [
        {
            "name": "squat",
            "title": "Squat",
            "views": ["side", "oblique", "front"],
            "camera": "From the side or at an angle, at hip height.",
            "joints": [23, 24, 25, 26],
            "target": {"reps": 10, "tempo": [2, 0, 1, 0], "rest_s": 120},
        },
        {"name": "push_up", "title": "Push-up", "views": ["side"], "camera": "From the side.", "joints": [13, 14]},
        {"name": "plank", "title": "Plank", "unit": "seconds", "views": ["side"], "target": {"reps": 30}},
        {"name": "mine", "title": "mine", "error": "mine.toml: no signal 'kne', did you mean 'knee'?"},
    ],
    "chosen": "squat",
}
PLANS = {
    "plans": [
        {"name": "emom", "title": "Ten-minute EMOM", "blocks": ["every 1:00, 10 times: 10 push_up"], "about_s": 610},
        {"name": "mine", "title": "mine", "error": "mine.toml: block is missing: add it"},
    ]
}
HEALTH = {
    "fps": 29.9,
    "latency_p50_ms": 9.1,
    "latency_p95_ms": 14.2,
    "frames": 10000,
    "dropped": 12,
    "uptime_s": 7261,
    "camera": "ok",
    "engine": "blazepose-full/onnx",
    "version": "0.1.0",
    "unsaved": 0,
    "stages": {"wait": {"p50_ms": 0.1, "p95_ms": 0.4}, "landmarks": {"p50_ms": 6.0, "p95_ms": 7.4}},
    "sight": {"presence": 0.998, "people": 2, "crop_px": 402.5, "pose_score": 0.91, "searches": 334},
    "temperature_c": 61.5,
    "power_mode": "25W",
}
CHECKS: list[dict[str, object]] = [
    {"check": "body", "ok": False, "says": "feet cut off at the bottom: tilt the camera down"},
    {"check": "distance", "ok": True, "says": "you fill 62% of the picture"},
    {"check": "view", "ok": None, "says": "shoulders and hips are not seen well enough to tell"},
]
WIDTH, HEIGHT = 16, 9


class Gallery(Box):
    """The box; ``looked`` are the questions for the picture, in order, ``felt`` counts those for the health.

    ``listed`` are the exercises.

    Args:
        folder: Where journal and socket lie.
        past: What its journal begins with; None: nothing, nobody has trained yet.
    """

    def __init__(self, folder: Path, past: list[AnyEvent] | None = None) -> None:
        self.looked: list[verbs.box.Picture] = []
        self.felt = 0
        self.blind: SpotterError | None = None
        self.listed: dict[str, object] = dict(EXERCISES)
        self.checks: list[dict[str, object]] = CHECKS
        super().__init__(
            folder, health=self._feel, exercises=lambda: self.listed, plans=lambda: PLANS, picture=self._look
        )
        self.start()
        if past:
            self.record(*past)

    def _feel(self) -> dict[str, object]:
        self.felt += 1
        return HEALTH

    def _look(self, args: verbs.box.Picture, told: Callable[[object], None]) -> None:
        self.looked.append(args)
        if self.blind is not None and args.pixels:
            told(self.blind)
        elif args.pixels:
            told(
                {
                    "width": WIDTH,
                    "height": HEIGHT,
                    "rgb": bytes([200, 80, 40]) * (WIDTH * HEIGHT),
                    "checks": self.checks,
                }
            )
        else:
            told({"width": None, "height": None, "rgb": None, "checks": self.checks})


def switched_off() -> UsageError:
    """What a daemon says whose picture is switched off."""
    return UsageError("the picture is switched off: set camera.picture = true in spotter.toml")


def a_past() -> list[AnyEvent]:
    """Two days: squats, one of them too shallow and one taken back; push-ups the day after."""
    first = Lifter("Anna", MORNING)
    events: list[AnyEvent] = [first.arrives(), first.starts(), first.lifts(1), first.fails(), first.lifts(2)]
    events += [first.lifts(3)]
    events += [first.corrects(Correction.UNDONE, events[2].id), first.ends(2), first.leaves()]
    second = Lifter("Anna", MORNING + timedelta(days=1))
    events += [second.arrives(), second.starts("push_up")]
    events += [second.lifts(n, "push_up") for n in (1, 2, 3, 4)]
    return [*events, second.ends(4, "push_up"), second.leaves()]
