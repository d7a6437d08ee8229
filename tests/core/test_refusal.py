"""A refusal names what weighed most, with its value and the limit that it missed."""

import math
from dataclasses import replace

import pytest

from daemon.core.counting import neighbours, refusal
from daemon.core.counting.candidate import candidate
from daemon.core.counting.judge import Ruling
from daemon.core.counting.neighbours import HARDLY, Usual
from daemon.core.counting.plain_judge import PlainJudge
from daemon.core.counting.segmenter import Attempt
from daemon.core.counting.verdict import Decision, Verdict
from daemon.core.evidence.looks import SIGNALS_OF_LOOKS, TOLERANCE, Looks
from daemon.core.evidence.model import Additive, Model, Term
from daemon.core.facts import Reason
from daemon.core.params import AnyMovementParams, MeasureParams
from daemon.core.spec import Appearance, Exercise
from tests.core import attempts
from tests.core.attempts import attempt, weighed

BENT = Exercise("bent", "Bent", (), "knee", appearance=(Appearance("knee", 170, 70),), min_rep_s=0.4)
LOOKS = Looks.of(BENT)
UP, DOWN = {"knee": 170.0}, {"knee": 70.0}
OWN = candidate(attempt(start=UP, turn=DOWN), LOOKS, Additive(0.0, {}), MeasureParams(), 0.4).features
AMONG = neighbours.features(attempts.candidate(), [], [], [], over=True)
KNEE = float(TOLERANCE[SIGNALS_OF_LOOKS.index("knee")])


def weighing(name: str, slope: float, edge: float) -> Model:
    """A model in which one feature weighs, and nine in ten reps are on this side of an edge."""
    terms = [{name: Term(slope, (), slope * usual[name], edge)} if name in usual else {} for usual in (OWN, AMONG)]
    return attempts.model(*terms, edge=edge)


def ruling(done: Attempt, by: Model, usual: tuple[Usual, ...] = ()) -> Ruling:
    found = candidate(done, LOOKS, by.own, MeasureParams(), BENT.min_rep_s)
    features = neighbours.features(found, [], [], usual, over=True)
    return Ruling(weighed(found, usual), by.among.log_odds(features), features, counts=False)


def verdict_on(done: Attempt, weighs: str, slope: float, edge: float, usual: tuple[Usual, ...] = ()) -> Verdict:
    by = weighing(weighs, slope, edge)
    verdict = refusal.why(ruling(done, by, usual), LOOKS, by)
    assert verdict.decision is Decision.REJECTED
    return verdict


SHALLOW = attempt(depth=0.4, start=UP, turn={"knee": 130.0})
QUICK = attempt(seconds=0.4, start=UP, turn=DOWN)
NOT_BACK = replace(attempt(start=UP, turn=DOWN, locked_out=False), samples=attempt(start=UP, turn=DOWN).samples[:-15])

LEGS_SHORT, LEGS_BENT = attempt(start=UP, turn={"knee": 130.0}), attempt(start={"knee": 120.0}, turn=DOWN)


@pytest.mark.parametrize(
    ("done", "weighs", "slope", "edge", "reason", "value", "limit", "unit"),
    [
        (SHALLOW, "depth", 9.0, math.log(0.7), Reason.SHALLOW, 0.4, 0.7, "depth"),
        (SHALLOW, "legs_short", 9.0, math.log(0.7), Reason.SHALLOW, 0.4, 0.7, "depth"),
        (QUICK, "brisk", -9.0, math.log(1.25), Reason.TOO_FAST, 0.4, 0.8, "s"),
        (attempt(low=0.6), "begins_at", -9.0, 0.3, Reason.NOT_STARTED, 0.6, 0.3, "depth"),
        (NOT_BACK, "not_back", -9.0, 0.5, Reason.NO_LOCKOUT, 0.5, 0.0, "depth"),
        (NOT_BACK, "ends_elsewhere", -99.0, 0.5, Reason.NO_LOCKOUT, 0.5, 0.0, "depth"),
        (attempt(confidence=0.2), "confidence", 9.0, 0.6, Reason.HIDDEN, 0.2, 0.5, "confidence"),
        (attempt(sure=0.2), "visibility", 9.0, 0.6, Reason.HIDDEN, 0.2, 0.5, "confidence"),
        (LEGS_SHORT, "turn_distance", -9.0, 1.0, Reason.WRONG_POSTURE, 130, 70 + KNEE, "knee"),
        (LEGS_BENT, "legs_start", -9.0, 1.0, Reason.WRONG_POSTURE, 120, 170 - KNEE, "knee"),
    ],
)  # fmt: skip
def test_the_reason_is_what_weighed_most_and_its_value_misses_its_limit(  # noqa: PLR0913, PLR0917 - a case
    done: Attempt, weighs: str, slope: float, edge: float, reason: Reason, value: float, limit: float, unit: str
) -> None:  # fmt: skip
    verdict = verdict_on(done, weighs, slope, edge)
    assert (verdict.reason, verdict.unit) == (reason, unit)
    assert verdict.value == pytest.approx(value, abs=0.05 if unit != "knee" else 5.0)
    assert verdict.limit == pytest.approx(limit, abs=1e-6)


def test_what_is_shallow_for_this_athlete_is_told_against_the_athlete_s_own_range() -> None:
    verdict = verdict_on(SHALLOW, "shorter", -9.0, math.log(1.25), (Usual(1.2, 2.0),) * 3)
    assert (verdict.reason, verdict.unit) == (Reason.SHALLOW, "depth")
    assert (verdict.value, verdict.limit) == pytest.approx((0.4, HARDLY * 1.2), abs=0.01)


def test_what_is_too_quick_for_this_athlete_is_told_against_the_athlete_s_own_time() -> None:
    done = attempt(seconds=1.2, start=UP, turn=DOWN)
    verdict = verdict_on(done, "quicker", -9.0, math.log(1.25), (Usual(1.0, 3.0),) * 3)
    assert (verdict.reason, verdict.unit) == (Reason.TOO_FAST, "s")
    assert verdict.value == pytest.approx(1.2)
    assert verdict.limit == pytest.approx(3.0 / 1.25)


def test_the_rule_names_what_weighed_most() -> None:
    assert verdict_on(SHALLOW, "depth", 9.0, 0.0).rule == "evidence.depth"
    assert verdict_on(attempt(start=UP, turn=UP), "turn_distance", -9.0, 1.0).rule == "evidence.knee.turn"


def test_of_two_parts_the_one_that_weighed_more_is_told() -> None:
    own = weighing("depth", 9.0, 0.0).own
    own.terms["brisk"] = Term(-1.0, (), 0.0, 0.0)
    by = Model(own, attempts.model({}, {}).among)
    short_and_quick = attempt(depth=0.3, seconds=0.4, start=UP, turn={"knee": 140.0})
    assert refusal.why(ruling(short_and_quick, by), LOOKS, by).reason is Reason.SHALLOW
    own.terms["brisk"] = Term(-99.0, (), 0.0, 0.0)
    assert refusal.why(ruling(short_and_quick, by), LOOKS, by).reason is Reason.TOO_FAST


def test_what_does_not_miss_its_limit_is_not_told_however_much_it_weighed() -> None:
    own = weighing("depth", 99.0, math.log(0.2)).own
    own.terms["brisk"] = Term(-1.0, (), 0.0, 0.0)
    by = Model(own, attempts.model({}, {}).among)
    short_and_quick = attempt(depth=0.3, seconds=0.4, start=UP, turn={"knee": 140.0})
    assert refusal.why(ruling(short_and_quick, by), LOOKS, by).reason is Reason.TOO_FAST
    short = attempt(depth=0.3, seconds=2.0, start=UP, turn={"knee": 140.0})
    assert refusal.why(ruling(short, by), LOOKS, by).reason is Reason.WRONG_POSTURE


def test_of_an_athlete_who_is_not_known_nothing_is_said_of_the_own_time() -> None:
    assert verdict_on(QUICK, "quicker", -9.0, 0.0).reason is not Reason.TOO_FAST


OF_ITSELF = {
    "far_short", "ends_otherwise", "guessed", "impossible", "under_least", "shorter", "deeper_follows", "quicker",
}  # fmt: skip


@pytest.mark.parametrize("weighs", sorted(set(AMONG) - OF_ITSELF - set(OWN)))
def test_that_no_set_is_going_on_is_no_reason_of_its_own(weighs: str) -> None:
    """What the movements around it say is told by what is wrong with it itself."""
    by = weighing(weighs, -9.0, 0.0)
    by.own.terms["depth"] = Term(1.0, (), 0.0, 0.0)
    decided = ruling(SHALLOW, by)
    decided = decided._replace(features={**decided.features, weighs: AMONG[weighs] + 5.0})
    assert by.among.against(decided.features)[weighs] > 40
    assert refusal.why(decided, LOOKS, by).reason is Reason.SHALLOW


ANY = PlainJudge(AnyMovementParams(min_depth=0.8, min_range_ratio=0.5, min_rep_s=0.3))


def any_refusal(usual: tuple[Usual, ...] = (), *, times: int = 2, **of: float) -> Verdict:
    """Of a movement that is done so many times."""
    alike = [attempts.candidate(3.0 * i, **of) for i in range(times)]
    decided = ANY.finish(tuple(weighed(each, usual) for each in alike))[0]
    assert not decided.counts
    nothing = Model(Additive(0.0, {}), Additive(0.0, {}))
    return refusal.why(decided, LOOKS, nothing)


def test_any_movement_that_is_not_deep_enough_is_shallow() -> None:
    verdict = any_refusal(depth=0.5)
    assert (verdict.reason, verdict.value, verdict.limit) == (Reason.SHALLOW, 0.5, 0.8)
    verdict = any_refusal((Usual(2.0, 2.0),), depth=0.9)
    assert (verdict.reason, verdict.value, verdict.limit) == (Reason.SHALLOW, 0.9, 1.0)


def test_any_movement_that_is_quicker_than_anybody_is_too_fast() -> None:
    verdict = any_refusal(depth=2.0, seconds=0.2)
    assert (verdict.reason, verdict.unit) == (Reason.TOO_FAST, "s")
    assert (verdict.value, verdict.limit) == pytest.approx((0.2, 0.3))


def test_any_movement_that_is_deep_and_not_repeated_is_not_called_shallow() -> None:
    assert any_refusal(times=1, depth=2.0).reason is Reason.NOT_STARTED
