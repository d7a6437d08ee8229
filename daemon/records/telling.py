"""The events that announce or withdraw a record. One that is made twice has the same id, and is saved once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from daemon.clock import is_dated, parse
from daemon.events import Beaten, Record, RecordWithdrawn, RepCorrected, SetEnded, SetImported
from daemon.records import words
from daemon.records.judge import beaten
from daemon.records.result import Result
from daemon.stable_id import uuid7_of


def news(done: Result, sets: Mapping[str, Result], title: str, unsure: int = 0) -> list[Record | RecordWithdrawn]:
    """Returns what is to be told now; nothing where all is told, or where there is nothing to tell.

    A set is told as a record once: a correction that leaves it one changes nothing, one that does not takes it back.
    One that unsure reps alone make a record is told once they are confirmed.

    Args:
        done: The set.
        sets: All of its athlete, by their ids.
        title: The set's exercise, as it is shown.
        unsure: How many of its reps are unsure, and confirmed by nobody.
    """
    last, told = done.last, done.told
    if not isinstance(last, SetEnded | RepCorrected):  # it goes on, or another application recorded it
        return []
    beats = beaten(done, sets.values())
    found: list[Record | RecordWithdrawn] = []
    if told is not None and not (beats and told.exercise == done.exercise):
        found.append(RecordWithdrawn(**_envelope(last, "withdrawn"), refers=told.id, exercise=told.exercise))
        told = None
    beats = _beyond_doubt(done, beats, sets, unsure)
    if beats and told is None:
        found.append(_record(done, last, beats, words.says(done, beats[0], title, dated=_is_dated(sets, beats[0]))))
    return found


def _beyond_doubt(
    done: Result, beats: tuple[Beaten, ...], sets: Mapping[str, Result], unsure: int
) -> tuple[Beaten, ...]:
    """Returns what the set beats without its unsure reps, too."""
    if not beats or not unsure:
        return beats
    sure = {each.kind for each in beaten(replace(done, reps=max(done.reps - unsure, 0)), sets.values())}
    return tuple(each for each in beats if each.kind in sure)


def _record(done: Result, last: SetEnded | RepCorrected, beats: tuple[Beaten, ...], says: str) -> Record:
    return Record(
        **_envelope(last, "record"),
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


def _envelope(last: SetEnded | RepCorrected, what: str) -> dict[str, Any]:
    """Returns the envelope of what is told for an event: it is of the same moment."""
    ids = {name: getattr(last, name) for name in ("t", "boot", "t_mono", "box", "athlete", "workout", "set")}
    return {**ids, "id": uuid7_of(last.t, last.id, what)}
