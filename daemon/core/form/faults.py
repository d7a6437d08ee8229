"""Finds the faults of form in a rep: what is beyond its limit by more than it can be wrong by."""

from collections.abc import Iterable

from daemon.core.facts import Fault, Standard
from daemon.core.form import judging
from daemon.core.form.rep_body import RepBody
from daemon.core.spec import DepthStandard, FaultRule


def find(rules: Iterable[FaultRule], body: RepBody) -> tuple[Fault, ...]:
    """Returns the faults that a rep has, in the rules' order."""
    return tuple(fault for rule in rules if (fault := _fault(rule, body)) is not None)


def _fault(rule: FaultRule, body: RepBody) -> Fault | None:
    taken = judging.take(rule, body)
    if taken is None or not beyond(rule, taken.value) > taken.pm:
        return None
    value, pm = (round(each, 3) for each in taken)
    return Fault(rule.rule, rule.signal, value, rule.limit, pm, judging.unit(rule), rule.says)


def beyond(rule: FaultRule, value: float) -> float:
    """Returns by how much a value is worse than the rule's limit, in its unit; negative where it is good."""
    return value - rule.limit if rule.min is None else rule.limit - value


def standard(rule: DepthStandard, body: RepBody) -> Standard | None:
    """Returns a rep's depth by its exercise's own rule; None where the view or the joints do not show it."""
    taken = judging.take(rule, body)
    if taken is None:
        return None
    value, pm = (round(each, 3) for each in taken)
    met = value <= rule.limit if rule.min is None else value >= rule.limit
    return Standard(rule.name, value, rule.limit, pm, judging.unit(rule), met)
