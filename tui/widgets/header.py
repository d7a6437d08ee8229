"""The line over every screen: which box, how it is connected, what is wrong."""

from tui.model.state import State
from tui.text import athletes, connection
from tui.text.cells import Cells
from tui.widgets.line import Line


class Header(Line):
    """Shows box, screen and trouble at the left; camera, frames a second and connection at the right.

    Args:
        title: The screen's title.
    """

    DEFAULT_CSS = "Header { dock: top; }"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def show(self, state: State, now: float) -> str | None:
        """Shows the state at ``now``, seconds of the dashboard's clock; returns trouble that does not fit, or None."""
        left: Cells = ((" SPOTTER ", "primary bold"), (f" {self._title} ", "foreground bold"))
        if state.box is not None:
            left += ((f" {state.box} ", "body"),)
        left += athletes.trains(state.telemetry)
        right = connection.standing(state, now)
        trouble = connection.trouble(state)
        if trouble is None:
            self.update_cells(left, right)
            return None
        whole = *left, (f" {trouble} ", "error bold" if state.connection.kind == "away" else "warning")
        fits = not self.size.width or sum(len(text) for text, _ in (*whole, *right)) <= self.size.width
        self.update_cells(whole if fits else left, right)
        return None if fits else trouble
