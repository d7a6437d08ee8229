"""A camera that stalls, breaks, comes back, is switched off: what the box says and does."""

from collections.abc import Iterable

import pytest

from daemon.camera.patience import patience
from daemon.camera.uri import parse
from daemon.errors import SourceError
from daemon.ports import PoseFrame, ReadStatus
from daemon.vision.camera_supervisor import CameraState, CameraSupervisor
from tests.fakes.clock import ManualClock
from tests.fakes.scripted import ScriptedPoses

FRAME = PoseFrame(1.0, None, 640, 480)
STALL_S = 1.0

Script = Iterable[PoseFrame | ReadStatus | SourceError]


class Bench:
    """A supervisor whose source is opened again from ``later``, one script after the other."""

    def __init__(
        self,
        first: Script | SourceError,
        *later: Script | SourceError,
        started: bool = True,
        source: str = "v4l2:///dev/video0",
    ) -> None:
        self.clock = ManualClock()
        self.opened: list[ScriptedPoses] = []
        self.tries = 0
        self._scripts = [first, *later]
        self.supervisor = CameraSupervisor(self._open, self.clock, patience(parse(source), STALL_S))
        if started:
            self.supervisor.start()

    def _open(self) -> ScriptedPoses:
        self.tries += 1
        script = self._scripts.pop(0) if self._scripts else []
        if isinstance(script, SourceError):
            raise script
        self.opened.append(ScriptedPoses(script))
        return self.opened[-1]

    @property
    def tries_again(self) -> int:
        return self.tries - 1

    def read(self, after_s: float = 0.0) -> PoseFrame | None:
        self.clock.t += after_s
        return self.supervisor.read(0.05)


def test_a_frame_passes_through() -> None:
    assert Bench([FRAME]).read() is FRAME


def test_a_silent_camera_is_said_to_be_stalled_and_then_opened_again() -> None:
    bench = Bench([FRAME], [FRAME])
    bench.read()
    assert bench.read(0.9) is None
    assert bench.supervisor.camera is CameraState.OK
    bench.read(0.2)
    assert bench.supervisor.camera is CameraState.STALLED
    bench.read(2.0)
    assert bench.supervisor.camera is CameraState.LOST
    assert "opened again" in str(bench.supervisor.trouble)
    assert bench.opened[0].closed
    assert bench.read(0.6) is FRAME
    assert bench.supervisor.camera is CameraState.OK
    assert bench.supervisor.trouble is None


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("v4l2:///dev/video0", "the camera gave nothing for 3.1 s: check its cable;"),
        ("csi://0", "the camera gave nothing for 3.1 s: check its ribbon cable;"),
        ("rtsp://cam/live", "the stream gave nothing for 3.1 s: check the camera's address and network;"),
        ("rtsps://cam/live", "the stream gave nothing for 3.1 s: check the camera's address and network;"),
        ("squats.mp4", "the recording gave nothing for 3.1 s: check the disk;"),
    ],
)
def test_the_words_for_silence_fit_the_source(source: str, says: str) -> None:
    bench = Bench([FRAME], source=source)
    bench.read()
    bench.read(1.1)
    assert bench.supervisor.camera is CameraState.STALLED
    bench.read(2.0)
    assert str(bench.supervisor.trouble).startswith(says)


def test_the_first_picture_of_a_stream_may_take_long() -> None:
    """Until its next keyframe it cannot be decoded; to open it again would begin the wait anew."""
    bench = Bench([], [], [FRAME], source="rtsp://cam/live")
    for _ in range(18):
        bench.read(1.0)
    assert (bench.tries_again, bench.supervisor.camera) == (0, CameraState.STALLED)
    bench.read(3.0)
    assert bench.supervisor.camera is CameraState.LOST
    assert "the stream gave nothing for 21.0 s" in str(bench.supervisor.trouble)
    assert "keyframe" in str(bench.supervisor.trouble)
    for _ in range(18):
        bench.read(1.0)
    assert bench.tries_again == 1


def test_a_stream_that_was_lost_is_given_as_long_for_its_first_picture_again() -> None:
    silence = [ReadStatus.STALL] * 15
    bench = Bench([FRAME], [*silence, FRAME], source="rtsp://cam/live")
    bench.read()
    bench.read(3.1)
    for _ in silence:
        assert bench.read(1.0) is None
    assert bench.read(1.0) is FRAME
    assert (bench.tries_again, bench.supervisor.camera) == (1, CameraState.OK)


@pytest.mark.parametrize("source", ["v4l2:///dev/video0", "csi://0"])
def test_a_camera_of_this_machine_is_opened_again_soon_if_it_gives_no_first_picture(source: str) -> None:
    bench = Bench([], [FRAME], source=source)
    bench.read(1.1)
    assert bench.supervisor.camera is CameraState.STALLED
    bench.read(2.0)
    assert bench.read(0.6) is FRAME


def test_a_lost_camera_is_said_once_and_so_is_its_return(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    gone = SourceError("/dev/video0 is gone: plug it in")
    bench = Bench([gone], gone, gone, [FRAME])
    for seconds in (0.0, 0.6, 1.1, 2.1):
        bench.read(seconds)
    assert [record.getMessage() for record in caplog.records] == [str(gone), "the camera gives pictures again"]


def test_a_broken_camera_is_opened_again_with_patience() -> None:
    gone = SourceError("/dev/video0 is gone: plug it in")
    bench = Bench([FRAME, gone], gone, gone, [FRAME])
    bench.read()
    bench.read()
    assert bench.supervisor.trouble == str(gone)
    bench.read(0.4)
    assert bench.tries_again == 0
    bench.read(0.2)
    assert bench.tries_again == 1
    bench.read(0.5)
    assert bench.tries_again == 1
    bench.read(0.6)
    assert bench.tries_again == 2
    assert bench.read(2.1) is FRAME


def test_a_recording_that_ended_is_not_opened_again() -> None:
    bench = Bench([FRAME, ReadStatus.END], [FRAME])
    bench.read()
    assert bench.read() is None
    assert bench.supervisor.camera is CameraState.ENDED
    assert bench.read(60) is None
    assert bench.tries_again == 0


@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_camera_that_is_off_stays_off_until_it_is_switched_on(seconds: float) -> None:
    bench = Bench([FRAME, FRAME], [FRAME])
    bench.supervisor.switch(on=False)
    assert bench.opened[0].closed
    assert bench.read(seconds) is None
    assert bench.supervisor.camera is CameraState.OFF
    bench.supervisor.switch(on=True)
    assert bench.read() is FRAME


def test_a_camera_that_is_away_at_the_start_is_waited_for() -> None:
    bench = Bench(SourceError("there is no camera at /dev/video0: plug it in"), [FRAME], started=False)
    assert bench.supervisor.camera is CameraState.LOST
    assert bench.read() is None
    assert "plug it in" in str(bench.supervisor.trouble)
    assert bench.read(1.0) is FRAME
    assert bench.supervisor.camera is CameraState.OK


def test_a_camera_that_is_away_when_it_is_started_is_an_error() -> None:
    with pytest.raises(SourceError, match="plug it in"):
        Bench(SourceError("there is no camera at /dev/video0: plug it in"))
