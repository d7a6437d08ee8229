"""Reads an untrusted ONNX or TFLite file and runs it once: the child process of ``sandbox``.

    python -m engines.inspection.examine FILE BYTES SECONDS

Whatever the file does, this process has no more than so many bytes of memory and seconds of processor, and writes no
file. What it prints is a ``Report`` in JSON.
"""

import hashlib
import re
import resource
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from daemon.errors import EngineError
from daemon.printable import printable
from engines.inspection import onnx_checks
from engines.inspection.report import Examined, Report
from engines.signature import Signature, Tensor

_MAX_VALUES = 64 * 2**20
"""Of one output."""
_OPSET = re.compile(r"Opset (\d+) is under development.*till opset (\d+)", re.DOTALL)
_FORMAT = re.compile(r"Unsupported model IR version: (\d+)")
_OPERATOR = re.compile(r"([\w.]*:?\w+)\(-?\d*\)? is not a registered function/op|implementation for (\w+)")
_PREFIX = re.compile(r"^\[ONNXRuntimeError\] : \d+ : \w+ : (/\S+ )?")
"""The number and name of ONNX Runtime's error, and the path of its source."""
_GREY = 114
_MAX_REASON = 160
_MAX_REFUSAL = 400


def examine(path: Path) -> Examined:
    """Read a file, check it and run it on a picture of nothing.

    Raises:
        EngineError: Spotter cannot use it; the message goes on after the file's name.
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if content[4:8] == b"TFL3":
        content = _converted(path)
    model = onnx_checks.parse(content)
    image, dynamic = onnx_checks.image_of(model)
    onnx_checks.check_outputs(model)
    precision = onnx_checks.check_weights(model, path.parent)
    signature = Signature(
        image=image,
        outputs=(),
        precision=precision,
        dynamic=dynamic,
        reads_image=onnx_checks.readers(model, image.name),
        metadata=onnx_checks.metadata(model),
    )
    del model
    return Examined(msgspec.structs.replace(signature, outputs=_run(content, image)), digest)


def _converted(path: Path) -> bytes:
    """Returns a TFLite network as ONNX, with all of its outputs."""
    from engines.conversion import tflite_graph, tflite_to_onnx  # noqa: PLC0415 - seldom needed

    count = len(tflite_graph.read_graph(path).outputs)
    try:
        return tflite_to_onnx.to_onnx(path, {f"output{index}": index for index in range(count)})
    except EngineError as error:
        raise EngineError(f"cannot be converted: {error}; bring it as .onnx") from error


def _run(content: bytes, image: Tensor) -> tuple[Tensor, ...]:
    import onnxruntime  # noqa: PLC0415 - after the cheap checks

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    # Nothing is computed before the run: a constant that is folded could be as large as it likes.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its exceptions have no common base short of Exception
        raise _failure(str(error), _reason(str(error))) from error
    picture = np.full(image.shape, _GREY / 255 if image.dtype.startswith("float") else _GREY, image.dtype)
    try:
        answers = session.run(None, {image.name: picture})
    except RuntimeError as error:  # every failure of a run is one
        text = f"fails when it runs{_quoted(str(error))}: export it again"
        raise _failure(str(error), text) from error
    return tuple(_output(value.name, answer) for value, answer in zip(session.get_outputs(), answers, strict=True))


def _output(name: str, answer: Any) -> Tensor:  # noqa: ANN401 - a network may answer with anything
    if not isinstance(answer, np.ndarray) or answer.dtype.kind not in "fiu":
        raise EngineError(f"answers {printable(name)[:60]} with no array of numbers: expected a pose network")
    if answer.size > _MAX_VALUES:
        raise EngineError(f"answers {printable(name)[:60]} with {answer.size} values: expected a pose network")
    if answer.dtype.kind == "f" and not np.isfinite(answer).all():
        raise EngineError("answers a plain picture with what is no number (NaN): bring another one")
    return Tensor(name, str(answer.dtype), answer.shape)


def _failure(message: str, refusal: str) -> Exception:
    """Returns the error for ONNX Runtime's message: where memory was short, that is what is to be said."""
    is_memory = "bad_alloc" in message or "bad allocation" in message or "Failed to allocate" in message
    return MemoryError(message) if is_memory else EngineError(refusal)


def _reason(text: str) -> str:
    if found := _OPSET.search(text):
        return f"is written in ONNX opset {found[1]}, ONNX Runtime here reads up to {found[2]}: export it with opset 17"
    if found := _FORMAT.search(text):
        return f"is written in ONNX format {found[1]}, too new for ONNX Runtime here: export it with opset 17"
    if found := _OPERATOR.search(text):
        return f"has an operator that ONNX Runtime lacks, {found[1] or found[2]}: export it with standard operators"
    return f"cannot be loaded by ONNX Runtime{_quoted(text)}: download or export it again"


def _quoted(text: str) -> str:
    """Returns ONNX Runtime's own message in parentheses, in one line and without its prefix."""
    line = _PREFIX.sub("", printable(" ".join(text.split())))[:_MAX_REASON]
    return f" ({line})" if line else ""


def _report(path: Path) -> Report:
    try:
        return Report(examine(path))
    except EngineError as error:
        return Report(refusal=printable(str(error))[:_MAX_REFUSAL])


def main() -> None:
    """Examine the file that the command line names, within its limits."""
    path, memory, seconds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(msgspec.json.encode(_report(path)))


if __name__ == "__main__":
    main()
