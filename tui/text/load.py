"""What became of a load that was said."""

from typing import Any

from daemon import load_text
from tui.model.set_keys import RUNNING
from tui.model.state import State


def load_said(answer: dict[str, Any], state: State) -> str:
    """Returns whose load it is: the running set's, the next one's, or that of the set that has ended."""
    kg = answer["load_kg"]
    what = "no load" if kg is None else load_text.load(kg)
    title = state.title_of(answer["exercise"])
    if answer["set"] is None:
        return f"{title}: {what} for the next set"
    running = state.telemetry is not None and state.telemetry.state in RUNNING
    return f"{title}: {what} in {'this' if running else 'the last'} set"
