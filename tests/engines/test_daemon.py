"""The daemon as its user has it, on a machine with a (fake) GPU."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.ports import Frame
from engines import registry
from engines.tensorrt.build import BuildRequest, build
from tests.boxes import STOP_S, Box
from tests.fakes.gpu_machine import FOLDER, GpuMachine

pytestmark = pytest.mark.slow

PATTERN = "test://?width=320&height=240&rate=30"


@pytest.fixture
def box(tmp_path_factory: pytest.TempPathFactory, ready: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    monkeypatch.setenv("SPOTTER_MODELS", str(ready))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER))
    return Box(tmp_path_factory.mktemp("box"))


def test_it_counts_on_the_processor_until_an_engine_is_built_and_says_so(box: Box) -> None:
    with box.running("--source", PATTERN) as process:
        health = box.ask("health")
        assert health["engine"] == "blazepose-full/onnx"
        assert "no TensorRT engine is built yet; run: spotter engine build" in health["trouble"]
        assert box.ask("start", exercise="squat")["state"] == "armed"
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=STOP_S)[1]
    assert "counting on the processor, slower than the GPU: no TensorRT engine" in said


def test_it_counts_on_the_gpu_and_leaves_cleanly(
    machine: GpuMachine, box: Box, ready: Path, clip: Callable[[], Iterator[Frame]]
) -> None:
    build(registry.find(registry.DEFAULT), BuildRequest(ready, clip, lambda _: None))
    with box.running("--source", PATTERN) as process:
        health = box.ask("health")
        assert (health["engine"], health["trouble"]) == ("blazepose-full/tensorrt", None)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=STOP_S)[1]
        assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "PyCUDA" not in said
