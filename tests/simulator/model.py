"""The pose model: what it makes of the joints that a camera sees, with its jitter, its guesses and its faults."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import PoseFrame
from tests.simulator import faults as wrong_ways
from tests.simulator import weakness as weak
from tests.simulator.camera import Camera, world
from tests.simulator.faults import Faults
from tests.simulator.linear import Vectors
from tests.simulator.occlusion import hidden
from tests.simulator.weakness import Weakness

Floats = NDArray[np.float32]
_HIPS = [Joint.LEFT_HIP, Joint.RIGHT_HIP]
_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]


@dataclass(frozen=True)
class Model:
    """A model, in one set.

    Attributes:
        weakness, faults: What it gets wrong.
        fps: Frames a second.
        usual: The chance of its weakness.
        newer: The chance of its faults, apart so that older seeds give what they gave.
    """

    weakness: Weakness
    faults: Faults
    fps: float
    usual: np.random.Generator
    newer: np.random.Generator

    def pose_frames(self, camera: Camera, room: Vectors, times: Vectors) -> tuple[list[PoseFrame], Vectors]:
        """Returns what it finds of joints in the room (N, 33, 3), and how well each could be seen (N, 33), 0..1."""
        width, height = camera.size
        seen = camera.seen(room)
        score = weak.scores(self.weakness, seen, self.usual)
        wrong = weak.errors(self.weakness, len(times), self.fps, score, self.usual)
        visible = score
        if self.faults != Faults():
            cover = np.maximum(hidden(seen), weak.behind(seen))
            visible = np.minimum(score, 1 - cover)
            seen, score = self._mistaken(seen, score, cover)
        xy = camera.pixels(seen + wrong * np.array([1.0, 1.0, 0.0])).astype(np.float32)
        metres = self._metres(seen, wrong)
        lost = weak.blind(self.weakness, len(times), self.fps, self.usual)
        outside = ((xy < 0) | (xy > np.array([width, height], np.float32))).any(axis=2)
        score, visible = (np.where(outside, np.minimum(v, 0.2), v).astype(np.float32) for v in (score, visible))
        # A model loses whoever is out of the picture by half.
        lost = np.logical_or(lost, outside[:, 11:29].mean(axis=1) > 0.5)
        if self.faults.picture:
            px_per_m = camera.focal / seen[:, _HIPS, 2].mean(axis=1)
            metres = wrong_ways.of_picture(xy, metres[..., 2], px_per_m)
            xy, (width, height) = wrong_ways.placeless(metres, self.newer)
            score = np.ones_like(score)
        found = [
            PoseFrame(float(t), None if lost[i] else Pose(float(t), xy[i], metres[i], score[i]), width, height)
            for i, t in enumerate(times)
        ]
        return found, visible

    def _mistaken(self, seen: Vectors, score: Vectors, cover: Vectors) -> tuple[Vectors, Vectors]:
        """Returns the joints where the model guesses them, and its scores."""
        score = wrong_ways.scores(self.faults, score, cover, self.newer)
        seen = wrong_ways.guessed(self.faults, seen, cover, self.fps, self.newer)
        taken = wrong_ways.flipped(self.faults, len(seen), self.fps, self.newer)
        rows = np.arange(len(seen))[:, None]
        return seen[rows, taken], score[rows, taken]

    def _metres(self, seen: Vectors, wrong: Vectors) -> Floats:
        """Returns world landmarks."""
        metres = wrong_ways.stiffened(self.faults, world(seen, self.weakness.depth_gain))
        trunk = seen[:, _SHOULDERS].mean(axis=1) - seen[:, _HIPS].mean(axis=1)
        torso_m = float(np.median(np.linalg.norm(trunk, axis=-1)))
        farther = wrong_ways.bowed(self.faults, seen, torso_m, self.newer) + wrong_ways.unfolded(self.faults, seen)
        metres = metres + wrong + farther[..., None] * np.array([0.0, 0.0, 1.0])
        return metres.astype(np.float32)
