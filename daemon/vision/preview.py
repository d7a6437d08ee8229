"""The placement picture: made of a frame only on request, sent once, and kept nowhere."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import msgspec

from daemon.core.placement import Check, Scene, checks
from daemon.core.pose.pose import Pose
from daemon.core.spec import Exercise
from daemon.errors import SourceError, UsageError
from daemon.ipc import verbs
from daemon.ports import Clock, Frame
from daemon.render.thumbnail import Thumbnail, shake, thumbnail

PICTURE_S = 0.2
"""Least time between two pictures (s); an earlier request gets the newest one again."""
WAIT_S = 1.0
"""Longest time that a request waits for a frame (s)."""
QUIET_S = 2.0
"""Time without a request (s) after which the picture counts as not watched."""
_SHAKES = 5
"""Movements of the background whose median is reported: a second's worth, so that one passer-by does not count."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What the camera sees; ``width``, ``height`` and ``rgb`` are None where only the checks were asked for.

    Attributes:
        width, height: Pixels, at most 96 and 54.
        rgb: Red, green and blue of each pixel, row after row from the top.
        light: Mean brightness, 0..1.
        checks: What is right and what to move.
    """

    width: int | None
    height: int | None
    rgb: bytes | None
    light: float
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    pixels: bool
    answer: Callable[[Any], None]
    asked_s: float


@dataclass(frozen=True, slots=True, eq=False)
class _Shot:
    small: Thumbnail
    pose: Pose | None
    size: tuple[int, int]
    made_s: float


class Preview:
    """Takes requests on any thread; answers them on the frame loop's, which alone sees frames.

    Args:
        clock: The time.
        pixels: The picture may be sent; False: only the checks.
        watching: Called on the frame loop's thread with True when the picture is watched, with False when no longer.
    """

    def __init__(self, clock: Clock, *, pixels: bool, watching: Callable[[bool], None] = lambda _: None) -> None:
        self._clock = clock
        self._pixels = pixels
        self._watching = watching
        self._questions: list[_Question] = []
        self._lock = threading.Lock()
        self._shot: _Shot | None = None
        self._shakes: deque[float] = deque(maxlen=_SHAKES)
        self._watched = False
        self._asked_s = 0.0

    def ask(self, args: verbs.box.Picture, answer: Callable[[Any], None]) -> None:
        """Requests a view; from any thread. The loop's thread answers with a ``View`` or a ``SpotterError``."""
        if args.pixels and not self._pixels:
            answer(
                UsageError(
                    "the picture is switched off: set camera.picture = true in spotter.toml, "
                    "or ask with pixels = false for the checks alone"
                )
            )
            return
        with self._lock:
            self._questions.append(_Question(args.pixels, answer, self._clock.monotonic()))

    def look(self, frame: Frame, pose: Pose | None) -> None:
        """Takes a picture of a valid frame. 0.1 µs; with requests waiting 1 to 2 ms, five times a second."""
        if not self._questions:
            return
        now = self._clock.monotonic()
        if self._shot is not None and now - self._shot.made_s < PICTURE_S:
            return
        shot = _Shot(thumbnail(frame), pose, (frame.width, frame.height), now)
        if self._shot is not None:
            moved = shake(self._shot.small, shot.small, pose, shot.size)
            if moved is not None:
                self._shakes.append(moved)
        self._shot = shot

    def answer(self, exercise: Exercise, trouble: str | None, turned: str | None = None, others: int = 0) -> None:
        """Answers the requests; on the frame loop's thread, at least twenty times a second.

        Args:
            exercise: The chosen one, for which the view is checked.
            trouble: One line on what is wrong with the camera, or None.
            turned: One line on a picture that is turned, or None.
            others: People in view beside the athlete.
        """
        now = self._clock.monotonic()
        if not self._questions:
            if self._shot is not None and now - self._asked_s > QUIET_S:
                self._rest()
            return
        with self._lock:
            questions, self._questions = self._questions, []
        self._asked_s = now
        if any(question.pixels for question in questions):
            self._watch(on=True)
        fresh = self._shot is not None and now - self._shot.made_s < PICTURE_S
        if fresh and self._shot is not None:
            for each in questions:
                each.answer(self._view(self._shot, exercise, turned, others, pixels=each.pixels))
            return
        waiting = [each for each in questions if not self._given_up(each, trouble, now)]
        with self._lock:
            self._questions += waiting

    @staticmethod
    def _given_up(question: _Question, trouble: str | None, now: float) -> bool:
        if now - question.asked_s < WAIT_S:
            return False
        question.answer(
            SourceError(trouble or "the camera gives no picture now: switch it on, or check its cable or network")
        )
        return True

    def _view(self, shot: _Shot, exercise: Exercise, turned: str | None, others: int, *, pixels: bool) -> View:
        small = shot.small
        scene = Scene(small.light, small.blown, median(self._shakes) if self._shakes else None, others)
        height, width, _ = small.rgb.shape
        return View(
            width=width if pixels else None,
            height=height if pixels else None,
            rgb=small.rgb.tobytes() if pixels else None,
            light=round(small.light, 3),
            checks=checks(shot.pose, shot.size, exercise, scene, turned),
        )

    def _watch(self, *, on: bool) -> None:
        if on != self._watched:
            self._watched = on
            self._watching(on)

    def _rest(self) -> None:
        """Drops the picture: it is no longer watched."""
        self._shot = None
        self._shakes.clear()
        self._watch(on=False)
