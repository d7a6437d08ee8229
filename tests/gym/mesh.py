"""Triangles with normals and colours, and the simple solids that gym furniture is made of. Metres, z up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tests.gym.linear import Array, unit

Colour = tuple[float, float, float]
"""Red, green, blue, 0..1, as seen (sRGB)."""


class Stuff(IntEnum):
    """What a surface is made of: the shader's choice of texture and gloss."""

    PLAIN = 0
    SKIN = 1
    CLOTH = 2
    HAIR = 3
    FLOOR = 4
    WALL = 5
    MAT = 6
    GLOW = 7


@dataclass(frozen=True, slots=True)
class Trim:
    """A strip of another colour along a surface's border, so many metres wide."""

    colour: Colour = (0.0, 0.0, 0.0)
    width_m: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A surface.

    Attributes:
        vertices: float64 (V, 3).
        normals: float64 (V, 3).
        colours: float64 (V, 3), sRGB 0..1.
        faces: int64 (F, 3).
        stuff: What it is made of.
        edge: float64 (V,), metres to the surface's border: nothing is drawn where it is below 0.
        trim: The border's strip.
    """

    vertices: Array
    normals: Array
    colours: Array
    faces: NDArray[np.int64]
    stuff: Stuff
    edge: Array
    trim: Trim = Trim()

    def moved(self, by: Sequence[float], turn: Array | None = None) -> "Mesh":
        """The same, turned about the origin and then moved."""
        r = np.eye(3) if turn is None else turn
        return replace(self, vertices=self.vertices @ r.T + np.array(by), normals=self.normals @ r.T)


def solid(
    vertices: Array, normals: Array, faces: NDArray[np.int64], colour: Colour, stuff: Stuff = Stuff.PLAIN
) -> Mesh:
    """A mesh of one colour without a border."""
    count = len(vertices)
    return Mesh(
        vertices, normals, np.tile(np.array(colour), (count, 1)), np.asarray(faces, np.int64), stuff, np.ones(count)
    )


def quad(corners: Sequence[Sequence[float]], colour: Colour, stuff: Stuff = Stuff.PLAIN) -> Mesh:
    """A flat quadrilateral, its corners anticlockwise as seen from outside."""
    v = np.array(corners, float)
    normal = unit(np.cross(v[1] - v[0], v[2] - v[0]))
    return solid(v, np.tile(normal, (4, 1)), np.array([[0, 1, 2], [0, 2, 3]]), colour, stuff)


def box(size: Sequence[float], at: Sequence[float], colour: Colour, stuff: Stuff = Stuff.PLAIN) -> Mesh:
    """A box of ``size`` whose bottom's middle is ``at``."""
    sides = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            normal = np.zeros(3)
            normal[axis] = sign
            u, w = np.roll(np.eye(3), 0, axis=0)[(axis + 1) % 3], np.eye(3)[(axis + 2) % 3]
            corners = [normal + sign * u * a + w * b for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
            sides.append(quad([c * np.array(size) / 2 for c in corners], colour, stuff))
    return joined(sides).moved(np.array(at) + np.array([0, 0, size[2] / 2]))


def lathe(profile: Sequence[tuple[float, float]], colour: Colour, around: int = 28) -> Mesh:
    """A solid of revolution about z from (radius, height) points, from bottom to top."""
    p = np.array(profile, float)
    angles = np.linspace(0, 2 * np.pi, around, endpoint=False)
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    tangent = np.gradient(p, axis=0)
    outward = unit(np.stack([tangent[:, 1], -tangent[:, 0]], axis=1) + 1e-12)
    vertices = np.concatenate([np.column_stack([ring * r, np.full(around, z)]) for r, z in p])
    normals = np.concatenate([np.column_stack([ring * r, np.full(around, z)]) for r, z in outward])
    return solid(vertices, normals, grid_faces(len(p), around), colour)


def torus(radius: float, thickness: float, colour: Colour) -> Mesh:
    """A ring about z."""
    angles = np.linspace(0, 2 * np.pi, 17)
    return lathe([(radius + thickness * np.cos(a), thickness * np.sin(a)) for a in angles], colour)


def grid_faces(rows: int, around: int) -> NDArray[np.int64]:
    """Faces of a tube of ``rows`` rings with ``around`` points each, anticlockwise from outside."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(around), indexing="ij")
    a, b = i * around + j, i * around + (j + 1) % around
    c, d = a + around, b + around
    return np.concatenate([np.stack([a, b, d], -1).reshape(-1, 3), np.stack([a, d, c], -1).reshape(-1, 3)])


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several surfaces of the same stuff as one."""
    starts = np.cumsum([0, *(len(m.vertices) for m in meshes[:-1])])
    return Mesh(
        np.concatenate([m.vertices for m in meshes]),
        np.concatenate([m.normals for m in meshes]),
        np.concatenate([m.colours for m in meshes]),
        np.concatenate([m.faces + s for m, s in zip(meshes, starts, strict=True)]),
        meshes[0].stuff,
        np.concatenate([m.edge for m in meshes]),
    )
