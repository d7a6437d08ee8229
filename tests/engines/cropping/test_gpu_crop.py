"""The GPU's crop shows the network what OpenCV's shows it.

Held with the kernel's source, built for this processor; and with the kernel itself where there is a GPU.
"""

import ctypes
import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.ports import Frame, Layout
from daemon.system.clock import SystemClock
from engines.arrays import Affine, Array, Float32
from engines.crop_format import ChannelOrder, CropFormat, Outside
from engines.cropping.cpu_crop import CpuCrop
from engines.cropping.gpu_crop import CropKernel, GpuCrop, GpuTarget, Parameters
from tests.engines.real_gpu import RealGpu, real_gpu
from tests.fakes.kernels import CPU_CUBIN, CpuGpu, NeverAsked, compile_for_cpu, on_device
from tests.fakes.pictures import clip, frame

AnyGpu = CpuGpu | RealGpu
SIZE = 64
ONE_STEP = 1.0001 / 255
LAYOUTS = pytest.mark.parametrize("layout", list(Layout))
OUTSIDES = pytest.mark.parametrize("outside", list(Outside))
DEMO = Path(__file__).parents[3] / "configs" / "clip" / "demo.mp4"


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    return compile_for_cpu(tmp_path_factory.mktemp("kernel"))


@pytest.fixture
def cpu(library: ctypes.CDLL) -> CpuGpu:
    return CpuGpu(library)


@pytest.fixture(params=["cpu", pytest.param("real", marks=pytest.mark.gpu)])
def gpu(request: pytest.FixtureRequest) -> AnyGpu:
    """The stand-in, and the GPU of this machine where there is one."""
    if request.param == "real":
        return real_gpu()
    stand_in: CpuGpu = request.getfixturevalue("cpu")
    return stand_in


def noise(height: int, width: int, seed: int = 0) -> NDArray[np.uint8]:
    """No neighbours are alike: the smallest slip in a coordinate shows."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def noisy(layout: Layout, *, full_range: bool = False, size: tuple[int, int] = (158, 122), padding: int = 8) -> Frame:
    """Every byte of every plane is random, as no picture's ever are."""
    rng = np.random.default_rng(1)

    def random(shape: tuple[int, ...]) -> NDArray[np.uint8]:
        height, width, *rest = shape
        return rng.integers(0, 256, (height, width + padding, *rest), np.uint8)[:, :width]

    given = frame(noise(size[1], size[0]), layout=layout)
    planes = tuple(random(plane.shape) for plane in given.planes)
    return dataclasses.replace(given, planes=planes, full_range=full_range)


def turned(angle: float, scale: float, x: float, y: float) -> Affine:
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    return np.array([[cos, -sin, x], [sin, cos, y]])


WAYS = {
    "as it is": np.eye(2, 3),
    "half a pixel on": turned(0.0, 1.0, 20.5, 10.5),
    "turned and larger": turned(0.7, 1.9, 60.0, -20.0),
    "upside down and smaller": turned(3.0, 0.6, 100.3, 80.7),
    "half outside": turned(-0.3, 3.0, -70.0, -60.0),
    "all outside": turned(0.0, 1.0, 4000.0, 5000.0),
    "far away": turned(0.1, 2.0, -3e5, 3e5),
}


def on_cpu(given: Frame, way: Affine, outside: Outside, low: float = 0.0) -> Float32:
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    CpuCrop(image, CropFormat.between(low, 1.0, outside)).fill(given, way)
    return image


def on_gpu(gpu: AnyGpu, given: Frame, way: Affine, outside: Outside, low: float = 0.0) -> Float32:
    image = gpu.image((1, 3, SIZE, SIZE), np.float32)
    image.fill(np.nan)
    crop = kernel_crop(gpu, image, outside, low)
    crop.fill(dataclasses.replace(given, device=gpu.planes(given)), way)
    gpu.wait()
    return image.copy()


def kernel_crop(gpu: AnyGpu, image: Array, outside: Outside, low: float = 0.0) -> GpuCrop:
    return wanted_crop(gpu, image, CropFormat.between(low, 1.0, outside))


def wanted_crop(gpu: AnyGpu, image: Array, wanted: CropFormat) -> GpuCrop:
    target = GpuTarget.of(image, image.__array_interface__["data"][0])
    return GpuCrop(CropKernel(gpu, gpu.cubin), target, wanted, fallback=NeverAsked())


@LAYOUTS
@OUTSIDES
@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize("way", WAYS)
def test_noise_is_seen_as_opencv_sees_it(
    gpu: AnyGpu, layout: Layout, outside: Outside, way: str, *, full_range: bool
) -> None:
    given = noisy(layout, full_range=full_range)
    difference = np.abs(on_gpu(gpu, given, WAYS[way], outside) - on_cpu(given, WAYS[way], outside))
    assert difference.max() <= ONE_STEP
    assert (difference > 0).mean() < 0.001, "nearly all are the same to the bit"


@pytest.mark.parametrize("layout", [Layout.NV12, Layout.I420])
def test_an_odd_pictures_last_row_and_column_are_read_and_nothing_beyond(gpu: AnyGpu, layout: Layout) -> None:
    rng = np.random.default_rng(2)
    luma, half = rng.integers(0, 256, (61, 63), np.uint8), rng.integers(0, 256, (31, 32, 2), np.uint8)
    planes = (luma, half) if layout is Layout.NV12 else (luma, half[..., 0].copy(), half[..., 1].copy())
    given = dataclasses.replace(frame(noise(62, 64), layout=layout), planes=planes, width=63, height=61)
    for outside in Outside:
        way = turned(0.2, 1.1, -3.0, 2.0)
        assert np.abs(on_gpu(gpu, given, way, outside) - on_cpu(given, way, outside)).max() <= ONE_STEP


@pytest.mark.parametrize("source", ["demo", "c001"])
def test_a_real_frame_is_seen_as_opencv_sees_it(gpu: AnyGpu, source: str) -> None:
    pytest.importorskip("gi", reason="needs GStreamer")
    from daemon.camera.gstreamer import open_source  # noqa: PLC0415 - a machine with a GPU may lack GStreamer

    path = DEMO if source == "demo" else clip(source)
    frames = open_source(str(path), SystemClock())
    given = frames.read(10.0)
    assert isinstance(given, Frame)
    with given:
        for number, (angle, scale) in enumerate([(0.0, 5.0), (0.4, 2.2), (-2.0, 1.3)]):
            way = turned(angle, scale, 200.0 + number, 150.0)
            difference = np.abs(on_gpu(gpu, given, way, Outside.EDGE) - on_cpu(given, way, Outside.EDGE))
            assert difference.max() <= ONE_STEP
    frames.close()


def test_a_turned_phone_is_upright_for_the_gpu_too(gpu: AnyGpu) -> None:
    given = noisy(Layout.NV12)
    to_stored = np.array([[0.0, 1, 0], [-1, 0, 121.0]])
    given = dataclasses.replace(given, to_stored=to_stored, width=122, height=158)
    way = turned(0.1, 1.5, 10.0, 20.0)
    assert np.abs(on_gpu(gpu, given, way, Outside.EDGE) - on_cpu(given, way, Outside.EDGE)).max() <= ONE_STEP


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_black_and_white_become_what_the_network_was_trained_with(gpu: AnyGpu, low: float) -> None:
    given = noisy(Layout.NV12)
    found = on_gpu(gpu, given, WAYS["turned and larger"], Outside.BLACK, low)
    assert np.abs(found - on_cpu(given, WAYS["turned and larger"], Outside.BLACK, low)).max() <= (1 - low) * ONE_STEP


def test_an_input_of_half_floats_and_of_whole_pixels_holds_the_same(gpu: AnyGpu) -> None:
    given = noisy(Layout.NV12)
    given = dataclasses.replace(given, device=gpu.planes(given))
    way = WAYS["turned and larger"]
    plain = on_gpu(gpu, given, way, Outside.EDGE, -1.0)
    half = gpu.image((1, 3, SIZE, SIZE), np.float16)
    kernel_crop(gpu, half, Outside.EDGE, -1.0).fill(given, way)
    gpu.wait()
    assert (half == plain.astype(np.float16)).all(), "to the nearest half, as NumPy rounds"
    pixels = gpu.image((1, SIZE, SIZE, 3), np.float32)
    kernel_crop(gpu, pixels, Outside.EDGE, -1.0).fill(given, way)
    gpu.wait()
    assert (pixels[0].transpose(2, 0, 1) == plain[0]).all()


IMAGENET = CropFormat.standardised((123.675, 116.28, 103.53), (58.395, 57.12, 57.375), Outside.BLACK)
FORMATS = {
    "0 to 1": CropFormat.between(0.0, 1.0, Outside.GREY),
    "mean and deviation": IMAGENET,
    "mean and deviation, blue first": dataclasses.replace(IMAGENET, outside=Outside.GREY, order=ChannelOrder.BGR),
    "bytes": CropFormat(outside=Outside.GREY),
    "bytes, blue first": CropFormat(order=ChannelOrder.BGR, outside=Outside.EDGE),
}
SHAPES = {"wide": (1, 3, 48, SIZE), "high": (1, 3, SIZE, 48), "by pixel": (1, 48, SIZE, 3)}


TYPES = ("float32", "float16", "int32", "uint8")
CASES = [(name, kind) for name, wanted in FORMATS.items() for kind in TYPES[: 4 if wanted.is_as_is else 2]]


@pytest.mark.parametrize(("wanted", "kind"), CASES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_format_shape_and_type_is_as_opencvs(gpu: AnyGpu, wanted: str, shape: str, kind: str) -> None:
    crop = FORMATS[wanted]
    for layout in (Layout.NV12, Layout.RGB8):
        given = noisy(layout)
        found, expected = gpu.image(SHAPES[shape], kind), np.zeros(SHAPES[shape], kind)
        found.fill(99)
        wanted_crop(gpu, found, crop).fill(dataclasses.replace(given, device=gpu.planes(given)), WAYS["half outside"])
        gpu.wait()
        CpuCrop(expected, crop).fill(given, WAYS["half outside"])
        apart = np.abs(found.astype(np.float64) - expected) / max(crop.scale)
        assert apart.max() <= (1.01 if kind != "float16" else 1.3), "one step of a byte"
        assert (apart > 0).mean() < 0.001


def test_each_crop_of_a_frame_is_the_same(gpu: AnyGpu) -> None:
    given = noisy(Layout.NV12, size=(1920, 1080))
    given = dataclasses.replace(given, device=gpu.planes(given))
    image = gpu.image((1, 3, SIZE, SIZE), np.float32)
    crop = kernel_crop(gpu, image, Outside.EDGE)
    crop.fill(given, WAYS["turned and larger"])
    gpu.wait()
    first = image.copy()
    for _ in range(3):
        image.fill(np.nan)
        crop.fill(given, WAYS["turned and larger"])
        gpu.wait()
        assert (image == first).all()


def test_a_frame_is_read_where_it_lies(cpu: CpuGpu) -> None:
    given = noisy(Layout.NV12, size=(1920, 1080))
    given = dataclasses.replace(given, device=on_device(given))
    image = cpu.image((1, 3, SIZE, SIZE), np.float32)
    crop = kernel_crop(cpu, image, Outside.EDGE)
    for _ in range(4):
        crop.fill(given, WAYS["turned and larger"])
    assert cpu.launches == 4
    assert set(cpu.read) == {given.planes[0].__array_interface__["data"][0]}, "the camera's own address, never a copy's"


def test_a_frame_in_ordinary_memory_goes_to_the_processors_crop(cpu: CpuGpu) -> None:
    given, image = noisy(Layout.I420), np.zeros((1, 3, SIZE, SIZE), np.float32)
    plain = CpuCrop(image, CropFormat.between(0.0, 1.0, Outside.EDGE))
    target = GpuTarget.of(image, image.__array_interface__["data"][0])
    wanted = CropFormat.between(0.0, 1.0, Outside.EDGE)
    GpuCrop(CropKernel(cpu, CPU_CUBIN), target, wanted, fallback=plain).fill(given, np.eye(2, 3))
    assert cpu.launches == 0
    assert (image == on_cpu(given, np.eye(2, 3), Outside.EDGE)).all()


def test_python_and_the_kernel_mean_the_same_bytes(library: ctypes.CDLL) -> None:
    assert library.crop_bytes() == ctypes.sizeof(Parameters)


def test_pitches_are_taken_from_the_device_and_not_from_the_processors_view(cpu: CpuGpu) -> None:
    """Over NVMM the two may differ."""
    given = noisy(Layout.NV12, padding=0)
    wide = [np.zeros((plane.shape[0], 256), np.uint8) for plane in given.planes]
    for plane, copy in zip(given.planes, wide, strict=True):
        rows = plane.reshape(plane.shape[0], -1)
        copy[:, : rows.shape[1]] = rows
    device = dataclasses.replace(
        on_device(given), addresses=tuple(copy.__array_interface__["data"][0] for copy in wide), pitches=(256, 256)
    )
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    kernel_crop(cpu, image, Outside.EDGE).fill(dataclasses.replace(given, device=device), np.eye(2, 3))
    assert np.abs(image - on_cpu(given, np.eye(2, 3), Outside.EDGE)).max() <= ONE_STEP


def test_colour_is_colour(gpu: AnyGpu) -> None:
    """All else is held against OpenCV's crop; this against a picture, in case both err alike."""
    picture = cv2.resize(noise(8, 10), (160, 128), interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)
    for layout in Layout:
        found = on_gpu(gpu, frame(picture, layout=layout), np.eye(2, 3), Outside.EDGE)[0].transpose(1, 2, 0)
        expected = picture[:SIZE, :SIZE, ::-1].astype(np.float32) / 255
        assert np.abs(found - expected).mean() < 0.02
