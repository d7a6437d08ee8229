"""One person in one frame."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.skeleton import JOINT_COUNT

Float32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pose:
    """Where the joints of one person are; ``None`` in place of a pose means that nobody was seen.

    Attributes:
        t: When the frame was captured, in seconds of a monotonic clock.
        xy: float32 (33, 2), pixels of the upright picture, origin at its top left corner.
        world: float32 (33, 3), metres, the hips' middle at the origin, x right, y down, z away
            from the camera; None where the model gives none.
        score: float32 (33,), 0..1, how surely each joint is visible; 0 for a joint the model lacks.

    Raises:
        ValueError: An array has another shape or type.
    """

    t: float
    xy: Float32
    world: Float32 | None
    score: Float32

    def __post_init__(self) -> None:
        _check("xy", self.xy, (JOINT_COUNT, 2))
        _check("score", self.score, (JOINT_COUNT,))
        if self.world is not None:
            _check("world", self.world, (JOINT_COUNT, 3))

    def is_at_edge(self, size: tuple[int, int], edge: float) -> bool:
        """Returns whether a joint is at the picture's border, or beyond it.

        Args:
            size: Width and height of the picture (pixels).
            edge: How broad the border is, as a share of the picture's side.
        """
        width, height = size
        low, high = self.xy.min(axis=0), self.xy.max(axis=0)
        dx, dy = edge * width, edge * height
        return bool(low[0] < dx or low[1] < dy or high[0] > width - dx or high[1] > height - dy)


def _check(name: str, array: Float32, shape: tuple[int, ...]) -> None:
    if array.shape != shape or array.dtype != np.float32:
        raise ValueError(f"pose.{name} is {array.dtype} {array.shape}, not float32 {shape}")
