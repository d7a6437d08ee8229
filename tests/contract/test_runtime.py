"""What every runtime promises: one parametrised suite, so that a model cannot tell them apart."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from daemon.errors import EngineError
from daemon.system.clock import SystemClock
from engines.crop_format import CropFormat, Outside
from engines.ports import Runtime
from engines.runtimes.auto_onnx_runtime import AutoOnnxRuntime
from engines.runtimes.cuda import Gpu
from engines.runtimes.onnx_runtime import OnnxRuntime
from engines.runtimes.tensorrt_runtime import TensorRtRuntime, load
from engines.tensorrt.plan_builder import BuilderOptions, build_plan
from tests.engines.real_gpu import real_gpu
from tests.fakes.gpu_machine import fake_tensorrt, gpu_machine
from tests.fakes.pictures import frame

SIZE = 8
Open = Callable[[bytes], Runtime]


def network() -> bytes:
    """``mean`` of the picture's columns, and its ``double``."""
    shape = (1, 3, SIZE, SIZE)
    graph = helper.make_graph(
        [
            helper.make_node("ReduceMean", ["image"], ["mean"], axes=[3], keepdims=0),
            helper.make_node("Add", ["image", "image"], ["double"]),
        ],
        "small",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [
            helper.make_tensor_value_info("mean", TensorProto.FLOAT, shape[:3]),
            helper.make_tensor_value_info("double", TensorProto.FLOAT, shape),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    content: bytes = model.SerializeToString()
    return content


def built(gpu: Gpu, model: bytes, folder: Path) -> bytes:
    """What the real TensorRT builds on this machine's GPU."""
    with gpu.current():
        return build_plan(load(), model, BuilderOptions(), folder / "timings", lambda _: None)


REAL_CUDA = pytest.param("cuda", marks=pytest.mark.gpu)
"""The fake TensorRT on the real pycuda, streams, graphs and memory."""


@pytest.fixture(params=["onnx", "auto", "tensorrt", REAL_CUDA, pytest.param("gpu", marks=pytest.mark.jetson)])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    def on_onnx(model: bytes) -> Runtime:
        path = tmp_path / "model.onnx"
        path.write_bytes(model)
        return AutoOnnxRuntime(path, 2, SystemClock()) if request.param == "auto" else OnnxRuntime(path, 1)

    if request.param in ("onnx", "auto"):
        yield on_onnx
        return
    if request.param == "gpu":
        gpu = Gpu()
        yield lambda model: TensorRtRuntime(gpu, built(gpu, model, tmp_path))
        return
    if request.param == "cuda":
        gpu = real_gpu().gpu
        with fake_tensorrt():
            yield lambda model: TensorRtRuntime(gpu, b"fake TensorRT engine 10.3.0\n" + model)
        return
    with gpu_machine():
        yield lambda model: TensorRtRuntime(Gpu(), b"fake TensorRT engine 10.3.0\n" + model)


@pytest.fixture
def runtime(opened: Open) -> Runtime:
    return opened(network())


def test_its_name_is_what_the_user_knows(runtime: Runtime, request: pytest.FixtureRequest) -> None:
    assert runtime.name == {"gpu": "tensorrt", "cuda": "tensorrt", "auto": "onnx"}.get(
        kind := request.node.callspec.params["opened"], kind
    )


def test_input_and_outputs_have_the_networks_shapes(runtime: Runtime) -> None:
    assert (runtime.image.shape, runtime.image.dtype) == ((1, 3, SIZE, SIZE), np.float32)
    assert {name: array.shape for name, array in runtime.outputs.items()} == {
        "mean": (1, 3, SIZE),
        "double": (1, 3, SIZE, SIZE),
    }


def test_outputs_are_those_of_the_picture_that_was_written_last(runtime: Runtime) -> None:
    for seed in range(3):
        picture = np.random.default_rng(seed).random((1, 3, SIZE, SIZE), dtype=np.float32)
        runtime.image[:] = picture
        runtime.run()
        assert np.allclose(runtime.outputs["mean"], picture.mean(axis=3), atol=1e-6)
        assert np.array_equal(runtime.outputs["double"], 2 * picture)


def test_outputs_stay_at_their_place_and_change_only_with_a_run(runtime: Runtime) -> None:
    double = runtime.outputs["double"]
    runtime.image[:] = 1
    assert not double.any()
    runtime.run()
    assert (double == 2).all()
    assert runtime.outputs["double"] is double
    runtime.image[:] = 5
    assert (double == 2).all()


def test_the_same_picture_gives_the_same_bits(runtime: Runtime) -> None:
    runtime.image[:] = np.random.default_rng(0).random(runtime.image.shape, dtype=np.float32)
    runtime.run()
    first = runtime.outputs["mean"].copy()
    for _ in range(5):
        runtime.run()
        assert np.array_equal(first, runtime.outputs["mean"])


def test_a_crop_is_what_the_network_sees(runtime: Runtime) -> None:
    cropper = runtime.cropper(CropFormat.between(-1.0, 1.0, Outside.BLACK))
    white = np.full((32, 32, 3), 255, np.uint8)
    cropper.fill(frame(white), np.eye(2, 3))
    runtime.run()
    assert np.abs(runtime.outputs["mean"] - 1).max() < 0.01
    cropper.fill(frame(white), np.array([[1.0, 0, 100], [0, 1, 100]]))
    runtime.run()
    assert np.abs(runtime.outputs["mean"] + 1).max() < 0.01


def test_what_is_no_network_is_one_clear_error(opened: Open) -> None:
    with pytest.raises(EngineError, match=r"run: spotter|cannot read the network"):
        opened(b"\0" * 100)


def test_two_runtimes_do_not_share_memory(opened: Open) -> None:
    one, other = opened(network()), opened(network())
    one.image[:], other.image[:] = 1, 2
    one.run()
    other.run()
    assert (one.outputs["double"] == 2).all()
    assert (other.outputs["double"] == 4).all()


TYPES = {
    "float32": TensorProto.FLOAT,
    "float16": TensorProto.FLOAT16,
    "int32": TensorProto.INT32,
    "uint8": TensorProto.UINT8,
}


def of_type(kind: str) -> bytes:
    """A network whose input is called otherwise, is stored by pixel and is of this type; it answers in three types."""
    shape = (1, SIZE, 2 * SIZE, 3)
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["picture:0"], ["as_float"], to=TensorProto.FLOAT),
            helper.make_node("Cast", ["as_float"], ["half"], to=TensorProto.FLOAT16),
            helper.make_node("Cast", ["as_float"], ["whole"], to=TensorProto.INT64),
        ],
        "types",
        [helper.make_tensor_value_info("picture:0", TYPES[kind], shape)],
        [
            helper.make_tensor_value_info("as_float", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("half", TensorProto.FLOAT16, shape),
            helper.make_tensor_value_info("whole", TensorProto.INT64, shape),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    content: bytes = model.SerializeToString()
    return content


@pytest.mark.parametrize("kind", TYPES)
def test_the_input_has_the_files_own_name_type_and_layout(opened: Open, kind: str) -> None:
    runtime = opened(of_type(kind))
    assert (runtime.image.shape, str(runtime.image.dtype)) == ((1, SIZE, 2 * SIZE, 3), kind)
    runtime.cropper(CropFormat(outside=Outside.GREY)).fill(
        frame(np.full((32, 32, 3), 255, np.uint8)), np.array([[1.0, 0, 100], [0, 1, 100]])
    )
    runtime.run()
    assert (runtime.outputs["as_float"] == 114).all()


def test_half_precision_is_given_as_float32_and_whole_numbers_as_they_are(opened: Open) -> None:
    runtime = opened(of_type("float32"))
    half = runtime.outputs["half"]
    runtime.image[:] = 1 / 3
    runtime.run()
    assert half.dtype == np.float32
    assert (half == np.float32(np.float16(1 / 3))).all()
    assert runtime.outputs["half"] is half
    runtime.image[:] = 77.0
    runtime.run()
    assert (runtime.outputs["whole"] == 77).all()
    assert runtime.outputs["whole"].dtype == np.int64
    assert (half == 77).all()


def of_changing_length() -> bytes:
    """``bright``: the rows of the picture's red that are brighter than a half, as many as there are."""
    graph = helper.make_graph(
        [
            helper.make_node("Greater", ["image", "limit"], ["is_bright"]),
            helper.make_node("NonZero", ["is_bright"], ["places"]),
            helper.make_node("Transpose", ["places"], ["bright"], perm=(1, 0)),
        ],
        "changing",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, (1, 3, SIZE, SIZE))],
        [helper.make_tensor_value_info("bright", TensorProto.INT64, ("found", 4))],
        [numpy_helper.from_array(np.array(0.5, np.float32), "limit")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    content: bytes = model.SerializeToString()
    return content


def test_an_output_may_have_another_length_after_each_run(opened: Open) -> None:
    runtime = opened(of_changing_length())
    for places in ([(0, 1, 2, 3)], [(0, 0, 0, 0), (0, 0, 5, 5), (0, 2, 7, 7)], []):
        runtime.image[:] = 0
        for place in places:
            runtime.image[place] = 1
        runtime.run()
        assert runtime.outputs["bright"].tolist() == [list(place) for place in places]
