"""What only a GPU can show: the pose through its crop, its graph and its memory; how it ends, and how it fails."""

import dataclasses
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame
from engines import registry
from engines.conversion.onnx_files import ensure_onnx
from engines.cropping.gpu_crop import CropKernel
from engines.pipeline import Pipeline
from engines.ports import Runtime
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime
from tests.engines.real_gpu import RealGpu, real_gpu
from tests.fakes.gpu_machine import fake_tensorrt
from tests.fakes.parts import blazepose_parts
from tests.fakes.pictures import NoStages

pytestmark = pytest.mark.gpu
Clip = Callable[[], Iterator[Frame]]


@pytest.fixture
def gpu() -> RealGpu:
    return real_gpu()


@pytest.fixture
def networks(gpu: RealGpu, ready: Path) -> Iterator[tuple[Runtime, Runtime]]:
    """Both networks in TensorRT's runtime: the real memory, streams, graphs and crop; ONNX Runtime computes."""
    kernel = CropKernel(gpu, gpu.cubin)
    models = [b"fake TensorRT engine 10.3.0\n" + path.read_bytes() for path in onnx(ready)]
    with fake_tensorrt():
        detector, landmarks = (TensorRtRuntime(gpu.gpu, plan, kernel) for plan in models)
        yield detector, landmarks


def onnx(folder: Path) -> list[Path]:
    return [ensure_onnx(network, folder) for network in registry.find(registry.DEFAULT).networks]


def poses(networks: tuple[Runtime, Runtime], frames: Iterator[Frame]) -> list[Pose]:
    engine = Pipeline("test", blazepose_parts(*networks), NoStages())
    found = [engine.estimate(frame) for frame in frames]
    assert None not in found
    return [pose for pose in found if pose is not None]


@pytest.mark.slow
def test_the_athlete_is_where_the_processor_sees_the_athlete(
    gpu: RealGpu, networks: tuple[Runtime, Runtime], ready: Path, clip: Clip
) -> None:
    def on_device() -> Iterator[Frame]:
        for frame in clip():
            black = tuple(np.zeros_like(plane) for plane in frame.planes)
            yield dataclasses.replace(frame, device=gpu.planes(frame), planes=black)

    detector, landmarks = (OnnxRuntime(path, 2) for path in onnx(ready))
    expected, found = poses((detector, landmarks), clip()), poses(networks, on_device())
    apart = []
    for one, other in zip(expected, found, strict=True):
        torso = np.linalg.norm(one.xy[Joint.LEFT_SHOULDER] - one.xy[Joint.LEFT_HIP])
        apart.append(float(np.abs(one.xy - other.xy).max() / torso))
    print(f"{len(apart)} frames: {100 * max(apart):.3f} % of the torso's length at most")
    assert max(apart) < 0.01


@pytest.mark.slow
def test_a_frame_in_ordinary_memory_gives_the_same_keypoints_to_the_bit(
    networks: tuple[Runtime, Runtime], ready: Path, clip: Clip
) -> None:
    detector, landmarks = (OnnxRuntime(path, 2) for path in onnx(ready))
    for one, other in zip(poses((detector, landmarks), clip()), poses(networks, clip()), strict=True):
        assert np.array_equal(one.xy, other.xy)
        assert np.array_equal(one.score, other.score)


START = """
import sys
import numpy as np
from engines.cropping.gpu_crop import CropKernel, Parameters
from tests.engines.real_gpu import RealGpu
gpu = RealGpu()
kernel = CropKernel(gpu, gpu.cubin)
image = gpu.image((1, 3, 64, 64), np.float32)
parameters = Parameters(out=image.ctypes.data, size=64, is_rgb=1)
kernel(parameters)
gpu.wait()
"""


def process(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)


def test_a_process_that_ends_says_nothing(gpu: RealGpu) -> None:
    ended = process(START)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_process_that_is_terminated_says_nothing(gpu: RealGpu) -> None:
    terminated = "import os, signal\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n"
    ended = process(f"{START}{terminated}os.kill(os.getpid(), signal.SIGTERM)\n")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_gpu_that_fails_is_one_clear_line_each_time(gpu: RealGpu) -> None:
    """An address that is nobody's breaks the context for good: every later call fails, and the process ends."""
    fails = (
        "from daemon.errors import EngineError\n"
        "for channel in range(3): parameters.planes[channel].at, parameters.planes[channel].width = 64, 8\n"
        "for channel in range(3): parameters.planes[channel].height = 8\n"
        "for _ in range(3):\n"
        "    try:\n"
        "        kernel(parameters)\n"
        "        gpu.wait()\n"
        "    except EngineError as error: print(error)\n"
    )
    ended = process(START + fails)
    print(ended.stdout, ended.stderr)
    lines = ended.stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("the GPU failed: ") and line.endswith("; run: spotter doctor") for line in lines)
    assert "illegal memory access" in lines[0]
    assert ended.returncode == 0


def test_a_gpu_is_released_by_whichever_thread_lets_it_go(gpu: RealGpu) -> None:
    """As CUDA says: ``cuDevicePrimaryCtxGetState``."""
    code = (
        "import ctypes, gc, threading\n"
        "from engines.runtimes.cuda import Gpu\n"
        "def active():\n"
        "    flags, state = ctypes.c_uint(), ctypes.c_int()\n"
        "    driver = ctypes.CDLL('libcuda.so.1')\n"
        "    assert driver.cuDevicePrimaryCtxGetState(0, ctypes.byref(flags), ctypes.byref(state)) == 0\n"
        "    return state.value\n"
        "held = [Gpu()]\n"
        "print(active())\n"
        "held.clear(); gc.collect()\n"
        "print(active())\n"
        "held = [Gpu()]\n"
        "thread = threading.Thread(target=held.clear); thread.start(); thread.join(); gc.collect()\n"
        "print(active())\n"
    )
    ended = process(code)
    print(ended.stderr)
    assert ended.stdout.split() == ["1", "0", "0"]
    assert ended.stderr == ""
