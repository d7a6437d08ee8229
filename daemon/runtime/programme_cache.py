"""The sessions of a programme that are to come: kept in memory, worked out anew when one is done or a day ends."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from daemon.config import plan_list
from daemon.config.plan_list import PlanEntry
from daemon.core.plan.plan import Plan
from daemon.events import AnyEvent, RepCorrected, SetEnded, SetImported
from daemon.journal.reader import JournalReader
from daemon.programmes.history import history_of
from daemon.programmes.naming import TODAY
from daemon.programmes.schedule import Dated, Schedule, schedule
from daemon.programmes.template import Choice, key, known
from daemon.runtime.history_worker import HistoryWorker

_DONE = SetEnded | SetImported | RepCorrected


@dataclass(frozen=True, slots=True)
class Coming:
    """The sessions of an athlete's programme that are to come, as it stands on a day.

    Attributes:
        day: That day.
        entry: How the session of the day, or else the next one, is listed among the plans; None: there is none.
        plans: Each session as the box leads through it, by the name by which it is begun.
        otherwise: Why there is no session of another name.
    """

    day: date
    entry: PlanEntry | None = None
    plans: Mapping[str, Plan] = field(default_factory=dict)
    otherwise: str = "the programme is being looked up: try again in a moment"


class ProgrammeCache:
    """Answers from memory, on any thread; reads the journal when what it knows may have changed.

    Args:
        history: Looks into the history.
        today: Returns the day in the box's time zone.
    """

    def __init__(self, history: HistoryWorker, today: Callable[[], date]) -> None:
        self._history = history
        self._today = today
        self._known: dict[str | None, Coming] = {}
        self._chosen: dict[str | None, Choice | None] = {}

    def of(self, athlete: str | None) -> Coming:
        """Returns which sessions come for an athlete today; none until they were looked up."""
        found, today = self._known.get(athlete), self._today()
        if found is None or found.day != today:
            found = self._known[athlete] = Coming(today)
            self._history.ask(partial(self._look, athlete))
        return found

    def choose(self, athlete: str | None, choice: Choice | None) -> None:
        """Take in what an athlete chose, before the journal has it."""
        self._chosen[athlete] = choice
        self._known[athlete] = Coming(self._today())
        self._history.ask(partial(self._look, athlete))

    def clear(self) -> None:
        """Forget what is known: it is looked up again."""
        self._known, self._chosen = {}, {}

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Look up again what may have changed. Called on the journal's thread; never waits."""
        for athlete in {each.athlete for each in events if isinstance(each, _DONE)}:
            if athlete in self._known:
                self._history.ask(partial(self._look, athlete))

    def _look(self, athlete: str | None, reader: JournalReader) -> None:
        chosen = self._chosen
        choice = chosen[athlete] if athlete in chosen else known(reader.recall(key(athlete)))
        day = self._today()
        if choice is None:
            whose = "nobody in particular" if athlete is None else athlete
            self._known[athlete] = Coming(day, otherwise=f"no programme is chosen for {whose}")
        else:
            self._known[athlete] = _coming(schedule(choice, athlete, history_of(reader, choice, athlete), day))


def _coming(found: Schedule) -> Coming:
    day, following = date.fromisoformat(found.today), found.next
    if following is None:
        return Coming(day, otherwise=f"{found.title}: all sessions are done")
    plans = {each.day: each.led.plan for each in found.coming if each.led}
    is_today = following == found.proposed
    name = TODAY if is_today else following.day
    plans[name] = dataclasses.replace(plans[following.day], name=name)
    entry = _entry(following, plans[name], "Today" if is_today else _shown(date.fromisoformat(following.day)))
    return Coming(day, entry, plans, f"the next one is `spotter plan start {name}`")


def _entry(session: Dated, plan: Plan, when: str) -> PlanEntry:
    listed = plan_list.entry(plan.name, plan)
    return PlanEntry(
        name=plan.name,
        title=f"{when}: {plan.title}",
        blocks=session.work,
        about_s=listed.about_s,
        proposals=session.reasons,
    )


def _shown(day: date) -> str:
    return f"{day:%A}, {day.day} {day:%B}"
