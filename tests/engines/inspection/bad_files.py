"""Files that are brought by mistake or on purpose, each made by hand."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.fakes.networks import YOLO_METADATA, Input, answering, serialised

RAW = np.zeros((1, 56, 84), np.float32)
PICTURE = [helper.make_tensor_value_info("images", TensorProto.FLOAT, (1, 3, 64, 64))]
Make = Callable[[Path], bytes]


def content_of(model: onnx.ModelProto) -> bytes:
    content: bytes = model.SerializeToString()
    return content


def good() -> bytes:
    """Raw YOLO-pose for pictures of 64 by 64."""
    return answering({"output0": RAW}, metadata=YOLO_METADATA)


def truncated(_: Path) -> bytes:
    return good()[:-9000]


def wrong_task(_: Path) -> bytes:
    boxes = np.zeros((1, 84, 84), np.float32)
    return answering({"output0": boxes}, metadata=YOLO_METADATA | {"task": "detect"})


def segmentation(_: Path) -> bytes:
    outputs = {"output0": np.zeros((1, 116, 84), np.float32), "output1": np.zeros((1, 32, 16, 16), np.float32)}
    return answering(outputs)


def eighty_classes(_: Path) -> bytes:
    names = str({index: f"class {index}" for index in range(80)})
    return answering({"output0": np.zeros((1, 135, 84), np.float32)}, metadata=YOLO_METADATA | {"names": names})


def eighty_classes_unsaid(_: Path) -> bytes:
    return answering({"output0": np.zeros((1, 135, 84), np.float32)})


def float64(_: Path) -> bytes:
    return answering({"output0": RAW}, Input(dtype=np.float64))


def float64_answers(_: Path) -> bytes:
    return answering({"output0": RAW.astype(np.float64)})


def opset_too_new(_: Path) -> bytes:
    model = onnx.load_from_string(good())
    model.opset_import[0].version = 99
    return content_of(model)


def zip_bomb(_: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("weights", bytes(50_000_000))
    return content.getvalue()


def memory_bomb(_: Path) -> bytes:
    """Two hundred bytes that unfold to 400 GB when they are run."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
        helper.make_node("Expand", ["mean", "shape"], ["large"]),
        helper.make_node("ReduceMean", ["large"], ["output0"]),
    ]
    shape = numpy_helper.from_array(np.array([100_000, 1_000_000], np.int64), "shape")
    answer = helper.make_tensor_value_info("output0", TensorProto.FLOAT, None)
    return serialised(helper.make_graph(nodes, "bomb", PICTURE, [answer], [shape]), {})


def folded_bomb(_: Path) -> bytes:
    """The same as a constant, which a runtime would compute when it loads the file."""
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["large"]),
        helper.make_node("ReduceMean", ["large"], ["mean"], keepdims=0),
        helper.make_node("Add", ["images", "mean"], ["output0"]),
    ]
    shape = numpy_helper.from_array(np.array([100_000, 1_000_000], np.int64), "shape")
    answer = helper.make_tensor_value_info("output0", TensorProto.FLOAT, (1, 3, 64, 64))
    return serialised(helper.make_graph(nodes, "bomb", PICTURE, [answer], [shape]), {})


def endless(_: Path) -> bytes:
    """A loop of a million million rounds."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["goes"]), helper.make_node("Sin", ["value"], ["next"])],
        "round",
        [
            helper.make_tensor_value_info("index", TensorProto.INT64, ()),
            helper.make_tensor_value_info("go", TensorProto.BOOL, ()),
            helper.make_tensor_value_info("value", TensorProto.FLOAT, (1, 3, 64, 64)),
        ],
        [
            helper.make_tensor_value_info("goes", TensorProto.BOOL, ()),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, (1, 3, 64, 64)),
        ],
    )
    nodes = [helper.make_node("Loop", ["rounds", "", "images"], ["output0"], body=body)]
    rounds = numpy_helper.from_array(np.array(10**12, np.int64), "rounds")
    answer = helper.make_tensor_value_info("output0", TensorProto.FLOAT, (1, 3, 64, 64))
    return serialised(helper.make_graph(nodes, "endless", PICTURE, [answer], [rounds]), {})


def message_bomb(_: Path) -> bytes:
    """Empty nodes of two bytes each, which take fifty times that when they are parsed."""
    nodes = b"\x0a\x00" * 14_000_000
    return b"\x08\x08" + b"\x3a" + varint(len(nodes)) + nodes


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def empty(_: Path) -> bytes:
    return b""


def text(_: Path) -> bytes:
    return b"<!DOCTYPE html><html><title>404</title></html>"


def noise(_: Path) -> bytes:
    return np.random.default_rng(1).bytes(5000)


def onnx_noise(_: Path) -> bytes:
    return b"\x08" + np.random.default_rng(2).bytes(5000)


def huge_picture(_: Path) -> bytes:
    return answering({"output0": RAW}, Input(shape=(1, 3, 100_000, 100_000)))


def huge_weight(_: Path) -> bytes:
    model = onnx.load_from_string(good())
    model.graph.initializer.append(TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[10**6, 10**6]))
    return content_of(model)


def nan_weights(_: Path) -> bytes:
    weights = RAW.copy()
    weights[0, 7, 7] = np.nan
    return answering({"output0": weights}, metadata=YOLO_METADATA)


def nan_answers(_: Path) -> bytes:
    nodes = [helper.make_node("Sub", ["images", "images"], ["z"]), helper.make_node("Div", ["z", "z"], ["output0"])]
    answer = helper.make_tensor_value_info("output0", TensorProto.FLOAT, (1, 3, 64, 64))
    return serialised(helper.make_graph(nodes, "nan", PICTURE, [answer]), {})


def external_data_missing(folder: Path) -> bytes:
    model = onnx.load_from_string(good())
    path = folder / "external.onnx"
    onnx.save_model(model, path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    (folder / "weights.bin").unlink()
    return path.read_bytes()


def external_data_elsewhere(folder: Path) -> bytes:
    """Weights that are said to be in a file that is none of the network's business."""
    model = onnx.load_from_string(external_data_there(folder))
    for weight in model.graph.initializer:
        weight.external_data[0].value = "../../../../etc/passwd"
    return content_of(model)


def external_data_there(folder: Path) -> bytes:
    external_data_missing(folder)
    (folder / "weights.bin").write_bytes(bytes(1000))
    return (folder / "external.onnx").read_bytes()


def own_operator(_: Path) -> bytes:
    nodes = [helper.make_node("TRTBatchedNMS", ["images"], ["output0"], domain="mmdeploy")]
    answer = helper.make_tensor_value_info("output0", TensorProto.FLOAT, (1, 3, 64, 64))
    model = onnx.load_from_string(serialised(helper.make_graph(nodes, "own", PICTURE, [answer]), {}))
    model.opset_import.append(helper.make_opsetid("mmdeploy", 1))
    return content_of(model)


def two_pictures(_: Path) -> bytes:
    return answering({"output0": RAW}, Input(shape=(2, 3, 64, 64)))


def grey_pictures(_: Path) -> bytes:
    return answering({"output0": RAW}, Input(shape=(1, 1, 64, 64)))


def boxes_only(_: Path) -> bytes:
    return answering({"output0": np.zeros((1, 84, 336), np.float32)}, Input(shape=(1, 3, 128, 128)))


def boxes_only_end_to_end(_: Path) -> bytes:
    return answering({"output0": np.zeros((1, 300, 6), np.float32)}, metadata=YOLO_METADATA)


def other_joints(_: Path) -> bytes:
    hand = np.zeros((1, 68, 84), np.float32)
    return answering({"output0": hand}, metadata=YOLO_METADATA | {"kpt_shape": "[21, 3]"})


def unknown_family(_: Path) -> bytes:
    return answering({"heatmap": np.zeros((1, 17, 16, 16), np.float32)})


def simcc_of_a_hand(_: Path) -> bytes:
    outputs = {"simcc_x": np.zeros((1, 21, 128), np.float32), "simcc_y": np.zeros((1, 21, 128), np.float32)}
    return answering(outputs)


def pytorch_pickle(_: Path) -> bytes:
    return b"\x80\x02}q\x00(X\x05\x00\x00\x00modelq\x01."


def lfs_pointer(_: Path) -> bytes:
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n"


def bare_plan(_: Path) -> bytes:
    return b"ftrt" + bytes(200)


def ultralytics_engine(_: Path) -> bytes:
    header = b'{"task": "pose", "stride": 32, "imgsz": [640, 640], "names": {"0": "person"}}'
    return struct.pack("<I", len(header)) + header + bare_plan(Path())


def cut_tflite(_: Path) -> bytes:
    return b"\x1c\x00\x00\x00TFL3" + bytes(100)


EXPECTED: dict[Make, str] = {
    truncated: "is damaged or cut short: download or export it again",
    wrong_task: "is a YOLO network for detection: expected YOLO-pose with one class, person",
    segmentation: "is a YOLO network for segmentation: expected YOLO-pose with one class, person",
    eighty_classes: "finds 80 classes: expected YOLO-pose with one class, person",
    eighty_classes_unsaid: "finds 80 classes: expected YOLO-pose with one class, person",
    float64: "takes pictures of float64: expected float32",
    float64_answers: "answers in float64: expected float32",
    opset_too_new: r"is written in ONNX opset 99, ONNX Runtime here reads up to \d+: export it with opset 17",
    zip_bomb: "is a zip archive, as a PyTorch checkpoint is one; it is not unpacked: expected a pose network as .onnx",
    memory_bomb: r"needs more than 1\.\d GiB of memory: expected a pose network",
    folded_bomb: r"needs more than 1\.\d GiB of memory: expected a pose network",
    message_bomb: r"needs more than 1\.\d GiB of memory: expected a pose network",
    empty: "is empty: expected a pose network as .onnx",
    text: "is not an ONNX model, TensorRT engine or TFLite model: expected",
    noise: "is not an ONNX model, TensorRT engine or TFLite model: expected",
    onnx_noise: "is damaged or cut short",
    huge_picture: "takes pictures of 100000x100000: expected at most 2048x2048",
    huge_weight: "has a weight of 1000000x1000000 values: it is damaged or no pose network",
    nan_weights: r"has weights that are not numbers \(NaN\): its training failed; bring another one",
    nan_answers: r"answers a plain picture with what is no number \(NaN\): bring another one",
    external_data_missing: "keeps its weights in another file, weights.bin, which is missing: export it again into one",
    external_data_there: "keeps its weights in another file, weights.bin: export it again into one file",
    external_data_elsewhere: "in another file, ../../../../etc/passwd, which is missing: export it again into one file",
    own_operator: "has an operator that ONNX Runtime lacks, mmdeploy:TRTBatchedNMS: export it with standard operators",
    two_pictures: "takes 2 pictures at once: export it with a batch of 1",
    grey_pictures: r"takes \[1, 1, 64, 64\]: expected pictures in colour",
    boxes_only: "finds boxes and no joints: expected YOLO-pose with one class, person",
    boxes_only_end_to_end: "finds boxes and no joints: expected YOLO-pose with one class, person",
    other_joints: "finds 21 joints: expected YOLO-pose with one class, person, and COCO's 17 joints",
    unknown_family: r"answers heatmap \[1, 17, 16, 16\], as no family that Spotter reads: expected .*RTMPose",
    simcc_of_a_hand: "is RTMPose for 21 joints: expected a body's, 17, 26, 133",
    pytorch_pickle: "is a Python pickle, as an old PyTorch checkpoint is one; it is not loaded: expected",
    lfs_pointer: "is a Git LFS pointer and not the network itself: run: git lfs pull",
    bare_plan: "is a TensorRT engine, and this machine has no TensorRT: bring the network as .onnx",
    ultralytics_engine: "is a TensorRT engine, and this machine has no TensorRT: bring the network as .onnx",
    cut_tflite: "is damaged",
}
"""Each file, and what is said of it after its name."""
