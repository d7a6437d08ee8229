"""What a key of the set's screen asks the daemon to do."""

from tui.model.set_view import RepBar
from tui.model.state import State

RUNNING = {"armed", "active", "paused"}
"""States of a set that has not ended."""


def start_or_stop(state: State) -> str:
    """Returns the verb: ``stop`` while a set runs, else ``start``."""
    telemetry = state.telemetry
    return "stop" if telemetry is not None and telemetry.state in RUNNING else "start"


def undo(state: State) -> tuple[str, dict[str, str]]:
    """Returns the verb that takes a rep back, and its arguments: the last rep; after the set, the one in question."""
    question = in_question(state)
    if question is None or state.set is None:
        return "undo", {}
    return "correct", {"set": state.set.id, "kind": "undone", "rep": question.id}


def in_question(state: State) -> RepBar | None:
    """Returns the last unsure rep of the set that has ended; None where there is none, or a set runs."""
    view = state.set
    running = state.telemetry is not None and state.telemetry.state in RUNNING
    return view.unsure[-1] if view is not None and view.unsure and not running else None


def neighbour(state: State, step: int) -> str | None:
    """Returns the exercise ``step`` places after the chosen one, or None where none is known.

    Exercises whose files are broken are passed over, and the last one is followed by the first.
    """
    names = [each.name for each in state.exercises if each.error is None]
    if not names or state.telemetry is None:
        return None
    chosen = state.telemetry.exercise
    at = names.index(chosen) if chosen in names else -step
    return names[(at + step) % len(names)]
