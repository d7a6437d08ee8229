"""The health: computed once a second, and told with what only the server and the log know."""

import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from daemon.config import exercises
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.core.workout import begin
from daemon.ipc.server import Consumer
from daemon.ports import EngineSight, PoseFrame
from daemon.runtime.health import HEALTH_S, Condition, HealthMonitor, Sight
from daemon.runtime.recent_log import recording
from daemon.runtime.snapshot import Snapshot
from daemon.set_record import of_set
from daemon.system.health import Vitals
from daemon.system.heartbeat import Heartbeats
from daemon.system.stages import StageTimes
from daemon.vision.camera_supervisor import CameraState
from tests.fakes.clock import ManualClock
from tests.fakes.workout import Lifter

FPS = 30


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def turn(clock: ManualClock) -> Callable[..., Snapshot]:
    """Makes the snapshot of one turn."""

    def make(frames: int, **more: object) -> Snapshot:
        plain = Snapshot(
            t=clock.t,
            workout=begin(exercises.load("squat")),
            frame=PoseFrame(clock.t, None, 640, 480),
            first_t=clock.t,
            frames=frames,
            pending=0,
            unsaved=0,
            athlete=None,
            set=None,
            camera=CameraState.OK,
            camera_trouble=None,
            journal_trouble=None,
            other_trouble=None,
            engine="fake",
            vitals=Vitals(),
        )
        return msgspec.structs.replace(plain, **more)

    return make


Turn = Callable[..., Snapshot]


def nobody(_: str) -> Consumer | None:
    return None


def test_nothing_is_known_before_the_first_turn(clock: ManualClock) -> None:
    with recording() as log:
        monitor = HealthMonitor(clock, StageTimes(clock), Path("journal.db"), log)
    assert monitor.report(nobody) is None
    assert (monitor.trouble, monitor.exercise) == (None, "")


def test_the_pace_of_the_set_and_the_network_s_last_runs_are_told(clock: ManualClock, turn: Turn) -> None:
    stages, lifter = StageTimes(clock), Lifter()
    for spent_s in (*[0.5] * 40, *[0.006] * 30):
        stages.spend("landmarks", spent_s)
    record = of_set([lifter.starts(), lifter.lifts(1), lifter.lifts(2), lifter.lifts(3)])
    assert record is not None
    told = []
    with recording() as log:
        for set_id in (None, record.id):
            monitor = HealthMonitor(clock, stages, Path("journal.db"), log)
            monitor.update(turn(1, record=record, set=set_id, t=record.last.t_mono))
            health = monitor.report(nobody)
            assert health is not None
            told.append((health.pace, health.inference_ms))
    assert told == [(None, 6.0), (60.0, 6.0)]
    assert stages.recent_ms("detect", 30) is None


def test_frames_and_gaps_are_counted_over_a_second(clock: ManualClock, turn: Turn) -> None:
    with recording() as log:
        monitor = HealthMonitor(clock, StageTimes(clock), Path("journal.db"), log)
        for frames in range(2 * FPS):
            clock.t += 1 / FPS + (1 / FPS if frames == FPS else 0)  # one frame is passed over
            monitor.update(turn(frames))
        health = monitor.report(nobody)
    assert health is not None
    assert health.fps == pytest.approx(FPS, abs=1)
    assert health.dropped == 1
    assert monitor.exercise == "squat"


def test_a_trouble_is_told_once_the_second_is_over_and_the_gravest_first(clock: ManualClock, turn: Turn) -> None:
    with recording() as log:
        monitor = HealthMonitor(clock, StageTimes(clock), Path("journal.db"), log)
        monitor.update(turn(1))
        many = turn(2, journal_trouble="disk full", camera_trouble="no camera", other_trouble="no button")
        monitor.update(many)
        assert monitor.trouble is None
        clock.t += HEALTH_S
        monitor.update(many)
        assert monitor.trouble == "disk full"
    assert turn(3, camera_trouble="no camera", other_trouble="no button").trouble == "no camera"
    assert turn(3, other_trouble="no button").trouble == "no button"


def test_a_report_has_the_link_s_place_and_the_log_s_last_lines(clock: ManualClock, turn: Turn) -> None:
    link = Consumer(cursor=4, behind=2, connected=True)
    with recording() as log:
        monitor = HealthMonitor(clock, StageTimes(clock), Path("journal.db"), log)
        monitor.update(turn(1))
        logging.getLogger("daemon.somewhere").warning("the camera is gone")
        health = monitor.report({"link": link}.get)
    assert health is not None
    assert health.link == link
    assert [line.says for line in health.errors] == ["the camera is gone"]
    assert health.journal == "journal.db"


def test_threads_that_hang_are_named_while_the_rest_of_the_health_grows_old(clock: ManualClock, turn: Turn) -> None:
    hearts = Heartbeats(clock, {"loop": 4.0, "journal": 5.0}, lambda: None, None)
    with recording() as log:
        monitor = HealthMonitor(
            clock, StageTimes(clock), Path("journal.db"), log, lambda: Condition(tuple(hearts.silent()))
        )
        monitor.update(turn(1))
        fresh = monitor.report(nobody)
        clock.t += 4.5
        old = monitor.report(nobody)
    assert fresh is not None
    assert old is not None
    assert (fresh.hung, old.hung) == ((), ("loop",))


def test_what_the_engine_sees_is_told_in_numbers(clock: ManualClock, turn: Turn) -> None:
    score = np.zeros(JOINT_COUNT, np.float32)
    score[:17] = 0.8  # a model of 17 joints: those that it lacks say nothing of it
    pose = Pose(0.0, np.zeros((JOINT_COUNT, 2), np.float32), None, score)
    with recording() as log:
        monitor = HealthMonitor(clock, StageTimes(clock), Path("journal.db"), log)
        monitor.update(turn(1, frame=PoseFrame(0.0, pose, 640, 480, others=1), sight=EngineSight(0.98765, 401.26, 7)))
        health = monitor.report(nobody)
    assert health is not None
    assert health.sight == Sight(presence=0.988, people=2, crop_px=401.3, pose_score=0.8, searches=7)


def test_while_nobody_is_there_the_engine_sees_nobody(clock: ManualClock, turn: Turn) -> None:
    with recording() as log:
        monitor = HealthMonitor(clock, StageTimes(clock), Path("journal.db"), log)
        monitor.update(turn(1, sight=EngineSight(searches=7)))
        health = monitor.report(nobody)
    assert health is not None
    assert health.sight == Sight(presence=None, people=0, crop_px=None, pose_score=None, searches=7)
