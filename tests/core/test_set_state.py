"""What is told of a running set: its count, its sides and the range of its count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting.pipeline import prepare
from daemon.core.counting.set_state import SetPhase, SetState, TallyMark
from daemon.core.evidence.model import Spread
from daemon.core.evidence.weights import MODEL
from daemon.core.facts import UNSURE_BELOW, Side
from daemon.core.params import CountingParams
from tests.core.figure import SQUAT

PIPELINE = prepare(SQUAT, CountingParams(), model=MODEL._replace(spread=Spread()))
WIDE = prepare(SQUAT, CountingParams(), model=MODEL._replace(spread=Spread(0.2, 0.2, 0.5, 0.5, 0.2)))
CONFIDENCES = st.lists(st.floats(0.0, 1.0), max_size=12)


def of(*confidences: float, doubts: tuple[float, ...] = (), unseen: int = 0) -> SetState:
    tally = tuple(TallyMark(None, each) for each in confidences)
    return SetState(PIPELINE, SetPhase.ACTIVE, 0.0, tally=tally, doubts=doubts, unseen=unseen)


@pytest.mark.parametrize(
    ("confidences", "doubts", "expected"),
    [
        ((), (), (0, 0)),
        ((0.99, 0.95, 0.8), (), (3, 3)),
        ((0.99, 0.6), (), (1, 2)),
        ((0.99, 0.99), (0.05,), (2, 2)),
        ((0.99, 0.99), (0.3,), (2, 3)),
        ((0.99, 0.6), (0.4,), (1, 3)),
        ((), (0.4,) * 3, (0, 2)),
        ((), (0.02,) * 3, (0, 0)),
    ],
)
def test_the_count_has_the_range_of_its_doubts(
    confidences: tuple[float, ...], doubts: tuple[float, ...], expected: tuple[int, int]
) -> None:
    assert of(*confidences, doubts=doubts).range == expected


@given(CONFIDENCES, CONFIDENCES, st.integers(0, 9))
def test_the_count_is_within_its_range(confidences: list[float], doubts: list[float], unseen: int) -> None:
    state = of(*confidences, doubts=tuple(doubts), unseen=unseen)
    at_least, at_most = state.range
    assert 0 <= at_least <= state.reps <= at_most <= state.reps + len(doubts) + unseen
    assert state.reps - at_least <= len(state.unsure)


@given(CONFIDENCES, CONFIDENCES, st.floats(0.0, 1.0))
def test_one_more_doubt_never_narrows_the_range(confidences: list[float], doubts: list[float], more: float) -> None:
    before, after = (of(*confidences, doubts=tuple(each)).range for each in (doubts, [*doubts, more]))
    assert (after[0], after[1] >= before[1]) == (before[0], True)


@given(CONFIDENCES, CONFIDENCES, st.integers(0, 9))
def test_what_nobody_saw_may_all_have_been_reps(confidences: list[float], doubts: list[float], unseen: int) -> None:
    seen, hidden = (of(*confidences, doubts=tuple(doubts), unseen=each) for each in (0, unseen))
    assert hidden.range == (seen.range[0], seen.range[1] + unseen)
    assert hidden.reps == seen.reps


@given(CONFIDENCES, CONFIDENCES, st.integers(0, 20))
def test_what_sets_differ_by_beside_their_doubts_only_widens_the_range(
    confidences: list[float], doubts: list[float], rejected: int
) -> None:
    state = of(*confidences, doubts=tuple(doubts))._replace(rejected=rejected)
    narrow, wide = state.range, state._replace(pipeline=WIDE).range
    assert 0 <= wide[0] <= narrow[0] <= narrow[1] <= wide[1]
    assert state._replace(pipeline=WIDE, rejected=rejected + 1).range[1] >= wide[1]


def test_many_refusals_make_a_set_uncertain() -> None:
    state = of(*[0.95] * 8)._replace(pipeline=WIDE)
    assert state.range[1] == 8
    assert state._replace(rejected=12).range[1] > 10


def test_reps_below_the_mark_are_unsure() -> None:
    assert of(0.3, UNSURE_BELOW, 0.79).unsure == (0.3, 0.79)
    assert not TallyMark().unsure


def test_sides_are_counted_each_for_itself() -> None:
    sides = (Side.LEFT, None, Side.LEFT, Side.RIGHT)
    state = of()._replace(tally=tuple(TallyMark(side) for side in sides))
    assert (state.reps, state.left, state.right, state.done) == (4, 2, 1, 4)
    assert state.held_s is None
