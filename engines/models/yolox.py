"""YOLOX: finds people's boxes in the whole picture.

Source: Ge et al., "YOLOX: Exceeding YOLO Series in 2021", 2021.
"""

import numpy as np

from daemon.ports import Frame, Stages
from engines.arrays import Array, Float32
from engines.crop_format import ChannelOrder, CropFormat, Outside
from engines.cropping.letterbox import Align
from engines.models.detections import Boxes, boxes_from, likeliest
from engines.models.whole_picture import WholePicture
from engines.ports import DetectorFamily, Person, Runtime
from engines.roi import Roi
from engines.signature import Part, Recognised, Signature

EXPECTED = "YOLOX (one output: [1, N, 5], or [1, A, 5 + classes])"
MIN_SCORE = 0.3
"""As for the boxes that RTMDet hands to RTMPose."""
_MAX_OVERLAP = 0.45
"""The overlap that the network's authors suppress at."""
_STRIDES = (8, 16, 32)
_BOX = 4
_OBJECT = 4
_PERSON = 5


class Yolox:
    """YOLOX on a runtime (see ``Detector``).

    Args:
        runtime: The network; its first output has the boxes, with or without non-maximum suppression.
        stages: Receives the time that crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        crop = CropFormat(outside=Outside.GREY, order=ChannelOrder.BGR)
        self._picture = WholePicture(runtime, crop, Align.TOP_LEFT, stages)
        self._cells = grid(*self._picture.size)
        self._stages = stages

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        """Returns the people in the picture or a square of it (see ``Detector``).

        Raises:
            EngineError: The runtime failed.
        """
        output = next(iter(self._picture.read(frame, region).values()))[0]
        boxes = decode(output) if output.shape[1] == _BOX + 1 else decode_raw(output, self._cells)
        people = self._picture.persons(boxes)
        self._stages.lap("detect")
        return people


def recognise(signature: Signature) -> Recognised | None:
    """Returns how YOLOX's output is written, or None where the network is none.

    Labels beside the boxes are those of a file that slices the picture first; without that it is RTMDet's.
    """
    shape = signature.outputs[0].shape
    others = [tensor.name for tensor in signature.outputs[1:]]
    if len(shape) != 3 or shape[0] != 1:  # noqa: PLR2004 - picture, row, column
        return None
    if not others and shape[2] > _PERSON and signature.is_grid(shape[1]):
        return Recognised(Part.DETECTOR, f"raw [{', '.join(map(str, shape))}]")
    if shape[2] == _OBJECT + 1 and (not others or (others == ["labels"] and "Slice" in signature.reads_image)):
        return Recognised(Part.DETECTOR, "boxes, suppressed")
    return None


def decode(dets: Array, min_score: float = MIN_SCORE) -> Boxes:
    """Returns the people in the output of a file with non-maximum suppression.

    Args:
        dets: Without its batch, (N, 5): left, top, right, bottom, score.
        min_score: People with a lower score are left out.
    """
    return boxes_from(dets[:, :_BOX], dets[:, _BOX], min_score, _MAX_OVERLAP)


def decode_raw(output: Array, cells: Float32, min_score: float = MIN_SCORE) -> Boxes:
    """Returns the people in the output of a file without non-maximum suppression.

    Args:
        output: Without its batch, (A, 5 + classes): offset of the centre and logarithm of the size in cells, the
            score of an object, and of each class; the first one is a person.
        cells: From ``grid``.
        min_score: People with a lower score are left out.
    """
    scores = output[:, _OBJECT].astype(np.float32) * output[:, _PERSON]
    likely = likeliest(scores, min_score)
    rows, near = output[likely, :_BOX].astype(np.float32), cells[likely]
    centre = (rows[:, :2] + near[:, :2]) * near[:, 2:]
    with np.errstate(over="ignore"):  # an infinite box is left out
        half = np.exp(rows[:, 2:]) * near[:, 2:] / 2
    return boxes_from(np.hstack([centre - half, centre + half]), scores[likely], min_score, _MAX_OVERLAP)


def grid(width: int, height: int) -> Float32:
    """Returns the column, row and stride of each cell in the order of the raw output: float32 (A, 3).

    Args:
        width: Of the network's input, pixels.
        height: The same.
    """
    layers = []
    for stride in _STRIDES:
        row, column = np.mgrid[: height // stride, : width // stride].reshape(2, -1)
        layers.append(np.stack([column, row, np.full_like(row, stride)], axis=1))
    cells: Float32 = np.concatenate(layers).astype(np.float32)
    return cells


DETECTOR = DetectorFamily(Yolox)
