"""Which runtime a model runs on: TensorRT where an engine fits this machine, else ONNX Runtime, and why."""

import importlib.util
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.errors import EngineError
from engines import files, machine
from engines.conversion.onnx_files import converted
from engines.kernels import cubin
from engines.kernels.crop import CropKernel
from engines.registry import Model
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx import OnnxRuntime
from engines.runtimes.tensorrt import ForeignError, TensorRtRuntime, load
from engines.runtimes.tensorrt_build import Options
from engines.tensorrt import plans
from engines.tensorrt.accuracy_gate import Networks
from engines.tensorrt.plans import Key, UnfitError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a model runs on.

    Attributes:
        networks: Detector and landmarks.
        why: Why on this runtime, for the user.
        notice: What the user should mend, or None where all is as well as this machine allows.
    """

    networks: Networks
    why: str
    notice: str | None


class Fast:
    """TensorRT on this machine's GPU.

    Attributes:
        trt: The module ``tensorrt``.
        gpu: The GPU.

    Raises:
        EngineError: One of them is missing; says what to do.
    """

    def __init__(self) -> None:
        self.trt: Any = load()
        self.gpu = Gpu()

    def kernel(self, folder: Path) -> CropKernel | None:
        """The kernel that crops frames; None where there is none for this GPU, which is logged: the processor crops."""
        try:
            return CropKernel(self.gpu, cubin.load(self.gpu.arch, folder))
        except EngineError as error:
            _log.warning("the processor crops the frames, which is slower: %s", error)
            return None

    def key(self, network: Path) -> Key:
        """What an engine must have been built from and for.

        Args:
            network: Its ONNX file.
        """
        return Key(
            onnx=files.sha256(network) or "",
            tensorrt=self.trt.__version__,
            l4t=machine.l4t() or "none",
            gpu=self.gpu.name,
            options=str(Options()),
        )


def choose(model: Model, folder: Path, threads: int) -> Choice:
    """Open a model's networks on the best runtime that is ready. Builds nothing.

    Args:
        model: Which.
        folder: Where the models are.
        threads: Cores for one network run in ONNX Runtime.

    Raises:
        EngineError: A model file is missing or damaged; says which and what to run.
    """
    networks = [converted(network, folder) for network in model.networks]
    try:
        fast = available()
        kernel = fast.kernel(folder)
        detector, landmarks = (_open(fast, path, folder, kernel) for path in networks)
    except EngineError as error:
        slow = OnnxRuntime(networks[0], threads), OnnxRuntime(networks[1], threads)
        notice = f"counting on the processor, slower than the GPU: {error}" if expected() else None
        return Choice(slow, str(error), notice)
    return Choice((detector, landmarks), f"TensorRT {fast.trt.__version__} on {fast.gpu.name}", None)


def explain(model: Model, folder: Path) -> str:
    """Which runtime ``choose`` would take and why, without loading a network.

    Raises:
        EngineError: A model file is missing or damaged.
    """
    networks = [converted(network, folder) for network in model.networks]
    try:
        fast = available()
        for path in networks:
            plans.load(place(path, folder), fast.key(path))
    except EngineError as error:
        return f"ONNX Runtime: {error}"
    off = max(plans.deviation(place(path, folder)) or 0.0 for path in networks)
    return f"TensorRT {fast.trt.__version__} on {fast.gpu.name}, keypoints within {100 * off:.2f} % of float32's"


def expected() -> bool:
    """Whether this machine should run TensorRT: it has it, or is a Jetson."""
    return machine.l4t() is not None or importlib.util.find_spec("tensorrt") is not None


def available() -> Fast:
    """TensorRT and the GPU.

    Raises:
        UnfitError: This is no machine for it.
        EngineError: It should be there and is not; says what to do.
    """
    if not expected():
        raise UnfitError("this machine has no TensorRT")
    return Fast()


def place(network: Path, folder: Path) -> Path:
    """Where the engine of an ONNX file lies."""
    return plans.path(folder, network.name.split(".", 1)[0])


def _open(fast: Fast, network: Path, folder: Path, kernel: CropKernel | None) -> TensorRtRuntime:
    source = place(network, folder)
    try:
        return TensorRtRuntime(fast.gpu, plans.load(source, fast.key(network)), kernel)
    except ForeignError:
        plans.set_aside(source, "foreign")
        raise
