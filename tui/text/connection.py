"""The connection in words: whether the daemon answers, how old the telemetry is, and what is wrong."""

from tui.model.state import State
from tui.text.cells import Cells


def trouble(state: State) -> str | None:
    """Returns one line on what is wrong, or None."""
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


def standing(state: State, now: float) -> Cells:
    """Returns how the connection stands; camera and frames a second while it is live."""
    telemetry = state.telemetry
    if state.connection.kind == "connecting":
        return ((" connecting… ", "body"),)
    if state.connection.kind == "away":
        return ((f" ○ away for {_whole_s(now - state.connection.since)} s, trying again ", "error bold"),)
    if telemetry is None:
        return ((" ● connected ", "success"),)
    if state.stale:
        return ((f" ○ {no_update(state, now)} ", "warning bold"),)
    camera: Cells = () if telemetry.camera == "ok" else ((f" camera {telemetry.camera} ", "error bold"),)
    return (*camera, (f" {telemetry.fps:.0f} fps ", "body"), (" ● live ", "success bold"))


def no_update(state: State, now: float) -> str:
    """Returns how long no telemetry has come: ``no update for 3 s``."""
    return f"no update for {_whole_s(now - state.telemetry_at)} s"


def _whole_s(seconds: float) -> int:
    return max(int(seconds), 0)
