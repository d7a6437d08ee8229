"""Where the panels go: to the edges of the picture where the athlete is least."""

from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.skeleton import Joint
from daemon.render.track import SEEN, Rows

_CELLS = 32
_FRAMES = 600
"""Frames that are looked at, evenly from the whole video: more change nothing."""
_ALONG = 5
"""Points along each bone."""
_TRUNK = ((Joint.LEFT_SHOULDER, Joint.RIGHT_HIP), (Joint.RIGHT_SHOULDER, Joint.LEFT_HIP))
_HEAD = ((Joint.LEFT_SHOULDER, Joint.NOSE), (Joint.RIGHT_SHOULDER, Joint.NOSE))
_CROWN = 2.0
"""The head's crown is about as far beyond the nose as the nose is from the shoulders."""
_RARELY = 0.4
"""A message is there for some of the time."""
_ENOUGH = 0.03
"""What the usual place may cost more than the best one, in cells, before the panels leave it."""

Dwell = NDArray[np.float32]
"""(32, 32), rows first: for which share of the video the athlete is in each cell of the picture."""


class Rect(NamedTuple):
    """A part of the picture (pixels)."""

    x: int
    y: int
    width: int
    height: int

    def overlaps(self, other: "Rect") -> bool:
        """Whether the two have a pixel in common."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


class Sizes(NamedTuple):
    """Widths and heights of the panels and the margin around them (pixels)."""

    card: tuple[int, int]
    strip: tuple[int, int]
    message: tuple[int, int]
    margin: int


class Placement(NamedTuple):
    """Where each panel is.

    Attributes:
        card, strip, message: Their places; messages may be smaller than theirs.
        message_low: Messages grow upwards from their place's lower edge.
        message_along: At which side of it they are: 0 left, 0.5 in the middle, 1 right.
    """

    card: Rect
    strip: Rect
    message: Rect
    message_low: bool
    message_along: float


def dwell(rows: Rows, size: tuple[int, int], bones: list[tuple[Joint, Joint]]) -> Dwell:
    """Returns where the athlete was, and for how much of the time."""
    seen = rows[(rows["score"] >= SEEN).any(axis=1)]
    if not len(seen):
        return np.zeros((_CELLS, _CELLS), np.float32)
    some = seen[np.linspace(0, len(seen) - 1, min(_FRAMES, len(seen))).astype(int)]
    pairs = np.array([*bones, *_TRUNK, *_HEAD])
    far = np.where(np.arange(len(pairs)) < len(pairs) - len(_HEAD), 1.0, _CROWN)[:, None]
    share = (np.linspace(0, 1, _ALONG) * far)[:, :, None].astype(np.float32)
    a, b = some["xy"][:, pairs[:, 0], None], some["xy"][:, pairs[:, 1], None]
    cells = np.floor((a + (b - a) * share) / np.array(size, np.float32) * _CELLS).astype(int)
    shown = (some["score"][:, pairs] >= SEEN).all(axis=2)[:, :, None] & ((cells >= 0) & (cells < _CELLS)).all(axis=3)
    there = np.zeros((len(some), _CELLS, _CELLS), bool)
    frame, bone, point = np.nonzero(shown)
    x, y = cells[frame, bone, point].T
    there[frame, y, x] = True
    return np.asarray(there.mean(axis=0), np.float32)


def place(size: tuple[int, int], sizes: Sizes, where: Dwell) -> Placement:
    """Returns where the panels cover the least of the athlete; where all places are as good, the usual one."""
    every = _candidates(size, sizes)
    found = [each for each in every if not _collides(each)] or every  # a tiny picture has no room for all
    costs = [_cost(each, size, where) for each in found]
    least = min(costs)
    return next(each for each, cost in zip(found, costs, strict=True) if cost <= least + _ENOUGH)


def _candidates(size: tuple[int, int], sizes: Sizes) -> list[Placement]:
    """Returns all places in the order of preference."""
    edges = ("low", "high")
    return [
        _arranged(size, sizes, strip, (message, along), (card, left))
        for strip, message, along in product(edges, edges, (0.5, 1.0, 0.0))
        for card, left in product(("high", "low", "middle"), (True, False))
    ]


def _arranged(
    size: tuple[int, int], sizes: Sizes, strip: str, message: tuple[str, float], card: tuple[str, bool]
) -> Placement:
    (width, height), margin = size, sizes.margin

    def stacked(at: str, tall: int) -> int:
        """Returns the upper edge of what lies next to the strip, or at the picture's edge where no strip is."""
        used = sizes.strip[1] + 2 * margin if at == strip else margin
        return used if at == "high" else height - used - tall

    (low_or_high, along), (card_at, left) = message, card
    strip_y = margin if strip == "high" else height - margin - sizes.strip[1]
    card_y = (height - sizes.card[1]) // 2 if card_at == "middle" else stacked(card_at, sizes.card[1])
    card_x = margin if left else width - margin - sizes.card[0]
    message_x = margin + round(along * (width - 2 * margin - sizes.message[0]))
    return Placement(
        Rect(card_x, card_y, *sizes.card),
        Rect((width - sizes.strip[0]) // 2, strip_y, *sizes.strip),
        Rect(message_x, stacked(low_or_high, sizes.message[1]), *sizes.message),
        low_or_high == "low",
        along,
    )


def _collides(each: Placement) -> bool:
    return each.card.overlaps(each.message) or each.card.overlaps(each.strip)


def _cost(each: Placement, size: tuple[int, int], where: Dwell) -> float:
    return (
        _covered(each.card, size, where)
        + _covered(each.strip, size, where)
        + _RARELY * _covered(each.message, size, where)
    )


def _covered(rect: Rect, size: tuple[int, int], where: Dwell) -> float:
    """Returns how much of the athlete a part of the picture covers, in cells."""
    x = _shares(rect.x, rect.width, size[0])
    y = _shares(rect.y, rect.height, size[1])
    return float(y @ where @ x)


def _shares(low: int, length: int, whole: int) -> NDArray[np.float32]:
    """Returns which share of each cell's width (or height) lies between two places."""
    edges = np.arange(_CELLS + 1) * whole / _CELLS
    inside = np.minimum(edges[1:], low + length) - np.maximum(edges[:-1], low)
    return np.asarray(np.clip(inside, 0, None) * _CELLS / whole, np.float32)
