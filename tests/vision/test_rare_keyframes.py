"""A network camera that sends a keyframe only every few seconds, seen by the supervisor of a real stream."""

import contextlib
import time
from collections.abc import Iterator

import pytest

from daemon.camera.gstreamer import open_source
from daemon.config.settings import Settings
from daemon.core.pose.pose import Pose
from daemon.ports import Frame
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from daemon.vision.camera import Footage, FrameHandling, open_camera
from daemon.vision.camera_supervisor import CameraState
from tests.fakes.rtsp import rtsp_camera

pytestmark = pytest.mark.slow
LATE_S = 0.5
"""After a keyframe, so that most of the 8 s to the next are ahead."""


class BlindEngine:
    """Implements ``ports.PoseEngine``: sees nobody."""

    name = "blind"
    threads = None
    notice = None
    others = 0

    def estimate(self, frame: Frame) -> Pose | None:
        return None

    def forget(self) -> None:
        pass


@pytest.fixture
def stream() -> Iterator[str]:
    """A stream that somebody watches already: who comes later begins between two keyframes."""
    with rtsp_camera() as camera:
        uri = camera.uri.replace("/ball", "/rare")
        with contextlib.closing(open_source(uri, SystemClock())) as other:
            first = other.read(60.0)
            assert isinstance(first, Frame)
            first.release()
            time.sleep(LATE_S)
            yield uri


def test_a_stream_with_rare_keyframes_is_waited_for_and_opened_once(
    stream: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock = SystemClock()
    handling = FrameHandling(BlindEngine(), lambda *_: None, lambda: None, StageTimes(clock))
    with contextlib.closing(open_camera(Settings(), Footage(stream), handling, clock, wait=False)) as camera:
        began = clock.monotonic()
        while camera.read(0.05) is None and clock.monotonic() - began < 120:
            pass
    assert camera.camera is CameraState.OK
    assert clock.monotonic() - began > Settings().camera.stall_s
    assert "gave nothing" not in caplog.text
