"""Rotations, easing and projection: the little linear algebra that the gym needs. Angles are degrees, z is up."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

X = np.array([1.0, 0.0, 0.0])
Y = np.array([0.0, 1.0, 0.0])
Z = np.array([0.0, 0.0, 1.0])


def unit(v: Array) -> Array:
    """``v`` (..., 3) at length 1."""
    return np.asarray(v / np.linalg.norm(v, axis=-1, keepdims=True))


def rotation(axis: Array, deg: float) -> Array:
    """(3, 3) that turns by ``deg`` about ``axis``, right-handed (Rodrigues)."""
    x, y, z = unit(axis)
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    a = np.radians(deg)
    return np.asarray(np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * (k @ k))


def turned(deg: float) -> Array:
    """(3, 3) about the vertical: 0 looks at the camera (-y), 90 to the picture's right (+x)."""
    return rotation(Z, deg)


def axis_angle(r: Array) -> tuple[Array, float]:
    """The axis and the angle (0..180) of a rotation; any axis for none."""
    angle = float(np.degrees(np.arccos(np.clip((np.trace(r) - 1) / 2, -1, 1))))
    axis = np.array([r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]])
    length = float(np.linalg.norm(axis))
    return (axis / length, angle) if length > 1e-9 else (X, 0.0)


def between(a: Array, b: Array, share: float) -> Array:
    """The rotation ``share`` (0..1) of the shortest way from ``a`` to ``b``."""
    axis, angle = axis_angle(b @ a.T)
    return rotation(axis, angle * share) @ a


def frame(along: Array, across: Array) -> Array:
    """(3, 3) columns: ``along``, the part of ``across`` at right angles to it, and their normal."""
    x = unit(along)
    y = unit(across - x * float(across @ x))
    return np.stack([x, y, np.cross(x, y)], axis=1)


def twist(r: Array, axis: Array) -> float:
    """How far ``r`` turns about ``axis``, -180..180: the twist of the swing-twist decomposition."""
    s = np.array([r[2, 1] - r[1, 2], r[0, 2] - r[2, 0], r[1, 0] - r[0, 1]])
    angle = float(np.degrees(2 * np.arctan2(s @ unit(axis), 1 + np.trace(r))))
    return (angle + 180) % 360 - 180


def ease(u: float) -> float:
    """0..1 with no speed and no acceleration at both ends: minimum jerk (Flash and Hogan, 1985)."""
    u = min(max(u, 0.0), 1.0)
    return u * u * u * (10 - 15 * u + 6 * u * u)


def corner(a: Array, b: Array, c: Array) -> Array:
    """The angle at ``b`` (..., 3) between ``a`` and ``c``, degrees."""
    cosine = np.sum(unit(a - b) * unit(c - b), axis=-1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def look_at(eye: Array, target: Array) -> Array:
    """(4, 4) view matrix, OpenGL's convention: the camera looks along its -z."""
    back = unit(eye - target)
    right = unit(np.cross(Z, back))
    view = np.eye(4)
    view[:3, :3] = np.stack([right, np.cross(back, right), back])
    view[:3, 3] = -view[:3, :3] @ eye
    return view


def perspective(vertical_deg: float, aspect: float, near: float = 0.1, far: float = 30.0) -> Array:
    """(4, 4) projection, OpenGL's convention."""
    f = 1 / np.tan(np.radians(vertical_deg) / 2)
    p = np.zeros((4, 4))
    p[0, 0], p[1, 1] = f / aspect, f
    p[2, 2], p[2, 3], p[3, 2] = (far + near) / (near - far), 2 * far * near / (near - far), -1.0
    return p


def orthographic(half: float, near: float, far: float) -> Array:
    """(4, 4) parallel projection of a square of ``2 * half`` metres."""
    p = np.diag([1 / half, 1 / half, 2 / (near - far), 1.0])
    p[2, 3] = (far + near) / (near - far)
    return p
