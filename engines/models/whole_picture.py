"""Gives a network a whole picture, or a square of it, and puts what it finds back into the picture."""

from collections.abc import Mapping

import numpy as np

from daemon.ports import Frame, Stages
from engines.arrays import Affine, Array, Float32
from engines.crop_format import CropFormat, InputLayout
from engines.cropping.letterbox import Align, letterbox
from engines.models import body_square, coco
from engines.models.detections import Boxes, People
from engines.ports import Found, Person, Runtime
from engines.roi import Roi

_MIN_JOINT_SCORE = 0.3
"""A joint below it has no part in the square for the next frame."""


class WholePicture:
    """A network that reads whole pictures.

    Args:
        runtime: The network.
        crop: How it wants its input.
        align: Where a picture of another shape lies in it.
        stages: Receives the time that the crop took.
    """

    def __init__(self, runtime: Runtime, crop: CropFormat, align: Align, stages: Stages) -> None:
        layout = InputLayout.of(runtime.image)
        self._runtime = runtime
        self._size = layout.width, layout.height
        self._crop = runtime.cropper(crop)
        self._align = align
        self._stages = stages
        self._to_upright: Affine = np.eye(2, 3)

    @property
    def runtime(self) -> Runtime:
        """The network."""
        return self._runtime

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the network's input."""
        return self._size

    def read(self, frame: Frame, region: Roi | None) -> Mapping[str, Array]:
        """Returns the outputs for a picture, or for a square of it.

        Raises:
            EngineError: The runtime failed.
        """
        if region is None:
            self._to_upright = letterbox((frame.width, frame.height), self._size, self._align)
        else:
            self._to_upright = region.to_upright(*self._size)
        self._crop.fill(frame, self._to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        return self._runtime.outputs

    def persons(self, boxes: Boxes) -> list[Person]:
        """Returns the people in the boxes that the last picture gave."""
        corners = self._upright(boxes.corners.reshape(-1, 2)).reshape(-1, 4)
        return [
            Person(Roi.from_box(*box), float(score)) for box, score in zip(corners.tolist(), boxes.scores, strict=True)
        ]

    def found(self, people: People, t: float, min_score: float) -> list[Found]:
        """Returns the people that the last picture gave, with COCO's 17 joints.

        Args:
            people: What the family's decoder found.
            t: When the frame was captured, seconds.
            min_score: The score of a box at which the family takes it for a person.
        """
        joints = self._upright(people.joints)
        found = []
        for xy, seen, score in zip(joints, people.joint_scores, people.boxes.scores, strict=True):
            pose = coco.canonical(t, xy, np.clip(seen, 0.0, 1.0))
            alignment = body_square.alignment(pose, _MIN_JOINT_SCORE)
            found.append(Found(pose, alignment, presence(float(score), min_score)))
        return found

    def _upright(self, points: Float32) -> Array:
        """Returns points of the crop in the picture; in both, whole coordinates lie between the pixels."""
        upright: Array = (points - 0.5) @ self._to_upright[:, :2].T + (self._to_upright[:, 2] + 0.5)
        return upright


def presence(score: float, min_score: float) -> float:
    """Returns a score as the pipeline reads it: 0.5 where the family's own limit is."""
    return min(score / (2 * min_score), 1.0)
