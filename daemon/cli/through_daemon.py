"""The journal as the daemon answers for it: each question goes over its socket."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from daemon.athletes.board import Board
from daemon.athletes.profile import Athletes, Profile
from daemon.cli.schedule_pages import whole
from daemon.clock import rfc3339
from daemon.events import AnyEvent, SetImported
from daemon.ipc import verbs
from daemon.ipc.client import ask
from daemon.ipc.queries import Page
from daemon.ipc.verbs.athletes import AthleteSet
from daemon.ipc.verbs.journal import Forget
from daemon.ports import Clock, Erased
from daemon.programmes.schedule import Schedule
from daemon.set_summary import SetSummary
from daemon.trends.report import Progress

_FORGET_S = 60.0
_PAGE = 32 * 1024
"""Bytes of imported sets in one request; the socket takes twice as many."""


class ThroughDaemon:
    """Asks the daemon at a socket; see ``journal_access.Access``."""

    def __init__(self, socket: Path, clock: Clock) -> None:
        self._socket = socket
        self._clock = clock

    def history(self, limit: int, since: datetime | None, athlete: str | None = None) -> list[SetSummary]:
        """Returns the last ``limit`` sets that began at or after ``since``, oldest first."""
        days = None if since is None else max(1, (self._clock.now() - since).days + 1)
        asked = {"limit": limit, "days": days, "athlete": athlete}
        answer = ask(self._socket, "history", {key: value for key, value in asked.items() if value is not None})
        found = msgspec.convert(answer["sets"], list[SetSummary])
        return [each for each in found if since is None or each.t >= rfc3339(since)]

    def athletes(self) -> Athletes:
        """Returns everybody who can be chosen, what the box knows of them, and who is chosen; nobody yet: nothing."""
        return msgspec.convert(ask(self._socket, "athletes"), Athletes)

    def board(self) -> Board:
        """Returns the household's board of this week."""
        return msgspec.convert(ask(self._socket, "board"), Board)

    def set_athlete(self, what: AthleteSet) -> Profile:
        """Change what the box knows of an athlete."""
        given = {key: value for key, value in msgspec.to_builtins(what).items() if value is not None}
        return self._profile("athlete_set", given)

    def remove_athlete(self, name: str) -> Profile:
        """Remove what the box knows of an athlete."""
        return self._profile("athlete_remove", {"athlete": name})

    def choose_athlete(self, name: str | None) -> bool:
        """Let this athlete train, or nobody; returns whether a set runs, which stays whose it is."""
        return bool(ask(self._socket, "athlete", {"athlete": name})["from_next_set"])

    def export(self) -> Iterator[AnyEvent]:
        """Returns every event in order."""
        return self._pages("export")

    def last(self, count: int) -> list[AnyEvent]:
        """Returns the last ``count`` events, in order."""
        last_seq, back = self._last_seq(), count
        while True:
            found = list(self._pages("export", max(last_seq - back, 0)))
            if len(found) >= count or back >= last_seq:
                return found[-count:]
            back *= 4  # some were forgotten

    def set(self, set_id: str) -> list[AnyEvent]:
        """Returns the events of a set."""
        return list(self._pages("set", set=set_id))

    def find(self, begins: str) -> list[AnyEvent]:
        """Returns the events whose id begins so, at most twenty."""
        return msgspec.convert(ask(self._socket, "find", {"id": begins}), Page).events

    def progress(self, athlete: str | None) -> Progress:
        """Returns what an athlete's last half year comes to."""
        return msgspec.convert(ask(self._socket, "progress", {"athlete": athlete}), Progress)

    def choose_programme(self, what: verbs.plans.Programme, config: Path | None) -> None:  # noqa: ARG002 - the daemon has its own
        """Choose a programme for an athlete, or none."""
        given = msgspec.to_builtins(what)
        ask(self._socket, "programme", {k: v for k, v in given.items() if v is not None or k == "programme"})

    def schedule(self, athlete: str | None) -> Schedule:
        """Returns how an athlete's programme stands, and how it is led."""
        return whole(lambda after: ask(self._socket, "schedule", {"athlete": athlete, "after": after, "led": True}))

    def forget(self, what: Forget) -> Erased:
        """Erase; returns how much."""
        args: dict[str, Any] = {"all": True} if what.everything else {}
        if what.before is not None:
            args["before"] = rfc3339(what.before)
        if what.athlete is not None:
            args["athlete"] = what.athlete
        return msgspec.convert(ask(self._socket, "forget", args, _FORGET_S), Erased)

    def keep(self, sets: Sequence[SetImported]) -> int:
        """Keep imported sets; returns how many were not there yet."""
        pages = _pages_of([msgspec.to_builtins(each) for each in sets])
        return sum(int(ask(self._socket, "import", {"sets": page}, _FORGET_S)["new"]) for page in pages)

    def _profile(self, verb: str, args: dict[str, Any]) -> Profile:
        return msgspec.convert(ask(self._socket, verb, args)["profile"], Profile)

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
