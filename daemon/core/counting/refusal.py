"""Why a candidate does not count: the part of its evidence that weighed most, with its value and limit."""

import math
from collections.abc import Callable
from statistics import median

from daemon.core.counting.candidate import Candidate
from daemon.core.counting.judge import Ruling
from daemon.core.counting.neighbours import GUESSED, HARDLY, LEANS, own_depth
from daemon.core.counting.verdict import Verdict, rejected
from daemon.core.evidence.looks import Looks
from daemon.core.evidence.model import Additive, Model
from daemon.core.facts import Reason
from daemon.core.features.signals import TOLERANCES

SEEN = 0.5
"""Confidence from which a joint is seen and not guessed, as ``features.min_visibility``."""
_OF_ITSELF = (
    "far_short", "not_back", "ends_otherwise", "guessed", "impossible",
    "shorter", "under_least", "deeper_follows", "quicker",
)  # fmt: skip
"""What is said of the candidate itself among its neighbours: the rules, and how it compares with the athlete's own."""
Grounds = tuple[Reason, float, float, str]
"""A reason, the value and its limit, and the unit of both."""


def why(ruling: Ruling, looks: Looks, model: Model) -> Verdict:
    """Returns the verdict on a candidate that does not count.

    What weighed most is said, among all that is worse than in nine of ten reps; where nothing is, it looks like
    something else as a whole, and the signal that is farthest off is said.
    """
    found = ruling.weighed.candidate
    if ruling.verdict is not None:
        return ruling.verdict
    lost = {**_alone(found, model).against(found.features), **_of_itself(ruling, model)}
    for name in sorted(lost, key=lambda each: -lost[each]):
        grounds = _GROUNDS[name](ruling, model) if name in _GROUNDS and lost[name] > 0 else None
        if grounds is None and name not in _GROUNDS:
            break  # it looks like something else
        if grounds is not None and _beyond(*grounds[:3]):
            return rejected(f"evidence.{name}", *grounds)
    signal, when, value, limit = looks.farthest(found.seen)
    return rejected(f"evidence.{signal}.{when}", Reason.WRONG_POSTURE, value, limit, signal)


def as_if_seen(found: Candidate, model: Model) -> float:
    """Returns the log-odds of a movement by itself as if its joints were seen: what hides them makes it no other."""
    lost = _alone(found, model).against(found.features)
    return found.log_odds + sum(max(lost.get(name, 0.0), 0.0) for name in ("confidence", "visibility"))


def _alone(found: Candidate, model: Model) -> Additive:
    """Returns the evidence of the candidate by itself."""
    return model.alone(has_depth=found.has_depth)


def _of_itself(ruling: Ruling, model: Model) -> dict[str, float]:
    """Returns what its neighbours say of the candidate itself; the rest is whether a set is going on at all."""
    if not ruling.features:
        return {}
    among = model.among.against(ruling.features)
    return {name: among[name] for name in _OF_ITSELF}


def _beyond(reason: Reason, value: float, limit: float) -> bool:
    """Returns whether a value is on the wrong side of its limit."""
    return value > limit if reason in (Reason.NOT_STARTED, Reason.NO_LOCKOUT, Reason.WRONG_POSTURE) else value < limit


def _shallow(ruling: Ruling, model: Model) -> Grounds:
    """Tells the range, and the least of this athlete's own that is one; before it is known, nine in ten reps' range."""
    found, usual = ruling.weighed.candidate, ruling.weighed.usual
    asked = HARDLY * own_depth(usual) if usual else math.exp(_alone(found, model).terms["depth"].edge)
    return Reason.SHALLOW, found.depth, asked, "depth"


def _not_back(ruling: Ruling, _: Model) -> Grounds:
    found = ruling.weighed.candidate
    return Reason.NO_LOCKOUT, found.last, found.low, "depth"


def _not_started(ruling: Ruling, model: Model) -> Grounds:
    found = ruling.weighed.candidate
    return Reason.NOT_STARTED, found.low, _alone(found, model).terms["begins_at"].edge, "depth"


def _brisk(ruling: Ruling, model: Model) -> Grounds:
    """Tells the seconds, and those under which one in ten reps of such an exercise is."""
    found = ruling.weighed.candidate
    edge = _alone(found, model).terms["brisk"].edge
    return Reason.TOO_FAST, found.seconds, _slower(found, found.features["brisk"], edge), "s"


def _quicker(ruling: Ruling, model: Model) -> Grounds:
    """Tells the seconds, and those that this athlete takes at least."""
    usual, edge = ruling.weighed.usual, model.among.terms["quicker"].edge
    asked = median(each.seconds for each in usual) * math.exp(-edge) if usual else 0.0
    return Reason.TOO_FAST, ruling.weighed.candidate.seconds, asked, "s"


def _hidden(name: str) -> Callable[[Ruling, Model], Grounds]:
    def grounds_of(ruling: Ruling, _: Model) -> Grounds:
        return Reason.HIDDEN, ruling.weighed.candidate.features[name], SEEN, "confidence"

    return grounds_of


def _guessed(ruling: Ruling, _: Model) -> Grounds:
    return Reason.HIDDEN, ruling.weighed.candidate.features["confidence"], GUESSED, "confidence"


def _leaning(ruling: Ruling, _: Model) -> Grounds:
    """Tells by how much the trunk leans otherwise at the end than at the start, degrees."""
    tolerance = TOLERANCES["torso_tilt"]
    value = (1.0 + ruling.weighed.candidate.features["trunk_elsewhere"]) * tolerance
    return Reason.WRONG_POSTURE, value, (1.0 + LEANS) * tolerance, "torso_tilt"


def _slower(found: Candidate, brisk: float, edge: float) -> float:
    return found.seconds * math.exp(max(brisk - edge, 0.0))


_GROUNDS: dict[str, Callable[[Ruling, Model], Grounds]] = {
    **dict.fromkeys(
        (
            "far_short",
            "shorter",
            "under_least",
            "deeper_follows",
            "depth",
            "reach",
            "arms_short",
            "legs_short",
            "trunk_short",
        ),
        _shallow,
    ),
    **dict.fromkeys(("not_back", "ends_elsewhere"), _not_back),
    "begins_at": _not_started,
    **dict.fromkeys(("brisk", "impossible"), _brisk),
    "quicker": _quicker,
    "confidence": _hidden("confidence"),
    "visibility": _hidden("visibility"),
    "guessed": _guessed,
    **dict.fromkeys(("trunk_elsewhere", "ends_otherwise"), _leaning),
}
"""What is said of each part of the evidence; what is not here is a matter of looks."""
