"""A machine with a (fake) GPU, a models' folder of one's own, and frames of the bundled clip."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.config import paths
from daemon.errors import EngineError
from daemon.ports import Frame
from engines import registry
from engines.conversion.onnx_files import ensure_onnx
from engines.kernels import cubin
from tests.fakes.gpu_machine import GpuMachine, gpu_machine
from tests.fakes.pictures import Picture, frame, pictures

CLIP_FPS = 30


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[GpuMachine]:
    def no_compiler() -> Path:
        raise EngineError("the CUDA compiler nvcc is not installed: install the package cuda-nvcc")

    # Where there is one, it would compile for seconds in each test; tests/engines/kernels has it compile.
    monkeypatch.setattr(cubin, "find_compiler", no_compiler)
    with gpu_machine() as made:
        yield made


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    """A models' folder with the published files and their ONNX files, and no TensorRT engine."""
    for network in registry.find(registry.DEFAULT).networks:
        onnx = ensure_onnx(network, paths.models_folder())
        for path in (paths.models_folder() / network.file, onnx, onnx.with_suffix(".onnx.sha256")):
            shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def athlete() -> list[Picture]:
    """A second of the bundled clip: the athlete squats."""
    return pictures(paths.find("clip/demo.mp4"), 150, 30)


@pytest.fixture
def clip(athlete: list[Picture]) -> Callable[[], Iterator[Frame]]:
    """Opens that second."""

    def opened() -> Iterator[Frame]:
        return (frame(picture, index / CLIP_FPS) for index, picture in enumerate(athlete))

    return opened
