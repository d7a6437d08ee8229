"""When events happened that were written before the box's clock was set: by how far it was moved later in the boot.

An event is never changed. All events of a boot are dated by one clock: the newest of that boot that can have been set.
So they stay in their order, however often the clock was moved. A boot whose clock was never set keeps its times, and
``clock.is_dated`` says of them that nobody knows the date.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from operator import itemgetter
from typing import TypeVar

import msgspec

from daemon.clock import EARLIEST, is_dated, parse, rfc3339
from daemon.events import AnyEvent, ClockSet

E = TypeVar("E", bound=AnyEvent)
S = TypeVar("S")
_EARLIEST = rfc3339(EARLIEST)
_decoder = msgspec.json.Decoder(ClockSet)


@dataclass(frozen=True, slots=True)
class _Boot:
    """How the clock of one boot was moved.

    Attributes:
        seqs: Of each move, in order: what is older was stamped by the clock before it.
        later_s: How much later than its ``t`` an event happened (s) that was stamped before the first move, between the
            first and the second, and so on.
    """

    seqs: tuple[int, ...]
    later_s: tuple[float, ...]


class Clocks:
    """How the clock was set in each boot.

    Args:
        moves: Every time that it was moved, in order.
    """

    def __init__(self, moves: Iterable[ClockSet] = ()) -> None:
        of_boot: dict[str, list[ClockSet]] = {}
        for move in moves:
            of_boot.setdefault(move.boot, []).append(move)
        self._moved_s = {boot: sum(move.moved_s for move in those) for boot, those in of_boot.items()}
        self._boots = {boot: _boot(those) for boot, those in of_boot.items()}

    def moved_s(self, boot: str) -> float:
        """Returns by how much the clock was moved in a boot, all in all (s)."""
        return self._moved_s.get(boot, 0.0)

    def happened_at(self, boot: str, seq: int, t: str) -> str:
        """Returns when an event happened that has this ``t``."""
        moved = self._boots.get(boot)
        if moved is None:
            return t
        later_s = moved.later_s[bisect_left(moved.seqs, seq)]
        later = _after(t, later_s) if later_s else None
        return t if later is None else rfc3339(later)

    def corrected(self, event: E) -> E:
        """Returns the event with the time at which it happened."""
        if event.boot not in self._boots or isinstance(event, ClockSet):
            return event
        t = self.happened_at(event.boot, event.seq, event.t)
        return event if t == event.t else msgspec.structs.replace(event, t=t)


def read_clocks(connection: sqlite3.Connection) -> Clocks:
    """Returns how the clock was set in each boot of this journal; leaves out what this version cannot read.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    moves = []
    for seq, body in connection.execute("SELECT seq, body FROM events WHERE event_type = 'clock_set' ORDER BY seq"):
        with suppress(msgspec.MsgspecError):
            moves.append(msgspec.structs.replace(_decoder.decode(body), seq=seq))
    return Clocks(moves)


def in_order(own: Iterable[S], imported: Iterable[S], t_of: Callable[[S], str]) -> list[S]:
    """Returns the box's own sets with the imported ones between them.

    Args:
        own: In the order of the journal, which holds where a date is not known: such a set stays behind the one before.
        imported: In any order; their dates are those of another application.
        t_of: Returns when a set began.
    """
    known = ""
    dated = []
    for each in own:
        known = t_of(each) if t_of(each) >= _EARLIEST else known
        dated.append((known, each))
    others = sorted(((t_of(each), each) for each in imported), key=itemgetter(0))
    return [each for _, each in merge(dated, others, key=itemgetter(0))]


def _after(t: str, seconds: float) -> datetime | None:
    """Returns so long after ``t``; None where no calendar has that."""
    try:
        return parse(t) + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None


def _boot(moves: list[ClockSet]) -> _Boot:
    shown = [_after(moves[0].t, -moves[0].moved_s), *(_after(move.t, 0.0) for move in moves)]
    ahead_s = [0.0]
    for move in moves:
        ahead_s.append(ahead_s[-1] + move.moved_s)
    right = max((at for at, moment in enumerate(shown) if moment is not None and is_dated(moment)), default=len(moves))
    return _Boot(tuple(move.seq for move in moves), tuple(round(ahead_s[right] - each, 6) for each in ahead_s))
