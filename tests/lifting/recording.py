"""What an engine saw of a rendered movement, beside what is true of it."""

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

JOINTS = tuple(
    f"{name}_{side}" for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle") for side in ("left", "right")
)
"""The true joints, as ``tests.gym.truth`` names them, in the order of ``daemon.core.pose.body.LIMBS``."""


@dataclass(frozen=True, eq=False)
class Recording:
    """One movement.

    Attributes:
        name: Of the scene.
        person: Who moved, an index into ``tests.gym.people.PEOPLE``.
        fps: Frames a second.
        size: Of the picture (pixels).
        xy: float32 (N, 33, 2), pixels, as the engine saw them.
        world: float32 (N, 33, 3), metres; 0 where the engine gives none.
        score: float32 (N, 33), all 0 where nobody was seen.
        true: float (N, 12, 3), metres in the camera's axes: x right, y down, z away; NaN where it was not kept.
        true_xy: float (N, 12, 2), pixels.
    """

    name: str
    person: int
    fps: float
    size: tuple[int, int]
    xy: NDArray[np.float32]
    world: NDArray[np.float32]
    score: NDArray[np.float32]
    true: NDArray[np.float64]
    true_xy: NDArray[np.float64]

    def save(self, path: Path) -> None:
        """Write it to an ``.npz``."""
        np.savez_compressed(path, allow_pickle=False, **asdict(self))

    @classmethod
    def load(cls, path: Path) -> "Recording":
        """Returns what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            width, height = (int(each) for each in kept["size"])
            return cls(
                str(kept["name"]), int(kept["person"]), float(kept["fps"]), (width, height), kept["xy"], kept["world"],
                kept["score"], kept["true"], kept["true_xy"],
            )  # fmt: skip
