"""Makes this process a machine with a GPU, pycuda and TensorRT, all of them fakes over host memory."""

import gc
import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

FOLDER = Path(__file__).parent / "gpu"
"""Goes on the module path (of a child process too, by PYTHONPATH)."""


class GpuMachine(NamedTuple):
    """The fakes' own switches and counters: ``cuda.fake``, ``trt.fake``."""

    cuda: ModuleType
    trt: ModuleType

    @property
    def leaked(self) -> tuple[int, int, int]:
        """Bytes, streams and graphs, contexts that are still held."""
        gc.collect()
        return self.cuda.fake.live, self.cuda.library.fakeLive(), self.cuda.fake.contexts


@contextmanager
def gpu_machine() -> Iterator[GpuMachine]:
    """Both modules afresh, for the length of a ``with`` block; they are gone after it."""
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc, to build the fake CUDA driver: apt-get install gcc")
    sys.path.insert(0, str(FOLDER))
    try:
        trt = importlib.import_module("tensorrt")
        yield GpuMachine(importlib.import_module("pycuda.driver"), trt)
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("tensorrt", "tensorrt.rounding", "pycuda", "pycuda.driver"):
            sys.modules.pop(name, None)
