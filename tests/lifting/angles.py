"""The angles of the lifter's twelve joints, and how far those of poses are from the true ones."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.body import ANKLES, ELBOWS, HIPS, KNEES, LIMBS, SHOULDERS, WRISTS

ANGLES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "knee": (HIPS, KNEES, ANKLES),
    "hip": (SHOULDERS, HIPS, KNEES),
    "elbow": (SHOULDERS, ELBOWS, WRISTS),
    "shoulder": (HIPS, SHOULDERS, ELBOWS),
}
"""Rows of the twelve joints, left and right: the angle is at the middle one."""
_LIMBS = np.array(LIMBS)


def angles(joints: NDArray[np.floating]) -> dict[str, NDArray[np.float64]]:
    """Returns degrees (N, 2), left and right, of joints (N, 12, 2 or 3) or (N, 33, 2 or 3)."""
    limbs = joints[:, _LIMBS] if joints.shape[1] > len(LIMBS) else joints
    return {
        name: np.stack([_at(limbs, *rows) for rows in zip(*three, strict=True)], 1) for name, three in ANGLES.items()
    }


def _at(joints: NDArray[np.floating], a: int, b: int, c: int) -> NDArray[np.float64]:
    u, v = (joints[:, end].astype(np.float64) - joints[:, b] for end in (a, c))
    lengths = np.linalg.norm(u, axis=1) * np.linalg.norm(v, axis=1)
    return np.degrees(np.arccos(np.clip((u * v).sum(axis=1) / np.maximum(lengths, 1e-9), -1, 1)))


def errors(joints: NDArray[np.floating], true: NDArray[np.floating]) -> dict[str, NDArray[np.float64]]:
    """Returns how far each angle is off (N, 2), degrees."""
    found, wanted = angles(joints), angles(true)
    return {name: np.abs(found[name] - wanted[name]) for name in ANGLES}
