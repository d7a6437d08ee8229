"""Sets with faults planted on purpose: each fault moves the bones by what it says, and leaves clean reps alone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.gym import rig, set_truth, truth
from tests.gym.lifts import FAULTS, LIFTS, TORSO_M, Lifter, size_of
from tests.gym.linear import Array, Z, axis_angle, corner, unit
from tests.gym.posture import Place
from tests.gym.sets import AMOUNTS, COURSE, RUSHED, Set, SetPlan, frozen_plans, later_plans
from tests.gym.solve import Bones, solve

BONES = rig.load(Path(__file__).with_name("rig.json"))
LIFTER = Lifter(BONES, Place(), size_of(BONES))
PLANS = frozen_plans()
AMOUNT = 20.0


def _head(bones: Bones, name: str) -> Array:
    return np.asarray(bones.head[BONES.index[name]])


def _turn(bones: Bones, name: str) -> Array:
    return np.asarray(bones.turn[BONES.index[name]])


def _between(bones: Bones, low: str, high: str) -> Array:
    """How the upper bone is turned against the lower one."""
    return np.asarray(_turn(bones, low).T @ _turn(bones, high))


def _turned(of: str, against: str) -> Callable[[Bones, Bones], float]:
    return lambda a, b: axis_angle(_between(a, against, of).T @ _between(b, against, of))[1]


def _tilt(bones: Bones) -> float:
    places = truth.places(BONES, [bones])
    up = sum(places[f"shoulder_{side}"][0] - places[f"hip_{side}"][0] for side in ("left", "right"))
    return float(np.degrees(np.arctan2(-up[1], up @ Z)))


def _joint(name: str) -> Callable[[Bones, Bones], float]:
    def change(a: Bones, b: Bones) -> float:
        return abs(float(_angle(b, name) - _angle(a, name)))

    return change


def _angle(bones: Bones, name: str) -> float:
    return float(truth.angles(truth.places(BONES, [bones]))[name][0])


def _arm(side: str) -> Callable[[Bones, Bones], float]:
    def way(bones: Bones) -> Array:
        return unit(_head(bones, f"lowerarm01.{side}") - _head(bones, f"upperarm01.{side}"))

    return lambda a, b: float(np.degrees(np.arccos(np.clip(way(a) @ way(b), -1, 1))))


def _knee(bones: Bones) -> Array:
    """Which way the left knee points from the line of hip and ankle."""
    hip, knee, ankle = (_head(bones, f"{name}.L") for name in ("upperleg01", "lowerleg01", "foot"))
    line = unit(ankle - hip)
    out = knee - hip
    return unit(out - line * float(out @ line))


def _caving(a: Bones, b: Bones) -> float:
    return float(np.degrees(np.arccos(np.clip(_knee(a) @ _knee(b), -1, 1))))


def _line(bones: Bones) -> float:
    """Shoulder, hip and ankle: 180 is one line."""
    return float(corner(*(_head(bones, f"{name}.L") for name in ("upperarm01", "upperleg01", "foot"))))


def _off_line(a: Bones, b: Bones) -> float:
    """By how much the hips have left the line; through it where they sag."""
    height = [
        float((_head(x, "upperleg01.L") - (_head(x, "upperarm01.L") + _head(x, "foot.L")) / 2) @ Z) for x in (a, b)
    ]
    bent = [180 - _line(x) for x in (a, b)]
    sign = 1 if height[1] > height[0] else -1
    over = [h > _level(x) for h, x in zip(height, (a, b), strict=True)]
    signed = [each if up else -each for each, up in zip(bent, over, strict=True)]
    return sign * (signed[1] - signed[0])


def _level(bones: Bones) -> float:
    """How high the hips would be over the middle of shoulder and ankle in one line."""
    shoulder, hip, ankle = (_head(bones, f"{name}.L") for name in ("upperarm01", "upperleg01", "foot"))
    way = shoulder - ankle
    share = float((hip - ankle) @ way / (way @ way))
    return float((ankle + share * way - (shoulder + ankle) / 2) @ Z)


def _aside(a: Bones, b: Bones) -> float:
    return float(np.linalg.norm(_head(b, "root") - _head(a, "root"))) / TORSO_M


def _foot(a: Bones, b: Bones) -> float:
    return axis_angle(_turn(a, "foot.L").T @ _turn(b, "foot.L"))[1]


CHANGES: dict[str, tuple[float, float, Callable[[Bones, Bones], float]]] = {
    "heels_up": (1.0, 0.01, _foot),
    "heel_up": (1.0, 0.01, _foot), "back_rounded": (1.0, 0.01, _turned("spine01", "root")),
    "leans_forward": (1.0, 0.05, lambda a, b: _tilt(b) - _tilt(a)), "to_one_side": (1.0, 0.03, _aside),
    "tips_aside": (1.0, 0.01, _turned("spine01", "root")), "hips_sag": (0.0, 0.2, _off_line),
    "hips_high": (0.0, 0.2, _off_line), "elbows_out": (1.0, 0.4, _arm("L")),
    "knees_bend": (1.0, 0.05, _joint("knee_left")), "swings": (0.5, 0.05, lambda a, b: _tilt(a) - _tilt(b)),
    "elbow_forward": (1.0, 0.4, _arm("L")), "leans_back": (1.0, 0.05, lambda a, b: _tilt(a) - _tilt(b)),
    "legs_help": (0.5, 0.1, _joint("knee_left")), "uneven": (1.0, 0.4, _arm("R")),
    "arms_bent": (1.0, 0.5, _joint("elbow_left")), "too_high": (1.0, 0.4, _arm("L")),
    "pulls_neck": (1.0, 0.01, _turned("head", "spine01")),
}  # fmt: skip
"""Fault -> where on the way it is whole, how far the bones may be from its amount, and how they show it.

Where the girdle takes a part up, or the amount is about another axis than the bones', they may be farther.
"""
KNEES = {"knees_in", "knee_in"}


@pytest.mark.parametrize(
    ("exercise", "fault"), [(e, f) for e, faults in FAULTS.items() for f in faults if f not in KNEES]
)
def test_a_planted_fault_moves_the_bones_by_its_amount(exercise: str, fault: str) -> None:
    u, off, change = CHANGES[fault]
    amount = 0.2 if fault == "to_one_side" else AMOUNT
    lift = LIFTS[exercise]
    clean, faulty = (solve(BONES, lift(LIFTER, u, f)) for f in ({}, {fault: amount}))
    assert change(clean, faulty) == pytest.approx(amount, rel=off)


@pytest.mark.parametrize(("exercise", "fault"), [(e, f) for e, faults in FAULTS.items() for f in faults if f in KNEES])
def test_a_knee_falls_inward_by_its_amount_or_more_while_hip_and_ankle_stay(exercise: str, fault: str) -> None:
    clean, faulty = (solve(BONES, LIFTS[exercise](LIFTER, 1.0, f)) for f in ({}, {fault: AMOUNT}))
    assert _caving(clean, faulty) >= AMOUNT * 0.95
    assert _head(faulty, "lowerleg01.L")[0] < _head(clean, "lowerleg01.L")[0] - 0.1 * TORSO_M
    for still in ("upperleg01.L", "foot.L"):
        assert np.allclose(_head(faulty, still), _head(clean, still), atol=0.002)


@pytest.mark.parametrize("exercise", LIFTS)
def test_no_fault_of_posture_is_there_at_the_start(exercise: str) -> None:
    done = Set(BONES, _of(exercise))
    first = done.reps[0]
    twin = Set(BONES, replace(done.plan, reps=tuple(replace(rep, faults={}) for rep in done.plan.reps)))
    assert done.posture(first.start) == twin.posture(first.start)


def _of(exercise: str) -> SetPlan:
    return next(p for p in PLANS if p.exercise == exercise and any(f in AMOUNTS for r in p.reps for f in r.faults))


@pytest.mark.parametrize("exercise", LIFTS)
def test_clean_reps_of_a_mixed_set_are_as_if_nothing_had_been_planted(exercise: str) -> None:
    plan = _of(exercise)
    done = Set(BONES, plan)
    twin = Set(BONES, replace(plan, reps=tuple(replace(rep, faults={}) for rep in plan.reps)))
    for rep in done.reps:
        for t in np.linspace(rep.start, rep.end, 7):
            same = done.posture(float(t)) == twin.posture(float(t))
            assert same or rep.plan.faults
    assert any(done.posture(rep.turn) != twin.posture(rep.turn) for rep in done.reps if rep.plan.faults)


def test_a_rep_without_lockout_begins_and_ends_short_of_the_start() -> None:
    plan = next(p for p in PLANS if p.exercise == "squat" and "half_lockout" in p.name)
    for rep in Set(BONES, plan).reps:
        ends = _knees(plan, np.array([rep.start, rep.end]))
        assert (max(ends) < 150) == ("half_lockout" in rep.plan.faults)
        assert max(ends) < 150 or max(ends) > 160


def test_a_bounced_squat_turns_twice() -> None:
    plan = next(p for p in PLANS if p.exercise == "squat" and "bounced" in p.name)
    for rep in Set(BONES, plan).reps:
        low = _knees(plan, np.arange(rep.turn - 0.1, rep.leave + 0.1, 1 / 50))
        assert (np.ptp(low[len(low) // 3 : -len(low) // 3]) > 8) == ("bounced" in rep.plan.faults)


def test_a_rushed_half_takes_the_seconds_that_the_truth_says() -> None:
    for plan in PLANS:
        for row in set_truth.describe(Set(BONES, plan))["reps"]:
            for fault in RUSHED & row["faults"].keys():
                assert row["tempo"][0] == pytest.approx(row["faults"][fault]["amount"], abs=0.002)


def test_a_shallow_rep_goes_less_deep_than_every_clean_one() -> None:
    for plan in PLANS:
        if "shallow" in plan.name:
            assert max(rep.depth for rep in plan.reps if rep.faults) < 0.75
            assert min(rep.depth for rep in plan.reps if not rep.faults) > 0.9


def _knees(plan: SetPlan, times: Array) -> Array:
    """Returns the knee's angle at these seconds of the set."""
    return set_truth.angles(set_truth.joints(BONES, Set(BONES, plan), times))[:, 0]


def test_the_frozen_lot_covers_every_fault_and_every_view_of_every_exercise() -> None:
    for exercise in LIFTS:
        planted = {f for p in PLANS if p.exercise == exercise for rep in p.reps for f in rep.faults}
        assert planted == {*FAULTS[exercise], *COURSE[exercise]}
        assert len({round(p.view_deg, -1) for p in PLANS if p.exercise == exercise}) > 3
    assert sum(p.equal for p in PLANS) >= 12


def test_a_lot_is_the_same_from_the_same_seed_and_another_from_another() -> None:
    assert later_plans(1) == later_plans(1)
    assert len(later_plans(1)) >= 40
    assert not {p.seed for p in later_plans(1)} & {p.seed for p in (*later_plans(2), *PLANS)}
