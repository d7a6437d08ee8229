"""TensorRT on this machine's GPU: whether it is there, and what a plan must have been built for to run on it."""

import importlib.util
import logging
from pathlib import Path
from typing import Any

from daemon.errors import EngineError
from engines import files
from engines.cropping.gpu_crop import CropKernel
from engines.kernels import cubin
from engines.runtimes.cuda import Gpu
from engines.runtimes.tensorrt_runtime import load
from engines.tensorrt import jetson_linux
from engines.tensorrt.plan_builder import BuilderOptions
from engines.tensorrt.plan_file import PlanKey, PlanUnavailableError

_log = logging.getLogger(__name__)


def is_expected() -> bool:
    """Returns whether this machine should run TensorRT: it is a Jetson, or has TensorRT installed."""
    return jetson_linux.version() is not None or importlib.util.find_spec("tensorrt") is not None


def open_device() -> "TensorRtDevice":
    """Load TensorRT and open the GPU.

    Raises:
        PlanUnavailableError: This machine is not expected to run TensorRT.
        EngineError: It is expected to and cannot; the message says what to do.
    """
    if not is_expected():
        raise PlanUnavailableError("this machine has no TensorRT")
    return TensorRtDevice()


class TensorRtDevice:
    """TensorRT and this machine's GPU.

    Attributes:
        trt: The module ``tensorrt``.
        gpu: The GPU.

    Raises:
        EngineError: One of them is missing; the message says what to do.
    """

    def __init__(self) -> None:
        self.trt: Any = load()
        self.gpu = Gpu()

    def __str__(self) -> str:
        return f"TensorRT {self.trt.__version__} on {self.gpu.name}"

    def crop_kernel(self, folder: Path) -> CropKernel | None:
        """Load the kernel that crops frames on the GPU.

        Args:
            folder: The models' folder, where a kernel compiled on this machine is kept.

        Returns:
            The kernel, or None where there is none for this GPU; that is logged, and the processor crops instead.
        """
        try:
            return CropKernel(self.gpu, cubin.load(self.gpu.arch, folder))
        except EngineError as error:
            _log.warning("the processor crops the frames, which is slower: %s", error)
            return None

    def plan_key(self, network: Path) -> PlanKey:
        """Returns what a network's plan must have been built from and for.

        Args:
            network: The network's ONNX file.
        """
        return PlanKey(
            onnx=files.sha256(network) or "",
            tensorrt=self.trt.__version__,
            l4t=jetson_linux.version() or "none",
            gpu=self.gpu.name,
            options=str(BuilderOptions()),
        )
