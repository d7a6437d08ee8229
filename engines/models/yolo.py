"""YOLO-pose (v8, 11, 26): finds everybody in the picture, with box and joints, in one run.

The layouts are those of files that Ultralytics exports; no code of theirs is used.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from daemon.errors import EngineError
from daemon.ports import Frame, Stages
from engines.arrays import Array
from engines.crop_format import CropFormat, Outside
from engines.cropping.letterbox import Align
from engines.models.detections import Boxes, People, likeliest, suppress
from engines.models.whole_picture import WholePicture
from engines.ports import Found, KeypointsFamily, Runtime
from engines.roi import Roi
from engines.signature import Part, Recognised, Signature

EXPECTED = "YOLO-pose (one output: [1, 56, A], or [1, 300, 57])"

MIN_SCORE = 0.25
"""What the exporter builds into files with non-maximum suppression."""
MAX_OVERLAP = 0.7
"""The same."""
_BOX = 4
_SCORE = 4
_END_TO_END_HEAD = 6
"""Left, top, right, bottom, score, class."""
_RAW_HEAD = 5
"""Centre, size, score of the only class."""
_JOINTS = 17
_XY = 2
_VALUES = (_XY + 1, _XY)
"""Of a joint: with its visibility, and without."""
_MAX_ROWS = 1000
_MASK_CHANNELS = 32
_BOXES_ONLY = (4 + 1, 4 + 80)
"""Rows of a raw output of boxes alone: of one class, and of COCO's 80."""
_EXPORT_AGAIN = "expected YOLO-pose with one class, person, and COCO's 17 joints"


@dataclass(frozen=True, slots=True)
class YoloLayout:
    """How an export writes its people.

    Attributes:
        end_to_end: A row per person, (300, 6 + K·D): left, top, right, bottom, score, class, joints. Else raw, a column
            per candidate, (5 + K·D, A): centre, size, score, joints.
        joints: K.
        values: D: 3 for x, y and visibility; 2 where the box's score must do for visibility.
    """

    end_to_end: bool
    joints: int
    values: int

    @classmethod
    def of(cls, shape: tuple[int, ...]) -> "YoloLayout | None":
        """Returns the layout of an output of that shape, or None where it is none of YOLO-pose's."""
        if len(shape) != 3 or shape[0] != 1:  # noqa: PLR2004 - picture, row, column
            return None
        for values in _VALUES:
            if shape[2] == _END_TO_END_HEAD + _JOINTS * values and shape[1] <= _MAX_ROWS:
                return cls(end_to_end=True, joints=_JOINTS, values=values)
            if shape[1] == _RAW_HEAD + _JOINTS * values:
                return cls(end_to_end=False, joints=_JOINTS, values=values)
        return None


class YoloPose:
    """YOLO-pose on a runtime (see ``Keypoints``).

    Args:
        runtime: The network, in any of the layouts.
        stages: Receives the time that crop and network took.
    """

    sees_picture = True

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        self.runtime = runtime
        self._picture = WholePicture(runtime, CropFormat.between(0.0, 1.0, Outside.GREY), Align.CENTRE, stages)
        self._stages = stages

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        """Returns the people in the picture or a square of it (see ``Keypoints``).

        Raises:
            EngineError: The runtime failed, or the network is not YOLO-pose.
        """
        output = next(iter(self._picture.read(frame, roi).values()))
        layout = YoloLayout.of(output.shape)
        if layout is None:
            raise EngineError(f"the network answers {list(output.shape)}: {_EXPORT_AGAIN}")
        found = self._picture.found(decode(output[0], layout), frame.t, MIN_SCORE)
        self._stages.lap("landmarks")
        return found


def recognise(signature: Signature) -> Recognised | None:
    """Returns how YOLO-pose's output is written, or None where the network is not one of YOLO's.

    Raises:
        EngineError: It is one of YOLO's that finds no poses, or not people's.
    """
    metadata, shapes = signature.metadata, [tensor.shape for tensor in signature.outputs]
    is_theirs = "task" in metadata and "stride" in metadata
    is_raw = _is_raw(signature)
    layout = YoloLayout.of(shapes[0]) if len(shapes) == 1 else None
    if layout is not None and not layout.end_to_end and not is_raw:
        layout = None
    if not is_theirs and layout is None and not is_raw:
        return None
    _check_task(metadata, shapes)
    if layout is None:
        raise EngineError(f"{_unread(shapes[0], metadata, is_raw=is_raw)}: {_EXPORT_AGAIN}")
    size = ", ".join(map(str, shapes[0]))
    form = "a row per person" if layout.end_to_end else "raw"
    without = ", without visibility" if layout.values == _XY else ""
    return Recognised(Part.PEOPLE, f"{form} [{size}]{without}", layout.joints)


def _is_raw(signature: Signature) -> bool:
    """Returns whether the first output has a column, and no row, for each cell of YOLO's grids."""
    shape = signature.outputs[0].shape
    return len(shape) == 3 and signature.is_grid(shape[2]) and not signature.is_grid(shape[1])  # noqa: PLR2004 - as above


def _check_task(metadata: Mapping[str, str], shapes: list[tuple[int, ...]]) -> None:
    has_masks = any(len(shape) == 4 and shape[1] == _MASK_CHANNELS for shape in shapes)  # noqa: PLR2004 - a picture
    task = metadata.get("task", "segment" if has_masks else "pose")
    if task != "pose":
        words = {"segment": "segmentation", "detect": "detection", "classify": "classification"}
        raise EngineError(f"is a YOLO network for {words.get(task, task)}: {_EXPORT_AGAIN}")


def _unread(shape: tuple[int, ...], metadata: Mapping[str, str], *, is_raw: bool) -> str:
    """Returns what an output that is not read is like."""
    names, joints = _literal(metadata, "names", dict), _literal(metadata, "kpt_shape", list)
    classes = len(names) if isinstance(names, dict) else shape[1] - _BOX - _JOINTS * 3 if is_raw else 1
    if (shape[1] in _BOXES_ONLY) if is_raw else (shape[-1] == _END_TO_END_HEAD):
        return "finds boxes and no joints"
    if isinstance(joints, list) and joints and joints[0] != _JOINTS:
        return f"finds {joints[0]} joints"
    if classes > 1:
        return f"finds {classes} classes"
    return f"answers [{', '.join(map(str, shape))}]"


def _literal(metadata: Mapping[str, str], key: str, kind: type) -> object:
    """Returns a value that was written as Python's text, or None where it is no such value."""
    try:
        value = ast.literal_eval(metadata.get(key, ""))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, kind) else None


def decode(output: Array, layout: YoloLayout, min_score: float = MIN_SCORE) -> People:
    """Returns the people in the network's output.

    Args:
        output: ``output0`` without its batch: (300, 6 + K·D) or (5 + K·D, A), float16 or float32.
        layout: How it is written.
        min_score: People with a lower score are left out.
    """
    rows = _rows(output, min_score) if layout.end_to_end else _columns(output, min_score)
    rows = rows[np.isfinite(rows).all(axis=1)]
    rows = rows[suppress(rows[:, :_BOX], MAX_OVERLAP)]
    scores = rows[:, _SCORE]
    joints = rows[:, _SCORE + 1 :].reshape(len(rows), layout.joints, layout.values)
    seen = np.repeat(scores[:, None], layout.joints, axis=1) if layout.values == _XY else joints[:, :, _XY]
    return People(Boxes(rows[:, :_BOX], scores), joints[:, :, :2], seen)


def _rows(output: Array, min_score: float) -> Array:
    """Returns the likely people: corners, score, joints."""
    rows = output[likeliest(output[:, _SCORE], min_score)].astype(np.float32)
    return np.delete(rows, _END_TO_END_HEAD - 1, axis=1)


def _columns(output: Array, min_score: float) -> Array:
    """Returns the same of a raw output. Only the scores of all candidates are read."""
    rows = output[:, likeliest(output[_SCORE], min_score)].T.astype(np.float32)
    half = rows[:, 2:_BOX] / 2
    rows[:, 2:_BOX] = rows[:, :2] + half
    rows[:, :2] -= half
    return rows


KEYPOINTS = KeypointsFamily(YoloPose)
