"""What an athlete usually reaches: the measure of a rep that is their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Baseline:
    """An athlete's usual range of motion in one exercise, seen from one view.

    A range that was measured from the front compares only with one that was measured from there.

    Attributes:
        exercise: Its name.
        view: ``front``, ``side`` or ``oblique``.
        rom_deg: What the athlete usually reaches: the median of the reps (degrees).
        full_deg: What the athlete reaches when going all the way: the 90th percentile (degrees).
        reps: From how many reps.
    """

    exercise: str
    view: str
    rom_deg: float
    full_deg: float
    reps: int


Baselines = Mapping[tuple[str, str], Baseline]
"""An athlete's baselines by exercise and view."""
NOTHING_KNOWN: Baselines = MappingProxyType({})
"""The baselines of somebody who is new."""


def by_exercise_and_view(baselines: Iterable[Baseline]) -> Baselines:
    """Returns the baselines by what they are of."""
    return MappingProxyType({(each.exercise, each.view): each for each in baselines})


def best_known(baselines: Baselines, exercise: str) -> Baseline | None:
    """Returns the exercise's baseline of the view that most is known of, or None: nothing is known."""
    known = [each for each in baselines.values() if each.exercise == exercise]
    return max(known, key=lambda each: each.reps, default=None)
