"""Landmarks are refined with the heatmaps by the rule that is written out here the slow way."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.models.heatmap import refine


def slowly_refined(point: NDArray[np.float32], heatmap: NDArray[np.float32]) -> NDArray[np.float64]:
    """One landmark on a heatmap of 64 by 64, crop of 256: the weighted middle of 9 by 9 cells around it."""
    column, row = int(point[0] / 4), int(point[1] / 4)
    if not (0 <= column < 64 and 0 <= row < 64):
        return point.astype(np.float64)
    cells = [
        (x, y, 1 / (1 + math.exp(-heatmap[y, x])))
        for y in range(max(row - 4, 0), min(row + 5, 64))
        for x in range(max(column - 4, 0), min(column + 5, 64))
    ]
    total = sum(sure for _, _, sure in cells)
    if max(sure for _, _, sure in cells) < 0.5:
        return point.astype(np.float64)
    return np.array([sum(x * s for x, _, s in cells), sum(y * s for _, y, s in cells)]) / total * 4


@pytest.mark.parametrize("seed", range(5))
def test_landmarks_move_to_the_middle_of_their_heatmaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-30, 290, (35, 2)).astype(np.float32)
    heatmaps = rng.normal(-4, 2.2, (39, 64, 64)).astype(np.float32)
    expected = [slowly_refined(point, heatmap) for point, heatmap in zip(points, heatmaps, strict=False)]
    assert np.allclose(refine(points, heatmaps, 256), expected, atol=1e-3)
