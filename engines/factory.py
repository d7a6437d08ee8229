"""Opens a pose engine: a model on TensorRT where a plan fits this machine, else on ONNX Runtime."""

import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from daemon.errors import EngineError
from daemon.ports import Clock, PoseEngine, Stages
from engines import families, registry
from engines.conversion.onnx_files import ensure_onnx
from engines.cropping.gpu_crop import CropKernel
from engines.observation import StageWatcher, recorded, watched
from engines.pipeline import Pipeline
from engines.ports import Runtime
from engines.registry import Model
from engines.runtimes.auto_onnx_runtime import AutoOnnxRuntime
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import IncompatiblePlanError, TensorRtRuntime
from engines.tensorrt import device, engine_file, plan_file
from engines.tensorrt.device import TensorRtDevice

Threads = int | Literal["auto"]
"""Processor threads for a network run in ONNX Runtime; ``auto`` measures and follows what the machine gives."""

_AUTO_THREADS = 2
"""The decoder and the rest of the machine need the other cores."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuntimeChoice:
    """The runtimes that a model runs on.

    Attributes:
        runtimes: Of the model's networks, in their order.
        notice: What the user should mend, or None where this machine does as well as it can.
    """

    runtimes: tuple[Runtime, ...]
    notice: str | None = None

    @property
    def detector(self) -> Runtime | None:
        """The detector's, or None where the model has none."""
        return self.runtimes[0] if len(self.runtimes) > 1 else None

    @property
    def keypoints(self) -> Runtime:
        """The keypoint network's."""
        return self.runtimes[-1]


def open_engine(  # noqa: PLR0913 - what any engine needs, where its file may lie, and who watches
    name: str,
    folder: Path,
    threads: Threads,
    stages: Stages,
    clock: Clock,
    *,
    config: Path | None = None,
    watcher: StageWatcher | None = None,
) -> PoseEngine:
    """Open a pose engine on the best runtime that is ready.

    Where a machine that should run TensorRT cannot, the reason is logged and is the engine's ``notice``.

    Args:
        name: A model's name, for example ``blazepose-full``.
        folder: The models' folder.
        threads: Cores for one network run in ONNX Runtime, or ``auto``.
        stages: Receives the time that ``crop``, ``detect`` and ``landmarks`` took in each frame.
        clock: Measures the runs, where ``threads`` is ``auto``.
        config: What ``--config`` named.
        watcher: Looks at what its parts read and find; None: nobody, and nothing is spent on it.

    Raises:
        UsageError: No engine has this name.
        ConfigError: The engine's file is wrong.
        EngineError: A model file is missing or damaged; the message says which and what to run.
    """
    model = registry.find(name, config, folder)
    choice = choose_runtimes(model, folder, threads, clock)
    if choice.notice is not None:
        _log.warning("%s", choice.notice)
    keypoints = recorded(choice.keypoints, watcher)
    parts = families.parts(model, choice.detector, keypoints, stages)
    parts = watched(replace(parts, lifter=families.lifter(model, folder)), watcher)
    return Pipeline(f"{model.name}/{choice.keypoints.name}", parts, stages, choice.notice)


def choose_runtimes(model: Model, folder: Path, threads: Threads, clock: Clock) -> RuntimeChoice:
    """Open a model's networks on the best runtime that is ready. Builds no plan.

    Args:
        model: The model.
        folder: The models' folder.
        threads: Cores for one network run in ONNX Runtime, or ``auto``.
        clock: Measures the runs, where ``threads`` is ``auto``.

    Raises:
        ConfigError: The engine's file names a family that Spotter lacks.
        EngineError: A model file is missing or damaged; the message says which and what to run.
    """
    families.check(model)
    paths = [ensure_onnx(network, folder) for network in model.networks]
    try:
        gpu = device.open_device()
        kernel = gpu.crop_kernel(folder)
        return RuntimeChoice(tuple(_open_plan(gpu, path, folder, kernel) for path in paths))
    except EngineError as error:
        _check_not_given(paths, error)
        notice = f"counting on the processor, slower than the GPU: {error}" if device.is_expected() else None
        return RuntimeChoice(tuple(_open_onnx(path, threads, clock) for path in paths), notice)


def describe_runtime(model: Model, folder: Path) -> str:
    """Say which runtime ``choose_runtimes`` would take and why, without loading a network.

    Raises:
        EngineError: A model file is missing or damaged.
    """
    paths = [ensure_onnx(network, folder) for network in model.networks]
    try:
        gpu = device.open_device()
        built = [plan_file.path_for(path, folder) for path in paths if not engine_file.is_given(path)]
        for path in paths:
            if not engine_file.is_given(path):
                plan_file.load(plan_file.path_for(path, folder), gpu.plan_key(path))
    except EngineError as error:
        return f"ONNX Runtime: {error}"
    if not built:
        return f"{gpu}, as it was brought"
    deviation = max(plan_file.deviation(path) or 0.0 for path in built)
    return f"{gpu}, keypoints within {100 * deviation:.2f} % of float32's"


def _open_onnx(network: Path, threads: Threads, clock: Clock) -> Runtime:
    if threads != "auto":
        return OnnxRuntime(network, threads)
    cores = len(os.sched_getaffinity(0))
    return OnnxRuntime(network, 1) if cores == 1 else AutoOnnxRuntime(network, _AUTO_THREADS, clock)


def _check_not_given(networks: list[Path], reason: EngineError) -> None:
    """Raise where a network is a TensorRT engine, which no other runtime can take over.

    Raises:
        EngineError: One is.
    """
    for network in networks:
        if engine_file.is_given(network):
            hint = "add the network as .onnx, or use another engine"
            raise EngineError(f"{network} runs on TensorRT alone, and {reason}; {hint}") from reason


def _open_plan(gpu: TensorRtDevice, network: Path, folder: Path, kernel: CropKernel | None) -> TensorRtRuntime:
    if engine_file.is_given(network):
        return TensorRtRuntime(gpu.gpu, engine_file.plan_of(network), kernel)
    source = plan_file.path_for(network, folder)
    try:
        return TensorRtRuntime(gpu.gpu, plan_file.load(source, gpu.plan_key(network)), kernel)
    except IncompatiblePlanError:
        plan_file.set_aside(source, "foreign")
        raise
