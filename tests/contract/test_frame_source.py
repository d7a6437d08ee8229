"""What every frame source promises, whatever it reads from."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from daemon.camera.csi import Csi
from daemon.camera.gstreamer import Pace, open_source
from daemon.errors import SourceError
from daemon.ports import Frame, FrameSource, Layout, ReadStatus
from daemon.system.clock import SystemClock
from tests.fakes.frames import MemorySource
from tests.fakes.jetson_utils import FakeJetsonUtils, install
from tests.fakes.nvmm_camera import HEIGHT, WIDTH, compile_nvmm, nvmm_camera
from tests.fakes.rtsp import rtsp_camera
from tests.fakes.videos import ball

FRAMES = 12
ENDING = ["file", "paced file", "pattern", "memory"]
LIVE = ["pattern", "rtsp", "jetson", "nvmm", "camera"]


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrameSource]:
    clock, kind = SystemClock(), request.param
    if kind == "rtsp":
        with rtsp_camera() as camera:
            opened = open_source(camera.uri, clock)
            yield opened
            opened.close()
        return
    if kind == "jetson":
        jetson = install(monkeypatch, FakeJetsonUtils())
        opened = open_source("csi://0?turn=90", clock)
        yield opened
        opened.close()
        assert jetson.abuses == []
        return
    if kind == "nvmm":
        with nvmm_camera(monkeypatch, compile_nvmm(tmp_path)) as nvmm:
            opened = open_source(f"csi://0?width={WIDTH}&height={HEIGHT}&turn=90", clock, csi=Csi(nvmm=True))
            with nvmm.filming():
                yield opened
            opened.close()
        return
    if kind == "camera":
        opened = open_source("csi://0", clock)
        yield opened
        opened.close()
        return
    if kind == "memory":
        opened = MemorySource.of_noise(FRAMES)
    elif kind == "pattern":
        opened = open_source(f"test://?width=160&height=120&rate=60&frames={FRAMES}", clock)
    else:
        path = ball(tmp_path / "ball.mov", size=(161, 121), frames=FRAMES)
        opened = open_source(str(path), clock, pace=Pace.LIVE if kind == "paced file" else Pace.FULL)
    yield opened
    opened.close()


camera = pytest.param("camera", marks=pytest.mark.jetson)
every = pytest.mark.parametrize("source", [*ENDING, "rtsp", "jetson", "nvmm", camera], indirect=True)
ending = pytest.mark.parametrize("source", ENDING, indirect=True)


def some(source: FrameSource, count: int) -> Iterator[Frame]:
    for _ in range(count):
        frame = source.read(10.0)
        assert isinstance(frame, Frame)
        yield frame


@every
def test_times_increase(source: FrameSource) -> None:
    found = []
    for frame in some(source, 5):
        with frame:
            found.append(frame.t)
    assert all(np.diff(found) > 0)


@every
def test_planes_have_the_layouts_shapes_and_are_read_only(source: FrameSource) -> None:
    for frame in some(source, 3):
        with frame:
            luma, *chroma = frame.planes
            half = ((luma.shape[0] + 1) // 2, (luma.shape[1] + 1) // 2)
            expected = [(*half, 2)] if frame.layout is Layout.NV12 else [half, half]
            assert [plane.shape for plane in chroma] == expected
            assert all(plane.dtype == np.uint8 and not plane.flags.writeable for plane in frame.planes)


@every
def test_the_upright_picture_lies_inside_the_stored_one(source: FrameSource) -> None:
    (frame,) = some(source, 1)
    with frame:
        height, width = frame.planes[0].shape
        corners = np.array([[0, 0, 1], [frame.width - 1, frame.height - 1, 1]]) @ frame.to_stored.T
        assert frame.to_stored.dtype == np.float64
        assert (corners >= -0.5).all()
        assert (corners <= [width - 0.5, height - 0.5]).all()


@every
def test_releasing_twice_is_safe(source: FrameSource) -> None:
    (frame,) = some(source, 1)
    frame.release()
    frame.release()
    assert len(list(some(source, 1))) == 1


@every
def test_a_closed_source_says_so_and_closes_again(source: FrameSource) -> None:
    list(some(source, 1))
    source.close()
    source.close()
    with pytest.raises(SourceError, match="closed"):
        source.read(0.0)


@ending
def test_the_end_is_said_again_on_every_read(source: FrameSource) -> None:
    count = 0
    while not isinstance(frame := source.read(10.0), ReadStatus):
        with frame:
            count += 1
    assert frame is ReadStatus.END
    assert source.read(0.0) is ReadStatus.END
    assert source.read(1.0) is ReadStatus.END
    assert count == FRAMES or (source.live and count > 0)


@every
def test_only_cameras_are_live(source: FrameSource, request: pytest.FixtureRequest) -> None:
    assert source.live == (request.node.callspec.params["source"] in LIVE)
