"""The placement picture in a terminal's cells; it is shown once and kept nowhere."""

import shutil
from typing import Any

from tui.drawing import pixels
from tui.drawing.pixels import Raster

_RESET = "\x1b[0m"
_MOST_ROWS = 24
_MARGIN = 4


def drawn(answer: Any) -> str:  # noqa: ANN401 - the socket's own plain data
    """Returns the picture of an answer to ``picture``, two pixels a cell; empty where it holds none."""
    raster = Raster(answer["width"] or 0, answer["height"] or 0, answer["rgb"] or b"")
    if not raster.rgb:
        return ""
    columns, rows = shutil.get_terminal_size()
    room = max(columns - 2 * _MARGIN, 1), max(min(rows - _MARGIN, _MOST_ROWS), 1)
    wide, high = pixels.size(raster.width / raster.height, *room)
    grid = pixels.scaled(raster, wide, 2 * high)
    lines = (pixels.runs(grid[at], grid[at + 1]) for at in range(0, 2 * high, 2))
    return "".join(f"{' ' * _MARGIN}{''.join(map(_cells, line))}{_RESET}\n" for line in lines)


def _cells(run: tuple[int, int, int]) -> str:
    count, upper, lower = run
    return f"\x1b[38;2;{_rgb(upper)};48;2;{_rgb(lower)}m{'▀' * count}"


def _rgb(pixel: int) -> str:
    return f"{pixel >> 16};{pixel >> 8 & 255};{pixel & 255}"
