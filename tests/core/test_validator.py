"""The validator: a known verdict for each rule."""

from dataclasses import replace

import pytest

from daemon.core.counting.posture import stands_down
from daemon.core.counting.segmenter import Attempt
from daemon.core.counting.validator import RuleValidator, own_range
from daemon.core.counting.verdict import Decision, Verdict
from daemon.core.facts import Reason
from daemon.core.features.movement import Movement
from daemon.core.params import FeatureParams, MeasureParams, ValidatorParams
from daemon.core.spec import Exercise, Requirement, Term, When
from tests.core.attempts import attempt

BY = ValidatorParams()
LEAN = Requirement("torso_tilt", When.TURN, max=60.0)
PLAIN = Exercise("squat", "Squat", (Term("knee", 170, 80),), "knee", min_depth=0.5, min_rep_s=0.5, max_start_depth=0.4)
"""Its samples carry knee and facing."""


def verdict(done: Attempt, exercise: Exercise = PLAIN, depths: tuple[float, ...] = ()) -> Verdict:
    columns = Movement.of(exercise, FeatureParams()).columns
    if not done.samples[0].values:
        filled = tuple(0.0 for _ in columns)
        samples = tuple(each._replace(values=filled, confidences=tuple(1.0 for _ in columns)) for each in done.samples)
        done = replace(done, samples=samples)
    return RuleValidator(BY, MeasureParams(), exercise, columns).validate(done, depths)


def test_a_full_movement_is_accepted() -> None:
    assert verdict(attempt()) == Verdict(Decision.ACCEPTED, "validator.accepted")


def test_a_movement_too_small_to_look_like_a_rep_is_ignored() -> None:
    assert verdict(attempt(depth=0.19)) == Verdict(Decision.IGNORED, "validator.min_attempt")
    assert verdict(attempt(depth=0.21)).decision is Decision.REJECTED


@pytest.mark.parametrize(
    ("done", "depths", "rule", "reason", "limit"),
    [
        (attempt(confidence=0.31), (), "validator.min_confidence", Reason.HIDDEN, 0.32),
        (attempt(low=0.41), (), "exercise.max_start_depth", Reason.NOT_STARTED, 0.4),
        (attempt(depth=0.45), (), "exercise.min_depth", Reason.SHALLOW, 0.5),
        (attempt(depth=0.55), (1.0, 0.8, 1.1), "exercise.min_range_ratio", Reason.SHALLOW, 0.6),
        (attempt(locked_out=False), (), "segmenter.half_back", Reason.NO_LOCKOUT, 0.0),
        (attempt(seconds=0.4), (), "exercise.min_rep_s", Reason.TOO_FAST, 0.5),
    ],
)
def test_each_rule_gives_its_reason_and_its_limit(
    done: Attempt, depths: tuple[float, ...], rule: str, reason: Reason, limit: float
) -> None:
    found = verdict(done, depths=depths)
    assert (found.decision, found.rule, found.reason) == (Decision.REJECTED, rule, reason)
    assert found.limit == pytest.approx(limit)


def test_among_reps_that_are_alike_a_share_of_the_least_is_asked_however_lenient_the_exercise() -> None:
    lenient = replace(PLAIN, min_range_ratio=0.2)
    assert verdict(attempt(depth=0.55), lenient, (1.0, 1.05)).rule == "validator.min_of_alike"
    assert verdict(attempt(depth=0.55), lenient, (1.0, 1.3)).decision is Decision.ACCEPTED
    assert verdict(attempt(depth=0.55), lenient, (1.0,)).decision is Decision.ACCEPTED


@pytest.mark.parametrize(
    ("requirement", "values", "rule"),
    [
        (LEAN, (0.0, 0.0, 61.0), "exercise.requires.torso_tilt.turn.max"),
        (Requirement("torso_tilt", When.START, min=20), (0.0, 0.0, 10.0), "exercise.requires.torso_tilt.start.min"),
        (Requirement("torso_tilt", When.END, min=20), (0.0, 0.0, 10.0), "exercise.requires.torso_tilt.end.min"),
        (Requirement("torso_tilt", When.REP, max=20), (0.0, 0.0, 30.0), "exercise.requires.torso_tilt.rep.max"),
        (Requirement("torso_tilt", When.RANGE, min=20), (0.0, 0.0, 30.0), "exercise.requires.torso_tilt.range.min"),
    ],
)
def test_a_posture_out_of_its_bounds_is_wrong(requirement: Requirement, values: tuple[float, ...], rule: str) -> None:
    found = verdict(attempt(values=values), replace(PLAIN, requires=(requirement,)))
    assert (found.rule, found.reason, found.unit) == (rule, Reason.WRONG_POSTURE, "torso_tilt")


def test_a_posture_within_its_bounds_is_accepted() -> None:
    found = verdict(attempt(values=(0.0, 0.0, 59.0)), replace(PLAIN, requires=(LEAN,)))
    assert found.decision is Decision.ACCEPTED


def test_a_movement_that_stopped_far_short_of_its_own_turning_point_is_shallow() -> None:
    deep = replace(PLAIN, requires=(Requirement("knee", When.TURN, max=100.0),))
    short = attempt(depth=0.55, values=(130.0, 0.0))
    assert verdict(short, deep).reason is Reason.WRONG_POSTURE
    assert verdict(short, deep, (1.0, 1.0)).rule == "validator.short"


def test_a_posture_that_cannot_be_judged_is_not_asked_for() -> None:
    asked = replace(LEAN, optional=True, views=("front", "oblique"))
    assert stands_down(asked, 0.29, 0.3, view="front")
    assert stands_down(asked, 1.0, 0.3, view="side")
    assert not stands_down(asked, 0.31, 0.3, view="front")
    assert not stands_down(replace(LEAN), 0.0, 0.3, view="side")


def test_the_own_range_is_the_median_of_the_last_reps() -> None:
    assert own_range(()) is None
    assert own_range((0.8, 1.0, 1.4)) == 1.0
