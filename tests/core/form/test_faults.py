"""Faults of form: told on a body that has them, never on a clean one, from a wrong view or within their own error."""

from dataclasses import replace

import numpy as np
import pytest

from daemon.config import exercises
from daemon.core.facts import Side
from daemon.core.form import faults, judging
from daemon.core.form.rep_body import Floats, RepBody
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.core.spec import VIEWS, Exercise, FaultRule, Take
from tests.core.form.bodies import AZIMUTH, FPS, Change, body, poses, seen

KNOWN = exercises.read_all()
RULES = [
    pytest.param(exercise, rule, id=f"{exercise.name}-{rule.rule}")
    for exercise in KNOWN.values()
    for rule in exercise.fault
]
LEFT, UP, FORWARD = 0, 1, 2
ABOVE_HIPS = [joint for joint in Joint if joint < Joint.LEFT_HIP]


def faults_of(exercise: str, view: str, change: Change | None = None, half_s: float = 1.0) -> set[str]:
    chosen = KNOWN[exercise]
    return {fault.rule for fault in faults.find(chosen.fault, body(chosen, view, change, half_s))}


def moved(joints: list[Joint], axis: int, metres: float) -> Change:
    """Joints are that far off at the turning point."""

    def change(room: Floats, gone: Floats) -> None:
        room[:, joints, axis] += metres * gone

    return change


def leant(degrees: float, *, aside: bool = False) -> Change:
    """The trunk with head and arms leans so much further at the turning point: forward, or to the left."""
    axes = [LEFT, UP] if aside else [FORWARD, UP]

    def change(room: Floats, gone: Floats) -> None:
        angle = np.radians(degrees) * gone
        hips = (room[:, [Joint.LEFT_HIP]] + room[:, [Joint.RIGHT_HIP]]) / 2
        along, up = ((room[:, ABOVE_HIPS] - hips)[..., axis] for axis in axes)
        room[:, ABOVE_HIPS, axes[0]] = hips[..., axes[0]] + along * np.cos(angle) + up * np.sin(angle)
        room[:, ABOVE_HIPS, axes[1]] = hips[..., axes[1]] - along * np.sin(angle) + up * np.cos(angle)

    return change


def from_the_start(change: Change) -> Change:
    """The same all the time, also in the start position."""
    return lambda room, gone: change(room, np.ones_like(gone))


HEELS, HIPS = [Joint.LEFT_HEEL, Joint.RIGHT_HEEL], [Joint.LEFT_HIP, Joint.RIGHT_HIP]
HEAD = [joint for joint in Joint if joint < Joint.LEFT_SHOULDER]


def knees_in(metres: float) -> Change:
    def change(room: Floats, gone: Floats) -> None:
        moved([Joint.LEFT_KNEE], LEFT, -metres)(room, gone)
        moved([Joint.RIGHT_KNEE], LEFT, metres)(room, gone)

    return change


def head_bowed(room: Floats, gone: Floats) -> None:
    moved(HEAD, FORWARD, 0.05)(room, gone)
    moved(HEAD, UP, -0.30)(room, gone)


@pytest.mark.parametrize(
    ("exercise", "view", "change", "rule"),
    [
        ("squat", "front", knees_in(0.22), "knees_in"),
        ("squat", "oblique", moved(HEELS, UP, 0.12), "heels_up"),
        ("squat", "side", head_bowed, "back_rounded"),
        ("squat", "side", leant(30), "leans_forward"),
        ("lunge", "side", leant(45), "leans_forward"),
        ("push_up", "side", from_the_start(moved(HIPS, UP, -0.25)), "hips_sag"),
        ("push_up", "side", from_the_start(moved(HIPS, UP, 0.40)), "hips_high"),
        ("curl", "side", leant(25), "swings"),
        ("curl", "oblique", leant(-28), "swings"),
        ("lateral_raise", "front", leant(20, aside=True), "tips_aside"),
        ("shoulder_press", "side", leant(-24), "leans_back"),
        ("pull_up", "side", moved([Joint.LEFT_KNEE, Joint.RIGHT_KNEE], FORWARD, 0.5), "legs_swing"),
    ],
)
def test_a_fault_is_told_on_a_body_that_has_it(exercise: str, view: str, change: Change, rule: str) -> None:
    assert rule not in faults_of(exercise, view)
    assert rule in faults_of(exercise, view, change)


def as_people_do(room: Floats, gone: Floats) -> None:
    """What the simulator's stiff athlete lacks: the head stays up while the trunk leans, and the feet stay flat."""
    moved(HEAD, UP, 0.06)(room, gone)
    feet = [*HEELS, Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX]
    room[:, feet, UP] = room[:1, feet, UP]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("exercise", sorted(KNOWN))
def test_a_clean_rep_has_no_fault(exercise: str, view: str) -> None:
    stands = exercise in {"deadlift", "romanian_deadlift", "side_lunge"}
    assert not faults_of(exercise, view, as_people_do if stands else None)


def test_a_rep_that_drops_is_rushed_and_one_that_does_not_is_not() -> None:
    assert "rushed_down" in faults_of("squat", "side", half_s=0.2)
    assert "rushed_down" not in faults_of("squat", "side", half_s=0.8)


def showing(exercise: Exercise, rule: FaultRule, view: str, worse: float, score: float = 1.0) -> RepBody:
    """A rep whose signal is worse than the rule's limit by so many of its half-widths."""
    some = poses(exercise.name, view)
    some = replace(some, score=np.full(JOINT_COUNT, score))
    shown = seen(some, exercise, view)
    taken = judging.measure(replace(rule, views=VIEWS), shown)
    pm = taken.pm if taken is not None else 0.0
    value = rule.limit + (worse if rule.min is None else -worse) * pm
    gone = (1 - np.cos(np.pi * np.clip(some.t - 0.5, 0, 2))) / 2
    sprung = np.interp(some.t, [0.5, 1.1, 1.3, 1.5, 2.5], [150.0, 0.0, value, 0.0, 150.0])
    moves = dict.fromkeys((Take.RANGE, Take.RISE, Take.CHANGE), value * gone) | {Take.REBOUND: sprung}
    shown.known[rule.signal] = moves.get(rule.take, np.full(len(some.t), value))
    return shown


@pytest.mark.parametrize(("exercise", "rule"), RULES)
def test_a_rule_fires_beyond_its_error_alone_and_from_its_views_alone(exercise: Exercise, rule: FaultRule) -> None:
    for view in AZIMUTH:
        fires = bool(faults.find([rule], showing(exercise, rule, view, 1.3)))
        assert fires == (view in rule.views)
        assert not faults.find([rule], showing(exercise, rule, view, 0.7))
        assert not faults.find([rule], showing(exercise, rule, view, -1.0))


@pytest.mark.parametrize(("exercise", "rule"), RULES)
def test_a_rule_whose_joints_are_guessed_says_nothing(exercise: Exercise, rule: FaultRule) -> None:
    if judging.FORM_SIGNALS[rule.signal].joints[0]:
        shown = showing(exercise, rule, rule.views[0], 30.0)
        assert faults.find([rule], shown)
        assert not faults.find([rule], replace(shown, score=[0.3] * JOINT_COUNT))


def test_joints_that_are_hardly_seen_widen_the_interval() -> None:
    squat = KNOWN["squat"]
    rule = squat.fault[0]
    sure, unsure = (
        judging.measure(rule, replace(body(squat, rule.views[0]), score=[score] * JOINT_COUNT)) for score in (1.0, 0.6)
    )
    assert sure is not None
    assert unsure is not None
    assert unsure.pm > 1.3 * sure.pm


def test_jitter_widens_the_interval() -> None:
    squat = KNOWN["squat"]
    rule = squat.fault[0]
    still, jittery = (
        judging.measure(rule, replace(body(squat, rule.views[0]), noise=[by] * JOINT_COUNT)) for by in (0.0, 0.2)
    )
    assert still is not None
    assert jittery is not None
    assert jittery.pm > 2 * still.pm


def test_sides_are_compared_unless_one_arm_hangs_idle() -> None:
    raised = KNOWN["lateral_raise"]
    uneven = next(rule for rule in raised.fault if rule.rule == "uneven")

    def left_arm(share: float) -> Change:
        arm = [Joint.LEFT_ELBOW, Joint.LEFT_WRIST]

        def change(room: Floats, gone: Floats) -> None:
            room[:, arm] = share * room[:, arm] + (1 - share) * room[:1, arm]

        return change

    def found(share: float, side: Side | None) -> bool:
        return bool(faults.find([uneven], replace(body(raised, "front", left_arm(share)), side=side, known={})))

    assert found(0.6, Side.RIGHT)
    assert found(0.6, None)
    assert not found(0.1, Side.RIGHT)
    assert not found(1.0, None)


def test_a_squat_that_springs_at_the_bottom_bounces_and_a_quick_one_does_not() -> None:
    def spring(room: Floats, gone: Floats) -> None:
        sprung = 0.25 * np.exp(-(((np.arange(len(gone)) / FPS - 1.5) / 0.1) ** 2))[:, None]
        moved([Joint.LEFT_HIP, Joint.RIGHT_HIP, *ABOVE_HIPS], UP, 1.0)(room, sprung)

    assert "bounced" in faults_of("squat", "side", spring)
    assert "bounced" not in faults_of("squat", "side", half_s=0.35)


def test_the_standard_is_met_by_a_deep_rep_and_not_by_a_shallow_one() -> None:
    squat = KNOWN["squat"]
    assert squat.standard is not None
    deep, shallow = (
        judging.measure(squat.standard, body(squat, "side", moved(HIPS, UP, height))) for height in (-0.15, 0.2)
    )
    assert deep is not None
    assert shallow is not None
    met = tuple(faults.standard(squat.standard, each).met for each in (deep, shallow))
    assert met == (True, False)
    assert deep.value < squat.standard.limit < shallow.value
    assert judging.measure(squat.standard, body(squat, "front")) is None
