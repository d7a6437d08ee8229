"""The depth bar: it fills from the top as the athlete goes down, and empties on the way up.

An arrow beside it marks the athlete's usual depth.
"""

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.host import host_of
from tui.model.state import State
from tui.text import form

_LOWER = " ▁▂▃▄▅▆▇█"
_DEEP = 0.9
"""The share of the athlete's own range from which the bar lights up."""


class DepthBar(Widget):
    """A bar with eight steps a cell; draws only the cells that changed."""

    DEFAULT_CSS = "DepthBar { width: 4; height: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._filled = 0
        self._colour = "primary"
        self._mark: int | None = None

    @property
    def share(self) -> float:
        """How full the bar is, 0..1."""
        return self._filled / max(self.size.height * 8, 1)

    def show(self, state: State) -> None:
        """Shows the signal."""
        telemetry = state.telemetry
        signal = telemetry.signal if telemetry is not None and telemetry.state in {"active", "paused"} else None
        steps = round(min(max(signal or 0.0, 0.0), 1.0) * self.size.height * 8)
        colour = "ghost" if state.stale else "lit" if signal is not None and signal >= _DEEP else "primary"
        mark = self._mark_row(state)
        if (colour, mark) != (self._colour, self._mark):
            self._filled, self._colour, self._mark = steps, colour, mark
            self.refresh()
        elif steps != self._filled:
            low, high = sorted((steps, self._filled))
            self._filled = steps
            self.refresh(Region(0, low // 8, self.size.width, high // 8 - low // 8 + 1))

    def _mark_row(self, state: State) -> int | None:
        """Returns the row of the usual depth, or None."""
        share, rows = form.usual_share(state), self.size.height
        return None if share is None or not rows else min(int(share * rows), rows - 1)

    def render_line(self, y: int) -> Strip:
        """Returns a row: full, partly full, or empty."""
        host = host_of(self)
        width = self.size.width
        filled = min(max(self._filled - y * 8, 0), 8)
        base = self.visual_style.rich_style
        bar = max(width - 1, 1)
        beside = (" ", "<" if host.plain else "◂")[y == self._mark]
        if host.plain:
            cells = Segment(("#" if filled >= 4 else "|").rjust(2), base + host.inks.ink(self._colour))  # noqa: PLR2004 - half
            return Strip([cells, Segment(beside, base)]).adjust_cell_length(width, base)
        style = base + host.inks.ink("track") + host.inks.fill(self._colour if filled else "track")
        mark = Segment(beside * (width - bar), base + host.inks.ink("foreground"))
        return Strip([Segment(_LOWER[8 - filled] * bar, style), mark], width)
