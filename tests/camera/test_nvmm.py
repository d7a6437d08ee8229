"""What a user gets from a CSI camera whose frames stay in the Jetson's own memory."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import numpy as np
import pytest

from daemon.camera import cuda_egl, nvbufsurface, surfaces
from daemon.camera.csi import Csi
from daemon.camera.gstreamer import open_source
from daemon.config.settings import Settings
from daemon.errors import SourceError
from daemon.ports import Frame, FrameSource, Layout, ReadStatus
from daemon.system.clock import SystemClock
from engines.crop_format import CropFormat, Outside
from engines.cropping.cpu_crop import CpuCrop
from engines.cropping.gpu_crop import CropKernel, GpuCrop, GpuTarget
from tests.boxes import Box
from tests.fakes.kernels import CPU_CUBIN, CpuGpu, compile_for_cpu
from tests.fakes.nvmm_camera import HEIGHT, PITCHES, POOL, WIDTH, LayoutLine, NvmmCamera, compile_nvmm, nvmm_camera

ADDRESS = f"csi://0?width={WIDTH}&height={HEIGHT}&rate=30"
SIZE = 16
WAY = np.array([[1.5, 0.2, 3.0], [-0.2, 1.5, 5.0]])
MANY = 10_000
L4T = (36, 39)


@pytest.fixture(scope="session")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> dict[int, ctypes.CDLL]:
    folder = tmp_path_factory.mktemp("nvmm")
    return {l4t: compile_nvmm(folder, l4t) for l4t in L4T}


@pytest.fixture
def camera(libraries: dict[int, ctypes.CDLL], monkeypatch: pytest.MonkeyPatch) -> Iterator[NvmmCamera]:
    with nvmm_camera(monkeypatch, libraries[36]) as running:
        yield running


def opened(uri: str = ADDRESS) -> FrameSource:
    source = open_source(uri, SystemClock(), csi=Csi(nvmm=True))
    if NvmmCamera.running is not None:
        NvmmCamera.running.opened.add(source)
    return source


def frame_of(camera: NvmmCamera, source: FrameSource) -> Frame:
    camera.push()
    frame = source.read(5.0)
    assert isinstance(frame, Frame)
    return frame


def complaint(camera: NvmmCamera) -> str:
    """The one line of a camera that cannot be read; every further read says it again."""
    source, found = opened(), set()
    camera.push()
    for _ in range(2):
        with pytest.raises(SourceError) as error:
            source.read(5.0)
        found.add(str(error.value))
    source.close()
    (said,) = found
    assert "\n" not in said
    assert said.startswith("camera csi://0 cannot be read in NVMM: ")
    assert said.endswith("; set camera.nvmm = false in spotter.toml to read it in another way")
    return said.removeprefix("camera csi://0 cannot be read in NVMM: ").partition(";")[0]


@pytest.mark.parametrize("l4t", L4T)
def test_python_and_c_mean_the_same_bytes(libraries: dict[int, ctypes.CDLL], l4t: int) -> None:
    lines = (LayoutLine * 64).in_dll(libraries[l4t], "fake_layout")
    layout = {line.name.decode(): line.at for line in takewhile(lambda line: line.name is not None, lines)}
    ours = {**vars(nvbufsurface), **vars(cuda_egl)}
    for name, at in layout.items():
        if name.startswith("sizeof "):
            assert ctypes.sizeof(ours[name.removeprefix("sizeof ")]) == at, name
        else:
            structure, field = name.split(".")
            assert getattr(ours[structure], field).offset == at, name
    assert len(layout) > 30


@pytest.mark.parametrize("l4t", L4T)
def test_a_frame_lies_where_the_gpu_reads_it(
    libraries: dict[int, ctypes.CDLL], monkeypatch: pytest.MonkeyPatch, l4t: int
) -> None:
    with nvmm_camera(monkeypatch, libraries[l4t]) as camera:
        source = opened()
        surface = camera.push()
        frame = source.read(5.0)
        assert isinstance(frame, Frame)
        with frame:
            assert frame.device is not None
            assert frame.device.addresses == (surface.memory, surface.memory + PITCHES[0] * HEIGHT)
            assert frame.device.pitches == PITCHES
            assert frame.device.sizes == ((HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2))
            assert (frame.width, frame.height, frame.layout, frame.full_range) == (WIDTH, HEIGHT, Layout.NV12, False)
            assert len(frame.planes) == 2
        source.close()
        assert camera.calls("NvBufSurfaceSyncForCpu") == 0, "nobody looked at it with the processor"


def test_the_processor_sees_the_same_picture_when_it_looks(camera: NvmmCamera) -> None:
    source = opened()
    for _ in range(3 * POOL):
        surface = camera.push()
        frame = source.read(5.0)
        assert isinstance(frame, Frame)
        with frame:
            luma, chroma = frame.planes
            assert (luma == surface.planes[0][:, :WIDTH]).all()
            assert (chroma.reshape(HEIGHT // 2, WIDTH) == surface.planes[1][:, :WIDTH]).all()
            assert frame.planes[0].strides == (PITCHES[0], 1)
            assert [plane.shape for plane in frame.planes[0:]] == [(HEIGHT, WIDTH), (HEIGHT // 2, WIDTH // 2, 2)]
            assert not luma.flags.writeable
    source.close()
    assert camera.calls("NvBufSurfaceSyncForCpu") == 3 * POOL, "once a frame"


def test_a_second_look_at_a_surface_shows_the_new_picture(camera: NvmmCamera) -> None:
    source, pictures = opened(), []
    for _ in range(2 * POOL):
        with frame_of(camera, source) as frame:
            pictures.append(frame.planes[0].tobytes())
    source.close()
    assert len(set(pictures)) == len(pictures), "the test pattern moves"


def test_frames_reach_the_network_where_they_lie(camera: NvmmCamera, tmp_path: Path) -> None:
    gpu, source = CpuGpu(compile_for_cpu(tmp_path)), opened()
    image, plain = np.zeros((1, 3, SIZE, SIZE), np.float32), np.zeros((1, 3, SIZE, SIZE), np.float32)
    processors = CpuCrop(plain, CropFormat.between(0.0, 1.0, Outside.EDGE))
    target = GpuTarget.of(image, image.__array_interface__["data"][0])
    crop = GpuCrop(CropKernel(gpu, CPU_CUBIN), target, CropFormat.between(0.0, 1.0, Outside.EDGE), fallback=processors)
    for number in range(20):
        with frame_of(camera, source) as frame:
            crop.fill(frame, WAY)
            assert camera.calls("NvBufSurfaceSyncForCpu") == number, "the GPU needs no view for the processor"
            processors.fill(frame, WAY)
        assert np.abs(image - plain).max() <= 1.0001 / 255
        assert image.std() > 0.05, "it is a picture"
    assert set(gpu.read) == {surface.memory for surface in camera.surfaces}
    source.close()


@pytest.mark.slow
def test_each_surface_is_mapped_once_and_unmapped_once_over_thousands_of_frames(camera: NvmmCamera) -> None:
    source = opened()
    for number in range(MANY):
        if number == MANY // 10:
            gc.collect()
            before = sys.getallocatedblocks()
        frame_of(camera, source).release()
    gc.collect()
    assert sys.getallocatedblocks() - before < MANY // 10, "nothing is left behind"
    for name in ("NvBufSurfaceMapEglImage", "cuGraphicsEGLRegisterImage", "NvBufSurfaceMap"):
        assert camera.calls(name) == POOL
    for name in ("NvBufSurfaceUnMapEglImage", "cuGraphicsUnregisterResource", "NvBufSurfaceUnMap"):
        assert camera.calls(name) == 0
    source.close()
    source.close()
    assert camera.mapped_at_stop == 0, "the surfaces go with the pipeline"
    for name in ("NvBufSurfaceUnMapEglImage", "cuGraphicsUnregisterResource", "NvBufSurfaceUnMap"):
        assert camera.calls(name) == POOL


def test_a_released_frame_goes_back_to_the_camera_at_once(camera: NvmmCamera) -> None:
    source = opened()
    kept = []
    for _ in range(3 * POOL):
        frame = frame_of(camera, source)  # with no surface free, the camera would have none to write
        frame.release()
        frame.release()
        kept.append(frame)
    assert len(kept) == 3 * POOL
    source.close()


def test_a_frame_that_is_held_while_the_camera_closes_is_unmapped_when_it_is_released(camera: NvmmCamera) -> None:
    source = opened()
    frame_of(camera, source).release()
    held = frame_of(camera, source)
    expected = bytes(held.planes[0][0])
    source.close()
    assert camera.calls("NvBufSurfaceUnMapEglImage") == 1
    assert camera.library.fake_contexts() == 1
    assert bytes(held.planes[0][0]) == expected
    held.release()
    assert camera.calls("NvBufSurfaceUnMapEglImage") == 2


def test_a_camera_that_is_forgotten_gives_all_back(camera: NvmmCamera) -> None:
    source = opened()
    frame_of(camera, source).release()
    del source
    gc.collect()
    assert camera.mapped_at_stop == 0


def test_another_surface_at_the_same_address_is_mapped_afresh(camera: NvmmCamera) -> None:
    source = opened()
    with frame_of(camera, source) as frame:
        assert frame.device is not None
        before = frame.device.addresses
    first = camera.surfaces[-1]
    frame_of(camera, source).release()  # until then the appsink holds the first
    camera.library.fake_make(first.address, WIDTH, HEIGHT, PITCHES[0], 99)
    first.planes = camera.surfaces[0].planes  # what is in its own is not looked at here
    camera.surfaces.remove(first)
    camera.surfaces.insert(0, first)
    with frame_of(camera, source) as frame:
        assert frame.device is not None
        assert frame.device.addresses != before
    assert camera.calls("cuGraphicsUnregisterResource") == 1
    source.close()
    assert camera.library.fake_alive() == 2, "the old one's EGLImage and mapping went with it"
    assert camera.library.fake_abuses() == 0
    camera.library.fake_reset()


def test_a_camera_hung_upside_down_is_upright(camera: NvmmCamera) -> None:
    source = opened(f"{ADDRESS}&turn=180")
    with frame_of(camera, source) as frame:
        np.testing.assert_allclose(frame.to_stored, [[-1, 0, WIDTH - 1], [0, -1, HEIGHT - 1]])
    source.close()


def test_rows_are_asked_for_and_only_the_newest_frame_waits(camera: NvmmCamera) -> None:
    source = opened()
    assert camera.converter.bl_output is False
    assert camera.converter.output_buffers == 8
    for _ in range(3):
        newest = camera.push()
    found = [0]
    while found[-1] != newest.memory:
        frame = source.read(10.0)
        assert isinstance(frame, Frame), "the newest never came"
        with frame:
            assert frame.device is not None
            found.append(frame.device.addresses[0])
    assert source.read(0.0) is ReadStatus.STALL
    source.close()


@pytest.mark.parametrize("colour", [nvbufsurface.NV12_ER, nvbufsurface.NV12_709_ER])
def test_a_surface_of_full_range_is_known(camera: NvmmCamera, colour: int) -> None:
    for surface in camera.surfaces:
        surface.params.colorFormat = colour
    source = opened()
    with frame_of(camera, source) as frame:
        assert frame.full_range
    source.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cuInit", "CUDA_ERROR_UNKNOWN"),
        ("cuDeviceGet", "CUDA_ERROR_UNKNOWN"),
        ("cuDevicePrimaryCtxRetain", "CUDA_ERROR_UNKNOWN"),
        ("cuCtxPushCurrent_v2", "CUDA_ERROR_UNKNOWN"),
        ("cuGraphicsEGLRegisterImage", "CUDA_ERROR_UNKNOWN"),
        ("cuGraphicsResourceGetMappedEglFrame", "CUDA_ERROR_UNKNOWN"),
        ("NvBufSurfaceMapEglImage", "-1"),
        ("NvBufSurfaceMap", "-1"),
    ],
)
def test_each_call_that_fails_is_one_clear_line(camera: NvmmCamera, name: str, said: str) -> None:
    camera.fail(name)
    if name.startswith(("cuInit", "cuDevice")):
        with pytest.raises(SourceError, match=rf"csi://0 cannot be read in NVMM: {name} failed \({said}\); set camera"):
            opened()
        return
    assert complaint(camera) == f"{name} failed ({said})"


def test_a_view_for_the_processor_that_fails_is_one_clear_line(camera: NvmmCamera) -> None:
    source = opened()
    camera.fail("NvBufSurfaceSyncForCpu")
    with (
        frame_of(camera, source) as frame,
        pytest.raises(SourceError, match="by the processor: NvBufSurfaceSyncForCpu"),
    ):
        frame.planes[0]
    source.close()


@pytest.mark.parametrize("name", ["NvBufSurfaceUnMapEglImage", "NvBufSurfaceUnMap", "cuGraphicsUnregisterResource"])
def test_what_cannot_be_given_back_is_told_and_the_rest_is(
    libraries: dict[int, ctypes.CDLL],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    with nvmm_camera(monkeypatch, libraries[36], leaves=1) as camera:
        source = opened()
        frame_of(camera, source).release()
        camera.fail(name)
        source.close()
        assert f"was not given back: {name} failed" in caplog.text
        assert "\n" not in caplog.messages[0]


def test_block_linear_pictures_are_refused(camera: NvmmCamera) -> None:
    for surface in camera.surfaces:
        surface.params.layout = 1
    assert complaint(camera) == "its pictures are block-linear and cannot be read row by row"


def test_block_linear_arrays_of_cuda_are_refused(camera: NvmmCamera) -> None:
    for surface in camera.surfaces:
        surface.params.dataPtr = 1
    assert complaint(camera) == "CUDA takes its pictures for block-linear arrays, which cannot be read row by row"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("colorFormat", 19, "its pictures are of colour format 19, which is not NV12"),
        (
            "width",
            128,
            "its surfaces are 128x48 in 2 planes with rows of (256, 320) bytes, where NV12 of 64x48 was agreed",
        ),
        (
            "height",
            0,
            "its surfaces are 64x0 in 2 planes with rows of (256, 320) bytes, where NV12 of 64x48 was agreed",
        ),
    ],
)
def test_a_surface_that_says_something_else_is_refused(camera: NvmmCamera, field: str, value: int, said: str) -> None:
    """As it would, were its description laid out otherwise than is known here."""
    for surface in camera.surfaces:
        setattr(surface.params, field, value)
    assert complaint(camera) == said


def test_rows_too_short_for_the_picture_are_refused(camera: NvmmCamera) -> None:
    for surface in camera.surfaces:
        surface.params.planeParams.pitch[1] = WIDTH - 1
    assert "with rows of (256, 63) bytes" in complaint(camera)


def test_memory_of_a_graphics_card_is_refused(camera: NvmmCamera) -> None:
    for surface in camera.surfaces:
        nvbufsurface.Surface.from_address(surface.address).memType = 2
    assert complaint(camera) == "its pictures lie in memory of kind 2, which is not the Jetson's own"


def test_a_camera_that_never_gives_a_surface_twice_is_refused(
    camera: NvmmCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surfaces, "_LIMIT", POOL - 1)
    source = opened()
    for _ in range(POOL - 1):
        frame_of(camera, source).release()
    with pytest.raises(SourceError, match="more than 3 surfaces, none of them given twice"):
        frame_of(camera, source)
    source.close()


def test_it_is_off_unless_asked_for() -> None:
    assert Settings().camera.nvmm is False
    assert Csi().nvmm is False


def test_a_pc_says_in_one_line_what_it_lacks() -> None:
    with pytest.raises(SourceError) as error:
        opened()
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("camera csi://0 cannot be read in NVMM: libnvbufsurface.so cannot be loaded (")


@pytest.mark.slow
def test_the_daemon_says_it_too_and_ends(tmp_path: Path) -> None:
    ended = Box(tmp_path, **{"camera.nvmm": True}).call("run", "--source", "csi://0")
    assert ended.returncode == 66
    assert ended.stderr.startswith("spotter: camera csi://0 cannot be read in NVMM: libnvbufsurface.so")
    assert ended.stderr.count("\n") == 1


def test_a_machine_without_argus_says_so(camera: NvmmCamera) -> None:
    core = camera.gst.core
    argus = core.ElementFactory.find("nvarguscamerasrc")
    core.Registry.get().remove_feature(argus)
    try:
        with pytest.raises(SourceError, match="camera csi://0 needs a Jetson with NVIDIA's GStreamer") as error:
            opened()
        assert camera.library.fake_contexts() == 0, f"though {error} is still remembered"
    finally:
        core.Registry.get().add_feature(argus)
