"""A movement out and back as a candidate for a rep: how it looked, how far and how long it went, and its evidence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import fmean, median

import numpy as np

from daemon.core.counting import measures
from daemon.core.counting.segmenter import Attempt
from daemon.core.evidence.looks import SIGNALS_OF_LOOKS, TOLERANCE, Looks, Seen, Vector
from daemon.core.evidence.model import Additive
from daemon.core.features.sample import Sample
from daemon.core.params import MeasureParams

WIDTH = len(SIGNALS_OF_LOOKS)
"""A sample's first values are the signals of looks."""
PATH_POINTS = 9
"""Moments of a movement, evenly over its time, that are compared with another's."""
_LONG_S = 3.0
"""Seconds above which a rep is a long one."""
_BRISK = 2.5
"""Times the shortest possible rep below which one is brisk."""
IMPOSSIBLE = math.log(_BRISK)
"""``brisk`` of a rep that takes the shortest possible time."""
_TRUNK = SIGNALS_OF_LOOKS.index("torso_tilt")
_SHORTEST_S = 0.1
_LEAST_DEPTH = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """What is known of one movement.

    Attributes:
        start, turn, end: When it left the start position, turned and was back (s).
        depth: Its range.
        low, last: Depth of the start position, and at its end.
        seen: How it looked.
        path: The signals of looks at ``PATH_POINTS`` moments, in tolerances.
        across, grown: How far it took the athlete, see ``measures.travel``.
        features: What its own evidence is made of.
        log_odds: That evidence.
        has_depth: It was seen with world landmarks.
    """

    start: float
    turn: float
    end: float
    depth: float
    low: float
    last: float
    seen: Seen
    path: Vector
    across: float
    grown: float
    features: dict[str, float]
    log_odds: float
    has_depth: bool = True

    @property
    def seconds(self) -> float:
        """How long it took."""
        return max(self.end - self.start, _SHORTEST_S)


def candidate(attempt: Attempt, looks: Looks, model: Additive, params: MeasureParams, shortest_s: float) -> Candidate:
    """Measures a finished attempt, and weighs it by itself. Costs about 0.3 ms.

    Args:
        attempt: The movement out and back.
        looks: How its exercise looks, and how the others do.
        model: What each feature weighs.
        params: How it is measured.
        shortest_s: The shortest possible rep (s).
    """
    rep = measures.in_rep(attempt)
    deepest = max(rep, key=lambda each: each.depth)
    seen, end = _seen(attempt, rep, params)
    start_t, end_t = attempt.left_t, attempt.samples[-1].t
    seconds = max(end_t - start_t, _SHORTEST_S)
    across, grown = measures.travel(attempt, params)
    features = {
        "depth": math.log(max(attempt.depth, _LEAST_DEPTH)),
        "begins_at": max(-1.0, min(attempt.low, 1.5)),
        "brisk": max(0.0, math.log(_BRISK * shortest_s / seconds)),
        "long": max(0.0, math.log(seconds / _LONG_S)),
        "confidence": fmean(each.confidence for each in rep),
        "visibility": float(min(seen.start_sure.mean(), seen.turn_sure.mean())),
        "not_back": 0.0 if attempt.locked_out else 1.0,
        "across": min(abs(across), 1.5),
        "grown": min(abs(grown), 1.0),
        "trunk_elsewhere": min(max(float(abs(end[_TRUNK] - seen.start[_TRUNK]) / TOLERANCE[_TRUNK]) - 1.0, 0.0), 3.0),
        "ends_elsewhere": float(np.minimum(np.abs(end - seen.start) / TOLERANCE, 3.0).mean()),
        **looks.features(seen),
    }
    return Candidate(
        start_t,
        deepest.t,
        end_t,
        attempt.depth,
        attempt.low,
        attempt.samples[-1].depth,
        seen,
        _path(rep),
        across,
        grown,
        features,
        model.log_odds(features),
        attempt.has_depth,
    )


def _seen(attempt: Attempt, rep: Sequence[Sample], params: MeasureParams) -> tuple[Seen, Vector]:
    """Returns how it looked at the start and at the turning point, and the signals at its end."""
    before = [each for each in attempt.samples if each.t <= attempt.left_t] or [attempt.samples[0]]
    before, turn = before[-params.start_samples :], measures.around_turn(attempt, params.near_turn)
    start_values, start_sure = _middle(before)
    turn_values, turn_sure = _middle(turn)
    end, _ = _middle(attempt.samples[-params.end_samples :])
    torso = median(each.place.torso for each in rep)
    rise = (median(each.place.shoulders for each in before) - median(each.place.shoulders for each in turn)) / torso
    # A trace without place never moves.
    return Seen(start_values, turn_values, start_sure, turn_sure, rise if rise != 0 else None), end


def _middle(samples: Sequence[Sample]) -> tuple[Vector, Vector]:
    """Returns the median of each signal of looks, and of how sure it is."""
    values: Vector = np.median(np.array([each.values[:WIDTH] for each in samples]), axis=0)
    sure: Vector = np.median(np.array([each.confidences[:WIDTH] for each in samples]), axis=0)
    return values, sure


def _path(rep: Sequence[Sample]) -> Vector:
    moments = np.linspace(0, len(rep) - 1, PATH_POINTS).round().astype(int)
    path: Vector = np.array([rep[int(i)].values[:WIDTH] for i in moments]) / TOLERANCE
    return path


@lru_cache(maxsize=1024)  # the judge asks for the same pairs each time that something new comes
def likeness(one: Candidate, other: Candidate) -> float:
    """Returns how alike two movements are, 1 for the same: in their path, their range and their time."""
    path = min(float(np.minimum(np.abs(one.path - other.path), 3.0).mean()), 2.0)
    depth = min(abs(math.log(one.depth / other.depth)), 1.5)
    seconds = min(abs(math.log(one.seconds / other.seconds)), 1.5)
    return math.exp(-1.5 * path - depth - 0.7 * seconds)
