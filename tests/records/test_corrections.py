"""Whatever is corrected, and in which order: the records that are told and hold are those that the journal shows."""

from collections.abc import Iterable
from datetime import timedelta
from math import floor
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.clock import local, parse
from daemon.core.facts import Correction
from daemon.events import AnyEvent, Record, RecordWithdrawn, RepCorrected, SetEnded, SetImported
from daemon.records.record_events import History, record_events
from daemon.records.result import results
from daemon.set_record import SetRecord, records
from tests.fakes.workout import MORNING, Lifter

EXERCISES = ("squat", "plank")
LOADS = (None, 60.0, 80.0)
Figures = tuple[str, float, int, int, float, str]
"""Of a set: exercise, load, reps, seconds held, load times reps, day."""


class Journal:
    """The events of one athlete with what the finder tells after each: looked at one by one, or only now and then."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []
        self.lifters: list[Lifter] = []
        self.looked = 0

    def add(self, *events: AnyEvent) -> None:
        """Journal events, unless they are there already."""
        known = {event.id for event in self.events}
        for event in events:
            if event.id not in known:
                self.events.append(msgspec.structs.replace(event, seq=len(self.events) + 1))

    def do(self, day: int, exercise: str, load_kg: float | None, reps: list[float], held_s: float) -> None:
        """Do a set; ``reps`` are how sure each is."""
        lifter = Lifter("Ann", MORNING + timedelta(days=day))
        made = [msgspec.structs.replace(lifter.starts(exercise), load_kg=load_kg)]
        held = [lifter.holds(held_s, exercise)] if held_s else []
        lifted = [lifter.lifts(n, exercise, confidence=each) for n, each in enumerate(reps, start=1)]
        self.add(*made, *held, *lifted, lifter.ends(len(reps), exercise))
        self.lifters.append(lifter)

    def import_one(self, day: int, exercise: str, load_kg: float | None, reps: int) -> None:
        """Take in a set that another application recorded."""
        lifter = Lifter("Ann", MORNING + timedelta(days=day))
        began = lifter.arrives()
        envelope = {name: getattr(began, name) for name in ("id", "t", "boot", "t_mono", "box", "athlete", "workout")}
        self.add(
            SetImported(
                **envelope, set=lifter.set, exercise=exercise, name="?", source="hevy", reps=reps, load_kg=load_kg
            )
        )
        self.lifters.append(lifter)

    def correct(self, at: int, kind: Correction, exercise: str, load_kg: float | None) -> None:
        """Correct a set as the daemon would; what cannot be corrected so is left."""
        lifter = self.lifters[at % len(self.lifters)]
        record = records(self.events)[lifter.set]
        among = record.correctable(kind)
        if kind in (Correction.UNDONE, Correction.CONFIRMED) and not among:
            return
        named = exercise if kind is Correction.EXERCISE else record.exercise
        event = lifter.corrects(kind, among[-1].id if among else lifter.set, named)
        self.add(msgspec.structs.replace(event, load_kg=load_kg if kind is Correction.LOAD else None))

    def look(self) -> None:
        """Tell of all that was not looked at yet, as the finder does: each by the journal as it is by then."""
        waiting, self.looked = self.events[self.looked :], len(self.events)
        for change in waiting:
            if isinstance(change, SetEnded | RepCorrected):
                before = [event for event in self.events if event.seq < change.seq]
                now = list(self.events)
                self.add(*record_events(change, self.history(before), self.history(now), str.capitalize))
        self.looked = len(self.events)

    @staticmethod
    def history(events: list[AnyEvent]) -> History:
        return History(results(events), lambda set_id: len(records(events)[set_id].unsure))

    def announced(self) -> dict[str, Record]:
        """Returns the record that was told of each set and holds; none is told twice, or withdrawn without."""
        found: dict[str, Record] = {}
        for event in self.events:
            if isinstance(event, Record):
                assert event.set not in found
                found[event.set or ""] = event
            elif isinstance(event, RecordWithdrawn):
                assert found.pop(event.set or "").id == event.refers
        return found


def figures(record: SetRecord, *, sure: bool = False) -> Figures:
    reps = record.count - (len(record.unsure) if sure else 0)
    held = max((getattr(each.event, "held_s", 0.0) for each in record.entries), default=0.0)
    load = record.load_kg or 0.0
    day = local(parse(record.first.t)).date().isoformat()
    return record.exercise, load, reps, floor(held), round(load * reps, 2), day


def best(done: Figures, others: Iterable[Figures]) -> set[str]:
    """Returns of what a set has more than all others that it can be compared with; of what none has any, nothing."""
    same = [each for each in others if each[0] == done[0]]
    heavy = [each for each in same if each[1] >= done[1]]
    if not any(each[1] == done[1] and each[5] != done[5] for each in heavy):
        heavy = []
    found = set()
    for name, at, among in (("reps", 2, heavy), ("held_s", 3, heavy), ("lifted_kg", 4, same)):
        values = [each[at] for each in among if each[at] > 0]
        on_other_days = any(each[at] > 0 and each[5] != done[5] for each in among)
        if on_other_days and done[at] > max(values):
            found.add(name)
    return found


def not_beaten_since(done: Figures, later: list[Figures]) -> set[str]:
    same = [each for each in later if each[0] == done[0]]
    heavy = [each for each in same if each[1] >= done[1]]
    figures_of = (("reps", 2, heavy), ("held_s", 3, heavy), ("lifted_kg", 4, same))
    return {name for name, at, among in figures_of if all(each[at] <= done[at] for each in among)}


def check(journal: Journal) -> None:
    """Every record that is told is one, and every set is told that is one and was not beaten since."""
    announced, found = journal.announced(), list(records(journal.events).values())
    for record in found:
        if record.imported:
            assert record.id not in announced
            continue
        own = [each for each in found if each.imported is None]
        earlier = [each for each in own if each.first.seq < record.first.seq]
        later = [each for each in own if each.first.seq > record.first.seq]
        for each in found:
            if each.imported:
                (earlier if each.first.t < record.first.t else later).append(each)
        before, after = ([figures(each) for each in those] for those in (earlier, later))
        is_best = best(figures(record), before)
        stands = not_beaten_since(figures(record), after)
        sure = best(figures(record, sure=True), before) & not_beaten_since(figures(record, sure=True), after)
        if record.id in announced:
            assert is_best, "a record is told that is none"
            assert announced[record.id].exercise == record.exercise
        elif is_best & stands & sure:
            raise AssertionError(f"not told: {figures(record)}, after {before}, before {after}")


SETS = st.tuples(
    st.sampled_from(EXERCISES),
    st.sampled_from(LOADS),
    st.lists(st.sampled_from((0.95, 0.95, 0.6)), max_size=4),
    st.sampled_from((0.0, 0.0, 20.0, 30.0)),
)
CORRECTIONS = st.tuples(
    st.integers(0, 7),
    st.sampled_from(list(Correction)),
    st.sampled_from(EXERCISES),
    st.sampled_from(LOADS),
)
STEPS = st.lists(st.one_of(SETS, CORRECTIONS, CORRECTIONS), min_size=1, max_size=14)
IMPORTED = st.tuples(st.integers(-9, 9), st.sampled_from(EXERCISES), st.sampled_from(LOADS), st.integers(1, 4))
IMPORTS = st.lists(IMPORTED, max_size=2)


@settings(max_examples=150, deadline=None)
@given(imports=IMPORTS, steps=STEPS, days=st.sampled_from((0.0, 0.4, 1.0)), looks=st.integers(1, 3))
def test_records_hold_whatever_is_corrected(
    imports: list[tuple[int, str, float | None, int]],
    steps: list[tuple[Any, ...]],
    days: float,
    looks: int,
) -> None:
    journal = Journal()
    for day, exercise, load_kg, reps in imports:
        journal.import_one(day, exercise, load_kg, reps)
    at = 0.0
    for n, step in enumerate(steps):
        if isinstance(step[0], str):  # an exercise: it is a set, and no correction
            journal.do(int(at), *step)
            at += days
        elif journal.lifters:
            journal.correct(*step)
        if n % looks == 0:
            journal.look()
            check(journal)
    journal.look()
    check(journal)
