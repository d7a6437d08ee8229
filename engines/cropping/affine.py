"""Affine maps from a crop's pixels to the samples of each plane of a frame."""

from engines.arrays import Affine


def compose(second: Affine, first: Affine) -> Affine:
    """Returns the affine that applies ``first`` and then ``second``."""
    both = second[:, :2] @ first
    both[:, 2] += second[:, 2]
    return both


def chroma_affine(luma: Affine) -> Affine:
    """Returns the same warp for chroma planes of half the size, whose samples lie amid four luma pixels: at 2i + 1/2.

    H.264 puts them half a luma pixel further left; that shifts colours, not edges, by less than the network can see.
    """
    affine = luma.copy()
    affine[:, 2] = (luma[:, :2].sum(axis=1) / 2 + luma[:, 2] - 0.5) / 2
    return affine


def pair_affine(luma: Affine) -> Affine:
    """Returns the same warp for chroma of half the width and full height, whose samples lie amid two luma pixels."""
    affine = luma.copy()
    affine[:, 2] += luma[:, :2].sum(axis=1) / 2
    affine[:, :2] *= 2
    affine[0] /= 2
    affine[0, 2] -= 0.25
    return affine
