"""What the decoders of model families return: people with their boxes and joints, in pixels of the crop."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.arrays import Array, Float32

MAX_CANDIDATES = 1000
"""The most boxes that are compared with each other: a network of noise must not cost seconds."""

Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Boxes around people, highest score first.

    Attributes:
        corners: float32 (N, 4): left, top, right, bottom; pixels of the crop, also beyond its edges.
        scores: float32 (N,), 0..1.
    """

    corners: Float32
    scores: Float32


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """People with their joints, highest score first.

    Attributes:
        boxes: Where they are.
        joints: float32 (N, K, 2), pixels of the crop, also beyond its edges.
        joint_scores: float32 (N, K), 0..1.
    """

    boxes: Boxes
    joints: Float32
    joint_scores: Float32


def likeliest(scores: Array, min_score: float) -> Indices:
    """Returns the places of the highest scores, highest first; at most ``MAX_CANDIDATES`` of them.

    Args:
        scores: (N,).
        min_score: Lower scores are left out, and what is not a number.
    """
    found = np.flatnonzero(scores >= min_score)
    order = np.argsort(-scores[found].astype(np.float32), kind="stable")
    likely: Indices = found[order[:MAX_CANDIDATES]]
    return likely


def suppress(corners: Float32, max_overlap: float) -> Indices:
    """Non-maximum suppression: returns the rows that are not the same person as a row before them.

    Args:
        corners: (N, 4), left, top, right, bottom; highest score first.
        max_overlap: Boxes with a larger intersection over union are the same person.
    """
    area = np.maximum(corners[:, 2:] - corners[:, :2], 0).prod(axis=1)
    kept = []
    remaining = np.arange(len(corners))
    while remaining.size:
        first, others = remaining[0], remaining[1:]
        kept.append(first)
        low = np.maximum(corners[first, :2], corners[others, :2])
        high = np.minimum(corners[first, 2:], corners[others, 2:])
        shared = np.maximum(high - low, 0).prod(axis=1)
        remaining = others[shared <= max_overlap * (area[first] + area[others] - shared)]
    return np.array(kept, np.intp)


def boxes_from(rows: Array, scores: Array, min_score: float, max_overlap: float) -> Boxes:
    """Returns the people among boxes.

    Args:
        rows: (N, 4), left, top, right, bottom.
        scores: (N,).
        min_score: Boxes with a lower score are left out.
        max_overlap: See ``suppress``.
    """
    likely = likeliest(scores, min_score)
    corners = rows[likely].astype(np.float32)
    likely, corners = likely[is_finite := np.isfinite(corners).all(axis=1)], corners[is_finite]
    kept = suppress(corners, max_overlap)
    return Boxes(corners[kept], scores[likely[kept]].astype(np.float32))
