"""The postures that an exercise requires: when one is asked for, and whether it is met."""

from daemon.core.counting.verdict import Verdict, rejected
from daemon.core.facts import Reason
from daemon.core.spec import Requirement


def stands_down(requirement: Requirement, visibility: float, min_visibility: float, *, view: str) -> bool:
    """Returns whether a requirement is not asked for: in this view, or because its joints are not seen."""
    return view not in requirement.views or (requirement.optional and visibility < min_visibility)


def violation(requirement: Requirement, value: float) -> Verdict | None:
    """Returns the rejection of a posture that is out of its bounds, or None."""
    if requirement.min is not None and value < requirement.min:
        return rejected(_rule(requirement, "min"), Reason.WRONG_POSTURE, value, requirement.min, requirement.signal)
    if requirement.max is not None and value > requirement.max:
        return rejected(_rule(requirement, "max"), Reason.WRONG_POSTURE, value, requirement.max, requirement.signal)
    return None


def _rule(requirement: Requirement, bound: str) -> str:
    return f"exercise.requires.{requirement.signal}.{requirement.when.value}.{bound}"
