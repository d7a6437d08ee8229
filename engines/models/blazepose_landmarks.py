"""BlazePose's landmark network: a person's joints within a square, and the next frame's square."""

import math
from dataclasses import dataclass

import numpy as np

from daemon.core.pose import Pose
from daemon.core.skeleton import JOINT_COUNT
from daemon.ports import Frame, Stages
from engines.crop import Affine, Crop
from engines.models import roi
from engines.models.roi import Roi
from engines.ports import Float32, Runtime

_VALUES = 5
"""x, y, z, visibility, presence."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the network saw in a square: the pose, where to look next, and whether a person is there at all (0..1)."""

    pose: Pose
    next_roi: Roi
    presence: float


class Landmarks:
    """Finds the joints of the person in a square.

    Args:
        runtime: The landmark graph, with outputs ``landmarks`` (1, 195), ``presence`` (1, 1) and ``world`` (1, 117).
        stages: Told what crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        self._runtime = runtime
        self._stages = stages
        self._size = runtime.image.shape[-1]
        self._crop = Crop(runtime.image, 0.0, 1.0)

    def look(self, frame: Frame, where: Roi) -> Look:
        """Run the network on a square of the frame."""
        to_upright = where.to_upright(self._size)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        outputs = self._runtime.outputs
        found = Look(
            pose=_pose(frame.t, outputs["landmarks"], outputs["world"], to_upright, where.turn),
            next_roi=_next_roi(outputs["landmarks"], to_upright),
            presence=float(outputs["presence"][0, 0]),
        )
        self._stages.lap("landmarks")
        return found


def _pose(t: float, landmarks: Float32, world: Float32, to_upright: Affine, turn: float) -> Pose:
    rows = landmarks.reshape(-1, _VALUES)[:JOINT_COUNT]
    to = to_upright.astype(np.float32)
    joints = world.reshape(-1, 3)[:JOINT_COUNT].copy()
    cos, sin = math.cos(turn), math.sin(turn)
    joints[:, :2] @= np.array([[cos, sin], [-sin, cos]], np.float32)
    return Pose(
        t=t,
        xy=rows[:, :2] @ to[:, :2].T + to[:, 2],
        world=joints,
        score=1 / (1 + np.exp(-rows[:, 3])),
    )


def _next_roi(landmarks: Float32, to_upright: Affine) -> Roi:
    """From the network's own two alignment points, which follow the 33 joints."""
    points = landmarks.reshape(-1, _VALUES)[JOINT_COUNT : JOINT_COUNT + 2, :2]
    return roi.around(*(points @ to_upright[:, :2].T + to_upright[:, 2]).ravel().tolist())
