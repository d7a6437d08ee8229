"""What is lifted next, and what was lifted last: said by the athlete, since no camera sees it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from daemon.athletes.profile import key
from daemon.errors import JournalError
from daemon.events import AnyEvent
from daemon.journal.last_loads import read_last_loads
from daemon.journal.view import JournalView
from daemon.set_record import SetRecord

_log = logging.getLogger(__name__)

LastLoads = Callable[[str | None], Mapping[str, SetRecord]]
"""Returns an athlete's newest set of each exercise whose load is known."""


def read_by(reader: JournalView) -> LastLoads:
    """Returns a function that reads the last loads; its caller owns the reader. None is known of an unreadable one."""

    def last_loads(athlete: str | None) -> Mapping[str, SetRecord]:
        try:
            return read_last_loads(reader, athlete)
        except JournalError as error:
            _log.warning("last loads not known: %s", error)
            return {}

    return last_loads


@dataclass(slots=True)
class _Known:
    """What is known of one athlete: what was said for the next set of an exercise, and its newest set with a load."""

    stated_kg: dict[str, float | None]
    last: dict[str, SetRecord]


@dataclass(slots=True)
class Loads:
    """The loads of everybody who trains here. Belongs to the frame loop's thread.

    A load stays for the following sets of the same exercise in the same workout; in a later workout it is proposed.

    Attributes:
        read: Reads what was lifted last.
        recall: Returns what was remembered, by its key.
        remember: Keeps a choice across restarts.
        waiting: Returns the events that are not on the disk yet.
    """

    read: LastLoads = lambda _: {}
    recall: Callable[[str], str | None] = lambda _: None
    remember: Callable[[str, str | None], None] = lambda *_: None
    waiting: Callable[[], Sequence[AnyEvent]] = tuple
    _known: dict[str | None, _Known] = field(default_factory=dict)

    def next_kg(self, athlete: str | None, exercise: str, workout: str | None) -> float | None:
        """Returns what the next set will be done with (kg); None: nothing was said, or no load."""
        known = self._of(athlete)
        if exercise in known.stated_kg:
            return known.stated_kg[exercise]
        last = known.last.get(exercise)
        return last.load_kg if last is not None and workout is not None and last.first.workout == workout else None

    def last_kg(self, athlete: str | None, exercise: str) -> float | None:
        """Returns what the athlete lifted last in this exercise (kg), to be proposed."""
        last = self._of(athlete).last.get(exercise)
        return None if last is None else last.load_kg

    def say(self, athlete: str | None, exercise: str, kg: float | None) -> None:
        """Take down what the next set of this exercise will be done with."""
        self._of(athlete).stated_kg[exercise] = kg
        self._keep(athlete)

    def use(self, athlete: str | None, exercise: str, workout: str | None) -> float | None:
        """Returns the load of a set that begins, and is no longer the next one."""
        kg = self.next_kg(athlete, exercise, workout)
        if exercise in (stated_kg := self._of(athlete).stated_kg):
            del stated_kg[exercise]
            self._keep(athlete)
        return kg

    def note(self, record: SetRecord) -> None:
        """Take in a set as it is now."""
        known = self._known.get(record.first.athlete)
        if known is None:
            return
        known.last = {name: last for name, last in known.last.items() if last.id != record.id}
        before = known.last.get(record.exercise)
        if before is not None and before.id > record.id:  # an id begins with the time
            return
        if record.load_kg is not None:
            known.last[record.exercise] = record
        elif before is not None and before.first.workout == record.first.workout:
            del known.last[record.exercise]  # it was done without, and so is the next one

    def refresh(self, athlete: str | None) -> None:
        """Read again what the journal knows of an athlete; while events wait for the disk, it knows less than this."""
        known = self._of(athlete)
        if not self.waiting():
            known.last = dict(self.read(athlete))

    def forget(self, athlete: str | None) -> None:
        """Let go of what is known of an athlete, whom the journal forgets; None: of everybody."""
        if athlete is None:
            self._known.clear()
        else:
            self._known.pop(athlete, None)

    def _of(self, athlete: str | None) -> _Known:
        known = self._known.get(athlete)
        if known is None:
            known = self._known[athlete] = _Known(_said(self.recall(_key(athlete))), dict(self.read(athlete)))
        return known

    def _keep(self, athlete: str | None) -> None:
        stated_kg = self._of(athlete).stated_kg
        self.remember(_key(athlete), msgspec.json.encode(stated_kg).decode() if stated_kg else None)


def _key(athlete: str | None) -> str:
    return key("load", athlete)


def _said(kept: str | None) -> dict[str, float | None]:
    """Returns what was remembered; nothing where it cannot be read, as a newer Spotter wrote it."""
    try:
        return {} if kept is None else msgspec.json.decode(kept, type=dict[str, float | None])
    except msgspec.MsgspecError:
        return {}
