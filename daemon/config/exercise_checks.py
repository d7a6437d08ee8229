"""What is wrong in an exercise's file although each key is of its type: a movement that does not move, and the like."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from msgspec import ValidationError, convert

from daemon.core.features.signals import SIGNALS
from daemon.core.form import judging
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.spec import DepthStandard, FaultRule, Requirement, Term, Unit, When

T = TypeVar("T")


def contradictions(data: Mapping[str, Any]) -> Iterator[str]:
    """Yields every value that makes no sense, a line each; what is of a wrong type is left to ``table.mistakes``.

    Args:
        data: The file.
    """
    yield from _needs(data)
    for key, term in _right(data, "movement", Term):
        if term.start == term.turn:
            yield f"{key}: start and turn are the same: nothing moves"
        yield from _beyond(f"{key}.start", term.signal, term.start)
        yield from _beyond(f"{key}.turn", term.signal, term.turn)
    for key, asked in _right(data, "requires", Requirement):
        yield from _bounds(key, asked)
        yield from _beyond(f"{key}.min", asked.signal, asked.min)
        yield from _beyond(f"{key}.max", asked.signal, asked.max)
    yield from _form(data)
    appearance = data.get("appearance")
    for signal, pair in appearance.items() if isinstance(appearance, dict) else ():
        with suppress(ValidationError):
            for i, value in enumerate(convert(pair, tuple[float, float])):
                yield from _beyond(f"appearance.{signal}[{i}]", signal, value)


def _right(data: Mapping[str, Any], key: str, type_: type[T]) -> Iterator[tuple[str, T]]:
    """Yields the tables under a key that are right by themselves, and their places."""
    tables = data.get(key)
    for i, table in enumerate(tables if isinstance(tables, list) else ()):
        with suppress(ValidationError):
            yield f"{key}[{i}]", convert(table, type_)


def _needs(data: Mapping[str, Any]) -> Iterator[str]:
    """Yields what is missing in an exercise in reps or in a hold, and what a hold cannot have."""
    unit = data.get("unit", Unit.REPS.value)
    if unit == Unit.REPS.value and not data.get("movement"):
        yield 'no [[movement]]: say which signal carries the count, or unit = "seconds" for a hold'
    if unit != Unit.SECONDS.value:
        return
    if not data.get("requires"):
        yield "a hold needs at least one [[requires]]"
    for key, asked in _right(data, "requires", Requirement):
        if asked.when is When.TURN:
            yield f'{key}.when: a hold has no {asked.when.value}: write when = "rep"'


def _form(data: Mapping[str, Any]) -> Iterator[str]:
    """Yields what is wrong with faults and the standard, and each name of a fault that is there before."""
    names = Counter[str]()
    for key, rule in _right(data, "fault", FaultRule):
        yield from _limit(key, rule)
        names[rule.rule] += 1
        if names[rule.rule] > 1:
            yield f"{key}.rule: there is a fault {rule.rule!r} before it: give each a name of its own"
    with suppress(ValidationError):
        yield from _limit("standard", convert(data.get("standard"), DepthStandard))


def _limit(key: str, rule: judging.Rule) -> Iterator[str]:
    """Yields what is wrong with the bound by which form is judged: there is one, and the signal can have it."""
    given = {"min": rule.min, "max": rule.max}
    limits = {name: limit for name, limit in given.items() if limit is not None}
    if len(limits) != 1:
        yield f"{key}: {'both min and max are' if limits else 'neither min nor max is'} given: give one limit"
    if rule.signal not in FORM_SIGNALS:
        return
    low, high = judging.span(rule)
    for name, limit in limits.items():
        if not low <= limit <= high:
            what = f"{rule.take.value} of {rule.signal}"
            yield f"{key}.{name} = {limit:g}: the {what} goes from {low:g} to {high:g}{judging.unit(rule)}"


def _bounds(key: str, asked: Requirement) -> Iterator[str]:
    if asked.min is None and asked.max is None:
        yield f"{key}: neither min nor max is given: the requirement asks for nothing"
    elif asked.min is not None and asked.max is not None and asked.min > asked.max:
        yield f"{key}: min = {asked.min:g} is over max = {asked.max:g}: nothing is both, swap them"


def _beyond(key: str, signal: str, value: float | None) -> Iterator[str]:
    """Yields a message where the signal can never have a value."""
    if signal not in SIGNALS or value is None:
        return
    low, high = SIGNALS[signal].span
    if not low <= value <= high:
        yield f"{key} = {value:g}: {signal} goes from {low:g} to {high:g}{SIGNALS[signal].unit}"
