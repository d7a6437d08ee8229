"""Every exercise as a dashboard lists it: what it is, how to see it, and which joints work."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np

from daemon.config import exercises
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


class ExerciseList:
    """Reads the exercises' files anew each time, and finds each signal's joints once. Belongs to one thread.

    Args:
        config: Where they come from, see ``exercises.files``.
    """

    def __init__(self, config: Path | None) -> None:
        self._config = config
        self._joints: dict[str, frozenset[int]] = {}

    def list(self, chosen: str) -> Exercises:
        """Every exercise; one whose file is wrong says so, and stops nobody."""
        found = exercises.files(self._config)
        listed = [self._entry(name, found[name]) for name in sorted(found)]
        return Exercises(exercises=[_free(AUTO), *listed], chosen=chosen)

    def _entry(self, name: str, path: Path) -> Entry:
        try:
            each = exercises.read(path)
        except ConfigError as error:
            return Entry(name=name, title=name, error=str(error))
        return Entry(
            name=name,
            title=each.title,
            unit=each.unit.value,
            views=each.views,
            camera=each.camera,
            joints=tuple(sorted(self._working(each))),
            target=each.target,
        )

    def _working(self, exercise: Exercise) -> Iterable[int]:
        # What is held moves nowhere: the joints that must be seen are the ones at work.
        names = {term.signal for term in exercise.movement} or set(exercise.visible)
        for name in names - self._joints.keys():
            self._joints[name] = joints_of(name)
        return frozenset[int]().union(*(self._joints[name] for name in names))


def _free(each: Exercise) -> Entry:
    """An exercise that is not known beforehand: no joint is more at work than another."""
    return Entry(name=each.name, title=each.title, views=each.views, camera=each.camera)


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
