"""What a user gets from a Jetson's cameras, with all that jetson-utils is known to do wrong."""

import gc
import sys
import types
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise, repeat

import numpy as np
import pytest

from daemon.camera import jetson_utils
from daemon.camera.gstreamer import open_source
from daemon.camera.times import Stamps
from daemon.camera.uri import CameraAddress, CsiAddress
from daemon.errors import SourceError
from daemon.ports import Clock, Frame, FrameSource, Layout, ReadStatus
from daemon.system.clock import SystemClock
from tests.fakes.clock import ManualClock
from tests.fakes.jetson_utils import (
    FAIL,
    HANG,
    NO_CAMERA,
    REPEAT,
    RESTART,
    SILENCE,
    FakeJetsonUtils,
    install,
    install_as,
)


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJetsonUtils]:
    """An installed jetson-utils; the test fails where it would have crashed, leaked or copied."""
    fake = install(monkeypatch, FakeJetsonUtils())
    yield fake
    fake.stuck.set()
    assert fake.abuses == []


@pytest.fixture
def camera(module: FakeJetsonUtils) -> Iterator[FrameSource]:
    source = opened()
    yield source
    source.close()


def opened(uri: str = "csi://0", clock: Clock | None = None) -> FrameSource:
    return open_source(uri, clock or SystemClock())


def play(module: FakeJetsonUtils, *scripts: Iterable[str]) -> None:
    module.scripts = scripts
    module.__post_init__()


def frame_of(source: FrameSource, timeout_s: float = 5.0) -> Frame:
    for _ in range(100):
        frame = source.read(timeout_s)
        if isinstance(frame, Frame):
            return frame
    raise AssertionError("no frame")


def test_a_csi_camera_gives_frames_where_the_gpu_reads_them(camera: FrameSource, module: FakeJetsonUtils) -> None:
    frame = frame_of(camera)
    assert (frame.width, frame.height, frame.layout, frame.full_range) == (160, 120, Layout.NV12, False)
    assert [plane.shape for plane in frame.planes] == [(120, 160), (60, 80, 2)]
    assert frame.device is not None
    addresses = [plane.__array_interface__["data"][0] for plane in frame.planes]
    assert list(frame.device.addresses) == addresses
    assert addresses[1] - addresses[0] == 160 * 120, "one piece of memory, the camera's own"
    assert frame.device.pitches == (160, 160)
    ((address, words),) = module.opened
    assert address == "csi://0"
    assert words[1:4] == ["--input-width=1280", "--input-height=720", "--input-rate=30"]
    assert words[4:] == ["--input-flip=rotate-180", "--num-buffers=8", "--log-level=error", "--headless"]


@pytest.mark.parametrize(
    ("format_", "layout", "shapes"),
    [
        ("i420", Layout.I420, [(120, 160), (60, 80), (60, 80)]),
        ("yuyv", Layout.YUYV, [(120, 160, 2)]),
        ("rgb8", Layout.RGB8, [(120, 160, 3)]),
        ("rgba8", Layout.RGBA, [(120, 160, 4)]),
    ],
)
def test_the_cameras_own_format_is_read_as_it_is(
    module: FakeJetsonUtils, format_: str, layout: Layout, shapes: list[tuple[int, ...]]
) -> None:
    module.format = format_
    source = opened()
    frame = frame_of(source)
    assert frame.layout is layout
    assert [plane.shape for plane in frame.planes] == shapes
    assert module.synchronised == 0
    source.close()


def test_a_format_that_spotter_does_not_read_is_converted_and_waited_for(module: FakeJetsonUtils) -> None:
    module.format = "uyvy"
    source = opened()
    assert frame_of(source).layout is Layout.RGB8
    assert module.synchronised == 1
    source.close()


def test_a_camera_that_hangs_upside_down_shows_the_athlete_upright(module: FakeJetsonUtils) -> None:
    source = opened("csi://0?turn=180")
    np.testing.assert_allclose(frame_of(source).to_stored, [[-1, 0, 159], [0, -1, 119]])
    source.close()
    source = opened("csi://0?turn=90")
    frame = frame_of(source)
    assert (frame.width, frame.height) == (120, 160)
    source.close()


def test_a_usb_camera_goes_through_jetson_utils_where_that_is_installed(
    module: FakeJetsonUtils, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.camera.gstreamer.check_camera", lambda _device: None)
    module.format = "i420"
    source = opened("v4l2:///dev/video0?width=1280")
    assert frame_of(source).full_range, "it was a JPEG"
    assert module.opened[0][0] == "/dev/video0"
    assert "--input-width=1280" in module.opened[0][1]
    assert not any("flip" in word for word in module.opened[0][1])
    source.close()


def test_a_usb_camera_on_its_side_is_turned_by_jetson_utils_too(
    module: FakeJetsonUtils, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("daemon.camera.gstreamer.check_camera", lambda _device: None)
    source = opened("/dev/video0?turn=90")
    frame = frame_of(source)
    assert (frame.width, frame.height) == (120, 160)
    source.close()


def test_a_time_out_is_a_stall_and_frames_go_on_after_it(module: FakeJetsonUtils) -> None:
    play(module, ["frame", HANG, "frame"])
    source = opened()
    frame_of(source)
    assert source.read(0.01) is ReadStatus.STALL
    module.stuck.set()
    frame_of(source)
    source.close()


def test_a_camera_that_dies_without_a_word_is_silent_and_stays_so(module: FakeJetsonUtils) -> None:
    play(module, ["frame", SILENCE])
    source = opened()
    frame_of(source)
    for _ in range(3):
        assert source.read(0.05) is ReadStatus.STALL
    source.close()
    assert module.closed == 1


def test_a_dead_cameras_last_picture_again_and_again_is_silence(module: FakeJetsonUtils) -> None:
    play(module, chain(["frame"], repeat(REPEAT)))
    source = opened()
    frame_of(source)
    assert source.read(0.02) is ReadStatus.STALL
    source.close()


@pytest.mark.parametrize("how", [FAIL, NO_CAMERA])
def test_its_bare_exceptions_become_one_clear_line_that_is_said_again(module: FakeJetsonUtils, how: str) -> None:
    play(module, ["frame", how])
    source = opened()
    frame_of(source)
    for _ in range(2):
        with pytest.raises(SourceError, match=r"^camera csi://0 cannot be used \(.*\): check its cable") as error:
            source.read(10.0)
        assert "\n" not in str(error.value)
    source.close()


def test_a_camera_that_does_not_let_go_is_left_behind_and_said(
    module: FakeJetsonUtils, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As when its driver hangs, or a time server put the clock back that jetson-utils waits by."""
    monkeypatch.setattr("daemon.camera.jetson._CLOSE_S", 0.05)
    play(module, ["frame", HANG])
    source = opened()
    frame_of(source)
    assert source.read(0.05) is ReadStatus.STALL
    source.close()
    assert "camera csi://0 did not stop" in caplog.text


def test_memory_that_only_the_gpu_sees_is_refused(module: FakeJetsonUtils) -> None:
    module.mapped = False
    source = opened()
    with pytest.raises(SourceError, match="memory that only the GPU can read"):
        source.read(10.0)
    source.close()


def test_a_size_that_does_not_fit_its_memory_is_refused(module: FakeJetsonUtils) -> None:
    module.size = (161, 120)
    source = opened()
    with pytest.raises(SourceError, match="gives 161x120 nv12 in 28980 bytes: ask for another size"):
        source.read(10.0)
    source.close()


def test_a_picture_that_outlives_its_camera_does_not_crash(module: FakeJetsonUtils) -> None:
    source = opened()
    luma = frame_of(source).planes[0]
    source.close()
    gc.collect()
    assert module.closed == 1
    assert module.freed == 0, "the ring lives as long as somebody looks at it"
    assert luma.sum() > 0
    del luma
    gc.collect()
    assert module.freed == 1


def test_pictures_are_the_newest_and_not_more_than_one_is_taken_ahead(module: FakeJetsonUtils) -> None:
    source = opened()
    frame = frame_of(source)
    marks = {int(frame.planes[0][0, 0])}
    for _ in range(5):
        frame = frame_of(source)
        marks.add(int(frame.planes[0][0, 0]))
        assert source.read(0.0) is not None
    assert len(marks) == 6
    source.close()


@pytest.mark.slow
def test_a_hundred_thousand_frames_leak_nothing_and_are_never_copied(module: FakeJetsonUtils) -> None:
    module.size = (16, 16)
    source = opened(clock=ManualClock())

    def read(frames: int) -> set[int]:
        seen = set()
        for _ in range(frames):
            frame = source.read(10.0)
            while not isinstance(frame, Frame):
                frame = source.read(10.0)
            assert frame.device is not None
            seen.add(frame.device.addresses[0])
        return seen

    read(1000)
    gc.collect()
    before = sys.getallocatedblocks()
    addresses = read(100_000)
    gc.collect()
    assert sys.getallocatedblocks() - before < 2000, "a few are those of other tests' threads"
    assert len(addresses) == jetson_utils.BUFFERS, "always the ring's own memory"
    source.close()


def test_without_jetson_utils_gstreamer_is_asked_and_a_pc_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jetson_utils_python", "jetson_utils"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SourceError, match="camera csi://0 needs a Jetson with NVIDIA's GStreamer"):
        opened()


def test_the_other_project_of_that_name_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    install_as("jetson_utils", monkeypatch, types.SimpleNamespace())
    with pytest.raises(SourceError, match=r"another project of that name: run pip uninstall jetson-utils") as error:
        opened()
    assert "\n" not in str(error.value)


def test_one_built_for_another_numpy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, FakeJetsonUtils())

    def broken(_name: str) -> None:
        raise RuntimeError("FATAL: module compiled as little endian, but detected different endianness at runtime")

    monkeypatch.setattr("importlib.import_module", broken)
    with pytest.raises(SourceError, match=r"jetson_utils_python cannot be loaded .*: build it again for this system's"):
        opened()


def test_times_follow_the_cameras_stamps_and_not_when_they_were_seen() -> None:
    stamps, seen = Stamps(), []
    for number, late_s in enumerate([0.2, 0.01, 0.05, 0.012, 0.1]):
        t = stamps.time(5_000_000_000 + number * 100_000_000, 100.0 + number * 0.1 + late_s)
        assert t is not None
        seen.append(t)
    np.testing.assert_allclose(np.diff(seen[2:]), 0.1, atol=0.001)
    assert seen[-1] == pytest.approx(100.4 + 0.01, abs=0.001), "as late as the least late one"


def test_times_go_on_where_the_cameras_stamps_begin_again() -> None:
    stamps = Stamps()
    first = stamps.time(60_000_000_000, 100.0)
    again = stamps.time(33_000_000, 100.1)
    later = stamps.time(66_000_000, 100.133)
    assert first == pytest.approx(100.0)
    assert again == pytest.approx(100.1)
    assert later == pytest.approx(100.133)


def test_a_frame_that_was_given_before_has_no_time() -> None:
    stamps = Stamps()
    stamps.time(1_000_000_000, 50.0)
    assert stamps.time(1_000_000_000, 50.1) is None


def test_times_never_run_away_when_the_cameras_clock_is_slow() -> None:
    """20 parts in a million slow: 1.7 s a day."""
    stamps, t = Stamps(), 0.0
    for second in range(0, 86_400, 10):
        found = stamps.time(round(second * (1 - 20e-6) * 1e9) + 1, 1000.0 + second)
        assert found is not None
        t = found
    assert t == pytest.approx(1000.0 + 86_390, abs=0.01)


def test_restarted_stamps_are_taken_by_a_camera_too(module: FakeJetsonUtils) -> None:
    play(module, ["frame", "frame", RESTART, "frame"])
    source = opened()
    times = [frame_of(source).t for _ in range(4)]
    assert all(b > a for a, b in pairwise(times))
    source.close()


@pytest.mark.parametrize("address", [CsiAddress(0, 64, 48, 30, 0), CameraAddress(__file__, None, None, None)])  # type: ignore[arg-type] - any path
def test_logs_stay_off_the_screen(address: CsiAddress | CameraAddress) -> None:
    assert "--log-level=error" in jetson_utils.arguments(address)
