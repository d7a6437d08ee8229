"""Knows which session a programme proposes today; works it out again when something was done, or a day ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from daemon.config import plan_list
from daemon.config.plan_list import PlanEntry
from daemon.core.plan.plan import Plan
from daemon.events import AnyEvent, RepCorrected, SetEnded
from daemon.journal.reader import JournalReader
from daemon.programmes.history import history_of
from daemon.programmes.schedule import schedule, work_of
from daemon.programmes.template import Choice, Wave, key, known
from daemon.runtime.bookkeeper import Bookkeeper

NAME = "today"
"""What the session of a day is begun by, as a plan is."""
_BETWEEN_S = 60.0


@dataclass(frozen=True, slots=True)
class Today:
    """The session of a day.

    Attributes:
        day: That day.
        entry: How it is listed among the plans; None: nothing is proposed.
        plan: As the box leads through it.
    """

    day: date
    entry: PlanEntry | None = None
    plan: Plan | None = None


class ProgrammeKeeper:
    """Answers from memory, on any thread; what it knows comes of the journal.

    Args:
        books: Looks into the history.
        today: Returns the day in the box's time zone.
    """

    def __init__(self, books: Bookkeeper, today: Callable[[], date]) -> None:
        self._books = books
        self._today = today
        self._known: dict[str | None, Today] = {}
        self._chosen: dict[str | None, Choice | None] = {}

    def of(self, athlete: str | None) -> Today:
        """Returns what is proposed to an athlete today; nothing until it was looked up."""
        found, today = self._known.get(athlete), self._today()
        if found is None or found.day != today:
            found = self._known[athlete] = Today(today)
            self._books.ask(partial(self._look, athlete))
        return found

    def choose(self, athlete: str | None, choice: Choice | None) -> None:
        """Take in what an athlete chose, before the journal has it."""
        self._chosen[athlete] = choice
        self._books.ask(partial(self._look, athlete))

    def clear(self) -> None:
        """Forget what is known: it is looked up again."""
        self._known, self._chosen = {}, {}

    def on_committed(self, events: Sequence[AnyEvent]) -> None:
        """Look up again what may have changed. Called on the journal's thread; never waits."""
        for athlete in {each.athlete for each in events if isinstance(each, SetEnded | RepCorrected)}:
            if athlete in self._known:
                self._books.ask(partial(self._look, athlete))

    def _look(self, athlete: str | None, reader: JournalReader) -> None:
        chosen = self._chosen
        choice = chosen[athlete] if athlete in chosen else known(reader.recall(key(athlete)))
        day = self._today()
        self._known[athlete] = Today(day) if choice is None else _today(choice, athlete, reader, day)


def _today(choice: Choice, athlete: str | None, reader: JournalReader, day: date) -> Today:
    done = history_of(reader, choice, athlete)
    proposed = schedule(choice, athlete, done, day).proposed
    if proposed is None:
        return Today(day)
    blocks = tuple(block for each in work_of(choice, done, proposed.n) for block in each.blocks)
    rests = [rule.rest_s for session in choice.template.sessions for rule in session.rules if isinstance(rule, Wave)]
    title = f"Today: {proposed.title} ({choice.template.title}, week {proposed.week})"
    plan = Plan(NAME, title, blocks, between_s=max(rests, default=_BETWEEN_S))
    listed = plan_list.entry(NAME, plan)
    entry = PlanEntry(name=NAME, title=title, blocks=proposed.work, about_s=listed.about_s, proposals=proposed.reasons)
    return Today(day, entry, plan)
