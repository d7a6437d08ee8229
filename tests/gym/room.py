"""The room: floor, wall, mat and gym things, the camera and the lights. Metres; the camera looks along +y."""

from dataclasses import dataclass

import numpy as np

from tests.gym.linear import Array, X, Y, look_at, perspective, rotation
from tests.gym.mesh import Colour, Mesh, Stuff, box, joined, lathe, quad, torus


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the camera is, what it looks at, and its vertical angle of view in degrees."""

    eye: tuple[float, float, float] = (0.05, -3.55, 1.25)
    target: tuple[float, float, float] = (0.05, 0.0, 0.84)
    vertical_deg: float = 40.0

    def matrix(self, size: tuple[int, int]) -> Array:
        """(4, 4) from the room to OpenGL's clip space, for a picture of ``size`` (width, height)."""
        view = look_at(np.array(self.eye), np.array(self.target))
        return perspective(self.vertical_deg, size[0] / size[1]) @ view

    def project(self, points: Array, size: tuple[int, int]) -> Array:
        """Pixels (..., 2) of points (..., 3), origin at the picture's top left corner."""
        clip = np.concatenate([points, np.ones((*points.shape[:-1], 1))], axis=-1) @ self.matrix(size).T
        ndc = clip[..., :2] / clip[..., 3:]
        return np.asarray((ndc * (1, -1) + 1) / 2 * np.array(size))


@dataclass(frozen=True, slots=True)
class Light:
    """A far light: where it shines from, how brightly in each colour, and how wide its shadows' edges are (metres)."""

    towards: tuple[float, float, float]
    colour: Colour
    blur_m: float


KEY = Light((-0.62, -0.70, 1.05), (1.75, 1.62, 1.42), 0.018)
"""A window behind the camera's left shoulder."""
CEILING = Light((0.12, 0.05, 1.0), (0.62, 0.66, 0.74), 0.11)
"""The ceiling: broad, so its shadow is a soft blot under the athlete."""


def furniture() -> tuple[Mesh, ...]:
    """Everything that stands still."""
    wall, floor = 1.75, (0.60, 0.44, 0.30)
    plain = joined([
        box((9.0, 0.03, 0.10), (0, wall - 0.015, 0), (0.93, 0.92, 0.90)),
        *_plyo_box((-1.62, 1.15, 0.0)),
        *_rack((1.75, 1.42, 0.0)),
        *_wall_bars((-0.62, wall, 0.0)),
        _kettlebell((1.28, 0.98, 0.0), (0.62, 0.16, 0.14)),
        _kettlebell((1.53, 1.06, 0.0), (0.15, 0.35, 0.45)),
    ])  # fmt: skip
    return (
        quad([(-6, -5, 0), (6, -5, 0), (6, wall, 0), (-6, wall, 0)], floor, Stuff.FLOOR),
        quad([(-6, wall, 0), (6, wall, 0), (6, wall, 4), (-6, wall, 4)], (0.74, 0.76, 0.74), Stuff.WALL),
        box((2.15, 1.25, 0.008), (0.0, -0.03, 0.0), (0.24, 0.28, 0.31), Stuff.MAT),
        plain,
    )


def _plyo_box(at: tuple[float, float, float]) -> list[Mesh]:
    x, y, z = at
    wood = (0.76, 0.60, 0.40)
    return [
        box((0.62, 0.50, 0.50), at, wood),
        box((0.16, 0.004, 0.05), (x, y - 0.251, z + 0.34), (0.30, 0.22, 0.14)),
        *(box((0.05, 0.504, 0.012), (x + s * 0.23, y, z + 0.04), (0.62, 0.47, 0.30)) for s in (-1, 1)),
        _dumbbell((x, y - 0.02, z + 0.575), 0.075, (0.18, 0.18, 0.20)),
    ]


def _rack(at: tuple[float, float, float]) -> list[Mesh]:
    x, y, z = at
    steel = (0.22, 0.23, 0.25)
    posts = [box((0.06, 0.06, 0.95), (x + s * 0.55, y, z), steel) for s in (-1, 1)]
    shelves = [box((1.16, 0.30, 0.04), (x, y, z + h), steel) for h in (0.30, 0.72)]
    bells = [
        _dumbbell((x - 0.40 + 0.27 * k, y - 0.04, z + h + 0.04 + r), r, (0.13, 0.13, 0.14))
        for h, r in ((0.30, 0.080), (0.72, 0.062))
        for k in range(4)
    ]
    return posts + shelves + bells


def _wall_bars(at: tuple[float, float, float]) -> list[Mesh]:
    x, y, _ = at
    wood = (0.66, 0.50, 0.33)
    sides = [box((0.05, 0.09, 2.25), (x + s * 0.45, y - 0.06, 0.05), wood) for s in (-1, 1)]
    bars = [box((0.90, 0.035, 0.035), (x, y - 0.09, 0.28 + 0.2 * k), (0.74, 0.58, 0.40)) for k in range(10)]
    return sides + bars


def _dumbbell(at: tuple[float, float, float], radius: float, colour: Colour) -> Mesh:
    head = [(0.0, -0.05), (radius * 0.85, -0.05), (radius, -0.038), (radius, 0.038), (radius * 0.85, 0.05), (0.0, 0.05)]
    bar = [(0.0, -0.10), (0.015, -0.10), (0.015, 0.10), (0.0, 0.10)]
    parts = [
        lathe(head, colour).moved((0, 0, -0.10)),
        lathe(head, colour).moved((0, 0, 0.10)),
        lathe(bar, (0.62, 0.62, 0.64)),
    ]
    return joined(parts).moved(at, rotation(X, 90))


def _kettlebell(at: tuple[float, float, float], colour: Colour) -> Mesh:
    a = np.linspace(-1.15, np.pi / 2, 16)
    ball = lathe([(0.0, 0.0), *((0.105 * np.cos(t), 0.098 + 0.105 * np.sin(t)) for t in a)], colour)
    handle = torus(0.062, 0.016, (0.16, 0.16, 0.17)).moved((0, 0, 0.235), rotation(Y, 90) @ rotation(X, 0))
    return joined([ball, handle]).moved(at, rotation(np.array([0.0, 0.0, 1.0]), 70))
