"""A set is what its events tell, in whatever order it was lifted, corrected and read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from daemon.core.facts import Correction, Fault, Side
from daemon.events import AnyEvent
from daemon.set_record import SetRecord, newest, of_set, records
from daemon.set_summary import summaries
from tests.fakes.workout import Lifter

_WHAT = st.sampled_from(
    ["lifts", "fails", "holds", "undo", "undo by id", "undo again", "add", "exercise", "confirm", "ends"]
)


@dataclass
class Story:
    """Events of a set, and what they come to, counted anew from the whole list of what was done."""

    lifter: Lifter = field(default_factory=Lifter)
    events: list[AnyEvent] = field(default_factory=list)
    reps: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    exercise: str = "squat"

    def tell(self, what: str, at: int) -> None:
        if what == "lifts":
            self._keep(rep := self.lifter.lifts(len(self.reps) + 1, confidence=(0.9, 0.6)[at % 2]))
            self.reps.append(rep.id)
            self.unsure += [rep.id] * (at % 2)
        elif what == "add":
            self._keep(added := self.lifter.corrects(Correction.ADDED, n=len(self.reps) + 1))
            self.reps.append(added.id)
        elif what == "undo" and self.reps:
            self._undo(self.reps[-1], refers=None)
        elif what == "undo by id" and self.reps:
            rep_id = self.reps[at % len(self.reps)]
            self._undo(rep_id, refers=rep_id)
        elif what == "undo again" and self.undone:
            self._keep(self.lifter.corrects(Correction.UNDONE, self.undone[at % len(self.undone)]))
        elif what == "exercise":
            self.exercise = ("squat", "lunge", "push_up")[at % 3]
            self._keep(self.lifter.corrects(Correction.EXERCISE, exercise=self.exercise))
        elif what in {"fails", "ends"}:
            self._keep(self.lifter.fails() if what == "fails" else self.lifter.ends(len(self.reps)))
        elif what == "confirm":
            self._keep(self.lifter.corrects(Correction.CONFIRMED))
            self.unsure = self.unsure[:-1]
        elif what == "holds":
            self._keep(self.lifter.holds(1.5))

    def _undo(self, rep_id: str, refers: str | None) -> None:
        self._keep(self.lifter.corrects(Correction.UNDONE, refers))
        self.reps.remove(rep_id)
        self.unsure = [each for each in self.unsure if each != rep_id]
        self.undone.append(rep_id)

    def _keep(self, event: AnyEvent) -> None:
        self.events.append(event)


def story(*what: tuple[str, int]) -> Story:
    told = Story()
    told.events.append(told.lifter.starts())
    for each in what:
        told.tell(*each)
    return told


stories = st.lists(st.tuples(_WHAT, st.integers(0, 30)), max_size=30).map(lambda what: story(*what))


def of(record: SetRecord | None) -> tuple[object, ...]:
    assert record is not None
    ended = None if record.end is None else record.end.why
    return [rep.id for rep in record.reps], record.rejected, record.held_s, record.exercise, ended


@given(stories)
def test_undone_added_and_renamed_in_any_order_a_set_is_what_was_done_in_it(told: Story) -> None:
    record = of_set(told.events)
    assert record is not None
    assert [rep.id for rep in record.reps] == told.reps
    assert record.exercise == told.exercise
    assert record.rejected == sum(type(event).__name__ == "RepRejected" for event in told.events)
    assert (record.first, record.last) == (told.events[0], told.events[-1])
    assert [rep.id for rep in record.unsure] == told.unsure


@given(stories)
def test_whoever_reads_a_set_reads_the_same(told: Story) -> None:
    followed = reduce(newest, told.events, None)
    assert followed == of_set(told.events) == records(told.events)[told.lifter.set]


@given(stories, st.data())
def test_an_event_that_comes_twice_counts_once(told: Story, data: st.DataObject) -> None:
    record = of_set(told.events)
    assert record is not None
    taken = [event for event in told.events if record.has(event)]
    assert reduce(newest, [data.draw(st.sampled_from(taken))], record) is record


@given(stories, stories)
def test_sets_that_are_corrected_in_between_do_not_touch_one_another(one: Story, other: Story) -> None:
    mixed = list(_mixed(one.events, other.events))
    found = records(mixed)
    assert of(found[one.lifter.set]) == of(of_set(one.events))
    assert of(found[other.lifter.set]) == of(of_set(other.events))


def _mixed(one: Sequence[AnyEvent], other: Sequence[AnyEvent]) -> Iterator[AnyEvent]:
    for at in range(max(len(one), len(other))):
        yield from (*one[at : at + 1], *other[at : at + 1])


def test_a_set_whose_beginning_is_not_known_is_followed_from_its_first_rep() -> None:
    lifter = Lifter()
    lifter.starts()
    assert newest(None, lifter.corrects(Correction.ADDED)) is None
    record = newest(None, lifter.lifts(4, "lunge"))
    assert of(record) == ([record.first.id if record else ""], 0, 0, "lunge", None)
    assert records([lifter.lifts(5)]) == {}


def test_a_set_has_the_load_that_was_said_last_and_it_is_no_rep() -> None:
    lifter = Lifter()
    begun = replace(lifter.starts(), load_kg=80.0)
    in_it, after = (replace(lifter.corrects(Correction.LOAD), load_kg=kg) for kg in (82.5, 85.0))
    done = [begun, lifter.lifts(), in_it, lifter.ends(1)]
    for events, kg in ((done[:1], 80.0), (done, 82.5), ([*done, after], 85.0)):
        record = of_set(events)
        assert record is not None
        assert (record.load_kg, len(record.entries)) == (kg, min(len(events) - 1, 1))
    assert record.has(after)
    (summary,) = summaries([*done, after])
    assert (summary.load_kg, summary.reps) == (85.0, 1)


@pytest.mark.parametrize("kind", list(Correction))
def test_a_correction_of_another_set_leaves_the_newest_alone(kind: Correction) -> None:
    lifter, other = Lifter(), Lifter()
    record = of_set([lifter.starts(), rep := lifter.lifts()])
    assert newest(record, other.corrects(kind, rep.id)) is record


def test_a_set_is_as_uncertain_as_its_end_says_and_its_range_moves_with_corrections() -> None:
    lifter = Lifter()
    done = [lifter.starts(), *(lifter.lifts(n) for n in range(1, 11))]
    going_on, ended = of_set(done), of_set([*done, end := lifter.ends(10, perhaps=(9, 11))])
    assert going_on is not None
    assert ended is not None
    assert (going_on.at_least, going_on.at_most) == (None, None)
    assert (ended.at_least, ended.at_most) == (9, 11)
    added = of_set([*done, end, lifter.corrects(Correction.ADDED)])
    undone = of_set([*done, end, lifter.corrects(Correction.UNDONE)])
    assert added is not None
    assert undone is not None
    assert (len(added.reps), added.at_least, added.at_most) == (11, 10, 12)
    assert (len(undone.reps), undone.at_least, undone.at_most) == (9, 8, 10)


def test_left_and_right_are_counted_apart_and_corrected() -> None:
    lifter = Lifter()
    sides = (Side.LEFT, Side.RIGHT, Side.LEFT, Side.RIGHT, None)
    done = [lifter.starts(), *(lifter.lifts(n, side=side) for n, side in enumerate(sides, start=1))]
    record = of_set([*done, lifter.corrects(Correction.UNDONE, done[1].id), lifter.corrects(Correction.ADDED)])
    assert record is not None
    assert (len(record.reps), record.done_with(Side.LEFT), record.done_with(Side.RIGHT)) == (5, 1, 2)


def test_a_confirmed_rep_is_unsure_no_more_and_the_range_is_narrower_by_it() -> None:
    lifter = Lifter()
    reps = [lifter.starts()]
    reps += [lifter.lifts(n, confidence=confidence) for n, confidence in enumerate((0.7, 0.9, 0.6), start=1)]
    done = [*reps, lifter.ends(3, perhaps=(1, 3))]
    first = of_set([*done, yes := lifter.corrects(Correction.CONFIRMED, reps[1].id)])
    assert first is not None
    assert [rep.n for rep in first.unsure] == [3]
    assert (len(first.reps), first.at_least, first.at_most) == (3, 2, 3)
    assert first.has(yes)
    twice = of_set([*done, yes, lifter.corrects(Correction.CONFIRMED, reps[1].id)])
    assert twice is not None
    assert (twice.at_least, [rep.n for rep in twice.unsure]) == (2, [3])
    last = of_set([*done, yes, lifter.corrects(Correction.CONFIRMED)])
    assert last is not None
    assert (last.at_least, last.unsure) == (3, ())


def test_an_unsure_rep_that_is_undone_takes_its_doubt_along() -> None:
    lifter = Lifter()
    reps = [lifter.starts(), lifter.lifts(1), lifter.lifts(2, confidence=0.6), lifter.lifts(3)]
    done = [*reps, lifter.ends(3, perhaps=(2, 3))]
    undone = of_set([*done, lifter.corrects(Correction.UNDONE, reps[2].id)])
    assert undone is not None
    assert (len(undone.reps), undone.at_least, undone.at_most, undone.unsure) == (2, 2, 2, ())
    other = of_set([*done, lifter.corrects(Correction.UNDONE, reps[1].id)])
    assert other is not None
    assert (len(other.reps), other.at_least, other.at_most) == (2, 1, 2)


def test_a_sure_rep_cannot_be_confirmed() -> None:
    lifter = Lifter()
    done = [lifter.starts(), sure := lifter.lifts(1), lifter.corrects(Correction.ADDED)]
    record = of_set([*done, lifter.corrects(Correction.CONFIRMED, sure.id)])
    assert record is not None
    assert [entry.confirmed for entry in record.entries] == [None, None]


def test_a_set_s_form_is_told_of_the_reps_that_count() -> None:
    lifter = Lifter()
    caving = Fault("knees_cave", "knee_cave", 12.0, 8.0, 2.0, "°", "Push your knees out.")
    heels = Fault("heels_up", "heel_lift", 0.2, 0.1, 0.05, "", "Keep your heels down.")
    begun = lifter.starts()
    good = lifter.lifts(1, score=90.0)
    poor = lifter.lifts(2, score=70.0, faults=(caving,), slowing=0.1)
    worse = lifter.lifts(3, score=50.0, faults=(caving, heels), slowing=0.3)
    withheld = lifter.lifts(4)
    events = [begun, good, poor, worse, withheld, lifter.corrects(Correction.ADDED)]
    record = of_set(events)
    assert record is not None
    assert (record.score, record.slowing, record.faults) == (70.0, 0.3, {"knees_cave": 2, "heels_up": 1})
    record = of_set([*events, lifter.corrects(Correction.UNDONE, worse.id)])
    assert record is not None
    assert (record.score, record.slowing, record.faults) == (80.0, 0.1, {"knees_cave": 1})
    (summary,) = summaries([*events, lifter.ends(5)])
    assert (summary.score, summary.slowing, summary.faults) == (70.0, 0.3, {"knees_cave": 2, "heels_up": 1})


def test_a_set_without_a_scored_rep_has_no_score() -> None:
    lifter = Lifter()
    record = of_set([lifter.starts(), lifter.lifts(), lifter.corrects(Correction.ADDED)])
    assert record is not None
    assert (record.score, record.slowing, record.faults) == (None, None, {})
