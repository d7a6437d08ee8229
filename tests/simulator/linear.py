"""Small linear algebra over many frames at once; vectors are (N, 3)."""

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float64]
_TINY = 1e-9


def unit(v: Vectors) -> Vectors:
    """Of length 1."""
    length: Vectors = np.linalg.norm(v, axis=-1, keepdims=True)
    return v / np.maximum(length, _TINY)


def across(v: Vectors, axis: Vectors) -> Vectors:
    """The part of ``v`` across a unit ``axis``, of length 1."""
    return unit(v - (v * axis).sum(axis=-1, keepdims=True) * axis)


def column(values: Vectors) -> Vectors:
    """(N,) as (N, 1)."""
    return values[:, None]


def two_bones(root: Vectors, target: Vectors, upper: float, lower: float, pole: Vectors) -> tuple[Vectors, Vectors]:
    """A limb of two bones that reaches for a target: its middle joint, towards the pole, and its end."""
    way = target - root
    near, far = abs(upper - lower) * 1.02, (upper + lower) * 0.9995
    distance = np.clip(np.linalg.norm(way, axis=-1, keepdims=True), near, far)
    along = unit(way)
    foot = (upper**2 - lower**2 + distance**2) / (2 * distance)
    height = np.sqrt(np.maximum(upper**2 - foot**2, 0.0))
    return root + foot * along + height * across(pole, along), root + distance * along


def reach(upper: float, lower: float, flexion_deg: float) -> float:
    """Distance between a limb's ends when its middle joint is bent by so much; 0 is straight."""
    inner = np.radians(180.0 - flexion_deg)
    return float(np.sqrt(upper**2 + lower**2 - 2 * upper * lower * np.cos(inner)))
