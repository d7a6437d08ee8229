"""BlazePose's landmark network: finds a person's joints within a square, and the points of the next square."""

import math
from dataclasses import dataclass

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.ports import Frame, Stages
from engines.models.heatmap import refine
from engines.ports import Affine, Float32, Outside, Runtime
from engines.tracking.roi import Alignment, Roi

_VALUES = 5
"""x, y, z, visibility, presence."""


@dataclass(frozen=True, slots=True, eq=False)
class LandmarkOutput:
    """What the network found in a square.

    Attributes:
        pose: The joints.
        alignment: The network's own two points for the next square.
        presence: The probability that there is a person at all, 0..1.
    """

    pose: Pose
    alignment: Alignment
    presence: float


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
        self._crop = runtime.cropper(0.0, 1.0, Outside.EDGE)

    def run(self, frame: Frame, roi: Roi) -> LandmarkOutput:
        """Run the network on a square of the frame.

        Raises:
            EngineError: The runtime failed.
        """
        to_upright = roi.to_upright(self._size)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        found = self._read(frame.t, to_upright, roi.rotation_rad)
        self._stages.lap("landmarks")
        return found

    def _read(self, t: float, to_upright: Affine, rotation_rad: float) -> LandmarkOutput:
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
        return LandmarkOutput(pose, (hip_x, hip_y, top_x, top_y), float(outputs["presence"][0, 0]))


def _rotate(world: Float32, rotation_rad: float) -> Float32:
    """Rotate the joints from the upright crop to the person's rotation in the picture."""
    cos, sin = math.cos(rotation_rad), math.sin(rotation_rad)
    return world @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
