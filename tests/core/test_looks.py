"""Looks: how far a movement is from how exercises look, and in which way."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.config import exercises
from daemon.core.evidence.looks import (
    LEAST_WEIGHT,
    MOST_TOLERANCES,
    RISE_TOLERANCE,
    RISE_WEIGHT,
    SIGNALS_OF_LOOKS,
    TOLERANCE,
    Looks,
    Seen,
    Vector,
)
from daemon.core.spec import Appearance, Exercise, Term
from tests.core.attempts import seen, signals

BENT = Exercise("bent", "Bent", (Term("knee", 170, 70),), "knee", appearance=(Appearance("knee", 170, 70),))
RAISED = Exercise("raised", "Raised", (), "elbow", appearance=(Appearance("shoulder", 20, 160),))
CURLED = Exercise("curled", "Curled", (), "elbow", appearance=(Appearance("elbow", 170, 40),))
KNOWN = [each for each in exercises.repertoire() if each.appearance]
ONLY_BENT = Looks.of(BENT)
KNEE = SIGNALS_OF_LOOKS.index("knee")
TOLERATED = float(TOLERANCE[KNEE])


def knees(start: float, turn: float, sure: float = 1.0, rise: float | None = None) -> Seen:
    return seen(signals({"knee": start}), signals({"knee": turn}), sure, rise)


def as_usual(exercise: Exercise, unknown: float = 0.0) -> Seen:
    """A movement as the exercise's file has it; what the file does not name is anything."""
    looks = Looks.of(exercise)
    return seen(*(np.where(np.isnan(row), unknown, row) for row in (looks.start[0], looks.turn[0])))


@pytest.mark.parametrize("exercise", KNOWN, ids=lambda each: each.name)
def test_who_looks_as_the_exercise_does_is_at_no_distance_of_it(exercise: Exercise) -> None:
    looks = Looks.of(exercise, KNOWN)
    found = looks.features(as_usual(exercise))
    assert looks.distances(as_usual(exercise))[0] == 0.0
    assert {name: found[name] for name in ("start_distance", "turn_distance", "beyond")} == {
        "start_distance": 0.0, "turn_distance": 0.0, "beyond": 0.0,
    }  # fmt: skip
    assert found["nearer_another"] <= 0
    assert found["reach"] > 0.8
    worst = [value for name, value in found.items() if name.endswith(("_start", "_turn", "_short", "_aside"))]
    assert np.abs(worst).max() == pytest.approx(0.0)


@given(st.sampled_from(KNOWN), st.floats(-500, 500))
def test_a_signal_that_the_exercise_does_not_name_says_nothing(exercise: Exercise, anything: float) -> None:
    looks = Looks.of(exercise)
    assert looks.features(as_usual(exercise, anything)) == looks.features(as_usual(exercise))


def test_a_signal_that_is_one_tolerance_off_at_both_ends_is_at_distance_one() -> None:
    off = knees(170 - TOLERATED, 70 + TOLERATED)
    assert ONLY_BENT.distances(off)[0] == pytest.approx(1.0)
    found = ONLY_BENT.features(off)
    assert (found["start_distance"], found["turn_distance"]) == pytest.approx((1.0, 1.0))


def test_a_signal_that_is_far_off_is_simply_wrong() -> None:
    far, farther = knees(170, 70 + 3 * TOLERATED), knees(170, 70 + 30 * TOLERATED)
    assert ONLY_BENT.distances(far)[0] == pytest.approx(MOST_TOLERANCES**2 / 2)
    assert ONLY_BENT.distances(farther)[0] == pytest.approx(MOST_TOLERANCES**2 / 2)


@given(st.sampled_from(KNOWN), st.sampled_from(SIGNALS_OF_LOOKS), st.floats(-1000, 1000))
def test_one_hidden_limb_does_not_decide(exercise: Exercise, hidden: str, guess: float) -> None:
    usual, row = as_usual(exercise), SIGNALS_OF_LOOKS.index(hidden)
    start, turn, sure = usual.start.copy(), usual.turn.copy(), usual.start_sure.copy()
    start[row], turn[row], sure[row] = guess, guess, 0.0
    looks, guessed = Looks.of(exercise), Seen(start, turn, sure, sure, None)
    named = len(exercise.appearance)
    assert looks.distances(guessed)[0] <= LEAST_WEIGHT * MOST_TOLERANCES**2 / (named - 1 + LEAST_WEIGHT) + 1e-9
    found = looks.features(guessed)
    assert [found[f"{group}_{end}"] for group in ("arms", "legs", "trunk") for end in ("start", "turn")] == [0.0] * 6


def test_shoulders_that_rise_otherwise_than_usual_tell() -> None:
    looks = Looks.of(replace(BENT, shoulder_rise=-0.5))
    as_it_does, otherwise = knees(170, 70, rise=-0.5), knees(170, 70, rise=-0.5 + RISE_TOLERANCE)
    assert looks.distances(as_it_does)[0] == pytest.approx(0.0)
    assert looks.distances(otherwise)[0] == pytest.approx(RISE_WEIGHT / (2 + RISE_WEIGHT))
    assert looks.features(otherwise)["rise_distance"] == pytest.approx(1.0)


@pytest.mark.parametrize("looks", [ONLY_BENT, Looks.of(replace(BENT, shoulder_rise=-0.5))])
def test_a_rise_that_is_not_known_says_nothing(looks: Looks) -> None:
    assert looks.distances(knees(170, 70))[0] == 0.0
    assert looks.features(knees(170, 70))["rise_distance"] == 0.0
    assert ONLY_BENT.features(knees(170, 70, rise=3.0))["rise_distance"] == 0.0


@pytest.mark.parametrize(
    ("made", "direction", "reach", "beyond"),
    [
        (knees(170, 70), 1.0, 1.0, 0.0),
        (knees(170, 120), 1.0, 0.5, 0.0),
        (knees(170, 20), 1.0, 1.0, 0.5),
        (knees(70, 170), -1.0, -1.0, 0.0),
        (knees(170, 170), 0.0, 0.0, 0.0),
        (knees(70, 70), 0.0, 0.0, 0.0),
    ],
    ids=["all the way", "half of it", "farther", "the other way", "nothing", "nothing, at the turn"],
)
def test_a_movement_is_compared_with_the_usual_way(made: Seen, direction: float, reach: float, beyond: float) -> None:
    found = ONLY_BENT.features(made)
    told = (found["direction"], found["reach"], found["beyond"])
    assert told == pytest.approx((direction, reach, beyond), abs=0.06)


def test_a_movement_of_another_joint_has_another_direction() -> None:
    legs_and_arms = replace(BENT, appearance=(Appearance("knee", 170, 70), Appearance("elbow", 170, 170)))
    start = signals({"knee": 170, "elbow": 170})
    arms = Looks.of(legs_and_arms).features(seen(start, signals({"knee": 170, "elbow": 60})))
    assert arms["direction"] == pytest.approx(0.0)
    assert arms["legs_short"] < -1
    assert arms["arms_aside"] > 1
    assert arms["legs_turn"] > 1
    assert arms["arms_start"] == arms["legs_start"] == arms["trunk_turn"] == 0.0


@given(st.sampled_from(KNOWN), st.floats(0.05, 1.0))
def test_the_farther_along_the_usual_way_the_farther_it_reaches(exercise: Exercise, share: float) -> None:
    looks, usual = Looks.of(exercise), as_usual(exercise)
    part = looks.features(seen(usual.start, usual.start + share * (usual.turn - usual.start)))
    whole = looks.features(usual)
    assert part["reach"] == pytest.approx(share * whole["reach"])
    assert part["turn_distance"] <= MOST_TOLERANCES
    assert part["direction"] <= whole["direction"] + 1e-9
    assert part["beyond"] == 0.0


def test_who_looks_more_like_another_exercise_is_told_so() -> None:
    among = Looks.of(BENT, (RAISED, BENT, CURLED))
    arms = seen(signals({"shoulder": 20, "knee": 170}), signals({"shoulder": 160, "knee": 170}))
    assert len(among.start) == 3
    assert among.features(arms)["nearer_another"] > 1
    assert among.features(knees(170, 70))["nearer_another"] < -1
    assert ONLY_BENT.features(arms)["nearer_another"] > 0, "alone, the others are taken to be far away"


def test_an_exercise_that_looks_like_nothing_is_no_other_one() -> None:
    assert len(Looks.of(BENT, (replace(RAISED, appearance=()),)).start) == 1


def test_an_exercise_without_an_appearance_looks_as_its_movement_does() -> None:
    moves = Looks.of(replace(BENT, appearance=()))
    assert moves.distances(knees(170, 70))[0] == 0.0
    assert moves.features(knees(170, 170))["turn_distance"] == pytest.approx(MOST_TOLERANCES)


@pytest.mark.parametrize(
    ("made", "when", "value", "limit"),
    [
        (knees(170, 120), "turn", 120, 70 + TOLERATED),
        (knees(170, 20), "turn", 20, 70 - TOLERATED),
        (knees(100, 75), "start", 100, 170 - TOLERATED),
    ],
)
def test_what_is_farthest_off_is_told_with_its_value_and_limit(
    made: Seen, when: str, value: float, limit: float
) -> None:
    assert ONLY_BENT.farthest(made) == ("knee", when, value, limit)


def test_a_guess_is_not_what_is_farthest_off_where_something_seen_is() -> None:
    both = Looks.of(replace(BENT, appearance=(Appearance("knee", 170, 70), Appearance("elbow", 170, 170))))
    sure: Vector = signals(dict.fromkeys(SIGNALS_OF_LOOKS, 1.0) | {"elbow": 0.0})
    start, turn = signals({"knee": 170, "elbow": 20}), signals({"knee": 110, "elbow": 20})
    assert both.farthest(Seen(start, turn, sure, sure, None))[0] == "knee"
