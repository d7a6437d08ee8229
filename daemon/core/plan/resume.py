"""After a restart: a running plan, folded again from what the journal has of it."""

from collections.abc import Sequence

from daemon.core.facts import Fact
from daemon.core.plan import state_machine
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
from daemon.core.plan.running import Advance, Running

_ROUNDED_S = 1e-6
"""By how much a moment that was read back from the journal may be earlier than it was."""


def refold(facts: Sequence[Fact | PlanFact]) -> tuple[Running, list[PlanFact]]:
    """Returns the plan as the facts leave it, and what it tells that is not among them.

    Orders are not given again: what they led to is among the facts, and ``step`` gives those that are due.

    Args:
        facts: The plan's beginning, and all that came after it, in order.

    Raises:
        TypeError: The first is not the beginning of a plan.
    """
    first, *rest = facts
    if not isinstance(first, PlanStarted):
        raise TypeError(f"a plan begins with PlanStarted, not with {type(first).__name__}")
    running, _, found = state_machine.begin(first.plan, first.t, first.steadiness)
    for fact in rest:
        running, _, more = _followed(running, fact)
        found += more
    known = sum(isinstance(fact, PlanFact) for fact in facts)
    return running, found[known:]


def _followed(running: Running, fact: Fact | PlanFact) -> Advance:
    """Returns the plan after a fact of a set, or after the athlete's own word; the rest it tells by itself."""
    if isinstance(fact, PlanChanged):
        return _changed(running, fact)
    if isinstance(fact, StepStarted | RoundDone):
        return (running, [], []) if _is_there(running, fact) else state_machine.step(running, [], fact.t + _ROUNDED_S)
    if isinstance(fact, PlanStarted | StopWithheld | PlanEnded):
        return running, [], []
    return state_machine.step(running, [fact], fact.t)


def _is_there(running: Running, fact: StepStarted | RoundDone) -> bool:
    """Whether what came before has led there; else the clock has, and what came after was late by the look alone."""
    there = running.block + 1, running.round + 1
    if isinstance(fact, RoundDone):
        return there > (fact.block, fact.round)
    return (*there, running.step + 1, running.phase) == (fact.block, fact.round, fact.step, fact.phase)


def _changed(running: Running, fact: PlanChanged) -> Advance:
    match fact.change:
        case PlanChange.SKIPPED:
            return state_machine.skip(running, fact.t)
        case PlanChange.BLOCK_SKIPPED:
            return state_machine.skip(running, fact.t, block=True)
        case PlanChange.HELD:
            return state_machine.hold(running, fact.t)
        case PlanChange.CONTINUED:
            return state_machine.go_on(running, fact.t)
