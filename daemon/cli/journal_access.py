"""The journal for the command line: through the daemon where one runs, else by itself: to erase, under its lock."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec

from daemon.athletes.board import Board
from daemon.athletes.profile import Athletes, Profile
from daemon.athletes.roster import Roster, as_known
from daemon.clock import local
from daemon.config import paths, programmes
from daemon.config.settings import Settings
from daemon.core.nearest import suggestion
from daemon.errors import AwayError, JournalError, UsageError
from daemon.events import AnyEvent, SetImported, rfc3339
from daemon.ipc import queries, verbs
from daemon.ipc.client import ask
from daemon.ipc.queries import Page
from daemon.ipc.verbs.athletes import AthleteSet
from daemon.ipc.verbs.journal import Forget
from daemon.journal import database, rescue, soundness
from daemon.journal.jobs import Done, Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.ports import Clock, Erased
from daemon.printable import printable
from daemon.programmes.schedule import Schedule
from daemon.programmes.template import kept, key
from daemon.runtime.programmes import chosen
from daemon.set_summary import SetSummary
from daemon.trends.report import Progress

_FORGET_S = 60.0
_LOOK_S = 1.0
_ALL = 2**31
_PAGE = 32 * 1024
"""Bytes of imported sets in one request; the socket takes twice as many."""


class Access(Protocol):
    """What the command line does with the journal."""

    def history(self, limit: int, since: datetime | None, athlete: str | None = None) -> list[SetSummary]:
        """Returns the last ``limit`` sets that began at or after ``since``, oldest first.

        ``athlete``: whose; an empty name: of whoever was not named; None: everybody's.
        """

    def athletes(self) -> Athletes:
        """Returns everybody who can be chosen, what the box knows of them, and who is chosen; nobody yet: nothing."""

    def board(self) -> Board:
        """Returns the household's board of this week."""

    def set_athlete(self, what: AthleteSet) -> Profile:
        """Change what the box knows of an athlete; ``UsageError`` where that cannot be."""

    def remove_athlete(self, name: str) -> Profile:
        """Remove what the box knows of an athlete; ``UsageError`` where it knows nothing."""

    def choose_athlete(self, name: str | None) -> bool:
        """Let this athlete train, or nobody; returns whether a set runs, which stays whose it is."""

    def export(self) -> Iterator[AnyEvent]:
        """Returns every event in order."""

    def last(self, count: int) -> list[AnyEvent]:
        """Returns the last ``count`` events, in order."""

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set; ``UsageError`` where there is none."""

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty."""

    def progress(self, athlete: str | None) -> Progress:
        """Returns what an athlete's last half year comes to."""

    def choose_programme(self, what: verbs.plans.Programme, config: Path | None) -> None:
        """Choose a programme for an athlete, or none; ``config``: where the programmes are, for a box that is off."""

    def schedule(self, athlete: str | None) -> Schedule:
        """Returns how an athlete's programme stands, and how it is led; ``UsageError`` where none is chosen."""

    def forget(self, what: Forget) -> Erased:
        """Erase; returns how much."""

    def keep(self, sets: Sequence[SetImported]) -> int:
        """Keep imported sets; returns how many were not there yet. Begins a journal where there is none."""


@contextmanager
def open_access(config: Settings, clock: Clock) -> Iterator[Access]:
    """Opens the journal of these settings, and closes it at the end.

    Raises:
        BusyError: A daemon has the journal and does not answer on its socket.
        JournalError: There is no journal yet, or it cannot be read.
    """
    socket = config.socket.path or paths.socket_path()
    journal = journal_of(config)
    try:
        ask(socket, "health")
    except AwayError:
        yield _Alone(journal, clock)
    else:
        yield _ThroughDaemon(socket, clock)


def spelled(athlete: str | None, journal: Access) -> str | None:
    """Returns an athlete's name as the journal has it, in whatever case it was typed; None and an empty one stay."""
    return as_known(athlete, journal.athletes()) if athlete else athlete


def named(athlete: str | None, journal: Access) -> str | None:
    """Returns the name of an athlete whom the journal has, likewise; any name where it has nobody's.

    Raises:
        UsageError: It has none of that name; the message names the nearest.
    """
    if not athlete:
        return athlete
    known = journal.athletes()
    found = as_known(athlete, known)
    if known.athletes and found not in known.athletes:
        raise UsageError(f"no athlete {printable(athlete)!r}: {printable(suggestion(athlete, known.athletes))}")
    return found


def journal_of(config: Settings) -> Path:
    """Returns the path of the journal."""
    return config.journal.path or paths.journal_path()


class _ThroughDaemon:
    def __init__(self, socket: Path, clock: Clock) -> None:
        self._socket = socket
        self._clock = clock

    def history(self, limit: int, since: datetime | None, athlete: str | None = None) -> list[SetSummary]:
        days = None if since is None else max(1, (self._clock.now() - since).days + 1)
        asked = {"limit": limit, "days": days, "athlete": athlete}
        answer = ask(self._socket, "history", {key: value for key, value in asked.items() if value is not None})
        found = msgspec.convert(answer["sets"], list[SetSummary])
        return [each for each in found if since is None or each.t >= rfc3339(since)]

    def athletes(self) -> Athletes:
        return msgspec.convert(ask(self._socket, "athletes"), Athletes)

    def board(self) -> Board:
        return msgspec.convert(ask(self._socket, "board"), Board)

    def set_athlete(self, what: AthleteSet) -> Profile:
        given = {key: value for key, value in msgspec.to_builtins(what).items() if value is not None}
        return self._profile("athlete_set", given)

    def remove_athlete(self, name: str) -> Profile:
        return self._profile("athlete_remove", {"athlete": name})

    def choose_athlete(self, name: str | None) -> bool:
        return bool(ask(self._socket, "athlete", {"athlete": name})["from_next_set"])

    def _profile(self, verb: str, args: dict[str, Any]) -> Profile:
        return msgspec.convert(ask(self._socket, verb, args)["profile"], Profile)

    def export(self) -> Iterator[AnyEvent]:
        return self._pages("export")

    def last(self, count: int) -> list[AnyEvent]:
        return _last(count, self._last_seq(), lambda seq: self._pages("export", seq))

    def set(self, set_id: str) -> list[AnyEvent]:
        return list(self._pages("set", set=set_id))

    def find(self, begins: str) -> list[AnyEvent]:
        return msgspec.convert(ask(self._socket, "find", {"id": begins}), Page).events

    def progress(self, athlete: str | None) -> Progress:
        return msgspec.convert(ask(self._socket, "progress", {"athlete": athlete}), Progress)

    def choose_programme(self, what: verbs.plans.Programme, config: Path | None) -> None:  # noqa: ARG002 - the daemon has its own
        given = msgspec.to_builtins(what)
        ask(self._socket, "programme", {k: v for k, v in given.items() if v is not None or k == "programme"})

    def schedule(self, athlete: str | None) -> Schedule:
        return _whole(lambda after: ask(self._socket, "schedule", {"athlete": athlete, "after": after, "led": True}))

    def _last_seq(self) -> int:
        """Returns the highest ``seq`` of all events, found by halving: no verb tells it."""
        low, high = 0, 1
        while self._is_after(high):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._is_after(middle) else (low, middle)
        return high

    def _is_after(self, seq: int) -> bool:
        return bool(ask(self._socket, "history", {"after_seq": seq, "limit": 1})["events"])

    def _pages(self, verb: str, begin: int = 0, **args: Any) -> Iterator[AnyEvent]:  # noqa: ANN401 - each verb has its own arguments
        page = Page(events=[], next=begin, more=True)
        while page.more:
            page = msgspec.convert(ask(self._socket, verb, {**args, "after_seq": page.next}), Page)
            yield from page.events

    def forget(self, what: Forget) -> Erased:
        args: dict[str, Any] = {"all": True} if what.everything else {}
        if what.before is not None:
            args["before"] = rfc3339(what.before)
        if what.athlete is not None:
            args["athlete"] = what.athlete
        return msgspec.convert(ask(self._socket, "forget", args, _FORGET_S), Erased)

    def keep(self, sets: Sequence[SetImported]) -> int:
        pages = _pages_of([msgspec.to_builtins(each) for each in sets])
        return sum(int(ask(self._socket, "import", {"sets": page}, _FORGET_S)["new"]) for page in pages)


def _last(count: int, last_seq: int, after: Callable[[int], Iterable[AnyEvent]]) -> list[AnyEvent]:
    """Returns the last ``count`` events: looks further back where some were forgotten."""
    back = count
    while True:
        found = list(after(max(last_seq - back, 0)))
        if len(found) >= count or back >= last_seq:
            return found[-count:]
        back *= 4


def _whole(page: Callable[[int], Any]) -> Schedule:
    """Returns a schedule of several pages; ``page`` returns the one behind a session."""
    found = msgspec.convert(page(0), Schedule)
    while found.more:
        following = msgspec.convert(page(len(found.sessions)), Schedule)
        found = msgspec.structs.replace(following, sessions=(*found.sessions, *following.sessions))
    return msgspec.structs.replace(found, more=msgspec.UNSET)


def _pages_of(sets: list[Any]) -> Iterator[list[Any]]:
    """Yields the sets, as many at once as one request takes."""
    page: list[Any] = []
    size = 0
    for each in sets:
        length = len(msgspec.msgpack.encode(each))
        if page and size + length > _PAGE:
            yield page
            page, size = [], 0
        page.append(each)
        size += length
    yield page


class _Alone:
    """Opens the journal for as long as one call takes: to read it only, but to forget as the daemon would."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def history(self, limit: int, since: datetime | None, athlete: str | None = None) -> list[SetSummary]:
        with self._reader() as reader:
            return list(reader.history(limit, since, athlete))

    def athletes(self) -> Athletes:
        with suppress(PermissionError):  # the reader says it better
            if not self._path.exists():
                return Athletes(athletes=[])
        with self._reader() as reader:
            found = queries.answer(verbs.athletes.Athletes(), reader, self._clock.now())
        return msgspec.convert(msgspec.to_builtins(found), Athletes)

    def board(self) -> Board:
        with self._reader() as reader:
            found = queries.answer(verbs.athletes.Board(), reader, self._clock.now())
        return msgspec.convert(msgspec.to_builtins(found), Board)

    def set_athlete(self, what: AthleteSet) -> Profile:
        with self._roster() as roster:
            return roster.write(what.athlete, what.colour, what.targets, board=what.board, new=what.new)

    def remove_athlete(self, name: str) -> Profile:
        with self._roster() as roster:
            return roster.remove(name)

    def choose_athlete(self, name: str | None) -> bool:
        with self._remembering() as writer, JournalReader(self._path) as reader:
            if name != reader.recall("athlete"):
                writer.remember("target", None)  # it was said for another
            writer.remember("athlete", name)
        return False

    @contextmanager
    def _roster(self) -> Iterator[Roster]:
        """Hold whom the box knows; what is changed is on the disk at the end."""
        with self._remembering() as writer, JournalReader(self._path) as reader:
            yield Roster(reader.profiles(), writer.remember)

    @contextmanager
    def _remembering(self) -> Iterator[JournalWriter]:
        """Hold a writer; what it was to remember is on the disk at the end."""
        paths.make(self._path.parent)
        with self._writer() as writer:
            yield writer
            writer.close()
            if writer.unsaved_choices:
                raise JournalError(writer.trouble or f"{self._path} did not take it: check the disk")

    def export(self) -> Iterator[AnyEvent]:
        with self._reader() as reader:
            yield from reader.export()

    def last(self, count: int) -> list[AnyEvent]:
        with self._reader() as reader:
            return _last(count, reader.last_seq(), lambda seq: reader.after(seq, _ALL))

    def set(self, set_id: str) -> list[AnyEvent]:
        with self._reader() as reader:
            return reader.set(set_id)

    def find(self, begins: str) -> list[AnyEvent]:
        with self._reader() as reader:
            return reader.find(begins)

    def progress(self, athlete: str | None) -> Progress:
        with self._reader() as reader:
            found = queries.answer(verbs.journal.Progress(athlete=athlete), reader, self._clock.now())
        return msgspec.convert(msgspec.to_builtins(found), Progress)

    def choose_programme(self, what: verbs.plans.Programme, config: Path | None) -> None:
        today = local(self._clock.now()).date()
        choice = chosen(what, lambda name: programmes.load(name, config), today)
        with self._remembering() as writer:
            writer.remember(key(what.athlete), None if choice is None else kept(choice))

    def schedule(self, athlete: str | None) -> Schedule:
        with self._reader() as reader:
            now = self._clock.now()

            def page(after: int) -> Any:  # noqa: ANN401 - as the socket gives it
                found = queries.answer(verbs.plans.Schedule(athlete=athlete, after=after, led=True), reader, now)
                return msgspec.to_builtins(found)

            return _whole(page)

    def forget(self, what: Forget) -> Erased:
        self._check_there()
        job = partial(JournalWriter.forget, before=what.before, athlete=what.athlete)
        return self._written(lambda writer, done: job(writer, done=done)).erased

    def keep(self, sets: Sequence[SetImported]) -> int:
        paths.make(self._path.parent)
        return self._written(lambda writer, done: writer.append(sets, done)).new

    def _written(self, write: Callable[[JournalWriter, Done], None]) -> Outcome:
        """Do one job of the writer's, and wait until it is on the disk."""
        told: list[Outcome] = []
        done = threading.Event()

        def take(outcome: Outcome) -> None:
            told.append(outcome)
            done.set()

        with self._writer() as writer:
            writer.start()
            write(writer, take)
            while not done.wait(_LOOK_S):
                if writer.trouble is not None:
                    raise JournalError(writer.trouble)
        return told[0]

    @contextmanager
    def _reader(self) -> Iterator[JournalReader]:
        """Look into the file as it is: who reads makes nothing and mends nothing."""
        self._check_there()
        with database.as_journal_error(self._path):
            database.refuse_newer(self._path)
            fault = soundness.fault_of(self._path)
            if fault is None:
                soundness.refuse_other_version(self._path)
        with JournalReader(self._path) if fault is None else self._readable(fault) as reader:
            yield reader

    def _readable(self, fault: str) -> JournalReader:
        """Returns a reader of what a damaged journal still has."""
        connection, count = rescue.in_memory(self._path)
        text = (
            f"journal {self._path} is damaged ({fault}) and was left as it is: {count} of its events can be read; "
            "when the daemon starts, it sets the file aside and saves them: `sudo systemctl restart spotter`"
        )
        if not count:
            raise JournalError(text)
        sys.stderr.write(f"spotter: {text}\n")
        return JournalReader(self._path, connection)

    def _check_there(self) -> None:
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            size = 0
        except PermissionError as error:
            raise self._denied() from error
        if not size and not rescue.cut_to_nothing(self._path):
            raise JournalError(f"there is no journal at {self._path} yet: it begins with `spotter run`")
        if not os.access(self._path, os.R_OK, effective_ids=True):
            raise self._denied()

    def _denied(self) -> JournalError:
        return JournalError(f"permission denied: {self._path}: join the group 'spotter' or use sudo")

    @contextmanager
    def _writer(self) -> Iterator[JournalWriter]:
        writer = JournalWriter(self._path, self._clock)
        if writer.notice is not None:
            sys.stderr.write(f"spotter: {writer.notice}\n")
        try:
            yield writer
        finally:
            writer.close()
