"""The fakes and our own code use only what the real TensorRT bindings have, in all three generations.

The bindings are real wheels whose libraries are stubs that we compile; they are downloaded once. In the file
``tensorrt_names.json`` are their names, so that our own code is held against them where there is no network.
"""

import ast
import hashlib
import inspect
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from daemon.errors import EngineError
from engines.runtimes import cuda_graph
from tests.fakes.gpu_machine import GpuMachine

ROOT = Path(__file__).parents[3]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "spotter" / "tensorrt-bindings"
WHEELS = [
    "tensorrt-cu12-bindings==10.3.0",
    "tensorrt-cu13-bindings==10.13.3.9.post1",
    "tensorrt-cu13-bindings==11.4.0.106",
]
STUBBED = [
    *("createInferBuilder_INTERNAL", "createInferRefitter_INTERNAL", "createInferRuntime_INTERNAL"),
    *("createNvOnnxParserRefitter_INTERNAL", "createNvOnnxParser_INTERNAL", "getBuilderPluginRegistry"),
    *("getNvOnnxParserVersion", "getPluginRegistry", "initLibNvInferPlugins"),
]
CLASSES = [
    *("Builder", "DataType", "IBuilderConfig", "ICudaEngine", "IExecutionContext", "IHostMemory", "ILogger"),
    *(
        "INetworkDefinition",
        "IOutputAllocator",
        "IProgressMonitor",
        "ITimingCache",
        "MemoryPoolType",
        "NetworkDefinitionCreationFlag",
    ),
    *("OnnxParser", "ParserError", "Runtime", "TensorIOMode"),
]
NAMES: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("tensorrt_names.json").read_text())
SOURCES = [
    *("runtimes/tensorrt_runtime.py", "runtimes/tensorrt_log.py", "runtimes/changing_outputs.py"),
    "tensorrt/plan_builder.py",
]
KINDS = {
    "runtime": "Runtime",
    "engine": "ICudaEngine",
    "_context": "IExecutionContext",
    "context": "IExecutionContext",
    "builder": "Builder",
    "parser": "OnnxParser",
    "config": "IBuilderConfig",
}
"""What our sources call the objects of TensorRT's classes."""

Described = dict[str, dict[str, str]]


def wheel(name: str) -> Path:
    """The unpacked wheel; skips the test where it cannot be had."""
    folder = CACHE / f"{name}-{sys.version_info[0]}.{sys.version_info[1]}"
    if not (folder / "tensorrt_bindings").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        tried = subprocess.run([*command, "--dest", str(folder), name], check=False, timeout=120, capture_output=True)
        found = list(folder.glob("*.whl"))
        if tried.returncode != 0 or not found:
            assert "CI" not in os.environ, f"{name} cannot be downloaded: {tried.stderr.decode()}"
            pytest.skip(f"LEFT OUT: {name} cannot be downloaded, so the fakes are not held against the real bindings")
        with zipfile.ZipFile(found[0]) as archive:
            archive.extractall(folder)
        found[0].unlink()
    return folder


def stubs() -> Path:
    """Libraries that the bindings can be loaded with."""
    source = "\n".join(f"void *{name}(void) {{ return 0; }}" for name in STUBBED)
    folder = CACHE / f"stubs-{hashlib.sha256(source.encode()).hexdigest()[:12]}"
    for version in (10, 11):
        for name in ("nvinfer", "nvonnxparser", "nvinfer_plugin"):
            library = folder / f"lib{name}.so.{version}"
            if not library.exists():
                folder.mkdir(parents=True, exist_ok=True)
                command = ["gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", str(library), f"-Wl,-soname,{library.name}"]
                subprocess.run(command, input=source, text=True, check=True, timeout=60)
    return folder


@pytest.fixture(scope="module", params=WHEELS)
def real(request: pytest.FixtureRequest) -> Described:
    """Attribute -> docstring of each class."""
    folder = wheel(request.param)
    environ = os.environ | {"LD_LIBRARY_PATH": str(stubs()), "PYTHONPATH": str(folder)}
    command = [sys.executable, str(Path(__file__).with_name("real_tensorrt.py")), *CLASSES]
    out = subprocess.run(command, env=environ, capture_output=True, text=True, check=True, timeout=60).stdout
    told = json.loads(out)
    assert told["version"].split(".")[0] in request.param.split("==")[1]
    classes: Described = told["classes"]
    return classes


def arguments(docstring: str) -> list[str]:
    """The names in the first signature of a pybind docstring, without ``self``."""
    found = re.search(r"\((self: [^,)]*,? ?)?(.*)\) ->", docstring.replace("*args, **kwargs", ""))
    return re.findall(r"(\w+):", re.sub(r"= <[^>]*>", "", found[2])) if found else []


def ours(kind: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a fake's class
    for name, member in vars(kind).items():
        if not name.startswith("_"):
            yield name, member


def test_every_name_of_the_fake_is_real(machine: GpuMachine, real: Described) -> None:
    for kind in CLASSES:
        names = {name for name, _ in ours(getattr(machine.trt, kind))}
        assert names <= set(real[kind]), kind


def test_every_method_of_the_fake_takes_the_real_arguments(machine: GpuMachine, real: Described) -> None:
    held = 0
    for kind in CLASSES:
        for name, member in ours(getattr(machine.trt, kind)):
            if inspect.isfunction(member):
                expected = arguments(real[kind][name])
                mine = list(inspect.signature(member).parameters)[1:]
                assert mine == expected[: len(mine)], f"{kind}.{name}"
                held += 1
    assert held >= 20


def test_what_the_fake_may_answer_with_none_or_false_the_real_one_may_too(real: Described) -> None:
    assert "or None if it could not be deserialized" in real["Runtime"]["deserialize_cuda_engine"]
    for kind, name in (
        ("IExecutionContext", "execute_async_v3"),
        ("IExecutionContext", "set_tensor_address"),
        ("OnnxParser", "parse"),
        ("IBuilderConfig", "set_timing_cache"),
        ("IProgressMonitor", "step_complete"),
    ):
        assert "-> bool" in real[kind][name], name


def test_our_monitor_and_logger_take_what_the_real_ones_are_given(real: Described) -> None:
    assert arguments(real["IProgressMonitor"]["phase_start"]) == ["phase_name", "parent_phase", "num_steps"]
    assert arguments(real["IProgressMonitor"]["step_complete"]) == ["phase_name", "step"]
    assert arguments(real["IProgressMonitor"]["phase_finish"]) == ["phase_name"]
    assert arguments(real["ILogger"]["log"]) == ["severity", "msg"]


def test_our_allocator_takes_what_the_real_one_is_given(real: Described) -> None:
    """The bindings show its methods in no signature, but in the example that they give."""
    told = real["IOutputAllocator"]["__doc__"]
    assert "reallocate_output(self, tensor_name, memory, size, alignment)" in told
    assert "reallocate_output_async(self, tensor_name, memory, size, alignment, stream)" in told
    assert "notify_shape(self, tensor_name, shape)" in told


def used() -> set[tuple[str, str]]:
    """(class, name) of all that our sources use of TensorRT."""
    found = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse((ROOT / "engines" / source).read_text())):
            if isinstance(node, ast.Attribute):
                owner = node.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if (name in CLASSES or name in KINDS) and not node.attr.startswith("__"):
                    found.add((KINDS.get(name, name), node.attr))
    return found


@pytest.mark.parametrize("version", WHEELS)
def test_our_own_code_uses_only_names_of_every_generation(version: str) -> None:
    real, names = NAMES[version], used()
    assert {("IExecutionContext", "execute_async_v3"), ("Builder", "build_serialized_network")} <= names
    assert len(names) >= 20
    assert {(kind, name) for kind, name in names if name not in real[kind] and name != "Severity"} == set()
    assert "Severity" in real["ILogger"]


def test_the_names_that_are_kept_are_the_real_ones(real: Described, request: pytest.FixtureRequest) -> None:
    kept = NAMES[request.node.callspec.params["real"]]
    assert {kind: sorted(set(names) - {"__init__", "__doc__"}) for kind, names in real.items()} == kept


def test_the_graphs_functions_are_declared_as_in_cuda_h() -> None:
    header = Path("/usr/local/cuda/include/cuda.h")
    if not header.is_file():
        pytest.skip("needs CUDA's header")
    text = header.read_text()
    kinds = {"CUstream": "c_void_p", "CUgraph": "c_void_p", "CUgraphExec": "c_void_p", "CUstreamCaptureMode": "c_int"}
    kinds |= {"CUgraph*": "LP_c_void_p", "CUgraphExec*": "LP_c_void_p", "unsigned long long": "c_ulong"}
    for name, given in cuda_graph.SIGNATURES.items():
        declared = re.search(
            rf"CUresult CUDAAPI {name.removesuffix('_v2').removesuffix('WithFlags')}\(([^)]*)\);", text
        )
        assert declared, name
        types = [re.sub(r" ?(\*?)\w+$", r"\1", one.strip()) for one in declared[1].split(",")]
        assert [kinds[one] for one in types] == [kind.__name__ for kind in given], name


def test_a_missing_driver_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuda_graph, "LIBRARY", "libcuda-is-absent.so.1")
    with pytest.raises(EngineError, match=r"libcuda-is-absent.so.1 cannot be used: .*CUDA 11.4 or newer is needed"):
        cuda_graph.CudaGraph(1, lambda: None)
