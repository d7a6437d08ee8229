"""One exercise as a dashboard lists it: what it is, how to see it, and which joints work."""

from collections.abc import Iterable

import msgspec

from daemon.core.features.signals import SIGNALS
from daemon.core.form.views import measures
from daemon.core.spec import AUTO, Exercise, Target
from daemon.errors import ConfigError


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise.

    Attributes:
        name, title: As typed, and as shown.
        unit: ``reps``, or ``seconds`` of a hold.
        views: Where the camera sees it best, best first.
        camera: Where to put the camera.
        measures: The measures of its form, and the views that show them.
        joints: Rows of the skeleton that its movement is read from.
        target: What a set aims at, by its file.
        error: Why it cannot be chosen, in one line, or None.
    """

    name: str
    title: str
    unit: str = "reps"
    views: tuple[str, ...] = ()
    camera: str = ""
    measures: dict[str, tuple[str, ...]] = {}
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
        measures=dict(measures(exercise)),
        joints=tuple(sorted(_working(exercise))),
        target=exercise.target,
    )


def broken(name: str, error: ConfigError) -> Entry:
    """Returns how an exercise is listed whose file is wrong."""
    return Entry(name=name, title=name, error=str(error))


def _working(exercise: Exercise) -> Iterable[int]:
    # What is held moves nowhere: the joints that must be seen are the ones at work.
    names = {term.signal for term in exercise.movement} or set(exercise.visible)
    return {int(joint) for name in names for joint in SIGNALS[name].joints}


AUTO_ENTRY = Entry(name=AUTO.name, title=AUTO.title, views=AUTO.views, camera=AUTO.camera)
"""Recognition: no joint is more at work than another."""
