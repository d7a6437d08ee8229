"""Reads what a TensorRT engine says of itself, which only TensorRT can tell, and only of engines for this machine."""

import hashlib
from pathlib import Path

from daemon.errors import EngineError
from daemon.printable import printable
from engines.inspection.content import not_a_network
from engines.inspection.report import Examined
from engines.runtimes.tensorrt_runtime import IncompatiblePlanError, TensorRtRuntime
from engines.signature import Signature, Tensor
from engines.tensorrt import device, engine_file
from engines.tensorrt.plan_file import PlanUnavailableError

_MAX_TEXT = 1000


def read_engine(path: Path, *, is_certain: bool) -> Examined:
    """Load an engine file, with or without Ultralytics' header, and run it once.

    Args:
        path: The file.
        is_certain: Whether the file's first bytes are an engine's.

    Raises:
        EngineError: It is no engine, or not one for this machine.
    """
    content = path.read_bytes()
    metadata, plan = engine_file.split(content)
    try:
        runtime = TensorRtRuntime(device.open_device().gpu, plan)
        runtime.run()
    except PlanUnavailableError as error:
        if not is_certain:
            raise not_a_network(path) from error
        raise EngineError(f"{path} is a TensorRT engine, and {error}: bring the network as .onnx") from error
    except IncompatiblePlanError as error:
        if not is_certain:
            raise not_a_network(path) from error
        raise EngineError(f"{path} was built for another TensorRT or GPU ({error}): bring it as .onnx") from error
    except EngineError as error:
        raise EngineError(f"{path} cannot be run: {error}") from error
    image = Tensor("image", str(runtime.image.dtype), runtime.image.shape)
    outputs = tuple(Tensor(name, str(array.dtype), array.shape) for name, array in runtime.outputs.items())
    written = {printable(key)[:_MAX_TEXT]: printable(value)[:_MAX_TEXT] for key, value in metadata.items()}
    signature = Signature(image=image, outputs=outputs, precision="unknown", metadata=written)
    return Examined(signature, hashlib.sha256(content).hexdigest())
