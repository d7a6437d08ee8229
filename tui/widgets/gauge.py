"""A horizontal bar: the share of the rest that has passed."""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.host import host_of

_LEFT = " ▏▎▍▌▋▊▉█"
_WIDEST = 300
"""Cells to assume where the width is not known yet."""


class Gauge(Widget):
    """A bar that fills from the left, eight steps a cell; it is empty where no share is known."""

    DEFAULT_CSS = "Gauge { width: 1fr; height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._share = 0.0
        self._colour = "primary"

    def fill(self, share: float | None, colour: str) -> None:
        """Shows a share in a colour of the theme."""
        steps = (self.size.width or _WIDEST) * 8
        rounded = round(min(max(share or 0.0, 0.0), 1.0) * steps) / steps
        if (rounded, colour) != (self._share, self._colour):
            self._share, self._colour = rounded, colour
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - Textual's signature
        """Returns the bar; every row is the same."""
        host = host_of(self)
        width = self.size.width
        full, rest = divmod(round(self._share * width * 8), 8)
        if host.plain:
            signs = "#" * full + "-" * (width - full)
            return Strip([Segment(signs, self.visual_style.rich_style + host.inks.ink(self._colour))], width)
        part = _LEFT[rest] if rest and full < width else ""
        style = host.inks.fill("track") + host.inks.ink(self._colour)
        return Strip([Segment("█" * full + part + " " * (width - full - len(part)), style)], width)
