"""Textual's exported SVG, cell by cell: block signs as rectangles, every other sign in its own cell."""

import html
import re
from collections.abc import Iterator

WIDE, HIGH = 12.2, 24.4
"""A cell of Textual's export."""
_BASELINE = 18.5
"""From a cell's top to where its text stands."""
_TEXT = re.compile(
    r'<text class="(?P<kind>[^"]*)" x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+" '
    r'clip-path="[^"]*">(?P<text>[^<]*)</text>'
)
_QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
_LOWER, _LEFT = "▁▂▃▄▅▆▇", "▉▊▋▌▍▎▏"
Box = tuple[float, float, float, float]


def cells(svg: str, font: str) -> str:
    """The picture with every sign placed by itself."""
    return _TEXT.sub(_placed, svg.replace("Fira Code", font))


def _placed(found: "re.Match[str]") -> str:
    x, y = float(found["x"]), float(found["y"])
    parts = []
    for at, sign in enumerate(html.unescape(found["text"]).replace("\xa0", " ")):
        left = x + at * WIDE
        boxes = list(_boxes(sign))
        for bx, by, bw, bh in boxes:
            parts.append(
                f'<rect class="{found["kind"]}" x="{left + bx * WIDE:.2f}" y="{y - _BASELINE + by * HIGH:.2f}" '
                f'width="{bw * WIDE + 0.3:.2f}" height="{bh * HIGH + 0.3:.2f}" shape-rendering="crispEdges"/>'
            )
        if not boxes and sign != " ":
            parts.append(f'<text class="{found["kind"]}" x="{left:.2f}" y="{y}">{html.escape(sign)}</text>')
    return "".join(parts)


def _boxes(sign: str) -> Iterator[Box]:
    """The filled parts of a cell, in shares of it; none for a sign that is no block."""
    if sign in _LOWER:
        share = (_LOWER.index(sign) + 1) / 8
        yield 0, 1 - share, 1, share
    elif sign in _LEFT and sign != "▌":
        yield 0, 0, (7 - _LEFT.index(sign)) / 8, 1
    elif sign in _QUADRANTS and sign != " ":
        bits = _QUADRANTS.index(sign)
        for bit, (x, y) in enumerate(((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))):
            if bits >> bit & 1:
                yield x, y, 0.5, 0.5
