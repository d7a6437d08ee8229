"""Weeks side by side as SVG bars: how much was done in each, and nothing made of it."""

from collections.abc import Iterable, Sequence
from datetime import date

from daemon.report.html import Html, tag

_WIDE, _HIGH, _TOP, _BOTTOM = 35, 94, 18, 34


def week_bars(title: str, weeks: Sequence[date], values: Sequence[int], one: str, many: str) -> Html:
    """Returns the chart.

    Args:
        title: What it shows, for who cannot see it.
        weeks: The Mondays, oldest first.
        values: As many.
        one: What a value of 1 counts: ``set``.
        many: What every other one counts: ``sets``.
    """
    most = max(*values, 1)
    width = _WIDE * len(weeks)
    columns = (
        part
        for at, (week, value) in enumerate(zip(weeks, values, strict=True))
        for part in (
            _label(at, weeks),
            *_column(at * _WIDE, week, value, value / most, _says(value, one, many)),
        )
    )
    floor = tag("line", x1=0, x2=width, y1=_TOP + _HIGH, y2=_TOP + _HIGH, cls="grid")
    return tag(
        "svg",
        tag("title", title),
        *columns,
        floor,
        cls="weeks",
        viewBox=f"0 0 {width} {_TOP + _HIGH + _BOTTOM}",
        role="img",
    )


def _says(value: int, one: str, many: str) -> str:
    return f"{value} {one if value == 1 else many}"


def _label(at: int, weeks: Sequence[date]) -> Html:
    """Returns the day of a Monday, and below it the month's name where another one begins."""
    week, middle, y = weeks[at], at * _WIDE + _WIDE / 2, _TOP + _HIGH + 15
    month = [] if at and weeks[at - 1].month == week.month else [tag("tspan", f"{week:%b}", x=middle, dy=15)]
    return tag("text", f"{week.day}", *month, x=middle, y=y, cls="tick middle")


def _column(left: int, week: date, value: int, share: float, says: str) -> Iterable[Html]:
    middle, height = left + _WIDE / 2, round(_HIGH * share, 1)
    if value:
        bar = tag("rect", x=left + 5, y=_TOP + _HIGH - height, width=_WIDE - 10, height=height, rx=3)
        yield tag("g", tag("title", f"week of {week.isoformat()}: {says}"), bar, cls="bar good")
        yield tag("text", f"{value}", x=middle, y=_TOP + _HIGH - height - 4, cls="middle")
