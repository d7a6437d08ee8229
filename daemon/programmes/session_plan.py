"""A session as a plan that the box can lead through, and what a plan has no place for."""

from collections.abc import Sequence
from datetime import date

import msgspec

from daemon.core.plan.plan import Plan
from daemon.programmes.planned import Planned


class SessionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is done in a session.

    Attributes:
        plan: As the box leads through it; its name is the day.
        notes: What is said of each block: its load, which a plan does not set.
    """

    plan: Plan
    notes: tuple[str, ...]


def session_plan(day: date, title: str, work: Sequence[Planned]) -> SessionPlan:
    """Returns what a session asks for as a plan.

    Args:
        day: On which it is to be done.
        title: As the session is shown.
        work: What each of its rules asks for.
    """
    plan = Plan(
        day.isoformat(),
        title,
        tuple(block for each in work for block in each.blocks),
        between_s=max(each.between_s for each in work),
    )
    return SessionPlan(plan=plan, notes=tuple(note for each in work for note in each.notes))
