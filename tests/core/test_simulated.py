"""What was simulated is what is counted: any athlete, any camera, any frame rate, any tempo.

Ten sets an exercise, always the same; ``SPOTTER_EXAMPLES=200`` looks for others.
"""

import os
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from daemon.config import exercises
from daemon.core import workout
from daemon.core.facts import Fact, Reason, RepCounted, RepRejected
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import PoseFrame
from tests.simulator.body import Athlete
from tests.simulator.camera import Camera
from tests.simulator.chance import SHALLOW, chosen, idle
from tests.simulator.exercises import PROGRAMS, QUICK, exercise_of
from tests.simulator.story import Lift, Plan, simulate
from tests.simulator.weakness import Weakness

pytestmark = pytest.mark.slow

MANY = int(os.environ.get("SPOTTER_EXAMPLES", "10"))
bounded = settings(
    max_examples=MANY,
    deadline=None,
    derandomize="SPOTTER_EXAMPLES" not in os.environ,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking a whole set takes minutes and says little more
    suppress_health_check=list(HealthCheck),
)
FEW = settings(bounded, max_examples=max(MANY // 2, 3))

AWAITED = {
    "plank": "it is held, not counted",
}
"""What the count does not promise yet, and why."""
COUNTED = [name for name in PROGRAMS if name not in AWAITED]
ALONE = ("curl_alternating", "seal_jack", "high_knees", "mountain_climber", "side_lunge")
"""One arm or leg works alone, or both must be seen: from the side the far one is guessed, and ``hidden`` is right."""
LYING = ("sit_up", "burpee")
"""From the head or the feet the trunk's way to and from the camera is guessed short."""
LOW = ("push_up", "mountain_climber", "burpee", "sit_up", "side_lunge")
"""In a picture from above, a body that lies towards the camera seems to stand, and hips hardly sink."""
HALF_WAY, THIRD = 0.64, 0.3
"""Shares of the hips' way back: at the one the knees are half straight, and at the other they have hardly begun."""


def azimuths(name: str) -> st.SearchStrategy[float]:
    """From where an exercise can be seen."""
    if name in ALONE:
        return st.one_of(st.floats(-40, 40), st.floats(140, 220))
    if name in LYING:
        return st.one_of(st.floats(65, 115), st.floats(-115, -65))
    return st.floats(-180, 180)


def but_for(names: Sequence[str], **limits: str) -> list[object]:
    """The names, of which some show a limit of the evidence: it does not hold in all of their sets, and why.

    Not strict, for which sets are drawn depends on what else runs.
    """
    return [
        pytest.param(each, marks=pytest.mark.xfail(strict=False, reason=limits[each])) if each in limits else each
        for each in names
    ]


@st.composite
def lifts(draw: st.DrawFn, name: str) -> tuple[Lift, ...]:
    if name in QUICK:
        usual = draw(st.floats(0.85, 1.25))
        # They are done in a rhythm, by which they are told from walking.
        paces = draw(st.lists(st.floats(0.94, 1.06), min_size=8, max_size=12))
        return tuple(Lift(draw(st.floats(0.92, 1.0)), usual * pace, rest=0.05) for pace in paces)
    paces = draw(st.lists(st.floats(0.75, 1.8), min_size=1, max_size=4))
    rests, pauses = st.floats(0.1, 0.8), st.sampled_from((0.0, 0.3, 1.0))
    return tuple(Lift(draw(st.floats(0.88, 1.0)), pace, draw(pauses), draw(rests)) for pace in paces)


@st.composite
def plans(draw: st.DrawFn, name: str) -> Plan:
    athlete = Athlete(draw(st.floats(1.4, 2.05)), *(draw(st.floats(0.94, 1.06)) for _ in range(3)))
    highest = 0.9 if name in LOW else 1.9
    camera = Camera(
        azimuth=draw(azimuths(name)),
        height=draw(st.floats(0.4, highest)),
        distance=draw(st.floats(2.3, 5.0)),
        fov=draw(st.floats(50, 80)),
        tilt=draw(st.floats(-5, 5)),
    )
    slowest = 20.0 if name in QUICK else 10.0
    # Jitter at rest makes a row's first rep seem to begin early, and so to be unlike the others, which are quick.
    shakiest = 0.004 if name in QUICK else 0.007
    return Plan(
        name,
        draw(lifts(name)),
        athlete,
        camera,
        Weakness(jitter=draw(st.floats(0.002, shakiest))),
        fps=draw(st.floats(slowest, 60.0)),
        seed=draw(st.integers(0, 1 << 20)),
    )


@dataclass(frozen=True)
class Found:
    reps: list[RepCounted]
    rejected: list[RepRejected]


def watch(sights: list[PoseFrame], name: str, *, armed: bool = False) -> list[Fact]:
    exercise = exercises.load(exercise_of(name))
    state, facts = workout.start(workout.begin(exercise), sights[0].t, armed=armed)
    for sight in sights:
        state, new = workout.step(state, sight.pose, sight.t, (sight.width, sight.height))
        facts += new
    return facts + workout.stop(state, sights[-1].t)[1]


def found(facts: list[Fact]) -> Found:
    reps = [fact for fact in facts if isinstance(fact, RepCounted)]
    return Found(reps, [fact for fact in facts if isinstance(fact, RepRejected)])


@pytest.mark.parametrize("name", but_for(COUNTED, toe_tap="a tap that is refused breaks the row: half a set is lost"))
def test_what_was_done_is_what_is_counted(name: str) -> None:
    @bounded
    @given(plans(name))
    def holds(plan: Plan) -> None:
        simulated = simulate(plan)
        result = found(watch(simulated.sights, name))
        assert len(result.reps) == len(simulated.reps), result.rejected
        assert min(seconds for rep in result.reps for seconds in astuple(rep.tempo)) >= 0

    holds()


LENIENT = {
    "push_up": "a third of the way may be all that an athlete does, seen from the head",
}


@pytest.mark.parametrize(
    "name",
    but_for(
        sorted(set(SHALLOW) - set(LENIENT)),
        front_raise="in one of the sets it is not counted, but not told either",
        side_lunge="in one of the sets it counts",
    ),
)
def test_a_rep_that_is_not_deep_is_rejected_as_shallow(name: str) -> None:
    @FEW
    @given(plans(name))
    def holds(plan: Plan) -> None:
        partial = Lift(SHALLOW[name], rest=0.4, expect=Reason.SHALLOW)
        simulated = simulate(replace(plan, lifts=(Lift(rest=0.4), Lift(rest=0.4), partial, Lift())))
        result = found(watch(simulated.sights, name))
        assert len(result.reps) == 3
        assert Reason.SHALLOW in [fact.reason for fact in result.rejected]

    holds()


def misses(fact: RepRejected) -> bool:
    """Whether its value is on the wrong side of its limit; that of a posture is on either side of what is usual."""
    gone = fact.reason in {Reason.HIDDEN, Reason.OUT_OF_FRAME} and fact.unit == "s"
    begun = fact.reason is Reason.NOT_STARTED and fact.unit == "depth"
    if gone or begun or fact.reason is Reason.NO_LOCKOUT:
        return fact.value >= fact.limit
    return fact.value < fact.limit or fact.reason is Reason.WRONG_POSTURE


@pytest.mark.parametrize("name", COUNTED)
def test_what_is_refused_misses_the_limit_that_is_told(name: str) -> None:
    for seed in range(3):
        wild = chosen(name, np.random.default_rng((seed, COUNTED.index(name))), wild=True)
        rejected = found(watch(simulate(wild).sights, name)).rejected
        assert [fact for fact in rejected if not misses(fact)] == []


def test_a_third_of_a_push_up_among_full_ones_that_are_alike_is_shallow() -> None:
    third = Lift(SHALLOW["push_up"], rest=0.4, expect=Reason.SHALLOW)
    plan = Plan("push_up", (Lift(rest=0.4), Lift(rest=0.4), third, Lift()), camera=Camera(azimuth=50, height=0.6))
    result = found(watch(simulate(plan).sights, "push_up"))
    assert len(result.reps) == 3
    assert [fact.reason for fact in result.rejected] == [Reason.SHALLOW]


@pytest.mark.parametrize(
    "azimuth",
    [
        0,
        30,
        60,
        pytest.param(
            75,
            marks=pytest.mark.xfail(
                strict=True, reason="the far knee is guessed, and two of its seven are refused: 12 of 14 count"
            ),
        ),
    ],
)
def test_a_run_of_high_knees_goes_on_over_one_whose_end_was_not_seen(azimuth: float) -> None:
    plan = Plan("high_knees", tuple(Lift(rest=0.05) for _ in range(14)), camera=Camera(azimuth=azimuth), fps=25.0)
    simulated = simulate(plan)
    end = simulated.reps[8].end
    sights = [replace(s, pose=None) if end - 0.12 < s.t < end + 0.12 else s for s in simulated.sights]
    assert len(found(watch(sights, "high_knees")).reps) == len(simulated.reps)


@FEW
@given(plans("squat"))
def test_a_squat_that_comes_up_half_way_is_no_lockout(plan: Plan) -> None:
    half = Lift(back=HALF_WAY, expect=Reason.NO_LOCKOUT)
    simulated = simulate(replace(plan, lifts=(Lift(rest=0.4), half, Lift(rest=0.4), Lift())))
    result = found(watch(simulated.sights, "squat"))
    assert len(result.reps) == 3
    assert Reason.NO_LOCKOUT in [fact.reason for fact in result.rejected]


@pytest.mark.parametrize("name", ["squat", "push_up", "pull_up", "deadlift", "curl"])
def test_giving_way_in_the_middle_of_a_rep_makes_it_no_second_one(name: str) -> None:
    @FEW
    @given(plans(name))
    def holds(plan: Plan) -> None:
        simulated = simulate(replace(plan, lifts=(Lift(rest=0.4), Lift(back=THIRD), Lift(rest=0.4), Lift())))
        assert len(found(watch(simulated.sights, name)).reps) == 3

    holds()


@pytest.mark.parametrize("name", ["squat", "lunge", "deadlift", "shoulder_press"])
def test_walking_in_swinging_arms_and_racking_count_nothing(name: str) -> None:
    @FEW
    @given(plans(name), st.integers(0, 2))
    def holds(plan: Plan, swings: int) -> None:
        around = replace(plan, walk_in=True, walk_out=True, rack=True, swings=swings, still=1.6)
        simulated = simulate(around)
        assert len(found(watch(simulated.sights, name, armed=True)).reps) == len(simulated.reps)

    holds()


SWINGS = "a swing of the arms is credited at the end where nothing else was done, and told as unsure"
idle_sights = lru_cache(maxsize=MANY)(lambda seed: simulate(idle(np.random.default_rng(seed))).sights)
"""Somebody who does no exercise; the same for every exercise as which it is counted."""


@pytest.mark.parametrize("name", but_for(COUNTED, jumping_jack=SWINGS, front_raise=SWINGS))
def test_who_walks_stands_and_swings_his_arms_does_no_exercise(name: str) -> None:
    counted = {seed: len(found(watch(idle_sights(seed), name)).reps) for seed in range(MANY)}
    assert {seed: reps for seed, reps in counted.items() if reps} == {}


@pytest.mark.parametrize("name", ["squat", "push_up", "curl", "jumping_jack"])
def test_frames_without_a_pose_change_no_count(name: str) -> None:
    @FEW
    @given(plans(name), st.floats(0.0, 0.08))
    def holds(plan: Plan, blind: float) -> None:
        weak = replace(plan.weakness, blind=blind, gap_s=0.1)
        simulated = simulate(replace(plan, weakness=weak))
        assert len(found(watch(simulated.sights, name)).reps) == len(simulated.reps)

    holds()


@pytest.mark.parametrize("name", ["squat", "deadlift"])
def test_a_passer_by_who_is_taken_for_the_athlete_counts_nothing(name: str) -> None:
    @FEW
    @given(plans(name), st.floats(0.1, 0.5))
    def holds(plan: Plan, seconds: float) -> None:
        lifts_ = (Lift(rest=1.5), Lift(rest=0.4), Lift())
        simulated = simulate(replace(plan, lifts=lifts_, passer=seconds))
        assert len(found(watch(simulated.sights, name)).reps) == 3

    holds()


def with_stranger(sights: list[PoseFrame], start: float, seconds: float) -> list[PoseFrame]:
    """In these seconds the skeleton is that of somebody who stands 400 pixels beside the athlete."""
    shift = np.float32([400, 0])
    stands = sights[0].pose
    assert stands is not None
    return [
        replace(sight, pose=Pose(sight.t, stands.xy + shift, stands.world, stands.score))
        if start <= sight.t < start + seconds
        else sight
        for sight in sights
    ]


@pytest.mark.parametrize("name", ["squat", "shoulder_press", "sit_up", "pull_up"])
def test_a_skeleton_that_jumps_away_in_a_rep_and_back_changes_nothing(name: str) -> None:
    @FEW
    @given(plans(name), st.floats(0.0, 1.0), st.floats(0.1, 0.5))
    def holds(plan: Plan, when: float, seconds: float) -> None:
        simulated = simulate(replace(plan, lifts=(Lift(rest=0.4), Lift(pause=0.6, rest=0.4), Lift()), fps=25.0))
        second = simulated.reps[1]
        start = second.start + when * (second.turn + 0.6 - seconds - second.start)
        result = found(watch(with_stranger(simulated.sights, start, seconds), name))
        assert len(result.reps) == 3, result.rejected

    holds()


def test_after_a_hard_cut_to_another_place_counting_goes_on() -> None:
    sights = simulate(Plan("squat", (Lift(rest=0.6),) * 2)).sights
    facts = watch([*sights, *(later(shifted(sight, 512), sights[-1].t + 0.04) for sight in sights)], "squat")
    assert len(found(facts).reps) == 4


MIRROR = [
    next(k for k in Joint if k.name == j.name.replace("LEFT", "*").replace("RIGHT", "LEFT").replace("*", "RIGHT"))
    for j in Joint
]


def mirrored(sight: PoseFrame) -> PoseFrame:
    if sight.pose is None or sight.pose.world is None:
        return sight
    xy = sight.pose.xy[MIRROR] * np.float32([-1, 1]) + np.float32([sight.width, 0])
    world = sight.pose.world[MIRROR] * np.float32([-1, 1, 1])
    return replace(sight, pose=Pose(sight.t, xy, world, sight.pose.score[MIRROR]))


def resized(sight: PoseFrame, by: int) -> PoseFrame:
    pose = sight.pose and Pose(sight.t, sight.pose.xy * np.float32(by), sight.pose.world, sight.pose.score)
    return replace(sight, pose=pose, width=sight.width * by, height=sight.height * by)


def shifted(sight: PoseFrame, by: int) -> PoseFrame:
    """The same athlete elsewhere in a picture with more room around."""
    shift = np.float32([by, by])
    pose = sight.pose and Pose(sight.t, sight.pose.xy + shift, sight.pose.world, sight.pose.score)
    return replace(sight, pose=pose, width=sight.width + 2 * by, height=sight.height + 2 * by)


def later(sight: PoseFrame, by: float) -> PoseFrame:
    pose = sight.pose and Pose(sight.t + by, sight.pose.xy, sight.pose.world, sight.pose.score)
    return replace(sight, t=sight.t + by, pose=pose)


def comparable(facts: list[Fact]) -> list[tuple[object, ...]]:
    return [
        (type(fact).__name__, round(fact.t, 6), *([fact.reason] if isinstance(fact, RepRejected) else []))
        for fact in facts
    ]


@pytest.mark.parametrize("name", ["squat", "push_up", "curl_alternating", "side_lunge", "jumping_jack", "pull_up"])
def test_a_mirrored_scaled_or_shifted_athlete_gives_the_same_events(name: str) -> None:
    @FEW
    @given(plans(name))
    def holds(plan: Plan) -> None:
        sights = simulate(plan).sights
        expected = comparable(watch(sights, name))
        assert comparable(watch([mirrored(s) for s in sights], name)) == expected
        assert comparable(watch([resized(s, 2) for s in sights], name)) == expected
        assert comparable(watch([shifted(s, 512) for s in sights], name)) == expected

    holds()
