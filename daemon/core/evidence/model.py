"""A logistic model whose terms are piecewise linear: what speaks for a rep adds up, and every part can be told.

Log-odds = bias + sum over features of its term; a term is ``slope * x + sum(bend * max(x - knot, 0))``. It is fitted by
``python -m tests.fit``, which writes ``weights.py``.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from daemon.core.certainty import More


class Term(NamedTuple):
    """What one feature adds to the log-odds.

    Attributes:
        slope: For each unit of the feature.
        bends: Knots, and what the slope changes by from each on.
        usual: What the term is for a true rep at the mean.
        edge: The value that nine in ten true reps are on the better side of.
    """

    slope: float
    bends: tuple[tuple[float, float], ...]
    usual: float
    edge: float

    def __call__(self, value: float) -> float:
        """Returns what a value adds."""
        return self.slope * value + sum(bend * (value - knot) for knot, bend in self.bends if value > knot)


@dataclass(frozen=True, slots=True)
class Additive:
    """The model.

    Attributes:
        bias: Log-odds where every term is 0.
        terms: By the feature's name.
    """

    bias: float
    terms: dict[str, Term]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Returns the log-odds; a feature that the model does not know says nothing. Costs about 15 µs."""
        return self.bias + sum(term(features[name]) for name, term in self.terms.items())

    def against(self, features: Mapping[str, float]) -> dict[str, float]:
        """Returns what each feature takes off the log-odds of a usual rep, greatest first."""
        lost = {name: term.usual - term(features[name]) for name, term in self.terms.items()}
        return dict(sorted(lost.items(), key=lambda each: -each[1]))


class Calibration(NamedTuple):
    """How log-odds become the confidence of a rep: of reps that are 90 % sure, nine in ten are right."""

    shift: float = 0.0
    scale: float = 1.0

    def confidence(self, log_odds: float) -> float:
        """Returns the confidence, 0..1."""
        return probability(self.shift + self.scale * log_odds)


class Spread(NamedTuple):
    """By how many reps a set may be wrong beside those that are in doubt, see ``certainty.More``.

    Attributes:
        missed_refused, missed_unsure: Reps missed for each movement that was refused, and for each rep that is thought
            to be false.
        false_unsure: Reps counted too many for each that is thought to be false.
        missed_size, false_size: How little sets differ.
    """

    missed_refused: float = 0.0
    missed_unsure: float = 0.0
    false_unsure: float = 0.0
    missed_size: float = 1.0
    false_size: float = 1.0

    def missed(self, refused: int, thought_false: float) -> More:
        """Returns how many more reps were missed, by how many were refused and how many are thought to be false."""
        return More(self.missed_refused * refused + self.missed_unsure * thought_false, self.missed_size)

    def false(self, thought_false: float) -> More:
        """Returns how many more reps are false."""
        return More(self.false_unsure * thought_false, self.false_size)


class Model(NamedTuple):
    """Both stages of the evidence.

    Attributes:
        own: Of a movement by itself.
        among: Of a movement among those before it and after it.
        calibration: Makes the confidence of a rep of the second.
        spread: Makes the range of a set's count.
        flat: Of a movement by itself that was seen in the picture alone, without world landmarks; None for the same.
    """

    own: Additive
    among: Additive
    calibration: Calibration = Calibration()
    spread: Spread = Spread()
    flat: Additive | None = None

    def alone(self, *, has_depth: bool) -> Additive:
        """Returns the evidence of a movement by itself, by what it was seen with."""
        return self.own if has_depth or self.flat is None else self.flat


def probability(log_odds: float) -> float:
    """Returns the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-max(min(log_odds, 30.0), -30.0)))
