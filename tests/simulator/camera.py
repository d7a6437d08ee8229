"""A pinhole camera in the room, and the world landmarks that a pose model gives from there."""

from dataclasses import dataclass, replace

import numpy as np

from daemon.core.pose.skeleton import Joint
from tests.simulator.linear import Vectors

_MARGIN = 0.06
"""Share of the picture to keep free at each border."""


@dataclass(frozen=True)
class Camera:
    """Where it is.

    Attributes:
        azimuth: Degrees around the athlete: 0 in front, 90 at the left side, 180 behind.
        height, distance: Metres from the floor, and from the spot it looks at.
        aim: Height of that spot (m).
        fov: Degrees that it sees from left to right.
        tilt: Degrees that it hangs crooked.
        size: Pixels.
    """

    azimuth: float = 30.0
    height: float = 1.0
    distance: float = 3.5
    aim: float = 0.9
    fov: float = 62.0
    tilt: float = 0.0
    size: tuple[int, int] = (1280, 720)

    @property
    def focal(self) -> float:
        """Pixels."""
        return self.size[0] / 2 / float(np.tan(np.radians(self.fov) / 2))

    def axes(self) -> Vectors:
        """Right, down and away, as rows (3, 3), in room coordinates."""
        away = self._spot() - self._place()
        away /= np.linalg.norm(away)
        right = np.cross(away, [0.0, 1.0, 0.0])
        right /= np.linalg.norm(right)
        down = np.cross(away, right)
        tilt = np.radians(self.tilt)
        return np.array([np.cos(tilt) * right + np.sin(tilt) * down, np.cos(tilt) * down - np.sin(tilt) * right, away])

    def seen(self, points: Vectors) -> Vectors:
        """Room points (N, J, 3) in the camera's own axes (m)."""
        return (points - self._place()) @ self.axes().T

    def pixels(self, seen: Vectors) -> Vectors:
        """Where points in the camera's axes fall (N, J, 2); from behind the lens, somewhere."""
        depth = np.maximum(seen[..., 2:], 0.1)
        return seen[..., :2] * self.focal / depth + np.array(self.size) / 2

    def framing(self, points: Vectors) -> "Camera":
        """The same camera, moved away until everything is in the picture."""
        camera = self
        for _ in range(60):
            xy = camera.pixels(camera.seen(points)) / np.array(self.size)
            if xy.min() > _MARGIN and xy.max() < 1 - _MARGIN:
                break
            camera = replace(camera, distance=camera.distance * 1.06)
        return camera

    def _spot(self) -> Vectors:
        return np.array([0.0, self.aim, 0.0])

    def _place(self) -> Vectors:
        turn = np.radians(self.azimuth)
        flat = float(np.sqrt(max(self.distance**2 - (self.height - self.aim) ** 2, 0.25)))
        return np.array([flat * np.sin(turn), self.height, flat * np.cos(turn)])


def world(seen: Vectors, depth_gain: float) -> Vectors:
    """Hip-centred metres in the camera's axes; a pose model makes depth smaller than it is."""
    hips = (seen[:, Joint.LEFT_HIP] + seen[:, Joint.RIGHT_HIP]) / 2
    centred: Vectors = seen - hips[:, None]
    return centred * np.array([1.0, 1.0, depth_gain])
