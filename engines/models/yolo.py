"""YOLO-pose (v8, 11, 26): finds everybody in the picture, with box and joints, in one run.

The layouts are those of files that Ultralytics exports; no code of theirs is used.
"""

from dataclasses import dataclass

import numpy as np

from engines.models.detections import AnyFloat, Boxes, People, likeliest, suppress

MIN_SCORE = 0.25
"""What the exporter builds into files with non-maximum suppression."""
MAX_OVERLAP = 0.7
"""The same."""
_BOX = 4
_SCORE = 4
_END_TO_END_HEAD = 6
"""Left, top, right, bottom, score, class."""


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


def decode(output: AnyFloat, layout: YoloLayout, min_score: float = MIN_SCORE) -> People:
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
    seen = joints[:, :, 2] if layout.values > 2 else np.repeat(scores[:, None], layout.joints, axis=1)  # noqa: PLR2004
    return People(Boxes(rows[:, :_BOX], scores), joints[:, :, :2], seen)


def _rows(output: AnyFloat, min_score: float) -> AnyFloat:
    """Returns the likely people: corners, score, joints."""
    rows = output[likeliest(output[:, _SCORE], min_score)].astype(np.float32)
    return np.delete(rows, _END_TO_END_HEAD - 1, axis=1)


def _columns(output: AnyFloat, min_score: float) -> AnyFloat:
    """Returns the same of a raw output. Only the scores of all candidates are read."""
    rows = output[:, likeliest(output[_SCORE], min_score)].T.astype(np.float32)
    half = rows[:, 2:_BOX] / 2
    rows[:, 2:_BOX] = rows[:, :2] + half
    rows[:, :2] -= half
    return rows
