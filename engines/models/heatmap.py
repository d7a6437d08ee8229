"""Refines landmarks with the network's heatmaps, as MediaPipe does."""

import numpy as np

from engines.ports import Float32

_REACH = 4
"""Cells around a landmark that are looked at, each way: a window of 9 by 9, as in MediaPipe 0.10.21."""
_MIN_CONFIDENCE = 0.5
"""A landmark keeps its place where no cell of its window is surer than this."""
_OFFSETS = np.arange(-_REACH, _REACH + 1)


def refine(points: Float32, heatmaps: Float32, size: int) -> Float32:
    """Move each landmark to the middle of what its heatmap shows nearby; 0.1 ms.

    Args:
        points: (N, 2), pixels of the crop.
        heatmaps: (M, H, H), M >= N, before the sigmoid.
        size: The crop's side, pixels.

    Returns:
        (N, 2), pixels of the crop.
    """
    cells = heatmaps.shape[-1]
    scale = size / cells
    centres = np.trunc(points / np.float32(scale)).astype(np.intp)
    window = centres[:, :, None] + _OFFSETS
    within = (window >= 0) & (window < cells)
    columns, rows = np.clip(window, 0, cells - 1).swapaxes(0, 1)
    logits = heatmaps[np.arange(len(points))[:, None, None], rows[:, :, None], columns[:, None, :]]
    sure = (within[:, 1, :, None] & within[:, 0, None, :]) / (1 + np.exp(-logits))
    across, down = sure.sum(axis=1), sure.sum(axis=2)
    middles = np.stack([(across * columns).sum(axis=1), (down * rows).sum(axis=1)], axis=1)
    total = across.sum(axis=1, keepdims=True)
    known = (sure.max(axis=(1, 2)) >= _MIN_CONFIDENCE) & ((centres >= 0) & (centres < cells)).all(axis=1)
    refined = middles / np.maximum(total, np.float32(1e-9)) * scale
    return np.where(known[:, None], refined, points).astype(np.float32)
