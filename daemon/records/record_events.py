"""The events that announce or withdraw a record. One that is made twice has the same id, and is saved once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from daemon.clock import is_dated, parse
from daemon.events import Beaten, Record, RecordWithdrawn, RepCorrected, SetEnded, SetImported
from daemon.records import words
from daemon.records.judge import beaten, perhaps_unbeaten, unbeaten
from daemon.records.result import Result
from daemon.stable_id import uuid7_of

Change = SetEnded | RepCorrected
"""What can make or break a record: of the set itself, or of one that is compared with it."""


@dataclass(frozen=True, slots=True)
class History:
    """An athlete's sets as they stand at one moment.

    Attributes:
        sets: All of them, by their ids and in order.
        unsure: Returns how many reps of a set are unsure, and confirmed by nobody.
    """

    sets: Mapping[str, Result]
    unsure: Callable[[str], int] = lambda _: 0

    def is_record(self, set_id: str, exercise: str) -> bool:
        """Whether a set beats all before it in this exercise."""
        done = self.sets.get(set_id)
        return done is not None and done.exercise == exercise and bool(_beats(done, self.sets))

    def certain_beats(self, set_id: str, exercise: str) -> tuple[Beaten, ...]:
        """Returns what a set beats in this exercise: beyond doubt, and not beaten since."""
        done = self.sets.get(set_id)
        if done is None or done.exercise != exercise:
            return ()
        beats = unbeaten(done, _beats(done, self.sets), self.sets.values())
        if not beats or not (unsure := self.unsure(set_id)):
            return beats
        without = replace(done, reps=max(done.reps - unsure, 0))
        sure = {each.kind for each in unbeaten(without, _beats(without, self.sets), self.sets.values())}
        return tuple(each for each in beats if each.kind in sure)


def record_events(
    change: Change, was: History, now: History, title: Callable[[str], str]
) -> list[Record | RecordWithdrawn]:
    """Returns the events to publish after a set has ended or was corrected: of it, and of those compared with it.

    A set is announced as a record once: a correction that leaves it one changes nothing, one that does not takes it
    back. One that unsure reps alone make a record is announced once they are confirmed. What became a record by a
    correction of another set is announced unless it was beaten since.

    Args:
        change: What happened.
        was: All sets before it.
        now: All sets.
        title: Returns how an exercise is shown.
    """
    own = change.set or ""
    if own not in now.sets or now.sets[own].last is None:  # it goes on
        return []
    concerned = [own, *_others(own, was, now)] if isinstance(change, RepCorrected) else [own]
    found = [event for set_id in concerned for event in _of_set(set_id, change, was, now, title)]
    return sorted(found, key=lambda each: isinstance(each, Record))  # what is none any more goes first


def _others(own: str, was: History, now: History) -> Iterator[str]:
    """Yields the other sets of the corrected one's exercise, and of that which it was: as few as can have changed."""
    exercises = {each.sets[own].exercise for each in (was, now) if own in each.sets}
    for exercise in sorted(exercises):
        sets = [each for each in now.sets.values() if each.exercise == exercise and each.last]
        sets = [each for each in sets if not isinstance(each.first, SetImported)]
        best = {each.first.set for each in perhaps_unbeaten(sets)}
        concerned = (each.first.set or "" for each in sets if each.record or each.first.set in best)
        yield from (each for each in concerned if each != own)


def _of_set(
    set_id: str, change: Change, was: History, now: History, title: Callable[[str], str]
) -> Iterator[Record | RecordWithdrawn]:
    """Yields the events of one set."""
    done, is_own = now.sets[set_id], set_id == change.set
    record = done.record
    if isinstance(done.first, SetImported):  # which another application recorded
        return
    if record is not None:
        holds = record.exercise == done.exercise and bool(_beats(done, now.sets))
        if holds or not (is_own or was.is_record(set_id, record.exercise)):
            return
        yield RecordWithdrawn(**_envelope(done, change, "withdrawn"), refers=record.id, exercise=record.exercise)
    beats = now.certain_beats(set_id, done.exercise)
    if beats and not was.certain_beats(set_id, done.exercise):
        says = words.says(done, beats[0], title(done.exercise), dated=_is_dated(now.sets, beats[0]))
        yield _record(done, change, beats, says)


def _beats(done: Result, sets: Mapping[str, Result]) -> tuple[Beaten, ...]:
    return beaten(done, sets.values()) if done.last is not None else ()


def _record(done: Result, change: Change, beats: tuple[Beaten, ...], says: str) -> Record:
    return Record(
        **_envelope(done, change, "record"),
        exercise=done.exercise,
        reps=done.reps,
        load_kg=done.load_kg,
        held_s=round(done.longest_s, 3) or None,
        beats=beats,
        says=says,
    )


def _is_dated(sets: Mapping[str, Result], best: Beaten) -> bool:
    """Whether it is known when that was: the box's clock was set, or another application gave the date."""
    return isinstance(sets[best.before_set].first, SetImported) or is_dated(parse(best.before_t))


def _envelope(done: Result, change: Change, what: str) -> dict[str, Any]:
    """Returns the envelope of a set's event: it is of the same moment as the change that made it so."""
    moment = {name: getattr(change, name) for name in ("t", "boot", "t_mono", "box")}
    ids = {name: getattr(done.first, name) for name in ("athlete", "workout", "set")}
    of = () if change.set == done.first.set else (done.first.set or "",)
    return {**moment, **ids, "id": uuid7_of(change.t, change.id, what, *of)}
