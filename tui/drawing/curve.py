"""A curve as text, braille or ASCII: its highest and lowest value at the left, its time below."""

from collections.abc import Sequence
from itertools import pairwise

from tui.drawing.canvas import Canvas

_INK = 3
_MARGIN = 8
"""Cells at the left for the values."""


def curve(values: Sequence[float], seconds: float, width: int, rows: int, *, plain: bool = False) -> tuple[str, ...]:
    """Returns the lines of a plot of angles at even moments.

    Args:
        values: Degrees, two or more.
        seconds: From the first to the last.
        width: Cells of a line.
        rows: Lines of the plot; one more is the time's.
        plain: Whether the terminal shows ASCII alone.
    """
    low, high = min(values), max(values)
    canvas = Canvas(max(width - _MARGIN, 2), rows, plain=plain)
    points = _points(values, low, max(high - low, 1.0), canvas)
    for (x0, y0), (x1, y1) in pairwise(points):
        canvas.line(x0, y0, x1, y1, _INK)
    drawn = ["".join(signs for _, signs in canvas.runs(row)) for row in range(rows)]
    unit, axis = (" deg", "|") if plain else ("°", "│")
    labels = [f"{high:.0f}{unit}", *[""] * (rows - 2), f"{low:.0f}{unit}"]
    plot = [f"{label:>{_MARGIN - 1}}{axis}{line}".rstrip() for label, line in zip(labels, drawn, strict=True)]
    end = f"{seconds:.2f} s"
    return (*plot, f"{'':{_MARGIN}}0{end:>{max(width - _MARGIN - 1, len(end) + 1)}}")


def _points(values: Sequence[float], low: float, span: float, canvas: Canvas) -> list[tuple[float, float]]:
    last = len(values) - 1
    return [
        (at * (canvas.wide - 1) / last, (canvas.high - 1) * (1 - (value - low) / span))
        for at, value in enumerate(values)
    ]
