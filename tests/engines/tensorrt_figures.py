"""TensorRT's runtime against ONNX Runtime's, on the bundled clip: ``python -m tests.engines.tensorrt_figures [CLIP]``.

The fakes stand in for TensorRT and the GPU; half precision is rounded as a GPU rounds it. On a Jetson the same figure
is the last but two of what ``spotter engine build`` prints.
"""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from daemon.camera.gstreamer import open_source
from daemon.config import paths
from daemon.core.pose.pose import Pose
from daemon.ports import Frame, ReadStatus
from daemon.system.clock import SystemClock
from engines import registry
from engines.conversion.onnx_files import ensure_onnx
from engines.pipeline import Pipeline
from engines.ports import Runtime
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime, load
from engines.tensorrt import accuracy_gate, half
from engines.tensorrt.plan_builder import BuilderOptions, build_plan
from tests.fakes.gpu_machine import gpu_machine
from tests.fakes.parts import blazepose_parts
from tests.fakes.pictures import NoStages

READ_S = 10.0


def models() -> list[Path]:
    return [ensure_onnx(network, paths.models_folder()) for network in registry.find(registry.DEFAULT).networks]


def frames(clip: str) -> Iterator[Frame]:
    with contextlib.closing(open_source(clip, SystemClock())) as source:
        while not isinstance(frame := source.read(READ_S), ReadStatus):
            yield frame


def reference() -> tuple[Runtime, Runtime]:
    detector, landmarks = (OnnxRuntime(path, 2) for path in models())
    return detector, landmarks


def built(gpu: Gpu, *, in_half: bool) -> tuple[Runtime, Runtime]:
    """Both networks, built by TensorRT."""

    def runtime(path: Path) -> TensorRtRuntime:
        model = half.to_half(path.read_bytes()) if in_half else path.read_bytes()
        with tempfile.TemporaryDirectory() as folder, gpu.current():
            plan = build_plan(load(), model, BuilderOptions(), Path(folder) / "timings", lambda _: None)
        return TensorRtRuntime(gpu, plan)

    detector, landmarks = map(runtime, models())
    return detector, landmarks


def poses(networks: tuple[Runtime, Runtime], clip: str) -> list[Pose | None]:
    engine = Pipeline("measured", blazepose_parts(*networks), NoStages())
    found = []
    for frame in frames(clip):
        with frame:
            found.append(engine.estimate(frame))
    return found


def same(one: Pose | None, other: Pose | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one.xy, other.xy) and np.array_equal(one.score, other.score)


def main() -> None:
    clip = sys.argv[1] if len(sys.argv) > 1 else str(paths.find("clip/demo.mp4"))
    with gpu_machine() as machine:
        gpu = Gpu()
        pairs = list(zip(poses(reference(), clip), poses(built(gpu, in_half=False), clip), strict=True))
        print(
            f"float32: {sum(same(*pair) for pair in pairs)} of {len(pairs)} frames have the same keypoints to the bit"
        )
        machine.trt.fake.rounds = True
        found = accuracy_gate.compare(
            blazepose_parts(*reference()), blazepose_parts(*built(gpu, in_half=True)), frames(clip)
        )
        print(
            f"float16: {100 * found.joints:.2f} % of the torso's length ({found.frames} frames, {found.missed} missed)"
        )
        del gpu
        print(f"left behind: {machine.leaked[0]} bytes, {machine.leaked[2]} contexts")


if __name__ == "__main__":
    main()
