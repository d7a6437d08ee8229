"""The line over every screen: which box, how it is connected, what is wrong."""

from tui.model.state import State
from tui.widgets.line import Cells, Line


class Header(Line):
    """Box, screen, and what is wrong, at the left; camera, frames a second and connection at the right.

    Args:
        title: The screen's.
    """

    DEFAULT_CSS = "Header { dock: top; }"

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def show(self, state: State, now: float) -> None:
        """Shows the state at ``now``, seconds of the dashboard's clock."""
        left: Cells = [(" SPOTTER ", "primary bold"), (f" {self._title} ", "foreground bold")]
        if state.hello is not None:
            left.append((f" {state.hello.box} ", "body"))
        trouble = trouble_of(state)
        if trouble:
            left.append((f" {trouble} ", "error bold" if state.connection.kind == "away" else "warning"))
        self.update_cells(left, _standing(state, now))


def trouble_of(state: State) -> str | None:
    """The one line on what is wrong, or None."""
    if state.connection.kind == "away":
        return state.connection.error
    telemetry = state.telemetry
    if telemetry is None:
        return None
    if telemetry.trouble:
        return telemetry.trouble
    if telemetry.unsaved:
        return f"{telemetry.unsaved} not saved yet"
    if telemetry.throttled:
        return f"slower to stay cool: {telemetry.throttled}"
    return None


def _standing(state: State, now: float) -> Cells:
    telemetry = state.telemetry
    if state.connection.kind == "connecting":
        return [(" connecting… ", "body")]
    if state.connection.kind == "away":
        return [(f" ○ away for {max(int(now - state.connection.since), 0)} s, trying again ", "error bold")]
    if telemetry is None:
        return [(" ● connected ", "success")]
    if state.stale:
        return [(f" ○ nothing new for {max(int(now - state.telemetry_at), 0)} s ", "warning bold")]
    camera: Cells = [] if telemetry.camera == "ok" else [(f" camera {telemetry.camera} ", "error bold")]
    return [*camera, (f" {telemetry.fps:.0f} fps ", "body"), (" ● live ", "success bold")]
