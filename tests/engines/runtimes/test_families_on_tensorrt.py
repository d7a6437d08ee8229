"""On TensorRT every family finds what it finds on ONNX Runtime: the same crop, the same bindings, the same numbers.

TensorRT is the fake one, which runs the graph in ONNX Runtime; all else is Spotter's own path over the GPU.
"""

import importlib
import pkgutil
from pathlib import Path

import numpy as np
import pytest

from engines import models, registry
from engines.ports import Detector, Found, Keypoints, Person, Runtime
from engines.roi import Roi
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime
from engines.tensorrt import half
from tests.fakes.families import Case, case, families, published
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.pictures import NoStages

pytestmark = pytest.mark.slow

PLAN = b"fake TensorRT engine 10.3.0\n"
MAX_APART = 0.01
"""Of the square's side."""


def both(network: Path, plan: bytes) -> tuple[Runtime, Runtime]:
    """ONNX Runtime and TensorRT; as many threads in both, as a sum's last digit depends on how it is divided."""
    return OnnxRuntime(network, 2), TensorRtRuntime(Gpu(), PLAN + plan)


def joints(family: Case, runtime: Runtime) -> list[Found]:
    keypoints: Keypoints = family.module.KEYPOINTS.open(runtime, NoStages())
    square = None if keypoints.sees_picture else Roi(*family.place, 330.0, 0.1)
    return keypoints.find(family.frame(0.5), square)


def people(family: Case, runtime: Runtime) -> list[Person]:
    detector: Detector = family.module.DETECTOR.open(runtime, NoStages())
    return detector.detect(family.frame(0.5))


@pytest.mark.parametrize("name", families("keypoints"))
def test_the_joints_are_the_same(name: str, machine: GpuMachine, tmp_path: Path) -> None:
    family = case(name, "keypoints")
    network = family.network(tmp_path)
    (expected,), (found,) = (joints(family, runtime) for runtime in both(network, network.read_bytes()))
    assert machine.trt.fake.ran > 1
    assert np.abs(found.pose.xy - expected.pose.xy).max() < 1e-3
    assert np.abs(found.pose.score - expected.pose.score).max() < 1e-5
    assert found.alignment == pytest.approx(expected.alignment, abs=1e-3)
    assert (found.pose.world is None) == (expected.pose.world is None)
    if expected.pose.world is not None and found.pose.world is not None:
        assert np.abs(found.pose.world - expected.pose.world).max() < 1e-5


@pytest.mark.parametrize("name", families("detector"))
def test_the_people_are_the_same(name: str, machine: GpuMachine, tmp_path: Path) -> None:
    family = case(name, "detector")
    network = family.network(tmp_path)
    (expected,), (found,) = (people(family, runtime) for runtime in both(network, network.read_bytes()))
    assert machine.trt.fake.ran > 1
    assert (found.roi.x, found.roi.y, found.roi.size) == pytest.approx(
        (expected.roi.x, expected.roi.y, expected.roi.size), abs=1e-3
    )
    assert found.score == pytest.approx(expected.score, abs=1e-5)


@pytest.mark.parametrize("engine", ["blazepose-lite", "blazepose-heavy", "movenet-lightning", "movenet-thunder"])
def test_half_precision_finds_the_joints_of_each_published_network(engine: str, machine: GpuMachine) -> None:
    family = case(registry.find(engine).keypoints.family, "keypoints")
    network = published(engine, "keypoints")
    (expected,), (found,) = (joints(family, one) for one in both(network, half.to_half(network.read_bytes())))
    assert machine.trt.fake.ran > 1
    seen = expected.pose.score > 0.5
    apart = np.linalg.norm(found.pose.xy - expected.pose.xy, axis=1)[seen] / expected.roi.size
    assert apart.max() < MAX_APART


def test_every_family_is_held_to_it() -> None:
    """A module with a network's class and no place in the contract would be held to nothing."""
    named = {*families("keypoints"), *families("detector")}
    for found in pkgutil.iter_modules(models.__path__):
        module = importlib.import_module(f"{models.__name__}.{found.name}")
        assert hasattr(module, "recognise") == (found.name in named), found.name


def test_a_network_is_halved_but_for_what_it_answers() -> None:
    """Weights of the published networks: about half of the file."""
    for engine in ("movenet-lightning", "blazepose-full"):
        content = published(engine, "keypoints").read_bytes()
        assert len(half.to_half(content)) < 0.6 * len(content)
