"""A hot box looks at fewer frames, evenly, and counts the same reps in them."""

from collections import Counter

import numpy as np
import pytest

from daemon.camera.gstreamer import Pace, open_source
from daemon.cli.demo import storyboard
from daemon.config import exercises
from daemon.core import workout
from daemon.core.facts import Fact, RepCounted, RepRejected
from daemon.core.pose.pose import Pose
from daemon.errors import SourceError
from daemon.ports import Frame, PoseFrame, ReadStatus
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from daemon.vision.frame_limiter import FrameLimiter
from daemon.vision.pose_source import CameraPoseSource
from tests.fakes.clock import ManualClock
from tests.fakes.scripted import ScriptedPoses
from tests.golden import record


class Camera(ScriptedPoses):
    """Thirty frames a second; whoever asks gets the newest, or waits for the next."""

    def __init__(self, clock: ManualClock, *, live: bool = True) -> None:
        super().__init__([])
        self.live = live
        self.looked = 0
        self._clock = clock
        self._given = -1

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        number = int(self._clock.t * 30 + 1e-6)
        if number == self._given:
            number += 1
            self._clock.t = number / 30
        self._given, self.looked = number, self.looked + 1
        return PoseFrame(number / 30, None, 640, 480)


def watched(cap_fps: float | None, *, seconds: float = 20.0, live: bool = True) -> Camera:
    clock = ManualClock(0.0)
    camera = Camera(clock, live=live)

    def wait(rest_s: float) -> None:
        clock.t += rest_s

    limiter = FrameLimiter(camera, clock, lambda: cap_fps, wait)
    while clock.t < seconds:
        limiter.read(0.05)
    return camera


@pytest.mark.parametrize(("cap_fps", "fps"), [(None, 30), (20.0, 20), (15.0, 15), (5.0, 5), (60.0, 30)])
def test_the_camera_is_looked_at_as_often_as_the_heat_allows(cap_fps: float | None, fps: float) -> None:
    assert watched(cap_fps).looked / 20.0 == pytest.approx(fps, rel=0.05)


def test_a_recording_is_read_whole_however_hot_it_is() -> None:
    assert watched(5.0, live=False).looked / 20.0 == pytest.approx(30, rel=0.05)


def test_commands_are_never_kept_waiting_for_a_frame() -> None:
    clock = ManualClock(0.0)
    waits: list[float] = []

    def wait(rest_s: float) -> None:
        waits.append(rest_s)
        clock.t += rest_s

    limiter = FrameLimiter(Camera(clock), clock, lambda: 5.0, wait)
    found = [limiter.read(0.05) for _ in range(8)]
    assert max(waits) <= 0.05
    assert found.count(ReadStatus.STALL) >= 4


def test_a_broken_camera_is_told_as_it_is() -> None:
    limiter = FrameLimiter(ScriptedPoses([SourceError("the camera is gone")]), ManualClock(), lambda: 15.0)
    with pytest.raises(SourceError, match="the camera is gone"):
        limiter.read(0.05)
    limiter.close()


def counted(every: int, of: int) -> Counter[str]:
    """Reps by exercise, and what was not counted, where so many of so many frames of the bundled clip are seen."""
    trace = np.load(record.TRACE)
    size = int(trace["width"]), int(trace["height"])
    presses = storyboard.read(record.CLIP.with_suffix(".json")).commands
    state = workout.begin(exercises.load("squat"))
    found: list[Fact] = []
    for i, t in enumerate(map(float, trace["t"])):
        while presses and presses[0].t <= t:
            press = presses.pop(0)
            exercise = exercises.load(press.args["exercise"]) if "exercise" in press.args else state.selection.exercise
            step = {"start": workout.start, "exercise": workout.choose}.get(press.verb)
            state, facts = workout.stop(state, t) if step is None else step(state, t, exercise)
            found += facts
        if i % of < every:
            pose = Pose(t, trace["xy"][i], trace["world"][i], trace["score"][i]) if trace["score"][i].any() else None
            state, facts = workout.step(state, pose, t, size)
            found += facts
    reps = [fact.exercise for fact in found if isinstance(fact, RepCounted)]
    return Counter(reps + [fact.reason.value for fact in found if isinstance(fact, RepRejected)])


@pytest.mark.slow
@pytest.mark.parametrize(("every", "of"), [(1, 1), (2, 3), (1, 2)], ids=["30 fps", "20 fps", "15 fps"])
def test_the_bundled_clip_counts_the_same_at_every_step_of_heat(every: int, of: int) -> None:
    assert counted(every, of) == {"squat": 4, "push_up": 4, "shallow": 1}


class Nobody:
    """An engine that sees nobody, at once."""

    name = "nobody"
    others = 0

    def estimate(self, frame: Frame) -> Pose | None:
        return None

    def forget(self) -> None: ...


def test_a_real_camera_is_held_to_the_rate_too() -> None:
    clock = SystemClock()
    frames = open_source("test://?width=320&height=240&rate=60", clock, pace=Pace.LIVE)
    limiter = FrameLimiter(CameraPoseSource(frames, Nobody(), StageTimes(clock)), clock, lambda: 15.0)
    looks: list[float] = []
    try:
        while len(looks) < 31:
            began = clock.monotonic()
            if isinstance(limiter.read(0.05), PoseFrame):
                looks.append(began if not looks else clock.monotonic())
    finally:
        limiter.close()
    assert looks[-1] - looks[0] >= 30 / 16  # a slow machine may take longer, none may look more often
