"""Why a candidate does not count: the part of its evidence that weighed most, with its value and limit."""

import math

from daemon.core.counting.candidate import Candidate
from daemon.core.counting.judge import Ruling
from daemon.core.counting.neighbours import own_depth
from daemon.core.counting.verdict import Verdict, rejected
from daemon.core.evidence.looks import Looks
from daemon.core.evidence.model import Model
from daemon.core.facts import Reason

_REASONS = {
    Reason.SHALLOW: ("shorter", "deeper_follows", "depth", "reach", "arms_short", "legs_short", "trunk_short"),
    Reason.NOT_STARTED: ("begins_at",),
    Reason.TOO_FAST: ("quicker", "brisk"),
    Reason.NO_LOCKOUT: ("not_back", "ends_elsewhere"),
    Reason.HIDDEN: ("confidence", "visibility"),
}
_REASON_OF = {name: reason for reason, names in _REASONS.items() for name in names}
_OF_ITSELF = ("shorter", "deeper_follows", "quicker")
"""What its neighbours say of the candidate itself; the rest they say is whether a set is going on at all."""


def why(ruling: Ruling, looks: Looks, model: Model) -> Verdict:
    """Returns the verdict on a candidate that does not count."""
    found = ruling.weighed.candidate
    among = model.among.against(ruling.features)
    lost = {name: among[name] for name in _OF_ITSELF if name in among}
    lost.update(model.own.against(found.features))
    name = max(lost, key=lambda each: lost[each], default="depth")
    return _verdict(ruling, name, looks, model)


def _verdict(ruling: Ruling, name: str, looks: Looks, model: Model) -> Verdict:
    found, rule, reason = ruling.weighed.candidate, f"evidence.{name}", _REASON_OF.get(name, Reason.WRONG_POSTURE)
    if reason is Reason.SHALLOW:
        return rejected(rule, reason, found.depth, _depth_asked(ruling, model), "depth")
    if reason is Reason.NO_LOCKOUT:
        return rejected(rule, reason, found.last, found.low, "depth")
    if reason is Reason.NOT_STARTED:
        return rejected(rule, reason, found.low, model.own.terms["begins_at"].edge, "depth")
    if reason is Reason.TOO_FAST:
        return rejected(rule, reason, found.seconds, _seconds_asked(found, model), "s")
    if reason is Reason.HIDDEN:
        return rejected(rule, reason, found.features[name], model.own.terms[name].edge, "confidence")
    return _wrong(found, looks)


def _depth_asked(ruling: Ruling, model: Model) -> float:
    """Returns the range from which nine in ten reps are: of this athlete's own, where it is known."""
    usual = ruling.weighed.usual
    if not model.own.terms:  # of what looks like nothing known, nothing but its range is asked
        return ruling.asked_depth
    if usual:
        return own_depth(usual) * math.exp(-model.among.terms["shorter"].edge)
    return math.exp(model.own.terms["depth"].edge)


def _seconds_asked(found: Candidate, model: Model) -> float:
    """Returns the time in which nine in ten reps are not quicker."""
    return found.seconds * math.exp(found.features["brisk"] - model.own.terms["brisk"].edge)


def _wrong(found: Candidate, looks: Looks) -> Verdict:
    """Returns the verdict on a movement that looks like something else, by the signal that is farthest off."""
    signal, when, value, limit = looks.farthest(found.seen)
    return rejected(f"evidence.{signal}.{when}", Reason.WRONG_POSTURE, value, limit, signal)
