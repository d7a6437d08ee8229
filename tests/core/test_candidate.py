"""A candidate: what is measured of a movement, and how alike two of them are."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting.candidate import Candidate, candidate, likeness
from daemon.core.counting.segmenter import Attempt
from daemon.core.evidence.looks import SIGNALS_OF_LOOKS, TOLERANCE, Looks
from daemon.core.evidence.model import Additive, Term
from daemon.core.features.sample import Place
from daemon.core.features.signals import SIGNALS
from daemon.core.params import MeasureParams
from daemon.core.spec import Appearance, Exercise
from tests.core import attempts
from tests.core.attempts import FPS, attempt

BENT = Exercise(
    "bent", "Bent", (), "knee", appearance=(Appearance("knee", 170, 70),), shoulder_rise=-0.5, min_rep_s=0.4
)
LOOKS = Looks.of(BENT)
DEPTH = Additive(1.0, {"depth": Term(2.0, (), 0.0, 0.0)})
DOWN, UP = {"knee": 70.0}, {"knee": 170.0}
"""At the turning point and at the start."""


def of(done: Attempt, model: Additive = DEPTH) -> Candidate:
    return candidate(done, LOOKS, model, MeasureParams(), BENT.min_rep_s)


def squat(depth: float = 1.0, seconds: float = 2.0, begin: float = 0.0, sure: float = 1.0) -> Attempt:
    turn = {"knee": 170.0 - 100.0 * depth}
    return attempt(depth=depth, seconds=seconds, begin=begin, start=UP, turn=turn, sure=sure)


def places(seconds: float, at: Callable[[float], Place]) -> list[Place]:
    """Where the athlete is, by the share of the time."""
    frames = round(seconds * FPS)
    return [at(i / frames) for i in range(frames + 1)]


def test_a_movement_is_measured_in_time_and_depth() -> None:
    found = of(squat(depth=0.8, begin=10.0))
    assert (found.start, found.turn, found.end) == pytest.approx((10.0, 11.0, 12.0), abs=1 / FPS)
    assert found.seconds == pytest.approx(2.0)
    assert (found.depth, found.low, found.last) == pytest.approx((0.8, 0.0, 0.0))
    assert found.features["depth"] == pytest.approx(math.log(0.8))


def test_its_evidence_is_what_the_model_makes_of_its_features() -> None:
    assert of(squat(depth=0.5)).log_odds == pytest.approx(1.0 + 2.0 * math.log(0.5))
    assert of(squat(depth=0.5), Additive(-3.0, {})).log_odds == -3.0


@pytest.mark.parametrize(
    ("done", "feature", "value"),
    [
        (attempt(low=0.4), "begins_at", 0.4),
        (attempt(low=9.0), "begins_at", 1.5),
        (attempt(seconds=0.4), "brisk", math.log(2.5)),
        (attempt(seconds=2.0), "brisk", 0.0),
        (attempt(seconds=6.0), "long", math.log(2.0)),
        (attempt(seconds=2.0), "long", 0.0),
        (attempt(confidence=0.3), "confidence", 0.3),
        (attempt(sure=0.4), "visibility", 0.4),
        (attempt(locked_out=True), "not_back", 0.0),
        (attempt(locked_out=False), "not_back", 1.0),
    ],
)
def test_each_part_of_its_evidence_is_measured(done: Attempt, feature: str, value: float) -> None:
    assert of(done).features[feature] == pytest.approx(value)


def test_who_walks_through_the_picture_in_it_is_measured() -> None:
    walked = attempt(places=places(2.0, lambda share: Place(-80 * share, 0.0, 0.0, 100.0)))
    nearer = attempt(places=places(2.0, lambda share: Place(0.0, 0.0, 0.0, 100.0 * 1.5**share)))
    assert of(walked).features["across"] == pytest.approx(0.8)
    assert of(nearer).features["grown"] == pytest.approx(math.log(1.5))
    assert of(squat()).features["across"] == of(squat()).features["grown"] == 0.0


def test_how_it_looked_at_both_ends_is_seen() -> None:
    found = of(squat())
    knee = SIGNALS_OF_LOOKS.index("knee")
    assert found.seen.start[knee] == pytest.approx(170, abs=7)
    assert found.seen.turn[knee] == pytest.approx(70, abs=7)
    assert found.features["direction"] == pytest.approx(1.0, abs=0.05)
    assert found.features["turn_distance"] < 0.5
    assert of(attempt(start=DOWN, turn=UP)).features["direction"] < -0.9


def test_an_end_that_is_not_the_start_is_seen() -> None:
    halfway = squat()
    stopped = Attempt(halfway.samples[: len(halfway.samples) * 3 // 4], 0.0, 1.0, 0.0, locked_out=False)
    assert of(stopped).features["ends_elsewhere"] > of(halfway).features["ends_elsewhere"] + 0.1


def shoulders(sink: float, torso: float) -> Attempt:
    """A squat whose shoulders sink so many torso lengths (y grows downwards)."""
    down = places(2.0, lambda share: Place(0.0, 0.0, sink * torso * (1 - abs(2 * share - 1)), torso))
    return attempt(start=UP, turn=DOWN, places=down)


@pytest.mark.parametrize("torso", [40.0, 160.0])
def test_the_shoulders_rise_in_torso_lengths_however_large_the_picture(torso: float) -> None:
    assert of(shoulders(0.5, torso)).seen.rise == pytest.approx(-0.5, abs=0.1)
    assert of(shoulders(0.5, torso)).features == pytest.approx(of(shoulders(0.5, 80.0)).features)


def test_a_trace_without_places_has_no_rise() -> None:
    assert of(squat()).seen.rise is None
    assert of(squat()).features["rise_distance"] == 0.0


SPANS = {name: st.floats(*SIGNALS[name].span) for name in SIGNALS_OF_LOOKS}


@given(
    st.floats(0.0, 3.0), st.floats(-0.5, 2.0), st.floats(0.1, 20.0), st.floats(0.0, 1.0), st.booleans(),
    st.fixed_dictionaries(SPANS), st.fixed_dictionaries(SPANS), st.floats(0.0, 1.0),
)  # fmt: skip
def test_whatever_moves_is_measured_in_finite_numbers(  # noqa: PLR0913, PLR0917 - what movements differ in
    depth: float, low: float, seconds: float, confidence: float, locked_out: bool,  # noqa: FBT001 - drawn
    start: dict[str, float], turn: dict[str, float], sure: float,
) -> None:  # fmt: skip
    done = attempt(
        depth=depth, low=low, seconds=seconds, confidence=confidence, locked_out=locked_out, start=start, turn=turn,
        sure=sure,
    )  # fmt: skip
    found = of(done)
    assert np.isfinite(list(found.features.values())).all()
    assert math.isfinite(found.log_odds)
    assert np.isfinite(found.path).all()
    assert found.start <= found.turn <= found.end


MOVEMENTS = st.builds(
    attempts.candidate, depth=st.floats(0.1, 3.0), seconds=st.floats(0.1, 20.0), path=st.floats(-3, 3)
)


@given(MOVEMENTS, MOVEMENTS)
def test_likeness_is_the_same_both_ways_and_one_with_itself(one: Candidate, other: Candidate) -> None:
    assert likeness(one, one) == 1.0
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert 0.0 < likeness(one, other) <= 1.0


@pytest.mark.parametrize("differs", ["depth", "seconds", "path"])
def test_the_more_they_differ_the_less_alike_they_are(differs: str) -> None:
    same = {"depth": 1.0, "seconds": 1.0, "path": 0.0}
    usual, some, more = (attempts.candidate(**(same | {differs: value})) for value in (same[differs], 1.5, 2.0))
    assert likeness(usual, more) < likeness(usual, some) < 1.0


def test_the_same_movement_later_is_alike_and_another_one_is_not() -> None:
    first, again, arms = of(squat()), of(squat(begin=5.0)), of(attempt(start={"elbow": 160.0}, turn={"elbow": 40.0}))
    assert likeness(first, again) == pytest.approx(1.0)
    assert likeness(first, arms) < 0.5
    knee = SIGNALS_OF_LOOKS.index("knee")
    assert first.path[0][knee] * TOLERANCE[knee] == pytest.approx(170)
