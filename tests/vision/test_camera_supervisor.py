"""A camera that stalls, breaks, comes back, is switched off: what the box says and does."""

from collections.abc import Iterable

import pytest

from daemon.errors import SourceError
from daemon.ports import PoseFrame, ReadStatus
from daemon.vision.camera_supervisor import CameraState, CameraSupervisor
from tests.fakes.clock import ManualClock
from tests.fakes.scripted import ScriptedPoses

SIGHT = PoseFrame(1.0, None, 640, 480)
STALL_S = 1.0

Script = Iterable[PoseFrame | ReadStatus | SourceError]


class Bench:
    """A lookout whose source is opened again from ``later``, one script after the other."""

    def __init__(self, first: Script, *later: Script | SourceError) -> None:
        self.clock = ManualClock()
        self.first = ScriptedPoses(first)
        self.opened = 0
        self._later = list(later)
        self.lookout = CameraSupervisor(self.first, self._open, self.clock, STALL_S)

    def _open(self) -> ScriptedPoses:
        self.opened += 1
        script = self._later.pop(0) if self._later else []
        if isinstance(script, SourceError):
            raise script
        return ScriptedPoses(script)

    def look(self, after_s: float = 0.0) -> PoseFrame | None:
        self.clock.t += after_s
        return self.lookout.look(0.05)


def test_a_sight_passes_through() -> None:
    assert Bench([SIGHT]).look() is SIGHT


def test_a_silent_camera_is_said_to_be_stalled_and_then_opened_again() -> None:
    bench = Bench([SIGHT], [SIGHT])
    bench.look()
    assert bench.look(0.9) is None
    assert bench.lookout.camera is CameraState.OK
    bench.look(0.2)
    assert bench.lookout.camera is CameraState.STALLED
    bench.look(2.0)
    assert bench.lookout.camera is CameraState.LOST
    assert "opened again" in str(bench.lookout.trouble)
    assert bench.first.closed
    assert bench.look(0.6) is SIGHT
    assert bench.lookout.camera is CameraState.OK
    assert bench.lookout.trouble is None


def test_a_lost_camera_is_said_once_and_so_is_its_return(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    gone = SourceError("/dev/video0 is gone: plug it in")
    bench = Bench([gone], gone, gone, [SIGHT])
    for seconds in (0.0, 0.6, 1.1, 2.1):
        bench.look(seconds)
    assert [record.getMessage() for record in caplog.records] == [str(gone), "the camera gives pictures again"]


def test_a_broken_camera_is_opened_again_with_patience() -> None:
    gone = SourceError("/dev/video0 is gone: plug it in")
    bench = Bench([SIGHT, gone], gone, gone, [SIGHT])
    bench.look()
    bench.look()
    assert bench.lookout.trouble == str(gone)
    bench.look(0.4)
    assert bench.opened == 0
    bench.look(0.2)
    assert bench.opened == 1
    bench.look(0.5)
    assert bench.opened == 1
    bench.look(0.6)
    assert bench.opened == 2
    assert bench.look(2.1) is SIGHT


def test_a_recording_that_ended_is_not_opened_again() -> None:
    bench = Bench([SIGHT, ReadStatus.END], [SIGHT])
    bench.look()
    assert bench.look() is None
    assert bench.lookout.camera is CameraState.ENDED
    assert bench.look(60) is None
    assert bench.opened == 0


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_camera_that_is_off_stays_off_until_it_is_switched_on(seconds: float) -> None:
    bench = Bench([SIGHT, SIGHT], [SIGHT])
    bench.lookout.switch(on=False)
    assert bench.first.closed
    assert bench.look(seconds) is None
    assert bench.lookout.camera is CameraState.OFF
    bench.lookout.switch(on=True)
    assert bench.look() is SIGHT


def test_a_camera_that_is_away_at_the_start_is_waited_for() -> None:
    bench = Bench([], SourceError("there is no camera at /dev/video0: plug it in"), [SIGHT])
    lookout = CameraSupervisor(None, bench._open, bench.clock, STALL_S)
    assert lookout.camera is CameraState.LOST
    assert lookout.look(0.05) is None
    assert "plug it in" in str(lookout.trouble)
    bench.clock.t += 1.0
    assert lookout.look(0.05) is SIGHT
    assert lookout.camera is CameraState.OK
