"""BlazePose's person detector: finds where people are in the whole picture, and how they are rotated."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from daemon.ports import Frame, Stages
from engines.arrays import Float32
from engines.crop_format import CropFormat, Outside
from engines.ports import Person, Runtime
from engines.roi import Roi

_LAYERS = ((8, 2), (16, 2), (32, 6))
"""Pixels per cell and anchors per cell: MediaPipe's strides 8, 16, 32, 32, 32 with two anchors each."""
_MIN_SCORE = 0.5
"""MediaPipe's ``min_detection_confidence``."""
_MIN_OVERLAP = 0.3
"""Boxes with a larger intersection over union are one person."""


class PersonDetector:
    """Finds people.

    Args:
        runtime: The detector, with the outputs ``boxes`` (1, N, 12) and ``scores`` (1, N, 1).
        stages: Receives the time that crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        self._runtime = runtime
        self._stages = stages
        self._size = runtime.image.shape[-1]
        self._crop = runtime.cropper(CropFormat.between(-1.0, 1.0, Outside.BLACK))
        self._anchors = anchors(self._size)

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        """Returns everybody in the picture, highest score first.

        Args:
            frame: The picture.
            region: The square of it to search, by default all of it.

        Raises:
            EngineError: The runtime failed.
        """
        to_upright = (region or Roi.whole(frame.width, frame.height)).to_upright(self._size)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        outputs = self._runtime.outputs
        found = [
            Person(Roi.from_alignment(*(points @ to_upright[:, :2].T + to_upright[:, 2]).ravel()), score)
            for points, score in decode(outputs["boxes"][0], outputs["scores"][0, :, 0], self._anchors)
        ]
        self._stages.lap("detect")
        return found


def anchors(size: int) -> Float32:
    """Returns the centres of the anchors in pixels: float32 (N, 2), N = 2254 for a picture of 224."""
    layers = []
    for stride, count in _LAYERS:
        centres = (np.arange(size // stride, dtype=np.float32) + np.float32(0.5)) * stride
        y, x = np.meshgrid(centres, centres, indexing="ij")
        layers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), count, axis=0))
    return np.concatenate(layers)


def decode(boxes: Float32, scores: Float32, centres: Float32) -> list[tuple[NDArray[np.float64], float]]:
    """Returns the people in the network's raw outputs.

    Args:
        boxes: (N, 12): offset of the centre, size, and offsets of four points, in pixels of the crop.
        scores: (N,) before the sigmoid.
        centres: (N, 2), from ``anchors``.

    Returns:
        For each person, highest score first: the two alignment points, mid hip and the point on the circle around
        the body, float64 (2, 2), pixels of the crop; and the score.
    """
    likely = np.flatnonzero(scores >= np.log(_MIN_SCORE / (1 - _MIN_SCORE)))
    if likely.size == 0:
        return []
    likely = likely[np.argsort(-scores[likely], kind="stable")]
    raw = boxes[likely].astype(np.float64)
    raw.reshape(-1, 6, 2)[:, [0, 2, 3, 4, 5]] += centres[likely, None]
    return _merge(raw, 1 / (1 + np.exp(-np.clip(scores[likely].astype(np.float64), -100, 100))))


def _merge(raw: NDArray[np.float64], scores: NDArray[np.float64]) -> list[tuple[NDArray[np.float64], float]]:
    """Weighted non-maximum suppression: a person is the mean of the boxes that overlap the best box."""
    people = []
    remaining = np.arange(len(raw))
    while remaining.size:
        same = _overlap(raw[remaining[0]], raw[remaining]) > _MIN_OVERLAP
        same[0] = True
        group = remaining[same]
        mean = np.average(raw[group], axis=0, weights=scores[group])
        people.append((mean[4:8].reshape(2, 2), float(scores[remaining[0]])))
        remaining = remaining[~same]
    return people


def _overlap(box: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    """Returns the intersection over union of boxes given as centre and size."""
    low = np.maximum(box[:2] - box[2:4] / 2, others[:, :2] - others[:, 2:4] / 2)
    high = np.minimum(box[:2] + box[2:4] / 2, others[:, :2] + others[:, 2:4] / 2)
    shared = np.prod(np.maximum(high - low, 0), axis=1)
    total: Any = np.prod(box[2:4]) + np.prod(others[:, 2:4], axis=1) - shared
    overlap: NDArray[np.float64] = shared / np.maximum(total, 1e-9)
    return overlap
