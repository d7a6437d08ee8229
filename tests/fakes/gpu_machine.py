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


def is_in_process() -> bool:
    """Returns whether the fake driver is loaded; it stays, and ``libcuda.so.1`` is this one from then on."""
    return "spotter-fake-libcuda" in _loaded()


def is_real_in_process() -> bool:
    """Returns whether the real driver is loaded; it stays too."""
    return "/libcuda.so" in _loaded()


def _loaded() -> str:
    return Path("/proc/self/maps").read_text()


@contextmanager
def fake_tensorrt() -> Iterator[None]:
    """The fake TensorRT alone, over the real pycuda and the real GPU, for the length of a ``with`` block."""
    sys.path.append(str(FOLDER))
    try:
        driver = importlib.import_module("pycuda.driver")
        assert not str(driver.__file__).startswith(str(FOLDER)), "the real pycuda comes first in the path"
        yield
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("tensorrt", "tensorrt.rounding"):
            sys.modules.pop(name, None)


@contextmanager
def gpu_machine() -> Iterator[GpuMachine]:
    """Both modules afresh, for the length of a ``with`` block; they are gone after it."""
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc, to build the fake CUDA driver: apt-get install gcc")
    if is_real_in_process():
        pytest.skip("the real CUDA driver is loaded in this process: run pytest -m 'not gpu'")
    sys.path.insert(0, str(FOLDER))
    try:
        trt = importlib.import_module("tensorrt")
        yield GpuMachine(importlib.import_module("pycuda.driver"), trt)
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("tensorrt", "tensorrt.rounding", "pycuda", "pycuda.driver"):
            sys.modules.pop(name, None)
