"""Every layout that is read is told by shape and metadata, whatever the file is called."""

import hashlib
import json
import struct
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from daemon.errors import EngineError
from engines import registry
from engines.inspection import content, examine
from engines.inspection.inspection import Inspection, inspect, recognise
from engines.signature import Part, Recognised
from tests.fakes import families
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.networks import YOLO_METADATA, Input, answering, serialised, written

PLAN = b"fake TensorRT engine 10.3.0\n"
BOX = np.zeros((1, 100, 5), np.float32)
LABELS = np.zeros((1, 100), np.int64)


def zeros(*shape: int, dtype: type[np.generic] = np.float32) -> NDArray[Any]:
    return np.zeros(shape, dtype)


def found(tmp_path: Path, network: bytes) -> tuple[str, Recognised]:
    """What ``inspect`` recognises, without the child process."""
    path = written(tmp_path, network)
    assert content.format_of(path) == "onnx"
    return recognise(path, examine.examine(path).signature)


class Yolo(NamedTuple):
    """An export: its output, its input's height and width, and what it is called."""

    shape: tuple[int, ...]
    size: tuple[int, int]
    layout: str


@pytest.mark.parametrize(
    "export",
    [
        Yolo((1, 56, 8400), (640, 640), "raw [1, 56, 8400]"),
        Yolo((1, 56, 5040), (384, 640), "raw [1, 56, 5040]"),
        Yolo((1, 56, 1344), (256, 256), "raw [1, 56, 1344]"),
        Yolo((1, 39, 8400), (640, 640), "raw [1, 39, 8400], without visibility"),
        Yolo((1, 300, 57), (640, 640), "a row per person [1, 300, 57]"),
        Yolo((1, 300, 40), (640, 640), "a row per person [1, 300, 40], without visibility"),
    ],
)
@pytest.mark.parametrize("metadata", [YOLO_METADATA, {}])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_yolo_pose(tmp_path: Path, export: Yolo, metadata: dict[str, str], dtype: type[np.generic]) -> None:
    outputs = {"output0": zeros(*export.shape, dtype=dtype)}
    network = answering(outputs, Input("images", (1, 3, *export.size), dtype), metadata)
    assert found(tmp_path, network) == ("yolo", Recognised(Part.PEOPLE, export.layout, 17))


@pytest.mark.parametrize("joints", [17, 26, 133])
@pytest.mark.parametrize("depth", [False, True])
def test_rtmpose(tmp_path: Path, joints: int, *, depth: bool) -> None:
    outputs = {"simcc_x": zeros(1, joints, 384), "simcc_y": zeros(1, joints, 512)}
    if depth:
        outputs["simcc_z"] = zeros(1, joints, 576)
    family, recognised = found(tmp_path, answering(outputs, Input("input", (1, 3, 256, 192))))
    assert (family, recognised.part, recognised.joints) == ("rtmpose", Part.KEYPOINTS, joints)


def test_rtmdet(tmp_path: Path) -> None:
    family, recognised = found(tmp_path, answering({"dets": BOX, "labels": LABELS}))
    assert (family, recognised.part) == ("rtmdet", Part.DETECTOR)


@pytest.mark.parametrize("shape", [(1, 60, 5), (1, 3549, 6), (1, 3549, 85)])
def test_yolox(tmp_path: Path, shape: tuple[int, ...]) -> None:
    family, recognised = found(tmp_path, answering({"output": zeros(*shape)}, Input(shape=(1, 3, 416, 416))))
    assert (family, recognised.part) == ("yolox", Part.DETECTOR)


def test_yolox_with_labels_is_told_from_rtmdet_by_how_it_reads_the_picture(tmp_path: Path) -> None:
    model = onnx.load_from_string(answering({"dets": BOX, "labels": LABELS}))
    ends = [numpy_helper.from_array(np.array([value], np.int64), name) for name, value in (("at", 0), ("to", 32))]
    model.graph.initializer.extend(ends)
    model.graph.node.insert(0, helper.make_node("Slice", ["images", "at", "to"], ["part"]))
    model.graph.node[1].input[0] = "part"
    assert found(tmp_path, model.SerializeToString())[0] == "yolox"


def test_boxes_of_which_there_are_as_many_as_people_are_read(tmp_path: Path) -> None:
    """What suppresses in its own graph has another number of rows for every picture."""
    nodes = [
        helper.make_node("ReduceMax", ["input"], ["most"], keepdims=0),
        helper.make_node("Greater", ["rows", "most"], ["seen"]),
        helper.make_node("NonZero", ["seen"], ["place"]),
        helper.make_node("Gather", ["dets_all", "place"], ["some"], axis=1),
        helper.make_node("Squeeze", ["some", "one"], ["dets"]),
        helper.make_node("Gather", ["labels_all", "place"], ["kinds"], axis=1),
        helper.make_node("Squeeze", ["kinds", "one"], ["labels"]),
    ]
    weights: dict[str, NDArray[Any]] = {
        "rows": np.arange(9, dtype=np.float32),
        "dets_all": BOX,
        "labels_all": LABELS,
        "one": np.array([1]),
    }
    values = [
        helper.make_tensor_value_info("dets", TensorProto.FLOAT, ["batch", "people", 5]),
        helper.make_tensor_value_info("labels", TensorProto.INT64, ["batch", "people"]),
    ]
    picture = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, "height", "width"])
    graph = helper.make_graph(
        nodes, "boxes", [picture], values, [numpy_helper.from_array(value, name) for name, value in weights.items()]
    )
    assert found(tmp_path, serialised(graph, {}))[0] == "rtmdet"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "size"), [("[384, 640]", (640, 384)), ("320", (320, 320)), ("nonsense", (640, 640)), (None, (640, 640))]
)
def test_a_file_that_leaves_its_size_open_is_run_with_the_size_it_was_exported_with(
    tmp_path: Path, text: str | None, size: tuple[int, int]
) -> None:
    cells = size[0] * size[1] // 1024 * 21
    metadata = {key: value for key, value in YOLO_METADATA.items() if key != "imgsz"} | (
        {"imgsz": text} if text else {}
    )
    network = answering(
        {"output0": zeros(1, 56, cells)},
        Input("images", ("batch", 3, "height", "width")),
        metadata,
        {"output0": ("batch", 56, "anchors")},
    )
    inspection = inspect(written(tmp_path, network))
    assert (inspection.width, inspection.height) == size
    assert inspection.dynamic
    assert inspection.layout == f"raw [1, 56, {cells}]"


@pytest.mark.slow
def test_what_the_user_is_told_of_a_file(tmp_path: Path) -> None:
    half = answering({"output0": zeros(1, 300, 57, dtype=np.float16)}, metadata=YOLO_METADATA | {"author": "X\x1b[2J"})
    path = written(tmp_path, half, "rtmpose-m_apache.tflite")
    inspection = inspect(path)
    assert inspection == Inspection(
        path=path,
        sha256=hashlib.sha256(half).hexdigest(),
        file_format="onnx",
        family="yolo",
        part=Part.PEOPLE,
        layout="a row per person [1, 300, 57]",
        joints=17,
        width=64,
        height=64,
        input_shape=(1, 3, 64, 64),
        dtype="float32",
        dynamic=False,
        precision="float16",
        licence="AGPL-3.0 License (https://ultralytics.com/license)",
        is_agpl=True,
        metadata=YOLO_METADATA | {"author": "X\\u001b[2J"},
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("metadata", "licence", "is_agpl"),
    [
        ({}, None, False),
        ({"license": "Apache-2.0"}, "Apache-2.0", False),
        ({"author": "Ultralytics"}, None, True),
        ({"description": "Ultralytics YOLO11n-pose model trained on coco-pose.yaml"}, None, True),
        ({"license": "AGPL-3.0"}, "AGPL-3.0", True),
    ],
)
def test_the_agpl_is_pointed_out(
    tmp_path: Path, metadata: dict[str, str], licence: str | None, *, is_agpl: bool
) -> None:
    inspection = inspect(written(tmp_path, answering({"output0": zeros(1, 300, 57)}, metadata=metadata)))
    assert (inspection.licence, inspection.is_agpl) == (licence, is_agpl)


@pytest.mark.parametrize(
    ("engine", "part", "joints"),
    [("blazepose-full", "detector", 0), ("blazepose-full", "keypoints", 33), ("movenet-lightning", "keypoints", 17)],
)
def test_published_networks_are_told_as_they_are_and_as_they_are_converted(engine: str, part: str, joints: int) -> None:
    converted = families.published(engine, part)
    both = [converted, converted.with_name(getattr(registry.find(engine), part).file)]
    for path in both:
        if path.suffix != ".json":
            family, recognised = recognise(path, examine.examine(path).signature)
            assert (family, recognised.joints) == (engine.partition("-")[0], joints)
            assert recognised.part is Part(part)


@pytest.mark.parametrize("layout", ["header", "bare"])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_an_engine_file_is_read_with_and_without_a_header(
    tmp_path: Path, machine: GpuMachine, layout: str, dtype: type[np.generic]
) -> None:
    header = json.dumps({"task": "pose", "stride": 32, "license": "AGPL-3.0", "imgsz": [64, 64]}).encode()
    plan = PLAN + answering({"output0": zeros(1, 56, 84, dtype=dtype)}, Input(dtype=dtype))
    engine = struct.pack("<I", len(header)) + header + plan if layout == "header" else plan
    inspection = inspect(written(tmp_path, engine))
    assert (inspection.family, inspection.layout, inspection.file_format) == ("yolo", "raw [1, 56, 84]", "engine")
    assert inspection.is_agpl == (layout == "header")
    assert (inspection.width, inspection.height, inspection.dtype) == (64, 64, np.dtype(dtype).name)


def test_an_engine_of_another_tensorrt_is_refused_in_one_line(tmp_path: Path, machine: GpuMachine) -> None:
    header = b'{"task": "pose"}'
    engine = struct.pack("<I", len(header)) + header + b"fake TensorRT engine 9.0.0\n"
    with pytest.raises(EngineError, match=r"was built for another TensorRT or GPU .*: bring it as \.onnx"):
        inspect(written(tmp_path, engine))


def test_noise_is_no_engine_where_there_is_tensorrt_either(tmp_path: Path, machine: GpuMachine) -> None:
    with pytest.raises(EngineError, match="is not an ONNX model, TensorRT engine or TFLite model"):
        inspect(written(tmp_path, bytes(range(1, 200))))
