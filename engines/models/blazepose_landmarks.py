"""BlazePose's landmark network: finds a person's joints within a square, and the points of the next square."""

import math

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.ports import Frame, Stages
from engines.arrays import Affine, Float32
from engines.crop_format import CropFormat, Outside
from engines.models.heatmap import refine
from engines.ports import Found, Runtime
from engines.roi import Roi

_VALUES = 5
"""x, y, z, visibility, presence."""


class LandmarkNetwork:
    """Finds the joints of the person in a square.

    Args:
        runtime: The landmark network, with the outputs ``landmarks`` (1, 195), ``presence`` (1, 1), ``heatmap``
            (1, 39, 64, 64) and ``world`` (1, 117).
        stages: Receives the time that crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        self._runtime = runtime
        self._stages = stages
        self._size = runtime.image.shape[-1]
        self._crop = runtime.cropper(CropFormat.between(0.0, 1.0, Outside.EDGE))

    @property
    def runtime(self) -> Runtime:
        """The landmark network."""
        return self._runtime

    @property
    def sees_picture(self) -> bool:
        """False: it reads one person's square."""
        return False

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        """Returns the one person in a square of the frame, however unlikely (see ``Keypoints``).

        Raises:
            EngineError: The runtime failed.
        """
        roi = roi or Roi.whole(frame.width, frame.height)
        to_upright = roi.to_upright(self._size)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        found = self._read(frame.t, to_upright, roi.rotation_rad)
        self._stages.lap("landmarks")
        return [found]

    def _read(self, t: float, to_upright: Affine, rotation_rad: float) -> Found:
        outputs = self._runtime.outputs
        rows = outputs["landmarks"].reshape(-1, _VALUES)[: JOINT_COUNT + 2]
        crop_xy = refine(rows[:, :2], outputs["heatmap"][0], self._size)
        xy = crop_xy @ to_upright[:, :2].T + to_upright[:, 2]
        world = outputs["world"].reshape(-1, 3)[:JOINT_COUNT]
        pose = Pose(
            t=t,
            xy=xy[:JOINT_COUNT].astype(np.float32),
            world=_rotate(world, rotation_rad),
            score=1 / (1 + np.exp(-rows[:JOINT_COUNT, 3])),
        )
        (hip_x, hip_y), (top_x, top_y) = xy[JOINT_COUNT:].tolist()
        return Found(pose, (hip_x, hip_y, top_x, top_y), float(outputs["presence"][0, 0]))


def _rotate(world: Float32, rotation_rad: float) -> Float32:
    """Rotate the joints from the upright crop to the person's rotation in the picture."""
    cos, sin = math.cos(rotation_rad), math.sin(rotation_rad)
    return world @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
