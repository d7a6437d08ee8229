"""Draws words and numbers as large as they fit, in quadrants of a cell, or in whole cells on a plain console."""

import math
from dataclasses import dataclass
from itertools import pairwise

from tui.drawing.strokes import Path, glyphs, width_of

_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_SLIM, _FULL = 0.42, 0.74
"""A sign's width as a share of its height: the narrowest and the widest."""
_GAP = 0.3
"""The gap between two signs, as a share of a sign's width."""
_WEIGHT = 0.26
"""A stroke's thickness, as a share of a sign's width."""
_LEADING = 0.22
"""The gap between two lines, as a share of a line's height."""
_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Size:
    """A sign's size in units of half a cell's width."""

    wide: float
    high: float


class BigText:
    """Draws text as large as it fits, and keeps what it has drawn.

    Args:
        plain: Whether to draw with whole cells of ``#``, for a console without quadrants.
    """

    def __init__(self, *, plain: bool = False) -> None:
        self._glyphs = glyphs()
        self._plain = plain
        self._kept: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def set(self, text: str, columns: int, rows: int) -> tuple[str, ...]:
        """Returns the text, centred, as ``rows`` strings of ``columns`` signs; unknown signs are left out."""
        key = text, columns, rows
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[key] = self._set(text, columns, rows)
        return self._kept[key]

    def _set(self, text: str, columns: int, rows: int) -> tuple[str, ...]:
        known = "".join(sign for sign in text.upper() if sign in self._glyphs)
        if columns <= 0 or rows <= 0:
            return ()
        room = _Size(columns * 2.0, rows * 4.0)
        lines, size = max((_fit(split, room) for split in _splits(known)), key=lambda found: found[1].high)
        px, py = (1, 1) if self._plain else (2, 2)
        grid = [bytearray(columns * px) for _ in range(rows * py)]
        total = size.high * (len(lines) + _LEADING * (len(lines) - 1))
        top = (room.high - total) / 2
        for line in lines:
            left = (room.wide - _length(line) * size.wide) / 2
            self._line(grid, line, size, left, top, (2 / px, 4 / py))
            top += size.high * (1 + _LEADING)
        return _whole(grid) if self._plain else _quartered(grid)

    def _line(  # noqa: PLR0913, PLR0917 - where, what and how large
        self,
        grid: list[bytearray],
        line: str,
        size: _Size,
        left: float,
        top: float,
        dot: tuple[float, float],
    ) -> None:
        half = max(size.wide * _WEIGHT, 1.2) / 2
        for sign in line:
            wide = size.wide * width_of(sign)
            for path in self._glyphs[sign]:
                _paint(grid, _placed(path, left, top, wide, size.high, half), half, dot)
            left += wide + size.wide * _GAP


def _splits(text: str) -> list[list[str]]:
    """Returns the ways to break the text: on one line, and on two or three where it has so many words."""
    words = text.split()
    found = [[text.strip()]]
    found += [[" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words))]
    if len(words) == 3:  # noqa: PLR2004 - one word a line
        found.append(words)
    return found


def _length(line: str) -> float:
    """Returns the width of a line in widths of a sign."""
    return sum(width_of(sign) for sign in line) + _GAP * max(len(line) - 1, 0)


def _fit(lines: list[str], room: _Size) -> tuple[list[str], _Size]:
    """Returns the lines and the largest sign with which they fit."""
    high = room.high / (len(lines) + _LEADING * (len(lines) - 1))
    wide = room.wide / max(0.1, *(_length(line) for line in lines))
    wide = min(wide, high * _FULL)
    return lines, _Size(wide, min(high, wide / _SLIM))


def _placed(path: Path, left: float, top: float, wide: float, high: float, half: float) -> Path:  # noqa: PLR0913, PLR0917 - a box and a path
    """Returns the path moved into the box, so that its ink lies inside."""
    inner_wide, inner_high = max(wide - 2 * half, 0), max(high - 2 * half, 0)
    return tuple((left + half + x * inner_wide, top + half + y * inner_high) for x, y in path)


def _paint(grid: list[bytearray], path: Path, half: float, dot: tuple[float, float]) -> None:
    """Fills every dot whose middle is within ``half`` of the path; ``dot`` is a dot's width and height."""
    for (x0, y0), (x1, y1) in pairwise(path):
        dx, dy = x1 - x0, y1 - y0
        squared = dx * dx + dy * dy
        rows = _span(min(y0, y1) - half, max(y0, y1) + half, dot[1], len(grid))
        columns = _span(min(x0, x1) - half, max(x0, x1) + half, dot[0], len(grid[0]))
        for row in rows:
            line, y = grid[row], (row + 0.5) * dot[1] - y0
            for column in columns:
                x = (column + 0.5) * dot[0] - x0
                along = min(max((x * dx + y * dy) / squared, 0.0), 1.0) if squared else 0.0
                if (x - along * dx) ** 2 + (y - along * dy) ** 2 <= half * half:
                    line[column] = 1


def _span(low: float, high: float, dot: float, count: int) -> range:
    return range(max(math.floor(low / dot), 0), min(math.ceil(high / dot) + 1, count))


def _quartered(grid: list[bytearray]) -> tuple[str, ...]:
    return tuple(
        "".join(_QUADRANTS[top[x] | top[x + 1] << 1 | low[x] << 2 | low[x + 1] << 3] for x in range(0, len(top), 2))
        for top, low in zip(grid[0::2], grid[1::2], strict=True)
    )


def _whole(grid: list[bytearray]) -> tuple[str, ...]:
    return tuple("".join(" #"[dot] for dot in line) for line in grid)
