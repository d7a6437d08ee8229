"""The reps of a set side by side: each one's score with its ±, and between them what was not counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daemon.report.html import Html, tag

_WIDE, _HIGH, _TOP, _LEFT = 34, 96, 20, 30
_BOTTOM = 20
_MOST = 100.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One column.

    Attributes:
        label: Written under it.
        title: What is said of it when it is pointed at.
        look: Its class in the style: ``good``, ``unsure`` or ``no``.
        score: 0..100; None: there is none.
        pm: Half the width of its 95 % interval.
    """

    label: str
    title: str
    look: str
    score: float | None = None
    pm: float | None = None


def bars(columns: Sequence[Bar], title: str) -> Html:
    """Returns the chart; it is as wide as it has columns."""
    width = _LEFT + _WIDE * len(columns) + 6
    return tag(
        "svg",
        tag("title", title),
        *_grid(width),
        *(part for i, column in enumerate(columns) for part in _column(column, _LEFT + i * _WIDE)),
        cls="bars",
        viewBox=f"0 0 {width} {_TOP + _HIGH + _BOTTOM}",
        style=f"max-width:{width}px;min-width:{min(width, 900)}px",
        role="img",
    )


def _grid(width: int) -> Iterable[Html]:
    for value in (0, 50, 100):
        y = _y(value)
        yield tag("line", x1=_LEFT, x2=width, y1=y, y2=y, cls="grid")
        yield tag("text", f"{value}", x=_LEFT - 5, y=y + 4, cls="tick end")


def _column(column: Bar, left: int) -> Iterable[Html]:
    middle = left + _WIDE / 2
    yield tag("text", column.label, x=middle, y=_TOP + _HIGH + 15, cls="tick middle")
    if column.score is None:
        yield _without(column, left)
        return
    top = _y(column.score)
    bar = tag("rect", x=left + 5, y=top, width=_WIDE - 10, height=round(_y(0) - top, 1), rx=3)
    yield tag("g", tag("title", column.title), bar, cls=f"bar {column.look}")
    if column.pm is not None:
        high, low = _y(min(column.score + column.pm, _MOST)), _y(max(column.score - column.pm, 0.0))
        yield tag("line", x1=middle, x2=middle, y1=high, y2=low, cls="whisker")
    yield tag(
        "text", f"{column.score:.0f}", x=middle, y=round(_y(column.score + (column.pm or 0.0)) - 4, 1), cls="middle"
    )


def _without(column: Bar, left: int) -> Html:
    """Returns a low hollow column: what was not counted, or could not be scored."""
    box = tag("rect", x=left + 6, y=_y(0) - 16, width=_WIDE - 12, height=16, rx=3)
    return tag("g", tag("title", column.title), box, cls=f"bar hollow {column.look}")


def _y(score: float) -> float:
    return round(_TOP + _HIGH * (1 - min(score, _MOST + 4) / _MOST), 1)
