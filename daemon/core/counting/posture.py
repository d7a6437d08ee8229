"""The postures that a hold requires: when one is asked for, and whether it is met."""

from daemon.core.spec import Requirement


def stands_down(requirement: Requirement, visibility: float, min_visibility: float, *, view: str) -> bool:
    """Returns whether a requirement is not asked for: in this view, or because its joints are not seen."""
    return view not in requirement.views or (requirement.optional and visibility < min_visibility)


def violated(requirement: Requirement, value: float) -> bool:
    """Returns whether a posture is out of its bounds."""
    below = requirement.min is not None and value < requirement.min
    return below or (requirement.max is not None and value > requirement.max)
