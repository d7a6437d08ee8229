"""A set frame by frame: it begins when the athlete is seen, pauses when nobody is, and invents nothing."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting import sets
from daemon.core.counting.neighbours import BEFORE_S
from daemon.core.counting.pipeline import Pipeline, prepare
from daemon.core.counting.set_state import SetPhase, SetState
from daemon.core.evidence.model import Calibration, Term
from daemon.core.facts import Fact, Reason, RepCounted, RepRejected
from daemon.core.features.movement import Movement
from daemon.core.features.sample import Sample
from daemon.core.params import CountingParams, FeatureParams
from daemon.core.spec import Exercise
from daemon.core.spec import Term as Moves
from tests.core.attempts import FPS, line, model

BENT = Exercise("bent", "Bent", (Moves("knee", 170, 70),), "knee", visible=("knee",))
COLUMNS = Movement.of(BENT, FeatureParams()).columns
PARAMS = CountingParams().with_values({"evidence.sure": 0.0, "evidence.count": -1.0, "evidence.refuse": -9.0})
LOST_S, SEEN = PARAMS.set.lost_s, PARAMS.set.min_confidence
SURE_FROM = 0.8
"""Depth of a movement that is sure; one of half of it is not, and nothing bears it out."""
MODEL = model(
    {"depth": Term(4.0, (), 0.0, 0.0)}, {"log_odds": Term(1.0, (), 0.0, 0.0)}, bias=-4.0 * math.log(SURE_FROM)
)
PIPELINE = prepare(BENT, PARAMS, model=MODEL)
REP = line((0.7, 1.0), (0.7, 0.0), (0.4, 0.0))
DOWN = line((0.7, 1.0))
STILL = [0.0] * FPS


def frame(t: float, depth: float, sure: float = 1.0) -> Sample:
    values = tuple(170.0 - 100.0 * depth if name == "knee" else 0.0 for name in COLUMNS)
    return Sample(t, depth, sure, values, tuple(sure for _ in COLUMNS))


def play(
    state: SetState, depths: Iterable[float | None], begin: float = 0.0, sure: float = 1.0, *, at_edge: bool = False
) -> tuple[SetState, list[Fact]]:
    """Depth frame by frame; None where nobody is seen."""
    facts = list[Fact]()
    for i, depth in enumerate(depths):
        t = begin + i / FPS
        if depth is None:
            state, new = sets.step_without_pose(state, t, at_edge=at_edge)
        else:
            state, new = sets.step(state, frame(t, depth, sure))
        facts += new
    return state, facts


def begun(phase: SetPhase = SetPhase.ACTIVE, pipeline: Pipeline = PIPELINE) -> SetState:
    return sets.begin(pipeline, phase, 0.0)


def reps(facts: Sequence[Fact]) -> list[int]:
    return [fact.n for fact in facts if isinstance(fact, RepCounted)]


def refused(facts: Sequence[Fact]) -> list[Reason]:
    return [fact.reason for fact in facts if isinstance(fact, RepRejected)]


def test_an_armed_set_is_active_once_the_athlete_is_seen_however_restless() -> None:
    state, facts = play(begun(SetPhase.ARMED), [0.6])
    assert (state.phase, state.last_active, facts) == (SetPhase.ACTIVE, 0.0, [])
    state, facts = play(begun(SetPhase.ARMED), [*DOWN, *line((0.7, 1.0))[::-1], *REP])
    assert reps(facts)[-1:] == [2]


def test_who_is_only_guessed_is_not_seen_yet() -> None:
    state, facts = play(begun(SetPhase.ARMED), REP, sure=SEEN - 0.01)
    assert (state.phase, facts) == (SetPhase.ARMED, [])
    assert play(begun(SetPhase.ARMED), STILL, sure=SEEN)[0].phase is SetPhase.ACTIVE


def test_an_armed_set_that_sees_nobody_stays_armed() -> None:
    state, facts = play(begun(SetPhase.ARMED), [None] * 5 * FPS)
    assert (state.phase, facts) == (SetPhase.ARMED, [])


def test_a_short_gap_changes_nothing_and_a_long_one_pauses() -> None:
    seen, _ = play(begun(), STILL)
    last = (len(STILL) - 1) / FPS
    assert sets.step_without_pose(seen, last + LOST_S - 0.01, at_edge=False) == (seen, [])
    assert sets.step_without_pose(seen, last + LOST_S + 0.01, at_edge=False)[0].phase is SetPhase.PAUSED


def test_a_paused_set_goes_on_when_the_athlete_is_seen_again_and_nothing_is_invented() -> None:
    state, facts = play(begun(), [*STILL, *REP, *[None] * 5 * FPS])
    assert (state.phase, reps(facts)) == (SetPhase.PAUSED, [1])
    state, facts = play(state, [0.0], 20.0)
    assert (state.phase, state.reps, facts) == (SetPhase.ACTIVE, 1, [])
    state, facts = play(state, REP, 20.1)
    assert reps(facts) == [2]


def test_what_may_have_been_missed_in_a_pause_widens_the_range() -> None:
    state, _ = play(begun(), [*STILL, *REP * 3, *[None] * 5 * FPS, *STILL, *REP])
    assert state.reps == 4
    assert state.range[1] > state.reps


@pytest.mark.parametrize(
    ("known", "seconds", "fits"),
    [
        (0, 5.0, 0),  # how long a rep of this athlete takes is not known yet
        (2, LOST_S + 0.1, 0),
        (2, 3.0, 2),
        (2, 6.0, 4),
        (2, BEFORE_S - 1.0, 10),
        (2, BEFORE_S + 1.0, 0),  # a rest
    ],
)
def test_as_many_reps_may_have_been_missed_as_fit_into_the_pause(known: int, seconds: float, fits: int) -> None:
    state, _ = play(begun(), [*STILL, *REP * known, *[None] * round(1.1 * LOST_S * FPS)])
    assert state.phase is SetPhase.PAUSED
    assert state.seen is not None
    state, facts = play(state, STILL, state.seen + seconds)
    assert (state.unseen, facts) == (fits, [])
    assert state.range[1] == state.reps + fits


def test_each_pause_adds_to_what_may_have_been_missed() -> None:
    state, _ = play(begun(), [*STILL, *REP * 2, *[None] * 3 * FPS, *STILL, *[None] * 3 * FPS, *STILL])
    assert state.unseen == 4


def test_before_the_athlete_is_seen_nothing_is_missed() -> None:
    state, _ = play(begun(SetPhase.ARMED), [*[None] * 5 * FPS, *STILL])
    assert (state.phase, state.unseen) == (SetPhase.ACTIVE, 0)


def test_a_guess_does_not_end_a_pause() -> None:
    state, _ = play(begun(), [*STILL, *[None] * 2 * FPS])
    assert play(state, [0.0], 20.0, sure=SEEN - 0.01)[0].phase is SetPhase.PAUSED


@pytest.mark.parametrize(("at_edge", "reason"), [(False, Reason.HIDDEN), (True, Reason.OUT_OF_FRAME)])
def test_who_vanishes_in_a_movement_is_told(at_edge: bool, reason: Reason) -> None:  # noqa: FBT001 - a case
    state, facts = play(begun(), [*STILL, *DOWN, *[None] * 2 * FPS], at_edge=at_edge)
    assert (state.phase, reps(facts), refused(facts)) == (SetPhase.PAUSED, [], [reason])
    (fact,) = facts
    assert isinstance(fact, RepRejected)
    assert fact.value >= fact.limit == LOST_S
    assert state.rejected == 1


def test_who_comes_up_again_after_a_pause_ends_no_rep_that_nobody_saw() -> None:
    state, _ = play(begun(), [*STILL, *DOWN, *[None] * 2 * FPS])
    state, facts = play(state, line((0.7, 1.0))[::-1], 20.0)
    assert reps(facts) == []
    assert reps(play(state, REP, 21.0)[1]) == [1]


def test_where_a_set_starts_at_the_turning_point_the_first_way_back_is_a_rep_also_after_a_pause() -> None:
    lifts = prepare(replace(BENT, starts_at_turn=True), PARAMS, model=MODEL)
    up = [1.0 - each for each in DOWN]
    state, facts = play(begun(SetPhase.ARMED, lifts), [*up, *STILL, *[None] * 2 * FPS])
    assert reps(facts) == [1]
    assert reps(play(state, [*up, *STILL], 20.0)[1]) == [2]


def test_who_vanishes_while_standing_is_not_told() -> None:
    _, facts = play(begun(), [*STILL, 0.1, 0.2, 0.3, *[None] * 2 * FPS])
    assert facts == []


UNSURE = line((0.5, 0.7), (0.5, 0.0), (0.3, 0.0))
DOUBTFUL = line((0.4, 0.5), (0.4, 0.0), (0.3, 0.0))


@pytest.mark.parametrize(("movement", "counted"), [(UNSURE, [1]), (DOUBTFUL, [])])
def test_a_pause_decides_what_waits(movement: list[float], counted: list[int]) -> None:
    state, facts = play(begun(), [*STILL, *movement])
    assert facts == []
    state, facts = play(state, [None] * 2 * FPS, 5.0)
    assert (reps(facts), len(refused(facts))) == (counted, 1 - len(counted))
    assert all(each.decided for each in state.memory)


@pytest.mark.parametrize(("movement", "counted"), [(UNSURE, [1]), (DOUBTFUL, [])])
def test_the_end_of_a_set_decides_what_waits(movement: list[float], counted: list[int]) -> None:
    state, _ = play(begun(), [*STILL, *movement])
    state, facts = sets.finish(state, 5.0)
    assert (reps(facts), len(refused(facts))) == (counted, 1 - len(counted))
    assert state.reps == len(counted)


def test_what_waits_is_decided_in_a_set_that_goes_on_without_a_movement() -> None:
    _, facts = play(begun(), [*STILL, *UNSURE, *[0.0] * 10 * FPS])
    assert reps(facts) == [1]


def test_a_rep_is_as_sure_as_its_evidence_and_a_refusal_leaves_its_doubt() -> None:
    state, facts = play(begun(), [*STILL, *REP, *DOUBTFUL, *[0.0] * 10 * FPS])
    (rep,) = (fact for fact in facts if isinstance(fact, RepCounted))
    assert rep.confidence == pytest.approx(1 / (1 + SURE_FROM**4 / rep.depth**4), abs=0.001)
    (doubt,) = state.doubts
    assert doubt == pytest.approx(1 / (1 + (SURE_FROM / 0.5) ** 4), abs=0.05)
    assert state.range[1] == 2


def test_a_rep_is_as_sure_as_the_calibration_makes_its_evidence() -> None:
    plain, _ = play(begun(), [*STILL, *REP])
    calibrated = prepare(BENT, PARAMS, model=MODEL._replace(calibration=Calibration(1.0, 0.5)))
    state, _ = play(begun(pipeline=calibrated), [*STILL, *REP])
    sure = math.log(plain.tally[0].confidence / (1 - plain.tally[0].confidence))
    assert state.tally[0].confidence == pytest.approx(1 / (1 + math.exp(-1.0 - 0.5 * sure)), abs=0.002)


def test_what_looks_like_no_rep_to_anybody_is_not_told() -> None:
    state, facts = play(begun(), [*STILL, *line((0.3, 0.2), (0.3, 0.0)), *[0.0] * 10 * FPS])
    assert (facts, state.doubts, state.rejected) == ([], (), 0)


def test_jitter_is_not_even_weighed() -> None:
    state, _ = play(begun(), [*STILL, *line((0.2, 0.09), (0.2, 0.0)), *STILL])
    assert (state.memory, state.usual) == ((), ())


HIDES = st.lists(
    st.tuples(st.sampled_from([REP, UNSURE, DOUBTFUL, DOWN, STILL]), st.sampled_from([0, 10, 40])), max_size=8
)


@given(HIDES)
def test_whatever_is_hidden_no_more_counts_than_was_done(story: list[tuple[list[float], int]]) -> None:
    frames: list[float | None] = [*STILL]
    for movement, hidden in story:
        frames += [*movement, *[None] * hidden]
    state, facts = play(begun(), frames)
    state, more = sets.finish(state, len(frames) / FPS)
    counted = [fact for fact in [*facts, *more] if isinstance(fact, RepCounted)]
    assert [fact.n for fact in counted] == list(range(1, len(counted) + 1))
    assert state.reps == len(counted)
    assert len(counted) <= sum(movement is not STILL for movement, _ in story)
    assert all(0.0 <= fact.confidence <= 1.0 for fact in counted)
    assert state.range[0] <= state.reps <= state.range[1]
