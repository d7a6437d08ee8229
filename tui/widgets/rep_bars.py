"""A widget of the set's reps as bars: the height is the range of motion. In a plan's rest it shows the rounds.

A hollow bar did not count; one whose number has a question mark is unsure.
"""

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.host import host_of
from tui.model.set_view import RepBar, SetView
from tui.model.state import State
from tui.text import plan

_LOWER = " ▁▂▃▄▅▆▇█"
_FULLEST = 1.1
"""The share of the range whose bar fills the widget."""


def colour(bar: RepBar) -> str:
    """Returns the name of the bar's colour in the theme."""
    if bar.kind in {"rejected", "undone"}:
        return "error" if bar.kind == "rejected" else "ghost"
    return "warning" if bar.unsure else "primary"


class RepBars(Widget):
    """Shows one bar a rep; drops the oldest where there is no room."""

    DEFAULT_CSS = "RepBars { width: 1fr; height: 5; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._bars: tuple[RepBar, ...] = ()

    @property
    def bars(self) -> tuple[RepBar, ...]:
        """The bars of the set, also those that have no room."""
        return self._bars

    def show(self, state: State) -> None:
        """Shows the reps of the state's set; in a plan's rest the rounds so far, where there is more than one."""
        view: SetView | None = state.set
        bars = view.bars if view is not None else ()
        under_way = plan.of(state)
        rounds = under_way is not None and plan.waits(state) and len(under_way.round_reps) > 1
        if under_way is not None and rounds:
            bars = plan.bars(under_way)
        self.border_title = "reps, round by round" if rounds else None
        if bars != self._bars:
            self._bars = bars
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Returns a row of every bar; the last row has their numbers."""
        host = host_of(self)
        base = self.visual_style.rich_style
        wide = self._wide()
        shown = self._bars[-max((self.size.width - 1) // (wide + 1), 1) :]
        cells = [Segment(" ", base)]
        for bar in shown:
            style = base + host.inks.ink(colour(bar))
            if y == self.size.height - 1:
                cells.append(Segment(_label(bar, host.plain).center(wide)[:wide] + " ", base + host.inks.ink("body")))
            else:
                signs = self._cell(bar, self.size.height - 2 - y, wide, plain=host.plain)
                cells += [Segment(signs, style), Segment(" ", base)]
        return Strip(cells).adjust_cell_length(self.size.width, base)

    def _wide(self) -> int:
        """Returns a bar's width in cells: wide while there are few bars."""
        return max(min((self.size.width - 1) // max(len(self._bars), 10) - 1, 7), 3)

    def _cell(self, bar: RepBar, row: int, wide: int, *, plain: bool) -> str:
        """Returns the signs of a bar in a row; rows are counted from the bottom."""
        rows = self.size.height - 1
        eighths = max(round(min(bar.height / _FULLEST, 1.0) * rows * 8), 2)
        if bar.kind in {"rejected", "undone"}:
            return _hollow(row, max((eighths + 4) // 8, 1), wide, plain=plain)
        filled = min(max(eighths - row * 8, 0), 8)
        return (("#" if filled >= 4 else " ") if plain else _LOWER[filled]) * wide  # noqa: PLR2004 - half


def _label(bar: RepBar, plain: bool) -> str:  # noqa: FBT001 - which signs
    if bar.kind == "added":
        return f"{bar.n}+"
    if bar.kind == "held":
        return f"{bar.held_s or 0:.0f}s"
    if bar.kind == "rep":
        return f"{bar.n}?" if bar.unsure else str(bar.n)
    return "x" if plain else "✗"


def _hollow(row: int, high: int, wide: int, *, plain: bool) -> str:
    """Returns the signs of a frame that is open at the bottom."""
    corners, side, top = ("++", "|", "-") if plain else ("╭╮", "│", "─")
    if row >= high:
        return " " * wide
    if row == high - 1:
        return corners[0] + top * (wide - 2) + corners[1]
    return side + " " * (wide - 2) + side
