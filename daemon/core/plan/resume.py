"""After a restart: a running plan, folded again from what the journal has of it."""

from collections.abc import Sequence

from daemon.core.facts import Fact
from daemon.core.plan import progress
from daemon.core.plan.plan_facts import (
    PlanChange,
    PlanChanged,
    PlanEnded,
    PlanFact,
    PlanStarted,
    RoundDone,
    StepStarted,
    StopWithheld,
)
from daemon.core.plan.progress import Advance, Running


def refold(facts: Sequence[Fact | PlanFact]) -> tuple[Running, list[PlanFact]]:
    """Returns the plan as the facts leave it, and what it tells that is not among them.

    Orders are not given again: what they led to is among the facts, and ``progress.step`` gives those that are due.

    Args:
        facts: The plan's beginning, and all that came after it, in order.

    Raises:
        TypeError: The first is not the beginning of a plan.
    """
    first, *rest = facts
    if not isinstance(first, PlanStarted):
        raise TypeError(f"a plan begins with PlanStarted, not with {type(first).__name__}")
    running, _, told = progress.begin(first.plan, first.t, first.steadiness)
    for fact in rest:
        running, _, more = _followed(running, fact)
        told += more
    known = sum(isinstance(fact, PlanFact) for fact in facts)
    return running, told[known:]


def _followed(running: Running, fact: Fact | PlanFact) -> Advance:
    """Returns the plan after a fact of a set, or after the athlete's own word; the rest it tells by itself."""
    if isinstance(fact, PlanChanged):
        return _changed(running, fact)
    if isinstance(fact, PlanStarted | StepStarted | RoundDone | StopWithheld | PlanEnded):
        return running, [], []
    return progress.step(running, [fact], fact.t)


def _changed(running: Running, fact: PlanChanged) -> Advance:
    match fact.change:
        case PlanChange.SKIPPED:
            return progress.skip(running, fact.t)
        case PlanChange.BLOCK_SKIPPED:
            return progress.skip(running, fact.t, block=True)
        case PlanChange.HELD:
            return progress.hold(running, fact.t)
        case PlanChange.CONTINUED:
            return progress.go_on(running, fact.t)
