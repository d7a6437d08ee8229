"""One time that a plan was gone through: which sets were the work of which block."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from daemon.core.plan.plan_facts import Phase
from daemon.events import AnyEvent, LoadProposed, PlanEnded, PlanStarted, SetEnded, SetStarted, StepStarted

EVENTS = ("step_started", "set_started", "set_ended", "plan_ended", "load_proposed")
"""The names of the events that are read, after the plan's beginning."""

Place = tuple[int, int, int]
"""Block, round and step, each from 1."""


@dataclass(slots=True)
class Run:
    """A plan that was gone through.

    Attributes:
        first: How it began; it carries the plan.
        works: The ids of the sets that were done as each work, in order: a hold makes two of one.
        end: How it ended, or None: it has not, or nobody saw it.
        proposed: The blocks, from 1, whose proposal was published.
    """

    first: PlanStarted
    works: dict[Place, list[str]] = field(default_factory=dict)
    end: PlanEnded | None = None
    proposed: set[int] = field(default_factory=set)


def run_of(first: PlanStarted, events: Iterable[AnyEvent]) -> Run:
    """Returns the run that began so.

    Args:
        first: Its beginning.
        events: What came after it, in order; what comes after its end is left out.
    """
    run = Run(first)
    place: Place | None = None
    open_set: str | None = None
    for event in events:
        if isinstance(event, LoadProposed) and event.refers == first.id:
            run.proposed.add(event.block)
        elif run.end is not None:
            continue
        elif isinstance(event, PlanEnded):
            run.end = event
        elif isinstance(event, SetEnded):
            open_set = None
        elif isinstance(event, SetStarted):
            open_set = event.set
            _add(run, place, open_set)
        elif isinstance(event, StepStarted):
            place = (event.block, event.round, event.step) if event.phase is Phase.WORK else None
            _add(run, place, open_set)  # a set that somebody began in the rest has become the work
    return run


def _add(run: Run, place: Place | None, set_id: str | None) -> None:
    if place is not None and set_id is not None:
        run.works.setdefault(place, []).append(set_id)
