"""BlazePose's landmark network: a person's joints within a square, and where the next square lies."""

import math
from dataclasses import dataclass

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.ports import Frame, Stages
from engines.models.heatmap import refine
from engines.ports import Affine, Float32, Outside, Runtime
from engines.tracking.roi import Roi
from engines.tracking.roi_smoothing import Points

_VALUES = 5
"""x, y, z, visibility, presence."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What the network saw in a square.

    Attributes:
        pose: The joints.
        points: The network's own two points for the next square.
        presence: 0..1, how surely a person is there at all.
    """

    pose: Pose
    points: Points
    presence: float


class Landmarks:
    """Finds the joints of the person in a square.

    Args:
        runtime: The landmark graph, with outputs ``landmarks`` (1, 195), ``presence`` (1, 1), ``heatmap``
            (1, 39, 64, 64) and ``world`` (1, 117).
        stages: Told what crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        self._runtime = runtime
        self._stages = stages
        self._size = runtime.image.shape[-1]
        self._crop = runtime.cropper(0.0, 1.0, Outside.EDGE)

    def look(self, frame: Frame, where: Roi) -> Look:
        """Run the network on a square of the frame.

        Raises:
            EngineError: The runtime failed.
        """
        to_upright = where.to_upright(self._size)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        found = self._read(frame.t, to_upright, where.turn)
        self._stages.lap("landmarks")
        return found

    def _read(self, t: float, to_upright: Affine, turn: float) -> Look:
        outputs = self._runtime.outputs
        rows = outputs["landmarks"].reshape(-1, _VALUES)[: JOINT_COUNT + 2]
        crop_xy = refine(rows[:, :2], outputs["heatmap"][0], self._size)
        xy = crop_xy @ to_upright[:, :2].T + to_upright[:, 2]
        world = outputs["world"].reshape(-1, 3)[:JOINT_COUNT]
        pose = Pose(
            t=t,
            xy=xy[:JOINT_COUNT].astype(np.float32),
            world=_turned(world, turn),
            score=1 / (1 + np.exp(-rows[:JOINT_COUNT, 3])),
        )
        (hip_x, hip_y), (top_x, top_y) = xy[JOINT_COUNT:].tolist()
        return Look(pose, (hip_x, hip_y, top_x, top_y), float(outputs["presence"][0, 0]))


def _turned(world: Float32, turn: float) -> Float32:
    """The network sees the person upright: turn back to how the picture shows the person."""
    cos, sin = math.cos(turn), math.sin(turn)
    return world @ np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]], np.float32)
