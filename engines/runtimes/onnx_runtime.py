"""ONNX Runtime on the processor: runs on any machine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from daemon.errors import EngineError
from engines.cropping.cpu_crop import CpuCrop
from engines.ports import Float32, Outside


class OnnxRuntime:
    """One network in ONNX Runtime, with its input and outputs bound to fixed memory.

    Args:
        model: An ONNX file with one input, ``image``, and outputs of fixed shapes, all float32.
        threads: Cores for one run.
        spin: Whether a thread that waits for the others within a run keeps its core busy.
        shares: A runtime of the same file, whose input and outputs are this one's too.

    Raises:
        EngineError: The file cannot be loaded.
    """

    name = "onnx"

    def __init__(self, model: Path, threads: int, *, spin: bool = True, shares: "OnnxRuntime | None" = None) -> None:
        self._threads = "1 thread" if threads == 1 else f"{threads} {'spinning ' if spin else ''}threads"
        self._session = _session(model, threads, spin=spin)
        self._binding = self._session.io_binding()
        self._image = _new_image(self._session) if shares is None else shares.image
        self._outputs = _new_outputs(self._session) if shares is None else shares.outputs
        self._binding.bind_input("image", "cpu", 0, np.float32, self._image.shape, self._image.ctypes.data)
        for name, array in self._outputs.items():
            self._binding.bind_output(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)

    @property
    def threads(self) -> str:
        """How many threads run it, and whether they spin."""
        return self._threads

    @property
    def image(self) -> Float32:
        """The input, float32 (1, 3, S, S): write the next picture here."""
        return self._image

    @property
    def outputs(self) -> Mapping[str, Float32]:
        """The outputs by name; ``run`` overwrites them in place."""
        return self._outputs

    def cropper(self, low: float, high: float, outside: Outside) -> CpuCrop:
        """Returns a cropper that fills ``image`` from frames (see ``Runtime``)."""
        return CpuCrop(self._image, low, high, outside)

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: ONNX Runtime failed.
        """
        try:
            self._session.run_with_iobinding(self._binding)
        except RuntimeError as error:  # every failure of ONNX Runtime is one
            raise EngineError(f"ONNX Runtime failed: {error}; run: spotter doctor") from error


def _new_image(session: Any) -> Float32:  # noqa: ANN401 - as in _session
    return np.zeros(session.get_inputs()[0].shape, np.float32)


def _new_outputs(session: Any) -> Mapping[str, Float32]:  # noqa: ANN401 - as in _session
    return {out.name: np.zeros(out.shape, np.float32) for out in session.get_outputs()}


def _session(model: Path, threads: int, *, spin: bool) -> Any:  # noqa: ANN401 - onnxruntime is loaded only when it is used
    """Load a network.

    The optimisation level ``extended`` leaves convolutions in NCHW; ``all`` blocks their channels and is 2.6 times
    as fast.
    """
    import onnxruntime  # noqa: PLC0415 - 0.1 s and 30 MB that a trace or a Jetson does not need

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    # Spinning within a run saves waking the second core at each operator; spinning on after it would take that core
    # from the decoder. Two cores, decoder beside it, medians of three: never 115 frames a second, always 111, so 117.
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spin else "0")
    options.add_session_config_entry("session.force_spinning_stop", "1")
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no common base short of Exception
        raise EngineError(f"{model} cannot be loaded by ONNX Runtime; run: spotter engine build") from error
