"""Hand-made networks that find a red spot and answer, in the layouts of exported files, with a person who is there.

The person stands upright with the middle of the hips on the spot; ``BODY`` has the joints. The score is 0.9 where the
spot is as bright as the family's input has it: a network that is given blue for red, or other values, finds nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tests.fakes.networks import Input, serialised

Array = NDArray[Any]
BODY = np.array(
    [
        *[(0.0, -0.95), (0.05, -1.0), (-0.05, -1.0), (0.1, -0.95), (-0.1, -0.95)],  # nose, eyes, ears
        *[(0.2, -0.7), (-0.2, -0.7), (0.3, -0.35), (-0.3, -0.35), (0.3, -0.05), (-0.3, -0.05)],  # shoulders to wrists
        *[(0.1, 0.0), (-0.1, 0.0), (0.15, 0.5), (-0.15, 0.5), (0.15, 1.0), (-0.15, 1.0)],  # hips to ankles
    ]
)
"""COCO's joints from the middle of the hips, in half body heights."""
SMALL = BODY * 40
"""The joints that networks for whole pictures answer with, pixels of the input from the spot."""
LARGE = BODY * 100
"""Those of a network for one person: its square's next one has the same size."""
BOX = (30.0, 90.0)
"""Width and height of the person's box around the spot, pixels of the input of networks for whole pictures."""
SCORE = 0.9
_BRIGHT = 0.7
"""A pixel with less than this share of the brightest red is not the spot's."""
_STANDARDISED = (-123.675 / 58.395, (255 - 123.675) / 58.395)
"""Black and white of red."""
_TYPES = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.float16): TensorProto.FLOAT16}


@dataclass
class Finder:
    """A network that is being made. Its ``x``, ``y`` and ``score`` are scalars to build outputs of.

    Attributes:
        image: The input, NCHW.
        red: The channel that red is in.
        black, white: What the input holds where red is at its darkest and its brightest.
        edges: Whether coordinates count from the input's corner, and not from the middle of its first pixel.
    """

    image: Input
    red: int
    black: float
    white: float
    edges: bool = True
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)
    outputs: list[onnx.ValueInfoProto] = field(default_factory=list)

    def __post_init__(self) -> None:
        _, _, height, width = (int(side) for side in self.image.shape)
        limit = self.black + _BRIGHT * (self.white - self.black)
        self.node("Cast", [self.image.name], "picture", to=TensorProto.FLOAT)
        self.node("Gather", ["picture", self.constant("red", np.array(self.red))], "reds", axis=1)
        self.node("Sub", ["reds", self.constant("limit", np.array(limit, np.float32))], "above")
        self.node("Relu", ["above"], "spot")
        self.node("ReduceSum", ["spot"], "total", keepdims=0)
        self.node("Add", ["total", self.constant("little", np.array(1e-6, np.float32))], "weight")
        first = 0.5 if self.edges else 0.0
        across = np.broadcast_to(np.arange(width) + first, (height, width)).astype(np.float32)
        down = np.broadcast_to((np.arange(height) + first)[:, None], (height, width)).astype(np.float32)
        for name, places in (("x", across), ("y", down)):
            self.node("Mul", ["spot", self.constant(f"{name}_places", places)], f"{name}_weighed")
            self.node("ReduceSum", [f"{name}_weighed"], f"{name}_sum", keepdims=0)
            self.node("Div", [f"{name}_sum", "weight"], name)
        unit = np.array(SCORE / (self.white - limit), np.float32)
        self.node("ReduceMax", ["spot"], "brightest", keepdims=0)
        self.node("Mul", ["brightest", self.constant("unit", unit)], "score")

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:  # noqa: ANN401 - onnx's own
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def constant(self, name: str, values: Array) -> str:
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def answer(self, name: str, at_zero: Array, by_x: Array, by_y: Array, by_score: Array) -> None:
        """Add an output that is linear in the spot's place and brightness."""
        total = self.constant(f"{name}_at_zero", at_zero.astype(np.float32))
        for of, mask in (("x", by_x), ("y", by_y), ("score", by_score)):
            term = self.node("Mul", [of, self.constant(f"{name}_{of}", mask.astype(np.float32))], f"{name}_by_{of}")
            total = self.node("Add", [total, term], f"{name}_with_{of}")
        self.give(name, total, at_zero.shape)

    def give(self, name: str, tensor: str, shape: tuple[int, ...]) -> None:
        """Make a tensor an output, of the input's type."""
        kind = _TYPES[np.dtype(self.image.dtype)]
        self.node("Cast", [tensor], name, to=kind)
        self.outputs.append(helper.make_tensor_value_info(name, kind, shape))

    def made(self) -> bytes:
        inputs = [helper.make_tensor_value_info(self.image.name, _TYPES[np.dtype(self.image.dtype)], self.image.shape)]
        return serialised(helper.make_graph(self.nodes, "finder", inputs, self.outputs, self.weights), {})


def yolo(columns: int, *, values: int = 3, dtype: type[np.generic] = np.float32, wide: bool = False) -> bytes:
    """YOLO-pose: ``columns`` is 0 for an output with a row per person, else the raw output is so long."""
    finder = Finder(Input("images", (1, 3, 384, 640) if wide else (1, 3, 256, 256), dtype), 0, 0.0, 1.0)
    end_to_end = columns == 0
    person = np.zeros((4, 6 + 17 * values))  # at zero, by x, by y, by score
    person[:, :2] = [(0, 0), (1, 0), (0, 1), (0, 0)]
    person[0, 2:4] = BOX
    if end_to_end:
        person[:3, 2:4] = person[:3, :2]
        person[0, :4] = (-BOX[0] / 2, -BOX[1] / 2, BOX[0] / 2, BOX[1] / 2)
    person[3, 4] = 1
    joints = person[:, 6:].reshape(4, 17, values)
    _set_joints(joints)
    if end_to_end:
        tables = np.zeros((4, 1, 300, person.shape[1]))
        tables[:, 0, 1] = person
    else:
        tables = np.zeros((4, 1, person.shape[1] - 1, columns))
        tables[:, 0, :, columns // 2] = np.delete(person, 5, axis=1)
    finder.answer("output0", *tables)
    return finder.made()


def _set_joints(joints: Array) -> None:
    """Fill (4, K, 2 or 3): at zero, by x, by y, by score."""
    joints[0, :, :2] = SMALL
    joints[1, :, 0], joints[2, :, 1] = 1, 1
    if joints.shape[2] > 2:
        joints[3, :, 2] = 1


def rtmpose(joints: int = 17, *, dtype: type[np.generic] = np.float32) -> bytes:
    """RTMPose: a peak of the spot's brightness along each axis. Joints beyond COCO's 17 lie at the spot."""
    finder = Finder(Input("input", (1, 3, 256, 192), dtype), 0, *_STANDARDISED, edges=False)
    places = np.zeros((joints, 2))
    places[:17] = LARGE
    for axis, (name, bins) in enumerate((("simcc_x", 384), ("simcc_y", 512))):
        apart = np.round(2 * places[:, axis]).astype(np.int64).reshape(1, joints, 1)
        finder.node("Mul", ["xy"[axis], finder.constant(f"{name}_two", np.array(2, np.float32))], f"{name}_twice")
        finder.node("Round", [f"{name}_twice"], f"{name}_round")
        finder.node("Cast", [f"{name}_round"], f"{name}_bin", to=TensorProto.INT64)
        bin_ = finder.node("Add", [f"{name}_bin", finder.constant(f"{name}_apart", apart)], f"{name}_bins")
        every = finder.constant(f"{name}_every", np.arange(bins).reshape(1, 1, bins))
        finder.node("Equal", [bin_, every], f"{name}_is")
        finder.node("Cast", [f"{name}_is"], f"{name}_one", to=TensorProto.FLOAT)
        finder.give(name, finder.node("Mul", [f"{name}_one", "score"], f"{name}_peak"), (1, joints, bins))
    return finder.made()


def _boxes(finder: Finder, name: str, rows: int) -> None:
    tables = np.zeros((4, 1, rows, 5))
    tables[0, 0, 2, :4] = (-BOX[0] / 2, -BOX[1] / 2, BOX[0] / 2, BOX[1] / 2)
    tables[1, 0, 2, [0, 2]] = tables[2, 0, 2, [1, 3]] = tables[3, 0, 2, 4] = 1
    finder.answer(name, *tables)


def rtmdet(*, dtype: type[np.generic] = np.float32) -> bytes:
    finder = Finder(Input("input", (1, 3, 320, 320), dtype), 2, *_STANDARDISED)
    _boxes(finder, "dets", 100)
    finder.node("Cast", [finder.constant("kinds", np.zeros((1, 100), np.float32))], "labels", to=TensorProto.INT64)
    finder.outputs.append(helper.make_tensor_value_info("labels", TensorProto.INT64, (1, 100)))
    return finder.made()


def yolox(*, dtype: type[np.generic] = np.float32) -> bytes:
    """YOLOX with non-maximum suppression."""
    finder = Finder(Input("images", (1, 3, 416, 416), dtype), 2, 0.0, 255.0)
    _boxes(finder, "output", 60)
    return finder.made()


def yolox_raw(*, dtype: type[np.generic] = np.float32) -> bytes:
    """YOLOX without: the cell is the first one of stride 32, at 3136, and sizes are logarithms."""
    finder = Finder(Input("images", (1, 3, 416, 416), dtype), 2, 0.0, 255.0)
    cell, stride = 52 * 52 + 26 * 26, 32
    tables = np.zeros((4, 1, 3549, 85))
    tables[0, 0, cell, 2:6] = (*np.log(np.array(BOX) / stride), 0, 1)
    tables[1, 0, cell, 0] = tables[2, 0, cell, 1] = 1 / stride
    tables[3, 0, cell, 4] = 1
    finder.answer("output", *tables)
    return finder.made()


def rtmo(*, dtype: type[np.generic] = np.float32) -> bytes:
    finder = Finder(Input("input", (1, 3, 416, 416), dtype), 2, 0.0, 255.0)
    _boxes(finder, "dets", 60)
    tables = np.zeros((4, 1, 60, 17, 3))
    _set_joints(tables[:, 0, 2])
    finder.answer("keypoints", *tables)
    return finder.made()


Make = Callable[[], bytes]
NETWORKS: dict[str, Make] = {
    "yolo": lambda: yolo(1344),
    "rtmpose": rtmpose,
    "rtmdet": rtmdet,
    "yolox": yolox,
    "rtmo": rtmo,
}
"""A network of each family that there are no published files of."""


def spot(picture: NDArray[np.uint8], x: float, y: float, radius: float = 14.0) -> NDArray[np.uint8]:
    """A picture (H, W, 3), blue first, at half its brightness and with a red spot on it.

    Args:
        picture: What is behind.
        x, y: The spot's middle, counted from the picture's corner.
        radius: Where the spot has half of its brightness, pixels.
    """
    height, width = picture.shape[:2]
    away = np.hypot(np.arange(width) + 0.5 - x, (np.arange(height) + 0.5 - y)[:, None])
    share = np.exp2(-((away / radius) ** 2))[:, :, None]
    dark = picture * 0.5
    return np.asarray(dark * (1 - share) + share * np.array([0, 0, 255]), np.uint8)
