"""What Spotter relies on of pycuda and the CUDA driver: one suite for the fakes and for a real GPU.

A GPU and the fakes cannot be in one process, as both are ``libcuda.so.1``: ``pytest -m gpu`` runs it on the GPU.
"""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.errors import EngineError
from daemon.ports import DevicePlanes, Frame, Layout
from engines.crop_format import CropFormat, Outside
from engines.cropping.gpu_crop import CropKernel, GpuCrop, GpuTarget
from engines.kernels import cubin
from engines.runtimes.cuda import Gpu, MappedArray
from tests.engines.real_gpu import real_gpu
from tests.fakes.gpu_machine import gpu_machine
from tests.fakes.kernels import CPU_CUBIN, NeverAsked, compile_for_cpu

SIDE = 8
UPRIGHT = np.eye(2, 3)


@dataclass(frozen=True)
class Picture:
    """A red picture that the GPU reads, and the square it fills from it: red, green and blue as they are, 0..255."""

    source: MappedArray
    frame: Frame
    square: MappedArray
    crop: GpuCrop

    def paint(self, red: int) -> None:
        pixels(self.source)[..., 0] = red

    def enqueue(self) -> None:
        self.crop.fill(self.frame, UPRIGHT)

    @property
    def shown(self) -> float:
        """What the whole square shows; NaN where it is not of one red."""
        red = self.square.array[0, 0]
        return float(red[0, 0]) if (red == red[0, 0]).all() and not self.square.array[0, 1:].any() else float("nan")


@dataclass(frozen=True)
class Bench:
    """A GPU and its crop kernel."""

    gpu: Gpu
    image: bytes

    def picture(self) -> Picture:
        with self.gpu.current():
            source = self.gpu.mapped_array((SIDE, SIDE, 3, 1))  # four times the bytes that are needed
            square = self.gpu.mapped_array((1, 3, SIDE, SIDE))
        device = DevicePlanes((source.address,), (3 * SIDE,), ((SIDE, SIDE),))
        planes = (pixels(source),)
        frame = Frame(0.0, SIDE, SIDE, Layout.RGB8, planes, UPRIGHT, False, lambda: None, device)
        target = GpuTarget.of(square.array, square.address)
        as_is = CropFormat(outside=Outside.EDGE)
        kernel = CropKernel(self.gpu, self.image)
        return Picture(source, frame, square, GpuCrop(kernel, target, as_is, fallback=NeverAsked()))

    def wait(self) -> None:
        with self.gpu.current():
            self.gpu.wait()


def pixels(source: MappedArray) -> NDArray[np.uint8]:
    return source.array.reshape(-1).view(np.uint8)[: SIDE * SIDE * 3].reshape(SIDE, SIDE, 3)


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.gpu)])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "real":
        yield Bench(real_gpu().gpu, real_gpu().cubin)
        return
    library = compile_for_cpu(tmp_path)
    with gpu_machine() as machine:
        machine.cuda.fake.cubin, machine.cuda.fake.kernel = CPU_CUBIN, library.crop
        yield Bench(Gpu(), CPU_CUBIN)
        assert machine.cuda.depth() == 0


@pytest.fixture
def picture(bench: Bench) -> Picture:
    return bench.picture()


def test_its_name_is_chip_architecture_and_units(bench: Bench) -> None:
    found = re.fullmatch(r"\S.* (sm_\d{2,3}) [1-9]\d*", bench.gpu.name)
    assert found
    assert found[1] == bench.gpu.arch


def test_mapped_memory_is_zero_and_seen_by_both(bench: Bench, picture: Picture) -> None:
    assert not picture.source.array.any()
    assert picture.square.address
    picture.paint(200)
    picture.enqueue()
    bench.wait()
    assert picture.shown == 200


def test_what_is_enqueued_is_done_in_order_after_the_wait(bench: Bench) -> None:
    """Each with its own parameters, although one kernel is launched twice before anybody waits."""
    one, other = bench.picture(), bench.picture()
    one.paint(10)
    other.paint(20)
    for _ in range(3):
        one.enqueue()
        other.enqueue()
    bench.wait()
    assert (one.shown, other.shown) == (10, 20)


def test_one_kernel_launched_twice_with_other_parameters_does_both(bench: Bench, picture: Picture) -> None:
    """Parameters are taken at the launch, not when the work is done."""
    other = bench.picture()
    picture.paint(10)
    picture.enqueue()
    picture.crop.fill(other.frame, UPRIGHT)  # black, into the same square
    picture.enqueue()
    bench.wait()
    assert picture.shown == 10


def test_what_is_captured_is_not_done_until_it_is_launched(bench: Bench, picture: Picture) -> None:
    picture.paint(50)
    with bench.gpu.current():
        graph = bench.gpu.capture(picture.enqueue)
        bench.gpu.wait()
    assert picture.shown == 0
    for red in (50, 60):
        picture.paint(red)
        with bench.gpu.current():
            graph.launch()
            bench.gpu.wait()
        assert picture.shown == red
    with bench.gpu.current():
        graph.close()
        graph.close()


def test_a_graph_keeps_the_parameters_of_its_capture(bench: Bench, picture: Picture) -> None:
    other = bench.picture()
    with bench.gpu.current():
        graph = bench.gpu.capture(picture.enqueue)
    picture.paint(70)
    picture.crop.fill(other.frame, UPRIGHT)
    with bench.gpu.current():
        graph.launch()
        bench.gpu.wait()
        graph.close()
    assert picture.shown == 70


def test_a_capture_that_breaks_off_leaves_the_stream_as_it_was(bench: Bench, picture: Picture) -> None:
    def breaks_off() -> None:
        picture.enqueue()
        raise ValueError("half-way")

    with bench.gpu.current(), pytest.raises(ValueError, match="half-way"):
        bench.gpu.capture(breaks_off)
    picture.paint(80)
    picture.enqueue()
    bench.wait()
    assert picture.shown == 80


def test_what_cannot_be_captured_is_one_clear_line_and_leaves_the_stream_as_it_was(
    bench: Bench, picture: Picture
) -> None:
    def waits() -> None:
        picture.enqueue()
        bench.gpu.wait()

    with pytest.raises(EngineError, match=r"^the GPU failed: .*; run: spotter doctor$"), bench.gpu.current():
        bench.gpu.capture(waits)
    picture.paint(90)
    picture.enqueue()
    bench.wait()
    assert picture.shown == 90


def test_memory_without_a_current_context_is_an_error(bench: Bench) -> None:
    with pytest.raises(bench.gpu.driver.Error):
        bench.gpu.mapped_array((1,))


def test_contexts_nest_and_none_stays(bench: Bench) -> None:
    with bench.gpu.current():
        with bench.gpu.current():
            bench.gpu.mapped_array((1,)).free()
        bench.gpu.mapped_array((1,)).free()
    with pytest.raises(bench.gpu.driver.Error):
        bench.gpu.driver.Context.get_device()


def test_memory_that_is_freed_twice_is_an_error(bench: Bench) -> None:
    with bench.gpu.current():
        mapped = bench.gpu.mapped_array((1,))
        mapped.free()
        with pytest.raises(bench.gpu.driver.Error):
            mapped.free()


def test_more_memory_than_there_is_is_one_clear_line(bench: Bench, picture: Picture) -> None:
    expected = r"^the GPU failed: cuMemHostAlloc failed: out of memory; run: spotter doctor$"
    with pytest.raises(EngineError, match=expected), bench.gpu.current():
        bench.gpu.mapped_array((1 << 42,))
    picture.paint(5)
    picture.enqueue()
    bench.wait()
    assert picture.shown == 5


def in_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_another_thread_may_use_it(bench: Bench, picture: Picture) -> None:
    def work() -> None:
        picture.enqueue()
        bench.wait()

    picture.paint(100)
    in_thread(work)
    assert picture.shown == 100


def test_what_another_thread_frees_is_free(bench: Bench) -> None:
    with bench.gpu.current():
        mapped = bench.gpu.mapped_array((1,))

    def free() -> None:
        with bench.gpu.current():
            mapped.free()

    in_thread(free)
    with bench.gpu.current(), pytest.raises(bench.gpu.driver.Error):
        mapped.free()


@pytest.mark.parametrize("image", ["garbage", "empty", "of another GPU"])
def test_a_kernel_that_does_not_fit_is_one_clear_line(bench: Bench, picture: Picture, image: str) -> None:
    other = next(path for path in sorted(cubin.SHIPPED.glob("*.cubin")) if path.stem != f"crop.{bench.gpu.arch}")
    content = {"garbage": b"no kernel at all", "empty": b"\0", "of another GPU": other.read_bytes()}[image]
    with pytest.raises(EngineError) as caught:
        CropKernel(bench.gpu, content)
    assert re.fullmatch(r"the GPU failed: \S.*\w; run: spotter doctor", str(caught.value))
    picture.paint(110)
    picture.enqueue()
    bench.wait()
    assert picture.shown == 110


def test_a_graph_that_is_closed_cannot_be_launched(bench: Bench, picture: Picture) -> None:
    with bench.gpu.current():
        graph = bench.gpu.capture(picture.enqueue)
        graph.close()
        with pytest.raises(EngineError, match=r"^the GPU failed: cuGraphLaunch returned CUDA error \d+; run"):
            graph.launch()
