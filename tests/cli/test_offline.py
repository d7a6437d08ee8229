"""What is counted from its first frame to its end: how long it is waited for."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from daemon import events
from daemon.camera.trace import TraceSource
from daemon.cli.offline import Replay
from daemon.config import exercises
from daemon.core import workout
from daemon.core.state import Rules
from daemon.events import AnyEvent, Rep, RepRejected
from daemon.ports import PoseFrame, ReadStatus
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from tests.fakes.scripted import ScriptedPoses

DEMO = Path(__file__).parent.parent / "golden" / "demo.npz"
SQUATS_S = 13.6
"""The clip's squats are over."""


class Patient(ScriptedPoses):
    """Notes how long it was to be waited for."""

    def __init__(self, *script: PoseFrame | ReadStatus) -> None:
        super().__init__(script)
        self.waits_s: list[float] = []

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        self.waits_s.append(timeout_s)
        return super().read(timeout_s)


def test_a_streams_first_picture_is_waited_for_longer_than_the_next() -> None:
    source = Patient(PoseFrame(0.0, None, 640, 480), PoseFrame(0.1, None, 640, 480), ReadStatus.END)
    state = workout.begin(exercises.load("squat"))
    Replay(state, "box", lambda _: None, StageTimes(SystemClock())).run(source, armed=False)
    assert source.waits_s == [20.0, 10.0, 10.0]


def clip_again_after(rest_s: float) -> list[PoseFrame]:
    """The bundled clip's four squats, nobody for a while, and the same again."""
    clip = TraceSource(DEMO)
    sights = list(iter(partial(clip.read, 0.0), ReadStatus.END))
    first = [each for each in sights if isinstance(each, PoseFrame) and each.t < SQUATS_S]
    gap = [PoseFrame(first[-1].t + i / 30, None, 640, 480) for i in range(1, int(rest_s * 30))]
    later_s = gap[-1].t + 1 / 30 - first[0].t
    return [*first, *gap, *(_later(each, later_s) for each in first)]


def clip_again_after_standing(rest_s: float) -> list[PoseFrame]:
    """The same, with the athlete standing in sight between."""
    clip = clip_again_after(1)
    squats = [each for each in clip if 0.6 < each.t < SQUATS_S]
    stands = [_later(squats[-1], i / 30) for i in range(1, int(rest_s * 30))]
    later_s = stands[-1].t + 1 / 30 - squats[0].t
    return [*squats, *stands, *(_later(each, later_s) for each in squats)]


def _later(sight: PoseFrame, by_s: float) -> PoseFrame:
    pose = None if sight.pose is None else replace(sight.pose, t=sight.t + by_s)
    return replace(sight, t=sight.t + by_s, pose=pose)


def counted(sights: Sequence[PoseFrame], exercise: str = "squat") -> tuple[Replay, list[AnyEvent]]:
    told: list[AnyEvent] = []
    rules = Rules(repertoire=exercises.repertoire()) if exercise == "auto" else None
    replay = Replay(workout.begin(exercises.load(exercise), rules), "box", told.append, StageTimes(SystemClock()))
    replay.run(ScriptedPoses([*sights, ReadStatus.END]), armed=False)
    return replay, told


@pytest.mark.parametrize("rest_s", [20, 83.5, 84, 84.5, 85, 85.5, 86, 90, 95, 200])
def test_the_set_after_a_rest_is_counted_from_its_first_rep(rest_s: float) -> None:
    replay, told = counted(clip_again_after(rest_s))
    assert replay.reps == 8
    assert [each.t for each in told] == sorted(each.t for each in told)
    assert [each.seq for each in told] == list(range(1, len(told) + 1))
    if rest_s > 90:
        assert [(each.exercise, each.reps, each.rejected) for each in replay.sets] == [("squat", 4, 1)] * 2
        first, second = replay.sets
        assert first.start < first.end < second.start < second.end


@pytest.mark.parametrize("rest_s", [84.5, 84.8, 85.1, 85.4, 85.7, 86, 100])
def test_a_rep_that_is_under_way_when_the_rest_is_over_counts(rest_s: float) -> None:
    replay, told = counted(clip_again_after_standing(rest_s))
    assert replay.reps == 8
    assert replay.rejected == 2
    assert [each.t for each in told] == sorted(each.t for each in told)


def test_the_exercise_of_each_set_is_found_out() -> None:
    replay, _ = counted(clip_again_after(95), "auto")
    assert [(each.exercise, each.reps) for each in replay.sets] == [("squat", 4)] * 2


def test_a_long_rest_closes_the_workout_and_an_empty_end_is_no_set() -> None:
    sights = clip_again_after(1300)
    end = [PoseFrame(sights[-1].t + i / 30, None, 640, 480) for i in range(1, 30 * 100)]
    replay, told = counted([*sights, *end])
    assert [events.name(each) for each in told if not isinstance(each, Rep | RepRejected)] == [
        *("workout_started", "set_started", "set_ended", "workout_ended"),
        *("workout_started", "set_started", "set_ended"),
    ]
    assert len(replay.sets) == 2
    assert replay.reps == 8
