"""The placement picture in a terminal's cells; it is shown once and kept nowhere."""

import os
import shutil
from typing import Any

from tui.drawing import pixels, terminal
from tui.drawing.pixels import Raster

_RESET = "\x1b[0m"
_MOST_ROWS = 24
_MARGIN = 4


def drawn(answer: Any) -> str:  # noqa: ANN401 - the socket's own plain data
    """Returns the picture of an answer to ``picture``, two pixels a cell; empty where it holds none.

    A console without colours of its own choice gets characters: the brighter, the denser.
    """
    raster = Raster(answer["width"] or 0, answer["height"] or 0, answer["rgb"] or b"")
    if not raster.rgb:
        return ""
    columns, rows = shutil.get_terminal_size()
    room = max(columns - 2 * _MARGIN, 1), max(min(rows - _MARGIN, _MOST_ROWS), 1)
    wide, high = pixels.size(raster.width / raster.height, *room)
    grid = pixels.scaled(raster, wide, 2 * high)
    pairs = list(zip(grid[::2], grid[1::2], strict=True))
    if terminal.is_plain(os.environ):
        return "".join(f"{' ' * _MARGIN}{pixels.ramp(*pair)}\n" for pair in pairs)
    return "".join(f"{' ' * _MARGIN}{''.join(map(_cells, pixels.runs(*pair)))}{_RESET}\n" for pair in pairs)


def _cells(run: tuple[int, int, int]) -> str:
    count, upper, lower = run
    return f"\x1b[38;2;{_rgb(upper)};48;2;{_rgb(lower)}m{'▀' * count}"


def _rgb(pixel: int) -> str:
    return f"{pixel >> 16};{pixel >> 8 & 255};{pixel & 255}"
