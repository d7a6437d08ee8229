"""A figure from session to session as SVG: a dot a day, over the calendar. Colours come from the page's style."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from daemon.report.html import Html, tag
from daemon.report.plot import ticks

_WIDTH, _HEIGHT = 420, 150
_LEFT, _TOP, _RIGHT, _BOTTOM = 58, 10, 22, 24
_FLOOR = _HEIGHT - _BOTTOM
_Y_TICKS = 5
_X_TICKS = 5
_ROOM = 0.1
_FEWEST = 4.0
"""The least range of values that is shown: jitter does not fill the plot."""


def course(title: str, unit: str, days: Sequence[date], values: Sequence[float], *, fewest: float = _FEWEST) -> Html:
    """Returns the plot.

    Args:
        title: What it shows, for who cannot see it.
        unit: Of the values, written behind them.
        days: Oldest first, at least one.
        values: As many.
        fewest: The least range of values that is shown.
    """
    low, high = _span(values, fewest)
    first, last = days[0], max(days[-1], days[0] + timedelta(days=7))

    def x(day: date) -> float:
        return round(_LEFT + (day - first).days / (last - first).days * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(value: float) -> float:
        return round(_FLOOR - (value - low) / (high - low) * (_FLOOR - _TOP), 1)

    places = [(x(day), y(value)) for day, value in zip(days, values, strict=True)]
    return tag(
        "svg",
        tag("title", title),
        *_heights(low, high, unit, y),
        *(
            tag("text", f"{day.day} {day:%b}", x=x(day), y=_HEIGHT - 6, cls="tick middle")
            for day in _labelled(first, last)
        ),
        tag("path", d="M" + "L".join(f"{left:g} {top:g}" for left, top in places), cls="line"),
        *(_dot(place, day, value, unit) for place, day, value in zip(places, days, values, strict=True)),
        cls="course",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        role="img",
    )


def _span(values: Sequence[float], fewest: float) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = max(fewest - (high - low), 0.0) / 2 + _ROOM * max(high - low, fewest)
    return low - room if low < 0 else max(low - room, 0.0), high + room


def _heights(low: float, high: float, unit: str, y: Callable[[float], float]) -> Iterable[Html]:
    for value in ticks(low, high, _Y_TICKS):
        yield tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y(value), y2=y(value), cls="grid")
        yield tag("text", f"{value:g}{unit}", x=_LEFT - 6, y=y(value) + 4, cls="tick end")


def _labelled(first: date, last: date) -> Iterable[date]:
    step = max((last - first).days // _X_TICKS, 7)
    return (first + timedelta(days=at) for at in range(0, (last - first).days + 1, step))


def _dot(place: tuple[float, float], day: date, value: float, unit: str) -> Html:
    dot = tag("circle", cx=place[0], cy=place[1], r=2.8)
    return tag("g", tag("title", f"{day.isoformat()}: {round(value, 1):g}{unit}"), dot, cls="dot")
