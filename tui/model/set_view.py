"""A set rep by rep, as it is drawn. Knows no terminal and no clock."""

from statistics import median
from typing import Literal

import msgspec

from daemon import events
from daemon.core.facts import Correction, Ending, Reason, Side
from daemon.set_record import Entry, SetRecord
from tui.model import words


class RepBar(msgspec.Struct, frozen=True, kw_only=True):
    """One rep, or an attempt that did not count.

    Attributes:
        id: The event's id.
        kind: ``rep``, ``held`` posture, ``added`` by hand, ``undone`` or ``rejected``.
        n: Its number in the set; 0 where it was rejected.
        height: Share of the full range; may be a little over 1.
        tempo: Seconds down, at the bottom, up and at the top; None where nothing was measured.
        held_s: Seconds that a posture was held, or None.
        why: Why it did not count.
        unsure: Whether it counts though the box is not sure of it, and nobody confirmed it.
    """

    id: str
    kind: Literal["rep", "held", "added", "undone", "rejected"]
    n: int = 0
    height: float = 1.0
    tempo: tuple[float, float, float, float] | None = None
    held_s: float | None = None
    why: str | None = None
    unsure: bool = False


class SetForm(msgspec.Struct, frozen=True, kw_only=True):
    """How good a set was.

    Attributes:
        score: Mean of the reps that have one; None: none has.
        slowing: How much slower the set had become, 0..1; None: not measured.
        fault: What is said of the fault that most reps had; None: no rep had any.
        fault_reps: How many reps had it.
        own_deg: Median range of motion of the reps, degrees; None: not measured.
    """

    score: float | None = None
    slowing: float | None = None
    fault: str | None = None
    fault_reps: int = 0
    own_deg: float | None = None


class SetView(msgspec.Struct, frozen=True, kw_only=True):
    """The running set, or the last one.

    Attributes:
        ended: Why it ended; None: it goes on.
        at_least, at_most: The range of the true number of reps; None while it goes on, or where it is not known.
        left, right: How many reps were done with which side.
        last: The newest rep that counts and was measured, or the newest hold; None: there is none.
        form: How good it is so far.
        load_kg: What it is done with (kg); None: with none, or nobody said it.
    """

    id: str
    exercise: str
    bars: tuple[RepBar, ...] = ()
    ended: Ending | None = None
    duration_s: float | None = None
    at_least: int | None = None
    at_most: int | None = None
    left: int = 0
    right: int = 0
    last: events.Rep | events.Held | None = None
    form: SetForm = SetForm()
    load_kg: float | None = None

    @property
    def reps(self) -> int:
        """How many reps count, after corrections."""
        return sum(bar.kind in {"rep", "added"} for bar in self.bars)

    @property
    def unsure(self) -> tuple[RepBar, ...]:
        """The reps that are unsure, newest last."""
        return tuple(bar for bar in self.bars if bar.unsure)

    @property
    def rejected(self) -> int:
        """How many attempts did not count."""
        return sum(bar.kind == "rejected" for bar in self.bars)


def view(record: SetRecord | None) -> SetView | None:
    """Returns the set of a record; None where there is none."""
    if record is None:
        return None
    end = record.end
    return SetView(
        id=record.id,
        exercise=record.exercise,
        bars=tuple(bar for entry in record.entries if (bar := _bar(entry)) is not None),
        ended=None if end is None else end.why,
        duration_s=None if end is None else end.duration_s,
        at_least=record.at_least,
        at_most=record.at_most,
        left=record.done_with(Side.LEFT),
        right=record.done_with(Side.RIGHT),
        last=_last(record),
        form=_form(record),
        load_kg=record.load_kg,
    )


def _last(record: SetRecord) -> events.Rep | events.Held | None:
    """Returns the newest of what was measured and counts."""
    held = (entry.event for entry in reversed(record.entries) if isinstance(entry.event, events.Held))
    return record.measured[-1] if record.measured else next(held, None)


def _form(record: SetRecord) -> SetForm:
    rule, reps = next(iter(record.faults.items()), (None, 0))
    found = (fault for rep in record.measured for fault in rep.faults if fault.rule == rule)
    ranges = [rep.rom_deg for rep in record.measured if rep.rom_deg is not None]
    return SetForm(
        score=record.score,
        slowing=record.slowing,
        fault=next((fault.says for fault in found), None),
        fault_reps=reps,
        own_deg=median(ranges) if ranges else None,
    )


def _bar(entry: Entry) -> RepBar | None:
    """Returns the bar of an entry; None where the entry only names another exercise."""
    event = entry.event
    if isinstance(event, events.RepCorrected):
        added = event.kind is Correction.ADDED
        return RepBar(id=event.id, kind="undone" if entry.undone else "added", n=event.n) if added else None
    if isinstance(event, events.Held):
        return RepBar(id=event.id, kind="held", held_s=event.held_s)
    if isinstance(event, events.RepRejected):
        share = event.value if event.reason is Reason.SHALLOW else 1.0
        return RepBar(id=event.id, kind="rejected", height=min(max(share, 0.1), 1.2), why=words.because(event))
    return _measured(event, entry)


def _measured(event: events.Rep, entry: Entry) -> RepBar:
    tempo = event.tempo
    return RepBar(
        id=event.id,
        kind="undone" if entry.undone else "rep",
        n=event.n,
        height=min(max(event.depth if event.rom_share is None else event.rom_share, 0.1), 1.2),
        tempo=(tempo.eccentric_s, tempo.bottom_s, tempo.concentric_s, tempo.top_s),
        unsure=entry.unsure,
    )
