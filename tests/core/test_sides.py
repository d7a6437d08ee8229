"""Sides: the arm or leg that works alone is told, and where both work, or nobody can see it, none is."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from daemon.config import exercises
from daemon.core import workout
from daemon.core.counting.pipeline import Pipeline, prepare
from daemon.core.counting.rep import describe
from daemon.core.counting.segmenter import Attempt
from daemon.core.facts import Fact, RepCounted, SetEnded, Side
from daemon.core.features.sample import Sample
from daemon.core.features.signals import SIGNALS
from daemon.core.params import CountingParams, FeatureParams
from daemon.core.pose.body import Body
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.core.spec import Exercise
from tests.core.attempts import FPS
from tests.simulator.body import Athlete
from tests.simulator.camera import Camera
from tests.simulator.posture import Arm
from tests.simulator.standing import Program, Step, upright
from tests.simulator.story import Lift, Plan, simulate

PARAMS = CountingParams()
ONE_SIDED, SEEN = PARAMS.measures.one_sided, PARAMS.measures.sides_seen
CURL = exercises.load("curl")
PX = 200.0
"""Pixels a metre."""
LEFT_ARM = [Joint.LEFT_ELBOW, Joint.LEFT_WRIST]
BOTH = (0.0, 0.0)
"""Degrees on the left and on the right."""


def arms(raised: tuple[float, float] = BOTH, bent: tuple[float, float] = BOTH, long_m: float = 0.55) -> Pose:
    """Somebody who stands before the camera, the arms raised sideways and bent by so many degrees, left and right."""
    world = np.zeros((JOINT_COUNT, 3), np.float32)
    for side, sign, up, bend in zip(("LEFT", "RIGHT"), (1, -1), raised, bent, strict=True):
        angles = np.radians([up, up + bend])
        upper, lower = (long_m / 2 * np.array([sign * np.sin(each), np.cos(each), 0.0]) for each in angles)
        shoulder = np.array([sign * 0.18, -0.5, 0.0])
        for joint, at in (("SHOULDER", shoulder), ("ELBOW", shoulder + upper), ("WRIST", shoulder + upper + lower)):
            world[Joint[f"{side}_{joint}"]] = at
        for joint, y in (("HIP", 0.0), ("KNEE", 0.4), ("ANKLE", 0.8)):
            world[Joint[f"{side}_{joint}"]] = sign * 0.18, y, 0.0
    xy = (world[:, :2] * PX + 300.0).astype(np.float32)
    return Pose(0.0, xy, world, np.ones(JOINT_COUNT, np.float32))


def hidden(pose: Pose, joints: list[Joint], sure: float = 0.0) -> Pose:
    score = pose.score.copy()
    score[joints] = sure
    return replace(pose, score=score)


def measured(name: str, pose: Pose) -> tuple[float, float]:
    found = SIGNALS[name].measure(Body.of(pose), FeatureParams())
    return pytest.approx(found.value, abs=0.5), found.confidence


@pytest.mark.parametrize(("degrees", "more"), [((90, 0), 90), ((0, 90), -90), ((90, 90), 0), ((60, 90), -30)])
def test_a_balance_is_by_how_much_more_the_left_side_works(degrees: tuple[float, float], more: float) -> None:
    assert measured("shoulder_balance", arms(raised=degrees)) == (more, 1.0)
    assert measured("elbow_balance", arms(bent=degrees)) == (more, 1.0)


def test_a_balance_is_as_sure_as_the_side_that_is_seen_worse() -> None:
    assert measured("elbow_balance", hidden(arms(bent=(90, 0)), LEFT_ARM, 0.2))[1] == pytest.approx(0.2)


@pytest.mark.parametrize("degrees", [(90, 0), (0, 90), (90, 90), (90, 30)])
def test_the_arm_that_is_raised_more_leads(degrees: tuple[float, float]) -> None:
    assert measured("shoulder_lead", arms(raised=degrees)) == (90, 1.0)
    assert measured("wrist_over_shoulder_lead", arms(raised=degrees)) == (0.0, 1.0)


@pytest.mark.parametrize("name", ["shoulder_lead", "wrist_over_shoulder_lead"])
def test_an_arm_that_is_hidden_does_not_lead(name: str) -> None:
    up, guessed = arms(raised=(0, 90)), hidden(arms(raised=(150, 90)), LEFT_ARM)
    assert measured(name, guessed) == measured(name, up)
    down = measured(name, hidden(arms(raised=(150, 0)), LEFT_ARM))
    assert down == measured(name, arms())
    assert down[1] == 1.0, "the arm that hangs in sight is sure, however long it is"


def test_an_arm_that_is_half_guessed_leads_half() -> None:
    half = hidden(arms(raised=(90, 0)), LEFT_ARM, FeatureParams().min_visibility / 2)
    assert measured("shoulder_lead", half)[0] == 45
    assert measured("wrist_over_shoulder_lead", half)[0] == -0.5


def repeated(start: float, turn: float, *, sure: float = 1.0, exercise: Exercise = CURL) -> tuple[Attempt, Pipeline]:
    """A rep in which the left side works so many degrees more than the right at the start, and at the turning point."""
    pipeline = prepare(exercise, PARAMS)
    way = [1 - abs(i / FPS - 1) for i in range(2 * FPS + 1)]
    columns = pipeline.features.columns
    samples = tuple(
        Sample(
            i / FPS,
            share,
            1.0,
            tuple(start + share * (turn - start) if name.endswith("_balance") else 0.0 for name in columns),
            tuple(sure if name.endswith("_balance") else 1.0 for name in columns),
        )
        for i, share in enumerate(way)
    )
    return Attempt(samples, 0.0, 1.0, 0.0, locked_out=True), pipeline


def side(start: float, turn: float, *, sure: float = 1.0, exercise: Exercise = CURL) -> Side | None:
    done, pipeline = repeated(start, turn, sure=sure, exercise=exercise)
    return describe(done, pipeline, 1, None, None).side


@pytest.mark.parametrize(
    ("start", "turn", "expected"),
    [
        (0, 110, Side.LEFT),
        (0, -110, Side.RIGHT),
        (0, 10, None),
        (90, 90, None),  # one arm stays bent, and both go on from there
        (-60, 0, Side.LEFT),
        (0, 1.25 * ONE_SIDED, Side.LEFT),
        (0, 0.95 * ONE_SIDED, None),
    ],
)
def test_the_side_that_works_alone_is_told(start: float, turn: float, expected: Side | None) -> None:
    assert side(start, turn) is expected


def test_of_what_nobody_sees_no_side_is_told() -> None:
    assert side(0, 110, sure=SEEN + 0.01) is Side.LEFT
    assert side(0, 110, sure=SEEN - 0.01) is None


def test_an_exercise_whose_sides_work_together_has_none() -> None:
    squat = exercises.load("squat")
    assert squat.side_signal is None
    assert side(0, 110, exercise=squat) is None
    assert CURL.side_signal == "elbow_balance"
    assert exercises.load("lateral_raise").side_signal == "shoulder_balance"
    assert exercises.load("side_lunge").side_signal == "knee_balance"
    assert exercises.load("high_knees").side_signal == "hip_balance"


LOW = {"curl": Arm(6, 40, 12), "lateral_raise": Arm(10, 70, 14), "front_raise": Arm(10, 20, 10, (0, 1, 1))}
HIGH = {"curl": Arm(14, 15, 135), "lateral_raise": Arm(88, 82, 14, (0, -0.2, 1)), "front_raise": Arm(90, 5, 8)}
FROM_THE_FRONT = Camera(azimuth=0)


def done(name: str, order: str, camera: Camera = FROM_THE_FRONT) -> list[Fact]:
    """What is told of a set whose reps are of these arms in turn: left, right or both."""
    holding = {"l": (HIGH[name], LOW[name]), "r": (LOW[name], HIGH[name]), "b": (HIGH[name], HIGH[name])}

    def style(a: Athlete) -> Program:
        ways = tuple((Step(upright(a, 5, holding=holding[each]), 0.5, turn=True),) for each in order)
        return Program(upright(a, 5, holding=(LOW[name], LOW[name])), ways, 0.5, 2.4)

    sights = simulate(Plan(name, tuple(Lift() for _ in order), camera=camera, style=style)).sights
    state, facts = workout.start(workout.begin(exercises.load(name)), 0.0, armed=False)
    for sight in sights:
        state, new = workout.step(state, sight.pose, sight.t, (sight.width, sight.height))
        facts += new
    return facts + workout.stop(state, sights[-1].t)[1]


def sides(facts: Iterable[Fact]) -> str:
    told = {Side.LEFT: "l", Side.RIGHT: "r", None: "b"}
    return "".join(told[fact.side] for fact in facts if isinstance(fact, RepCounted))


@pytest.mark.parametrize("name", list(LOW))
@pytest.mark.parametrize("order", ["lrlrlr", "llll", "rrrr", "bbbb", "lllrrr"])
def test_a_set_tells_the_side_of_each_rep_and_sums_them_up(name: str, order: str) -> None:
    facts = done(name, order)
    ended = facts[-1]
    assert isinstance(ended, SetEnded)
    assert sides(facts) == order
    assert (ended.reps, ended.left, ended.right) == (len(order), order.count("l"), order.count("r"))


@pytest.mark.parametrize("name", list(LOW))
@pytest.mark.parametrize("azimuth", [60, 90, -90])
def test_where_one_arm_hides_the_other_no_side_is_guessed(name: str, azimuth: float) -> None:
    camera = Camera(azimuth=azimuth)
    assert sides(done(name, "bbbb", camera)) == "bbbb"
    near = done(name, "lrlrlr", camera)
    assert sides(near) == "bbb", "the near arm's are counted, and nobody can tell that the other did nothing"
    assert isinstance(near[-1], SetEnded)
    assert (near[-1].left, near[-1].right) == (0, 0)
