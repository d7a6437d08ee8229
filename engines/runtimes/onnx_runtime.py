"""ONNX Runtime on the processor: runs on any machine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from daemon.errors import EngineError
from engines.arrays import Array
from engines.crop_format import CropFormat
from engines.cropping.cpu_crop import CpuCrop

_TYPES: dict[str, Any] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(uint8)": np.uint8,
}


class OnnxRuntime:
    """One network in ONNX Runtime, with its input and its outputs of fixed shape bound to fixed memory.

    Args:
        model: An ONNX file with one input (see ``Runtime.image``).
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
        self._image = _new_image(self._session, model) if shares is None else shares.image
        self._outputs: _Outputs = _Outputs() if shares is None else shares._outputs  # noqa: SLF001 - one of our own
        name = self._session.get_inputs()[0].name
        self._binding.bind_input(name, "cpu", 0, self._image.dtype, self._image.shape, self._image.ctypes.data)
        self._changing = self._outputs.bind(self._session, self._binding)

    @property
    def threads(self) -> str:
        """How many threads run it, and whether they spin."""
        return self._threads

    @property
    def image(self) -> Array:
        """The input: write the next picture here (see ``Runtime``)."""
        return self._image

    @property
    def outputs(self) -> Mapping[str, Array]:
        """The outputs by name (see ``Runtime``)."""
        return self._outputs.shown

    def cropper(self, crop: CropFormat) -> CpuCrop:
        """Returns a cropper that fills ``image`` from frames (see ``Runtime``)."""
        return CpuCrop(self._image, crop)

    def run(self) -> None:
        """Compute the outputs from ``image``.

        Raises:
            EngineError: ONNX Runtime failed.
        """
        for name in self._changing:
            self._binding.bind_output(name, "cpu")  # or it keeps the shape that it had in the run before
        try:
            self._session.run_with_iobinding(self._binding)
        except RuntimeError as error:  # every failure of ONNX Runtime is one
            raise EngineError(f"ONNX Runtime failed: {error}; run: spotter doctor") from error
        self._outputs.take(self._binding, self._changing)


class _Outputs:
    """The outputs of one or more sessions of the same file.

    Attributes:
        shown: As the port gives them.
    """

    def __init__(self) -> None:
        self.shown: dict[str, Array] = {}
        self._bound: dict[str, Array] = {}

    def bind(self, session: Any, binding: Any) -> Mapping[str, int]:  # noqa: ANN401 - as in _session
        """Bind the outputs, and return the places of those whose shape depends on the picture."""
        changing = {}
        for place, out in enumerate(session.get_outputs()):
            if not all(isinstance(side, int) for side in out.shape):
                changing[out.name] = place
                continue
            if out.name not in self._bound:
                self._add(out.name, np.zeros(out.shape, _numpy_type(out)))
            array = self._bound[out.name]
            binding.bind_output(out.name, "cpu", 0, array.dtype, array.shape, array.ctypes.data)
        return changing

    def _add(self, name: str, array: Array) -> None:
        self._bound[name] = array
        self.shown[name] = array if array.dtype != np.float16 else array.astype(np.float32)

    def take(self, binding: Any, changing: Mapping[str, int]) -> None:  # noqa: ANN401 - as in _session
        """Show what the last run gave."""
        if changing:
            values = binding.get_outputs()
            for name, place in changing.items():
                array = values[place].numpy()
                self.shown[name] = array.astype(np.float32) if array.dtype == np.float16 else array
        for name, array in self._bound.items():
            if array.dtype == np.float16:
                self.shown[name][:] = array


def _new_image(session: Any, model: Path) -> Array:  # noqa: ANN401 - as in _session
    inputs = session.get_inputs()
    if len(inputs) != 1:
        raise EngineError(f"{model.name} has {len(inputs)} inputs: expected one, a picture")
    shape = inputs[0].shape
    if not all(isinstance(side, int) for side in shape):
        raise EngineError(f"{model.name} leaves the size of its input open: {shape}; add it by: spotter engine add")
    return np.zeros(shape, _numpy_type(inputs[0]))


def _numpy_type(tensor: Any) -> Any:  # noqa: ANN401 - as in _session
    if tensor.type not in _TYPES:
        raise EngineError(f"the network's tensor {tensor.name} is a {tensor.type}, which Spotter does not read")
    return _TYPES[tensor.type]


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
