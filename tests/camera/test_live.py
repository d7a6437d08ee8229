"""What a user gets from cameras, streams and the test pattern."""

import os
import signal
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from daemon.camera.geometry import upright
from daemon.camera.gst import load
from daemon.camera.gst_errors import explain
from daemon.camera.gstreamer import open_source
from daemon.camera.uri import CameraAddress
from daemon.errors import SourceError
from daemon.ports import Frame, FrameSource, Layout, ReadStatus
from daemon.system.clock import SystemClock
from tests.fakes.listener import wait_until
from tests.fakes.rtsp import RtspCamera, rtsp_camera

pytestmark = pytest.mark.slow
WAIT_S = 60.0
"""For a broken camera, never a promise of speed."""


@pytest.fixture
def camera() -> Iterator[RtspCamera]:
    with rtsp_camera() as running:
        yield running


def opened(uri: str) -> FrameSource:
    return open_source(uri, SystemClock())


def frame_times(source: FrameSource, count: int) -> list[float]:
    found = []
    for _ in range(count):
        frame = source.read(WAIT_S)
        assert isinstance(frame, Frame)
        with frame:
            found.append(frame.t)
    return found


def complaint(uri: str) -> str:
    with pytest.raises(SourceError) as error:
        frame_times(opened(uri), 1)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_the_test_pattern_moves_and_ends_when_asked() -> None:
    source, pictures = opened("test://?width=160&height=120&rate=60&frames=12"), []
    while not isinstance(frame := source.read(WAIT_S), ReadStatus):
        with frame:
            assert (frame.width, frame.height, frame.layout) == (160, 120, Layout.NV12)
            assert [plane.shape for plane in frame.planes] == [(120, 160), (60, 80, 2)]
            pictures.append(frame.planes[0].copy())
    assert frame is ReadStatus.END
    assert any((a != b).any() for a, b in pairwise(pictures))
    source.close()


def test_capture_times_are_of_the_monotonic_clock() -> None:
    source, clock = opened("test://?rate=60"), SystemClock()
    before = clock.monotonic()
    for t in frame_times(source, 10):
        assert before - 1.0 < t <= clock.monotonic()
    source.close()


def test_a_slow_reader_does_not_fall_behind() -> None:
    """A frame costs the reader six times the camera's interval: with a queue each would be older than the last look."""
    source, clock = opened("test://?rate=60"), SystemClock()
    new, looked_t = [], clock.monotonic()
    for _ in range(10):
        (t,) = frame_times(source, 1)
        new.append(t > looked_t)
        looked_t = clock.monotonic()
        time.sleep(0.1)
    source.close()
    assert any(new[-3:])


def test_no_frame_in_time_is_a_stall_and_not_an_error() -> None:
    source = opened("test://?rate=1")
    frame_times(source, 1)
    wait_until(lambda: source.read(0.0) is ReadStatus.STALL)  # a machine that stood still has the next one already
    frame_times(source, 1)
    source.close()


def test_an_rtsp_camera_gives_frames(camera: RtspCamera) -> None:
    source, clock = opened(camera.uri), SystemClock()
    found = frame_times(source, 15)
    assert all(b > a for a, b in pairwise(found))
    assert found[-1] <= clock.monotonic()
    source.close()


@pytest.mark.parametrize(("turn", "size"), [(0, (320, 240)), (90, (240, 320)), (180, (320, 240)), (270, (240, 320))])
def test_an_rtsp_camera_on_its_side_is_turned(camera: RtspCamera, turn: int, size: tuple[int, int]) -> None:
    for source in (opened(f"{camera.uri}?turn={turn}"), open_source(camera.uri, SystemClock(), turn=turn)):
        frame = source.read(WAIT_S)
        assert isinstance(frame, Frame)
        with frame:
            assert (frame.width, frame.height) == size
            plain = upright((320, 240), 1.0, f"rotate-{turn}")
            np.testing.assert_array_equal(frame.to_stored, plain.to_stored)
        source.close()


def test_an_rtsp_camera_that_dies_is_an_error_and_comes_back_when_opened_again() -> None:
    with rtsp_camera() as camera:
        source = opened(camera.uri)
        frame_times(source, 5)
        camera.kill()
        with pytest.raises(SourceError, match=r"stream rtsp://127.0.0.1:\d+/ball was cut off"):
            frame_times(source, 100)
        source.close()
        assert "does not answer: check host, port" in complaint(camera.uri)
    with rtsp_camera() as camera:
        source = opened(camera.uri)
        frame_times(source, 3)
        source.close()


def test_an_rtsp_camera_that_freezes_is_a_stall_and_goes_on_by_itself(camera: RtspCamera) -> None:
    source = opened(camera.uri)
    frame_times(source, 3)
    os.kill(camera.process.pid, signal.SIGSTOP)
    try:
        while source.read(0.5) is not ReadStatus.STALL:
            pass
    finally:
        os.kill(camera.process.pid, signal.SIGCONT)
    assert len(frame_times(source, 3)) == 3
    source.close()


def test_a_wrong_path_on_an_rtsp_camera_is_named(camera: RtspCamera) -> None:
    assert "is not there: check the path" in complaint(f"rtsp://127.0.0.1:{camera.port}/squat")


def test_a_password_is_asked_for_used_and_never_shown() -> None:
    with rtsp_camera("me:secret") as camera:
        address = f"127.0.0.1:{camera.port}/ball"
        assert "wants another user or password" in complaint(f"rtsp://{address}")
        wrong = complaint(f"rtsp://me:guess@{address}")
        assert "wants another user or password" in wrong
        assert "guess" not in wrong
        source = opened(f"rtsp://me:secret@{address}")
        frame_times(source, 2)
        source.close()


def test_a_camera_that_is_not_plugged_in_is_named() -> None:
    assert "camera /dev/video97 is not there" in complaint("v4l2:///dev/video97")
    assert "camera /dev/video97 is not there" in complaint("/dev/video97")


@pytest.mark.parametrize("device", ["/dev/null", "/dev/urandom"])
def test_a_device_that_is_no_camera_is_named(device: str) -> None:
    assert f"camera {device} is no camera" in complaint(f"v4l2://{device}")


def test_a_file_given_as_a_camera_is_named() -> None:
    assert "/etc/passwd is no camera" in complaint("v4l2:///etc/passwd")


def test_a_busy_camera_is_told_from_a_missing_one() -> None:
    """No camera can be had for the test: the driver's error is GStreamer's own, as v4l2src posts it."""
    gst = load()
    busy = gst.glib.Error.new_literal(gst.core.ResourceError.quark(), "Device busy", gst.core.ResourceError.BUSY)
    said = explain(gst, (busy, "…"), CameraAddress(Path("/dev/video0"), None, None, None))
    assert said == "camera /dev/video0 is busy: close the program that uses it"


def test_a_closed_camera_leaves_no_thread_and_no_descriptor(camera: RtspCamera) -> None:
    """GStreamer keeps a few idle threads for the next pipeline; their number stays bounded."""

    def threads() -> int:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - counts only

    def held() -> int:
        assert threads() < others + 20
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - counts only

    others = threads()
    after = []
    for _ in range(6):
        for uri in (camera.uri, "test://"):
            source = opened(uri)
            frame_times(source, 2)
            source.close()
            source.close()
        after.append(held())
    wait_until(lambda: held() <= after[1], told=lambda: f"{after}, and {held()}")


def test_a_test_pattern_has_no_rotation_and_square_pixels() -> None:
    frame = opened("test://").read(WAIT_S)
    assert isinstance(frame, Frame)
    np.testing.assert_array_equal(frame.to_stored, np.eye(2, 3))
