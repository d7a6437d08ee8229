"""How evenly an athlete lifts: whether a set may be stopped for slowing down, or would be stopped by chance.

At 5 % of rep-to-rep variation a set of ten reps that truly slows by 10 % is stopped at 20 % once in fifty times; at 8 %
more than once in four (``python -m tests.core.plan.false_stops``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from statistics import fmean

STEADY = 0.05
"""The most that reps may vary from one to the next where a set is stopped: a coefficient of variation."""
NEEDED = 30
"""Reps that must have been compared with the one before: the figure is then known to about a seventh of itself."""
_LEAST_REPS = 3
"""Reps of a set, below which its trend cannot be told from its variation."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """How evenly an athlete lifts in one exercise, as one view shows it.

    Attributes:
        exercise: Its name.
        view: From where it was seen.
        cv: Rep-to-rep coefficient of variation of the concentric velocity; the trend of each set is left out.
        reps: How many reps were compared with the one before.
    """

    exercise: str
    view: str
    cv: float
    reps: int

    @property
    def suffices(self) -> bool:
        """Whether a set may be stopped for slowing down."""
        return self.reps >= NEEDED and round(self.cv, 3) <= STEADY

    @property
    def says(self) -> str:
        """Why a set is not stopped, where it is not."""
        if self.reps < NEEDED:
            return f"too early to say how evenly you lift: {self.reps} of {NEEDED} reps; no set is stopped until then"
        own, most = round(100 * self.cv, 1), round(100 * STEADY)
        return f"your reps vary by {own:g} %: a set is stopped where they vary by {most} % or less"


def steadiness(exercise: str, view: str, sets: Iterable[Sequence[float]]) -> Steadiness:
    """Returns how evenly an athlete lifts.

    The differences of neighbouring logarithms show the variation, less what a steady trend makes of them: of ``n``
    differences of independent reps, the squared deviations from their mean come to ``2 (n - 1 / n)`` variances.

    Args:
        exercise: Its name.
        view: From where the reps were seen.
        sets: Of each set the velocities of its reps, in order.
    """
    squares, variances, reps = 0.0, 0.0, 0
    for velocities in sets:
        steps = [log(after / before) for before, after in pairwise(velocities) if before > 0 and after > 0]
        if len(steps) + 1 >= _LEAST_REPS:
            mean = fmean(steps)
            squares += sum((step - mean) ** 2 for step in steps)
            variances += 2 * (len(steps) - 1 / len(steps))
            reps += len(steps)
    return Steadiness(exercise, view, round(sqrt(squares / variances), 4) if reps else 0.0, reps)


def known_of(known: Iterable[Steadiness], exercise: str, view: str) -> Steadiness:
    """Returns how evenly an athlete lifts in an exercise and view, of all that is known."""
    found = (each for each in known if (each.exercise, each.view) == (exercise, view))
    return next(found, Steadiness(exercise, view, 0.0, 0))
