"""The loads that the athletes' last runs of their plans propose: kept in memory, published when a plan has ended."""

from collections.abc import Callable, Sequence
from functools import partial

from daemon.events import AnyEvent, LoadProposed, PlanEnded, RepCorrected, SetStarted
from daemon.journal.plan_runs import read_plan_runs
from daemon.journal.reader import JournalReader
from daemon.progression.proposal import Proposal, proposals
from daemon.progression.run import Run
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.history_worker import HistoryWorker
from daemon.set_record import SetRecord, of_set
from daemon.stable_id import uuid7_of


class ProposalCache:
    """Answers from memory, on any thread. It reads the journal again whenever what it knows may have changed.

    Args:
        history: Looks into the history.
        publisher: Publishes what is proposed.
        title: Returns how an exercise is shown.
    """

    def __init__(self, history: HistoryWorker, publisher: EventPublisher, title: Callable[[str], str]) -> None:
        self._history = history
        self._publisher = publisher
        self._title = title
        self._known: dict[str | None, tuple[Proposal, ...]] = {}

    def of(self, athlete: str | None) -> tuple[Proposal, ...]:
        """Returns what is proposed to an athlete, the newest run first; nothing until it was looked up."""
        known = self._known
        if athlete not in known:
            known[athlete] = ()
            self._history.ask(partial(self._look, athlete))
        return known[athlete]

    def clear(self) -> None:
        """Forget what is known: it is looked up again."""
        self._known = {}

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Look up again what may have changed. Called on the journal's thread; never waits."""
        for athlete in {each.athlete for each in events if isinstance(each, SetStarted | RepCorrected | PlanEnded)}:
            self._history.ask(partial(self._look, athlete))

    def _look(self, athlete: str | None, reader: JournalReader) -> None:
        found: list[Proposal] = []
        events: list[AnyEvent] = []
        for run in read_plan_runs(reader, athlete):
            proposed = proposals(run, _sets(run, reader), self._title)
            found += proposed
            events += [_event(run, each) for each in proposed if each.more and each.block not in run.proposed]
        self._known[athlete] = tuple(found)
        self._publisher.publish(events)


def _sets(run: Run, reader: JournalReader) -> dict[str, SetRecord]:
    found = ((set_id, of_set(reader.set(set_id))) for work in run.works.values() for set_id in work)
    return {set_id: record for set_id, record in found if record is not None}


def _event(run: Run, proposal: Proposal) -> LoadProposed:
    """Returns the event of a proposal, as of the plan's end."""
    end = run.end or run.first
    ids = {name: getattr(end, name) for name in ("t", "boot", "t_mono", "box", "athlete")}
    return LoadProposed(
        **ids,
        id=uuid7_of(end.t, run.first.id, f"block {proposal.block}"),
        refers=run.first.id,
        name=proposal.plan,
        block=proposal.block,
        exercise=proposal.exercise,
        load_kg=proposal.load_kg,
        next_kg=proposal.next_kg,
        says=proposal.says,
    )
