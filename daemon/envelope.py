"""Puts the core's facts into the envelope of an event, and takes them out of it again."""

from typing import Any, overload

from daemon import events
from daemon.core import facts
from daemon.core.plan import plan_facts
from daemon.core.plan.plan_facts import PlanFact
from daemon.events import AnyEvent, Event

_EVENT_OF: dict[type[facts.Fact | PlanFact], type[AnyEvent]] = {
    facts.RepCounted: events.Rep,
    facts.Held: events.Held,
    facts.RepRejected: events.RepRejected,
    facts.RepCorrected: events.RepCorrected,
    facts.SetStarted: events.SetStarted,
    facts.SetEnded: events.SetEnded,
    facts.WorkoutStarted: events.WorkoutStarted,
    facts.WorkoutEnded: events.WorkoutEnded,
    plan_facts.PlanStarted: events.PlanStarted,
    plan_facts.StepStarted: events.StepStarted,
    plan_facts.RoundDone: events.RoundDone,
    plan_facts.StopWithheld: events.StopWithheld,
    plan_facts.PlanChanged: events.PlanChanged,
    plan_facts.PlanEnded: events.PlanEnded,
}
_FACT_OF = {event: fact for fact, event in _EVENT_OF.items()}


@overload
def wrap(fact: facts.RepCorrected, **envelope: Any) -> events.RepCorrected: ...  # noqa: ANN401 - msgspec checks the fields
@overload
def wrap(fact: facts.Fact | PlanFact, **envelope: Any) -> AnyEvent: ...  # noqa: ANN401 - msgspec checks the fields
def wrap(fact: facts.Fact | PlanFact, **envelope: Any) -> AnyEvent:
    """Put a fact into its envelope: every field of the fact but ``t``, which the envelope's times replace."""
    body = {name: getattr(fact, name) for name in fact.__slots__ if name != "t"}
    return _EVENT_OF[type(fact)](**body, **envelope)


def unwrap(event: AnyEvent, t: float | None = None) -> facts.Fact | PlanFact:
    """Returns the fact that an event carries, as of ``t`` (s); None: as of the event's own monotonic time."""
    kind = _FACT_OF[type(event)]
    body = {name: getattr(event, name) for name in kind.__slots__ if name != "t"}
    fact: facts.Fact | PlanFact = kind(t=event.t_mono if t is None else t, **body)
    return fact


def fact_of(kind: type[Event]) -> type[facts.Fact | PlanFact] | None:
    """Returns the kind of fact that events of this kind carry; None: they are no finding of the core's."""
    return next((fact for event, fact in _FACT_OF.items() if event is kind), None)
