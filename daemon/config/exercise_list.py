"""One exercise as a dashboard lists it: what it is, how to see it, and which joints work."""

from collections.abc import Iterable
from functools import cache

import msgspec
import numpy as np

from daemon.core.features.signals import SIGNALS, Body
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.core.spec import AUTO, Exercise, Target
from daemon.errors import ConfigError


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise.

    Attributes:
        name, title: As typed, and as shown.
        unit: ``reps``, or ``seconds`` of a hold.
        views: Where the camera sees it best, best first.
        camera: Where to put the camera.
        joints: Rows of the skeleton that its movement is read from.
        target: What a set aims at, by its file.
        error: Why it cannot be chosen, in one line, or None.
    """

    name: str
    title: str
    unit: str = "reps"
    views: tuple[str, ...] = ()
    camera: str = ""
    joints: tuple[int, ...] = ()
    target: Target = Target()
    error: str | None = None


class Exercises(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, by name, and the one that is chosen."""

    exercises: list[Entry]
    chosen: str


def entry(exercise: Exercise) -> Entry:
    """Returns how an exercise is listed."""
    return Entry(
        name=exercise.name,
        title=exercise.title,
        unit=exercise.unit.value,
        views=exercise.views,
        camera=exercise.camera,
        joints=tuple(sorted(_working(exercise))),
        target=exercise.target,
    )


def broken(name: str, error: ConfigError) -> Entry:
    """Returns how an exercise is listed whose file is wrong."""
    return Entry(name=name, title=name, error=str(error))


def _working(exercise: Exercise) -> Iterable[int]:
    # What is held moves nowhere: the joints that must be seen are the ones at work.
    names = {term.signal for term in exercise.movement} or set(exercise.visible)
    return frozenset[int]().union(*map(joints_of, names))


AUTO_ENTRY = Entry(name=AUTO.name, title=AUTO.title, views=AUTO.views, camera=AUTO.camera)
"""Recognition: no joint is more at work than another."""


@cache
def joints_of(signal: str) -> frozenset[int]:
    """The joints that a signal is read from: those without which it is less sure, seen whole or from one side.

    Asked of the signal itself, so that a new one needs no list here. About 2 ms.
    """
    measure = SIGNALS[signal]
    found = set()
    for hidden in ((), *_sides()):
        score = np.ones(JOINT_COUNT, np.float32)
        score[list(hidden)] = 0
        sure = measure(_body(score)).confidence
        for joint in range(JOINT_COUNT):
            without = score.copy()
            without[joint] = 0
            if measure(_body(without)).confidence < sure:
                found.add(joint)
    return frozenset(found)


def _sides() -> tuple[list[int], list[int]]:
    return (
        [joint for joint in Joint if joint.name.startswith("LEFT")],
        [joint for joint in Joint if joint.name.startswith("RIGHT")],
    )


def _body(score: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Body:
    """Somebody whose joints all lie apart, so that every angle and length exists; each seen as surely as said."""
    rows = np.arange(JOINT_COUNT, dtype=np.float32)
    xy = np.stack([100 + 7 * rows % 50, 10 * rows], axis=1)
    return Body.of(Pose(0.0, xy, None, score))
