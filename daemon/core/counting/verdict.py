"""What a stage decides about an attempt, and by which rule."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from daemon.core.facts import Reason


class Decision(str, Enum):
    """What became of an attempt."""

    ACCEPTED = "accepted"
    """A rep, which the reps around it may have to confirm."""
    COUNTED = "counted"
    """A confirmed rep."""
    REJECTED = "rejected"
    IGNORED = "ignored"
    """Too small to look like a rep: neither counted nor rejected."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision.

    Attributes:
        decision: What was decided.
        rule: The stable name of the rule that decided: the part of the evidence that weighed most
            (``evidence.far_short``), a parameter (``any_movement.min_confidence``), or a key of the exercise
            (``exercise.min_streak``).
        reason: Why it is rejected, or None.
        value, limit: What was measured, and its limit.
        unit: Of both.
    """

    decision: Decision
    rule: str
    reason: Reason | None = None
    value: float = 0.0
    limit: float = 0.0
    unit: str = ""


def rejected(rule: str, reason: Reason, value: float, limit: float, unit: str) -> Verdict:
    """Returns a verdict that rejects."""
    return Verdict(Decision.REJECTED, rule, reason, value, limit, unit)


class Judgement(NamedTuple):
    """A verdict, and what it is about.

    Attributes:
        t: When it was reached (s).
        start, end: Of the movement (s).
        verdict: The verdict.
    """

    t: float
    start: float
    end: float
    verdict: Verdict
