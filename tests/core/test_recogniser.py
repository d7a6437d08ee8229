"""The recogniser: how far reps are from how exercises look."""

from dataclasses import replace

import pytest

from daemon.core.features.signals import TOLERANCES
from daemon.core.params import AnyMovementParams, CountingParams, RecogniserParams
from daemon.core.recognition.any_movement import movements
from daemon.core.recognition.recogniser import COLUMNS, AppearanceRecogniser, FeatureSnapshot
from daemon.core.recognition.selection import select
from daemon.core.spec import ANY, AUTO, Appearance, Exercise, Kind, Term
from tests.core.attempts import rep
from tests.core.figure import SQUAT

BY = RecogniserParams()
BENT = Exercise("bent", "Bent", (Term("knee", 170, 70),), "knee", appearance=(Appearance("knee", 170, 70),))


def snapshot(t: float, knee: float, sure: float = 1.0, shoulders: float = 0.0) -> FeatureSnapshot:
    values = tuple(knee if name == "knee" else 0.0 for name in COLUMNS)
    return FeatureSnapshot(t, values, tuple(sure for _ in COLUMNS), shoulders, 100.0)


def distance(exercise: Exercise, start: FeatureSnapshot, turn: FeatureSnapshot) -> float:
    """Of a rep from second 0, whose turning point is at second 1."""
    return AppearanceRecogniser(BY).distance(exercise, rep(0.0, 2.0), [start, turn])


def test_a_rep_that_looks_as_usual_is_at_no_distance() -> None:
    assert distance(BENT, snapshot(0, 170), snapshot(1, 70)) == 0.0


def test_a_signal_that_is_one_tolerance_off_at_both_ends_is_at_distance_one() -> None:
    off = TOLERANCES["knee"]
    assert distance(BENT, snapshot(0, 170 - off), snapshot(1, 70 + off)) == pytest.approx(1.0)


def test_an_outlier_is_cut_off_and_a_guess_weighs_little() -> None:
    assert distance(BENT, snapshot(0, 170), snapshot(1, 170)) == pytest.approx(BY.max_distance / 2)
    guessed = distance(BENT, snapshot(0, 170), snapshot(1, 170, sure=0.0))
    assert guessed == pytest.approx(BY.max_distance * BY.min_weight / (1 + BY.min_weight))


def test_shoulders_that_rise_otherwise_than_usual_tell() -> None:
    sinks = replace(BENT, shoulder_rise=-0.5)
    as_usual = distance(sinks, snapshot(0, 170, shoulders=200), snapshot(1, 70, shoulders=250))
    otherwise = distance(sinks, snapshot(0, 170, shoulders=200), snapshot(1, 70, shoulders=220))
    assert as_usual == pytest.approx(0.0)
    assert otherwise == pytest.approx(BY.rise_weight * 1.0 / (2 + BY.rise_weight))


def test_one_exercise_has_no_rivals_and_what_is_to_be_found_out_has() -> None:
    params = CountingParams()
    one, auto, any_ = (select(each, (SQUAT, BENT), params) for each in (SQUAT, AUTO, ANY))
    assert (SQUAT.kind, AUTO.kind, ANY.kind) == (Kind.ONE, Kind.AUTO, Kind.ANY)
    assert one.rivals == ()
    assert [each.exercise for each in auto.rivals] == [SQUAT, BENT]
    assert len(any_.rivals) == 2 * len(TOLERANCES)
    assert [each.follows_changes for each in (one, auto, any_)] == [False, True, False]


def test_any_movement_is_every_signal_in_both_directions() -> None:
    found = movements(AnyMovementParams(span=2.0))
    assert {each.name for each in found} == {"any"}
    knees = [each.movement[0].turn for each in found if each.movement[0].signal == "knee"]
    assert knees == [2.0 * TOLERANCES["knee"], -2.0 * TOLERANCES["knee"]]
