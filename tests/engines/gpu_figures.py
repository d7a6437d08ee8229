"""The crop on a real GPU: its times, its bits and its memory: ``python -m tests.engines.gpu_figures``.

It needs an NVIDIA GPU, pycuda and, where Spotter brings no kernel for that GPU, nvcc. The frames are noise, 1080p NV12;
they take turns, so that no cache holds them all.
"""

import dataclasses
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.errors import EngineError
from daemon.ports import DevicePlanes, Frame, Layout
from engines.arrays import Affine
from engines.crop_format import CropFormat, InputLayout, Outside
from engines.cropping.cpu_crop import CpuCrop
from engines.cropping.gpu_crop import CropKernel, GpuCrop, GpuTarget
from engines.roi import Roi
from tests.engines.real_gpu import RealGpu, Uploaded
from tests.fakes.gpu_machine import is_in_process
from tests.fakes.kernels import NeverAsked

WIDTH, HEIGHT = 1920, 1080
FRAMES = 24
"""Different frames, 75 MB together."""
TIMED = 3000
WARM = 200
STREAMED = 500
LAUNCHES = 100
"""About as many as a network's."""
LONG = 100_000
LARGE = 8192
"""The side of a square that keeps the GPU busy for a while."""
BUSY = 40
BATCH = 100


@dataclass(frozen=True)
class Square:
    """One of the squares that Spotter crops."""

    name: str
    roi: Roi
    size: int
    low: float
    outside: Outside

    @property
    def way(self) -> Affine:
        return self.roi.to_upright(self.size)


SQUARES = (
    Square("detector, whole picture", Roi(WIDTH / 2, HEIGHT / 2, WIDTH, 0.0), 224, -1.0, Outside.BLACK),
    Square("landmarks, standing", Roi(900, 560, 1350, 0.05), 256, 0.0, Outside.EDGE),
    Square("landmarks, lying", Roi(960, 700, 1350, 1.5), 256, 0.0, Outside.EDGE),
    Square("landmarks, far away", Roi(1000, 500, 400, -0.1), 256, 0.0, Outside.EDGE),
)


def noise(seed: int) -> Frame:
    """A frame of which no two neighbours are alike."""
    rng = np.random.default_rng(seed)
    luma = rng.integers(0, 256, (HEIGHT, WIDTH), np.uint8)
    chroma = rng.integers(0, 256, (HEIGHT // 2, WIDTH // 2, 2), np.uint8)
    return Frame(0.0, WIDTH, HEIGHT, Layout.NV12, (luma, chroma), np.eye(2, 3), full_range=False, release=lambda: None)


class Bench:
    """A GPU, its frames in its own memory and in memory that it shares with the processor, and what is measured."""

    def __init__(self, gpu: RealGpu) -> None:
        self.gpu = gpu
        self.kernel = CropKernel(gpu, gpu.cubin)
        self.plain = [noise(seed) for seed in range(FRAMES)]
        self.uploaded = [gpu.upload(frame) for frame in self.plain]
        self.on_device = [self._with(frame, one) for frame, one in zip(self.plain, self.uploaded, strict=True)]
        self.mapped = [self._mapped(frame) for frame in self.plain]
        self.shared = gpu.image((1, 3, 256, 256), np.float32)
        with gpu.current():
            self.own: Any = gpu.driver.mem_alloc(4 * 3 * 256 * 256)
            self._large: Any = gpu.driver.mem_alloc(4 * 3 * LARGE * LARGE)

    @staticmethod
    def _with(frame: Frame, uploaded: Uploaded) -> Frame:
        return dataclasses.replace(frame, device=uploaded.planes)

    def _mapped(self, frame: Frame) -> Frame:
        planes = []
        for plane in frame.planes:
            planes.append(self.gpu.image(plane.shape, np.uint8))
            planes[-1][:] = plane
        sizes = tuple((plane.shape[0], plane.shape[1]) for plane in planes)
        addresses = tuple(plane.ctypes.data for plane in planes)
        device = DevicePlanes(addresses, tuple(plane.strides[0] for plane in planes), sizes)
        return dataclasses.replace(frame, planes=tuple(planes), device=device)

    def crop(self, square: Square, address: int, kernel: CropKernel | None = None) -> GpuCrop:
        target = GpuTarget(address, InputLayout(square.size, square.size, is_nhwc=False), "float32")
        wanted = CropFormat.between(square.low, 1.0, square.outside)
        return GpuCrop(kernel or self.kernel, target, wanted, fallback=NeverAsked())

    def times(self, work: Callable[[], None], count: int = TIMED) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Microseconds of each run on the GPU, between two events, and of the processor to enqueue it.

        A batch is enqueued while the GPU is still busy with other work, so that it never waits for the processor.
        """
        driver, stream = self.gpu.driver, self.gpu.stream
        on_gpu, on_cpu = [], []
        with self.gpu.current():
            events = [(driver.Event(), driver.Event()) for _ in range(BATCH)]
            for batch in range(-1, count // BATCH):
                self._keep_busy()
                busy = driver.Event().record(stream)
                for start, end in events:
                    start.record(stream)
                    begun = time.perf_counter_ns()
                    work()
                    on_cpu.append((time.perf_counter_ns() - begun) / 1e3)
                    end.record(stream)
                assert not busy.query(), "all was enqueued before the GPU came to it"
                self.gpu.gpu.wait()
                on_gpu += [1e3 * end.time_since(start) for start, end in events if batch >= 0]
        return np.array(on_gpu), np.array(on_cpu[BATCH:])

    def alone(self, work: Callable[[], None], count: int = 300) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The same for work of many parts, where the GPU may wait for the processor; each run is waited for."""
        driver, stream = self.gpu.driver, self.gpu.stream
        on_gpu, on_cpu = [], []
        with self.gpu.current():
            start, end = driver.Event(), driver.Event()
            for _ in range(10 + count):
                start.record(stream)
                begun = time.perf_counter_ns()
                work()
                on_cpu.append((time.perf_counter_ns() - begun) / 1e3)
                end.record(stream)
                end.synchronize()
                on_gpu.append(1e3 * end.time_since(start))
        return np.array(on_gpu[10:]), np.array(on_cpu[10:])

    def _keep_busy(self) -> None:
        large = Square("", SQUARES[1].roi, LARGE, 0.0, Outside.EDGE)
        crop = self.crop(large, int(self._large))
        for _ in range(BUSY):
            crop.fill(self.on_device[0], large.way)


def spread(times_us: NDArray[np.float64]) -> str:
    return f"{np.median(times_us):6.1f} µs, p95 {np.percentile(times_us, 95):6.1f}"


def header(gpu: RealGpu) -> None:
    version = Path("/proc/driver/nvidia/version")
    found = re.search(r"(\d+\.\d+(?:\.\d+)?)", version.read_text()) if version.is_file() else None
    cuda = gpu.driver.get_driver_version()
    import pycuda  # noqa: PLC0415 - most machines lack it

    print(f"{gpu.gpu.name}, driver {found[1] if found else 'unknown'}, CUDA {cuda // 1000}.{cuda % 1000 // 10}", end="")
    print(f", OpenCV {cv2.__version__}, pycuda {pycuda.VERSION_TEXT}, kernel of {len(gpu.cubin)} bytes")


def filling(crop: GpuCrop, frames: Sequence[Frame], way: Affine) -> Callable[[], None]:
    """Returns what crops the next of the frames at each call."""
    turn = cycle(frames)

    def fill() -> None:
        crop.fill(next(turn), way)

    return fill


def repeat(work: Callable[[], None]) -> None:
    """Do it as often as a network launches."""
    for _ in range(LAUNCHES):
        work()


def crop_times(bench: Bench) -> None:
    """Each square from and to each memory."""
    shared = bench.shared.ctypes.data
    ways = (
        ("frame and input in the GPU's memory", bench.on_device, int(bench.own)),
        ("frame in the GPU's memory, input shared", bench.on_device, shared),
        ("frame and input shared with the processor", bench.mapped, shared),
    )
    nothing, _ = bench.times(lambda: None)
    print(f"two events with nothing in between: {spread(nothing)}")
    for square in SQUARES:
        for name, frames, address in ways:
            crop = bench.crop(square, address)
            on_gpu, on_cpu = bench.times(filling(crop, frames, square.way))
            print(f"{square.name:24} {name:42} {spread(on_gpu)}; to enqueue it {spread(on_cpu)}")
    _many_at_once(bench)
    _waited_for(bench, shared)
    _on_the_processor(bench)


def _many_at_once(bench: Bench) -> None:
    """What a crop takes where the next one is already there: the kernel alone, without the gaps of a single launch."""
    for square in SQUARES:
        fill = filling(bench.crop(square, int(bench.own)), bench.on_device, square.way)
        with bench.gpu.current():
            graph = bench.gpu.gpu.capture(partial(repeat, fill))
        on_gpu, _ = bench.alone(graph.launch)
        print(f"{square.name:24} {LAUNCHES} in one graph, of each{'':17} {spread(on_gpu / LAUNCHES)}")
        with bench.gpu.current():
            graph.close()


def _waited_for(bench: Bench, shared: int) -> None:
    square = SQUARES[1]
    crop, turn = bench.crop(square, shared), cycle(bench.mapped)
    taken = []
    for _ in range(WARM + TIMED):
        begun = time.perf_counter_ns()
        crop.fill(next(turn), square.way)
        bench.gpu.wait()
        taken.append((time.perf_counter_ns() - begun) / 1e3)
    print(f"{square.name:24} from the call until it is waited for, asleep {spread(np.array(taken[WARM:]))}")


def _on_the_processor(bench: Bench) -> None:
    for square in SQUARES[:2]:
        image = np.zeros((1, 3, square.size, square.size), np.float32)
        crop, taken = CpuCrop(image, CropFormat.between(square.low, 1.0, square.outside)), []
        for frame in islice(cycle(bench.plain), 500):
            begun = time.perf_counter_ns()
            crop.fill(frame, square.way)
            taken.append((time.perf_counter_ns() - begun) / 1e3)
        print(f"{square.name:24} the processor's crop, for comparison{'':7} {spread(np.array(taken))}")


class OtherStream:
    """The same GPU with a stream of its own."""

    def __init__(self, gpu: RealGpu) -> None:
        self.driver, self.current = gpu.driver, gpu.current
        with gpu.current():
            self.stream: Any = gpu.driver.Stream(1)


def bits(bench: Bench) -> None:
    """Between runs, between streams, and against the processor's crop."""
    for square in SQUARES:
        shape = (1, 3, square.size, square.size)
        here, there = bench.gpu.image(shape, np.float32), bench.gpu.image(shape, np.float32)
        other = OtherStream(bench.gpu)
        ours = bench.crop(square, here.ctypes.data)
        theirs = bench.crop(square, there.ctypes.data, CropKernel(other, bench.gpu.cubin))
        on_cpu = np.zeros(shape, np.float32)
        plain = CpuCrop(on_cpu, CropFormat.between(square.low, 1.0, square.outside))
        step, unlike, apart, most = (1 - square.low) / 255, 0, 0, 0.0
        expected = []
        for given, frame in zip(bench.on_device, bench.plain, strict=True):
            here.fill(np.nan)
            ours.fill(given, square.way)
            bench.gpu.wait()
            expected.append(here.copy())
            plain.fill(frame, square.way)
            apart += int((here != on_cpu).sum())
            most = max(most, float(np.abs(here - on_cpu).max()) / step)
        for index in islice(cycle(range(FRAMES)), STREAMED):
            here.fill(np.nan)
            there.fill(np.nan)
            ours.fill(bench.on_device[index], square.way)
            theirs.fill(bench.on_device[index - 1], square.way)
            bench.gpu.wait()
            with bench.gpu.current():
                other.stream.synchronize()
            unlike += (here != expected[index]).any() + (there != expected[index - 1]).any()
        share = 100 * (1 - apart / (FRAMES * here.size))
        print(
            f"{square.name:24} {2 * STREAMED} runs on two streams at once: {unlike} not the same to the bit;", end=" "
        )
        print(f"as the processor's crop: {share:.4f} % of the values, the others within {most:.2f} of 1/255")


def launches(bench: Bench) -> None:
    """What a graph saves: a hundred small launches, one by one and as one."""
    small = Square("", Roi(960, 540, 400, 0.0), 32, 0.0, Outside.EDGE)
    crop = bench.crop(small, int(bench.own))
    crop.fill(bench.on_device[0], small.way)
    parameters = crop._parameters  # what fill() computes is no part of a launch

    def one_by_one() -> None:
        repeat(lambda: bench.kernel(parameters))

    with bench.gpu.current():
        graph = bench.gpu.gpu.capture(one_by_one)
    by_one, at_once = bench.alone(one_by_one), bench.alone(graph.launch)
    for name, (on_gpu, on_cpu) in (("one by one", by_one), ("as one graph", at_once)):
        print(f"{LAUNCHES} small launches {name:13} on the GPU {spread(on_gpu)}; to enqueue them {spread(on_cpu)}")
    with bench.gpu.current():
        graph.close()


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def growth(bench: Bench) -> None:
    """Memory of GPU and process, before and after many frames: a crop each, a graph in place of the network, a wait."""
    image = bench.gpu.image((1, 3, 256, 256), np.float32)
    crops = [bench.crop(square, image.ctypes.data) for square in SQUARES]
    small = Square("", Roi(960, 540, 400, 0.0), 32, 0.0, Outside.EDGE)
    network = bench.crop(small, int(bench.own))
    with bench.gpu.current():
        graph = bench.gpu.gpu.capture(lambda: network.fill(bench.on_device[0], small.way))

    def run(frames: int) -> tuple[int, int]:
        turn, squares = cycle(bench.mapped), cycle(zip(crops, SQUARES, strict=True))
        for frame, (crop, square) in islice(zip(turn, squares, strict=False), frames):
            crop.fill(frame, square.way)
            with bench.gpu.current():
                graph.launch()
                bench.gpu.gpu.wait()
        with bench.gpu.current():
            free, _ = bench.gpu.driver.mem_get_info()
        return free, resident_bytes()

    before = run(2000)
    half = run(LONG // 2)
    after = run(LONG // 2)
    whole, second = ((after[1] - earlier[1]) / 1024 for earlier in (before, half))
    print(f"after {LONG} frames: {before[0] - after[0]} bytes of the GPU's memory more,", end=" ")
    print(f"{whole:.0f} KiB of the process's, {second:.0f} KiB in the second half")
    with bench.gpu.current():
        graph.close()


def main() -> None:
    if is_in_process():
        sys.exit("a fake CUDA driver is loaded in this process")
    try:
        gpu = RealGpu()
    except EngineError as error:
        sys.exit(f"needs an NVIDIA GPU, pycuda and a crop kernel for it: {error}")
    header(gpu)
    bench = Bench(gpu)
    for part in (crop_times, bits, launches, growth):
        part(bench)


if __name__ == "__main__":
    main()
