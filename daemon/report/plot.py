"""Plots over time as SVG: lines, limits, shaded spans and a strip of phases. Colours come from the page's style."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from daemon.report.html import Html, tag

Floats = NDArray[np.float64]
_LEFT, _TOP, _BOTTOM = 52, 12, 24
_NAMED, _UNNAMED = 148, 14
"""Room at the right edge, with and without names there."""
_STRIP = 14
_BUCKETS = 420
"""A line of more than twice as many points is thinned out: the least and the greatest of each bucket stay."""
_LABEL_GAP = 13
_TICKS = (1, 2, 5)
_PER_X_TICK, _PER_Y_TICK = 70, 26


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A value over time; NaN breaks the line.

    Attributes:
        name: Shown beside its end, or empty.
        t: Times (s).
        y: Values.
        look: Its class in the style.
        setting: Key and value of the setting that it comes of, or None.
    """

    name: str
    t: Floats
    y: Floats
    look: str = "main"
    setting: tuple[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A value that the lines are held against.

    Attributes:
        name: Shown beside it.
        value: Where it is.
        key: The setting that it is, as a file names it.
    """

    name: str
    value: float
    key: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time.

    Attributes:
        start, end: From when to when (s).
        look: Its class in the style.
        label: A few letters in it, or empty.
        title: What is said of it when it is pointed at.
    """

    start: float
    end: float
    look: str
    label: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A plot.

    Attributes:
        title: What it shows, for who cannot see it.
        unit: Of the values.
        start, end: The time that it shows (s).
        lines: Its lines.
        limits: Its limits.
        shades: Spans behind the lines.
        strip: Spans in a strip below them.
        fewest: The least range of values that is shown: jitter does not fill the plot.
        size: Width and height, in the units that its places are written in.
    """

    title: str
    unit: str
    start: float
    end: float
    lines: tuple[Line, ...] = ()
    limits: tuple[Limit, ...] = ()
    shades: tuple[Span, ...] = ()
    strip: tuple[Span, ...] = ()
    fewest: float = 0.2
    size: tuple[int, int] = (960, 220)


@dataclass(frozen=True, slots=True)
class _Scale:
    """From seconds and values to places in the plot."""

    start: float
    end: float
    low: float
    high: float
    right: float
    floor: float
    bottom: float

    def x(self, t: float) -> float:
        share = (t - self.start) / max(self.end - self.start, 1e-9)
        return round(_LEFT + min(max(share, 0.0), 1.0) * (self.right - _LEFT), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / max(self.high - self.low, 1e-9)
        return round(self.floor - min(max(share, 0.0), 1.0) * (self.floor - _TOP), 1)


def svg(plot: Plot, *, alone: str = "") -> Html:
    """Returns the plot as an element; with a style sheet in ``alone``, as a file of its own."""
    scale = _scale(plot)
    extra = {"xmlns": "http://www.w3.org/2000/svg"} if alone else {}
    return tag(
        "svg",
        tag("title", plot.title),
        *([tag("style", Html(alone))] if alone else []),
        *(_shade(scale, span) for span in plot.shades),
        *_grid(scale, plot.unit),
        *(_limit(scale, limit) for limit in plot.limits),
        *(_line(scale, line) for line in plot.lines),
        *(_in_strip(scale, span) for span in plot.strip),
        *_names(scale, plot),
        cls="plot",
        viewBox=f"0 0 {plot.size[0]} {plot.size[1]}",
        role="img",
        **extra,
    )


def thinned(t: Floats, y: Floats, buckets: int = _BUCKETS) -> tuple[Floats, Floats]:
    """Returns a line with at most two points for each bucket: its least and its greatest, in their order."""
    if len(t) <= 2 * buckets:
        return t, y
    edges = np.linspace(0, len(t), buckets + 1).astype(int)
    kept = sorted({i for low, high in pairwise(edges) for i in _ends(y, low, high)})
    return t[kept], y[kept]


def ticks(low: float, high: float, most: int) -> list[float]:
    """Returns round values from ``low`` to ``high``, ``most`` at the most."""
    rough = max((high - low) / most, 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(s * power for s in (*_TICKS, 10) if s * power >= rough)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(i * step, 6) for i in range(first, last + 1)]


def _ends(y: Floats, low: int, high: int) -> Iterable[int]:
    part = y[low:high]
    if np.isnan(part).all():
        return (low,)
    return low + int(np.nanargmin(part)), low + int(np.nanargmax(part))


def _scale(plot: Plot) -> _Scale:
    seen = [line.y[np.isfinite(line.y)] for line in plot.lines]
    values = np.concatenate([*seen, np.array([limit.value for limit in plot.limits], np.float64)])
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    room = max(plot.fewest - (high - low), 0.0) / 2 + 0.05 * max(high - low, plot.fewest)
    width, height = plot.size
    named = plot.limits or any(line.name for line in plot.lines)
    floor = height - _BOTTOM - (_STRIP if plot.strip else 0)
    right = width - (_NAMED if named else _UNNAMED)
    return _Scale(plot.start, plot.end, low - room, high + room, right, floor, height)


def _grid(scale: _Scale, unit: str) -> Iterable[Html]:
    for value in ticks(scale.low, scale.high, max(int((scale.floor - _TOP) // _PER_Y_TICK), 2)):
        y = scale.y(value)
        yield tag("line", x1=_LEFT, x2=scale.right, y1=y, y2=y, cls="grid")
        yield tag("text", f"{value:g}{unit}", x=_LEFT - 6, y=y + 4, cls="tick end")
    for t in ticks(scale.start, scale.end, max(int((scale.right - _LEFT) // _PER_X_TICK), 2)):
        yield tag("text", f"{t:g} s", x=scale.x(t), y=scale.bottom - 6, cls="tick middle")


def _shade(scale: _Scale, span: Span) -> Html:
    left, right = scale.x(span.start), scale.x(span.end)
    area = tag("rect", x=left, y=_TOP, width=max(right - left, 1.0), height=scale.floor - _TOP)
    label = [tag("text", span.label, x=(left + right) / 2, y=_TOP + 12, cls="middle")] if span.label else []
    return tag("g", tag("title", span.title), area, *label, cls=f"shade {span.look}")


def _in_strip(scale: _Scale, span: Span) -> Html:
    left, right = scale.x(span.start), scale.x(span.end)
    bar = tag("rect", x=left, y=scale.floor + 2, width=max(right - left, 0.5), height=_STRIP - 4)
    return tag("g", tag("title", span.title), bar, cls=f"phase {span.look}")


def _limit(scale: _Scale, limit: Limit) -> Html:
    y = scale.y(limit.value)
    return tag(
        "line", x1=_LEFT, x2=scale.right, y1=y, y2=y, cls="limit", data_key=limit.key, data_value=f"{limit.value:g}"
    )


def _line(scale: _Scale, line: Line) -> Html:
    t, y = thinned(line.t, line.y)
    known = np.isfinite(y)
    cuts = np.flatnonzero(np.diff(known.astype(int))) + 1
    runs = (part for part in np.split(np.arange(len(t)), cuts) if len(part) and known[part[0]])
    places = ("M" + "L".join(f"{scale.x(t[i]):g} {scale.y(y[i]):g}" for i in run) for run in runs)
    key, value = line.setting or (None, None)
    text = None if value is None else f"{value:g}"
    return tag("path", d="".join(places), cls=f"line {line.look}", data_key=key, data_value=text)


def _names(scale: _Scale, plot: Plot) -> Iterable[Html]:
    """Yields the names at the right edge, moved apart where they would lie on each other."""
    named = [(scale.y(limit.value), limit.name, "limit") for limit in plot.limits]
    named += [(scale.y(_last(line.y)), line.name, line.look) for line in plot.lines if line.name and _seen(line.y)]
    named.sort()
    heights = _apart([y for y, _, _ in named], scale.floor)
    for y, (_, name, look) in zip(heights, named, strict=True):
        yield tag("text", name, x=scale.right + 6, y=round(y + 4, 1), cls=f"name {look}")


def _apart(heights: Sequence[float], floor: float) -> list[float]:
    moved: list[float] = []
    for y in heights:
        moved.append(max(y, moved[-1] + _LABEL_GAP) if moved else y)
    over = max((moved[-1] - floor) if moved else 0.0, 0.0)
    for i in reversed(range(len(moved))):
        most = floor if i == len(moved) - 1 else moved[i + 1] - _LABEL_GAP
        moved[i] = min(moved[i], most) if over else moved[i]
    return moved


def _seen(y: Floats) -> bool:
    return bool(np.isfinite(y).any())


def _last(y: Floats) -> float:
    return float(y[np.isfinite(y)][-1])
