"""Draws a small picture as terminal cells: two pixels a cell as half blocks, or one character of an ASCII ramp.

Pixels are packed ``0xRRGGBB``. Nothing here knows a terminal.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RAMP = " .:-=+*#%@"
"""From dark to bright."""
_KEPT = bytes(value & 0xF8 | value >> 5 for value in range(256))
"""Five bits a channel: enough for a picture of this size, and fewer colours make fewer styles."""
Grid = list[list[int]]


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture: ``rgb`` has ``width * height * 3`` bytes, row by row."""

    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line in shares of the picture's width and height, and its colour."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: int


def size(aspect: float, columns: int, rows: int) -> tuple[int, int]:
    """Returns the columns and rows (at least 1 each) of the largest picture of that aspect (width by height).

    A cell is twice as high as wide, as in every usual terminal font.
    """
    wide = min(columns, round(rows * 2 * aspect))
    high = min(rows, round(wide / aspect / 2))
    return max(wide, 1), max(high, 1)


def scaled(raster: Raster, width: int, height: int) -> Grid:
    """Returns the picture at another size; each pixel has the nearest one's colour."""
    rgb = raster.rgb.translate(_KEPT)
    columns = [x * raster.width // width for x in range(width)]
    taken: dict[int, list[int]] = {}
    grid = []
    for y in range(height):
        source = y * raster.height // height
        if source not in taken:
            row = rgb[source * raster.width * 3 : (source + 1) * raster.width * 3]
            packed = [r << 16 | g << 8 | b for r, g, b in zip(row[0::3], row[1::3], row[2::3], strict=True)]
            taken[source] = [packed[x] for x in columns]
        grid.append(taken[source][:])
    return grid


def blank(width: int, height: int, colour: int = 0) -> Grid:
    """Returns a picture of one colour."""
    return [[colour] * width for _ in range(height)]


def draw(grid: Grid, strokes: Iterable[Stroke]) -> None:
    """Draws the lines into the picture; what lies outside is left out."""
    height, width = len(grid), len(grid[0])
    for stroke in strokes:
        dx, dy = (stroke.x1 - stroke.x0) * width, (stroke.y1 - stroke.y0) * height
        steps = min(max(round(max(abs(dx), abs(dy))), 1), 4 * (width + height))
        for step in range(steps + 1):
            x = math.floor(stroke.x0 * width + dx * step / steps)
            y = math.floor(stroke.y0 * height + dy * step / steps)
            if 0 <= x < width and 0 <= y < height:
                grid[y][x] = stroke.colour


def runs(top: Sequence[int], bottom: Sequence[int]) -> list[tuple[int, int, int]]:
    """Returns a row of cells from two rows of pixels, as runs: how many cells, upper and lower colour."""
    found: list[tuple[int, int, int]] = []
    count, upper, lower = 0, -1, -1
    for above, below in zip(top, bottom, strict=True):
        if above == upper and below == lower:
            count += 1
            continue
        if count:
            found.append((count, upper, lower))
        count, upper, lower = 1, above, below
    found.append((count, upper, lower))
    return found


def ramp(top: Sequence[int], bottom: Sequence[int]) -> str:
    """Returns a row of cells from two rows of pixels, as characters: the brighter, the denser."""
    last = len(RAMP) - 1
    return "".join(RAMP[(_luma(a) + _luma(b)) * last // 510] for a, b in zip(top, bottom, strict=True))


def _luma(pixel: int) -> int:
    """Returns the brightness 0..255, after ITU-R BT.601."""
    return ((pixel >> 16) * 299 + (pixel >> 8 & 255) * 587 + (pixel & 255) * 114) // 1000
