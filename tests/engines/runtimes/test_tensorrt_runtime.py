"""TensorRT's runtime: the same keypoints as ONNX Runtime's, nothing leaked, and every failure one clear line."""

import ctypes
import dataclasses
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.errors import EngineError
from daemon.ports import Frame
from engines import registry
from engines.conversion.onnx_files import ensure_onnx
from engines.crop_format import CropFormat, Outside
from engines.cropping.gpu_crop import CropKernel
from engines.pipeline import Pipeline
from engines.ports import Runtime
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import IncompatiblePlanError, TensorRtRuntime, load
from engines.tensorrt import accuracy_gate, half
from tests.contract.test_runtime import network
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.kernels import CPU_CUBIN, compile_for_cpu, on_device
from tests.fakes.parts import blazepose_parts
from tests.fakes.pictures import NoStages, frame

Clip = Callable[[], Iterator[Frame]]
FRAMES = 100_000
FEW = 10
"""Frames of what is rounded step by step, which is slow; ``tensorrt_figures.py`` has the whole clip."""


def plan(model: bytes) -> bytes:
    return b"fake TensorRT engine 10.3.0\n" + model


@pytest.fixture(scope="module")
def crop(tmp_path_factory: pytest.TempPathFactory) -> ctypes.CDLL:
    """The crop's kernel, compiled for this processor."""
    return compile_for_cpu(tmp_path_factory.mktemp("kernel"))


def on_device_planes(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The same frames where the GPU can read them; the processor reads black."""
    for one in frames:
        black = tuple(np.zeros_like(plane) for plane in one.planes)
        yield dataclasses.replace(one, device=on_device(one), planes=black)


def small(gpu: Gpu | None = None) -> TensorRtRuntime:
    return TensorRtRuntime(gpu or Gpu(), plan(network()))


def on_tensorrt(
    ready: Path, change: Callable[[bytes], bytes], kernel: Callable[[Gpu], CropKernel | None] = lambda _: None
) -> tuple[Runtime, Runtime]:
    gpu = Gpu()
    crops = kernel(gpu)
    detector, landmarks = (ensure_onnx(one, ready).read_bytes() for one in registry.find(registry.DEFAULT).networks)
    return TensorRtRuntime(gpu, plan(change(detector)), crops), TensorRtRuntime(gpu, plan(change(landmarks)), crops)


def on_onnx(ready: Path) -> tuple[Runtime, Runtime]:
    detector, landmarks = (OnnxRuntime(ensure_onnx(one, ready), 2) for one in registry.find(registry.DEFAULT).networks)
    return detector, landmarks


def poses(networks: tuple[Runtime, Runtime], frames: Iterator[Frame]) -> list[Pose]:
    engine = Pipeline("test", blazepose_parts(*networks), NoStages())
    found = [engine.estimate(one) for one in frames]
    assert None not in found
    return [pose for pose in found if pose is not None]


@pytest.mark.slow
def test_float32_gives_the_same_keypoints_to_the_bit(machine: GpuMachine, ready: Path, clip: Clip) -> None:
    expected = poses(on_onnx(ready), clip())
    found = poses(on_tensorrt(ready, lambda model: model), clip())
    assert len(expected) == 30
    for one, other in zip(expected, found, strict=True):
        assert np.array_equal(one.xy, other.xy)
        assert np.array_equal(one.score, other.score)
        assert one.world is not None
        assert np.array_equal(one.world, other.world)
    assert machine.cuda.library.fakeLaunches() >= 30, "the frames went through the recorded graph"


@pytest.mark.slow
def test_frames_in_the_gpus_memory_give_the_same_keypoints_without_a_copy(
    machine: GpuMachine, ready: Path, clip: Clip, crop: ctypes.CDLL
) -> None:
    machine.cuda.fake.cubin, machine.cuda.fake.kernel = CPU_CUBIN, crop.crop
    networks = on_tensorrt(ready, lambda model: model, lambda gpu: CropKernel(gpu, CPU_CUBIN))
    held = machine.cuda.fake.live
    expected, found = poses(on_onnx(ready), clip()), poses(networks, on_device_planes(clip()))
    assert machine.cuda.fake.launches == 36, "one for each frame, and six to look for the athlete and for others"
    assert machine.cuda.fake.most == held, "no frame was copied into the GPU's memory"
    for one, other in zip(expected, found, strict=True):
        torso = np.linalg.norm(one.xy[Joint.LEFT_SHOULDER] - one.xy[Joint.LEFT_HIP])
        assert np.abs(one.xy - other.xy).max() / torso < 0.01


@pytest.mark.slow
def test_a_frame_in_ordinary_memory_is_cropped_by_the_processor(
    machine: GpuMachine, ready: Path, clip: Clip, crop: ctypes.CDLL
) -> None:
    machine.cuda.fake.cubin, machine.cuda.fake.kernel = CPU_CUBIN, crop.crop
    networks = on_tensorrt(ready, lambda model: model, lambda gpu: CropKernel(gpu, CPU_CUBIN))
    expected, found = poses(on_onnx(ready), clip()), poses(networks, clip())
    assert machine.cuda.fake.launches == 0
    assert all(np.array_equal(one.xy, other.xy) for one, other in zip(expected, found, strict=True))


@pytest.mark.slow
def test_half_precision_as_a_gpu_rounds_is_within_a_hundredth_of_the_torso(
    machine: GpuMachine, ready: Path, clip: Clip
) -> None:
    machine.trt.fake.rounds = True
    found = accuracy_gate.compare(
        blazepose_parts(*on_onnx(ready)), blazepose_parts(*on_tensorrt(ready, half.to_half)), islice(clip(), FEW)
    )
    print(f"{100 * found.joints:.2f} % of the torso's length, {found.frames} frames")
    assert found.frames == FEW
    assert 0 < found.largest < 0.01
    assert found.refusal is None


@pytest.mark.slow
def test_half_precision_follows_the_athlete_by_itself(machine: GpuMachine, ready: Path, clip: Clip) -> None:
    machine.trt.fake.rounds = True
    apart = []
    expected = poses(on_onnx(ready), islice(clip(), FEW))
    found = poses(on_tensorrt(ready, half.to_half), islice(clip(), FEW))
    for one, other in zip(expected, found, strict=True):
        torso = np.linalg.norm(one.xy[Joint.LEFT_SHOULDER] - one.xy[Joint.LEFT_HIP])
        apart.append(np.median(np.linalg.norm(one.xy - other.xy, axis=1)) / torso)
    assert max(apart) < 0.01


@pytest.mark.slow
def test_a_hundred_thousand_frames_leave_nothing_behind(machine: GpuMachine) -> None:
    runtime = small()
    cropper = runtime.cropper(CropFormat.between(0.0, 1.0, Outside.BLACK))
    given = frame(np.full((16, 16, 3), 77, np.uint8))
    corner = np.eye(2, 3)

    def count(frames: int) -> tuple[int, int, int]:
        for _ in range(frames):
            cropper.fill(given, corner)
            runtime.run()
        gc.collect()
        return machine.cuda.fake.live, machine.cuda.library.fakeLive(), sys.getallocatedblocks()

    device, objects, blocks = count(1000)
    assert device > 0
    after = count(FRAMES)
    print(f"after {FRAMES} frames: {after[0] - device} bytes, {after[1] - objects} CUDA objects")
    assert after[:2] == (device, objects)
    assert after[2] - blocks < FRAMES // 10, "Python objects; a few are those of other tests' threads"
    assert machine.cuda.depth() == 0


def test_a_runtime_that_is_let_go_gives_everything_back(machine: GpuMachine) -> None:
    gc.collect()  # what the tests before have let go
    before = machine.cuda.library.fakeLive()
    for _ in range(3):
        runtime = small()
        runtime.run()
        assert machine.cuda.fake.live > 0
        assert machine.cuda.fake.contexts == 1
        del runtime
        gc.collect()
        assert (machine.cuda.fake.live, machine.cuda.fake.contexts) == (0, 0)
    assert machine.cuda.library.fakeLive() == before


def test_a_gpu_that_another_thread_lets_go_is_let_go(machine: GpuMachine) -> None:
    """As ``test_on_gpu`` has it of a real one."""
    held = [Gpu()]
    thread = threading.Thread(target=held.clear)
    thread.start()
    thread.join(60)
    gc.collect()
    assert (machine.cuda.fake.contexts, machine.cuda.depth()) == (0, 0)


def test_one_that_cannot_be_opened_gives_everything_back(machine: GpuMachine) -> None:
    machine.cuda.fake.room = 3 * 8 * 8 * 4 + 10  # the input fits, the outputs do not
    with pytest.raises(EngineError, match="the GPU failed: cuMemHostAlloc failed: out of memory"):
        small()
    gc.collect()
    assert (machine.cuda.fake.live, machine.cuda.fake.contexts, machine.cuda.depth()) == (0, 0, 0)


def test_two_networks_share_one_context_and_one_stream(machine: GpuMachine) -> None:
    gpu = Gpu()
    before = machine.cuda.library.fakeLive()
    runtimes = [small(gpu), small(gpu)]
    assert machine.cuda.fake.contexts == 1
    assert machine.cuda.library.fakeLive() == before + 2, "two graphs and no stream"
    assert len(runtimes) == 2


def test_another_thread_may_run_it(machine: GpuMachine) -> None:
    runtime = small()
    runtime.image[:] = 3
    thread = threading.Thread(target=runtime.run)
    thread.start()
    thread.join(60)
    assert (runtime.outputs["double"] == 6).all()


def test_an_engine_that_refuses_to_run_says_why(machine: GpuMachine) -> None:
    machine.trt.fake.refuses = 0
    with pytest.raises(EngineError, match=r"Cask.*run: spotter doctor"):
        small()


def test_a_graph_that_cannot_be_recorded_is_done_without(machine: GpuMachine, caplog: pytest.LogCaptureFixture) -> None:
    machine.cuda.library.fakeRefuseCapture(901)
    try:
        runtime = small()
    finally:
        machine.cuda.library.fakeRefuseCapture(0)
    assert "one by one, which is slower: the GPU failed: cuStreamEndCapture returned CUDA error 901" in caplog.text
    runtime.image[:] = 2
    runtime.run()
    assert (runtime.outputs["double"] == 4).all()
    machine.trt.fake.refuses = 0
    with pytest.raises(EngineError, match="Cask"):
        runtime.run()


def test_what_tensorrt_refuses_while_recording_is_told(machine: GpuMachine, caplog: pytest.LogCaptureFixture) -> None:
    machine.trt.fake.refuses = 1
    runtime = small()
    assert "Cask" in caplog.text
    machine.trt.fake.refuses = None
    runtime.image[:] = 2
    runtime.run()
    assert (runtime.outputs["double"] == 4).all(), "the stream is not left in recording"


def test_a_full_gpu_says_what_to_stop(machine: GpuMachine) -> None:
    machine.trt.fake.no_context = True
    with pytest.raises(EngineError, match=r"OutOfMemory.*: the GPU's memory is full: stop other programs"):
        small()


def test_an_engine_of_another_tensorrt_says_so(machine: GpuMachine) -> None:
    machine.trt.__version__ = "10.13.3"
    with pytest.raises(IncompatiblePlanError, match=r"built for another TensorRT; run: spotter engine build"):
        small()


def test_errors_are_one_line_however_tensorrt_writes_them(machine: GpuMachine) -> None:
    machine.trt.fake.no_context = True
    machine.trt.fake.says = "first line\n  second line\n"
    with pytest.raises(EngineError) as caught:
        small()
    assert str(caught.value) == "first line second line: run: spotter doctor"


def test_warnings_go_to_the_log_and_not_to_the_screen(
    machine: GpuMachine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("INFO")
    machine.trt.fake.no_context = True
    with pytest.raises(EngineError):
        small()
    assert "TensorRT: a warning that comes with every build" in caplog.text
    assert capfd.readouterr() == ("", "")


def test_no_gpu_is_one_clear_line(machine: GpuMachine) -> None:
    machine.cuda.fake.present = False
    with pytest.raises(EngineError, match=r"no GPU found: cuInit failed.*run: spotter doctor"):
        Gpu()
    assert machine.cuda.fake.contexts == 0


def test_missing_pycuda_is_one_clear_line(machine: GpuMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    # Put back before the machine takes its modules away: the next test's would be half of this one's.
    with monkeypatch.context() as missing:
        missing.setitem(sys.modules, "pycuda.driver", None)
        with pytest.raises(EngineError, match=r"pycuda cannot be loaded"):
            Gpu()


def test_an_old_tensorrt_is_one_clear_line(machine: GpuMachine) -> None:
    machine.trt.__version__ = "8.6.2.3"
    with pytest.raises(EngineError, match=r"TensorRT 8.6.2.3 is too old: JetPack 6.2 or newer"):
        load()
