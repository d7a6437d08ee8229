"""The daemon's reasons and phases in the athlete's words."""

from daemon import reason_text
from daemon.core.facts import Ending
from daemon.events import RepRejected

ENDED: dict[Ending, str] = {
    Ending.STOPPED: "stopped",
    Ending.TARGET: "target reached",
    Ending.REST: "put down",
    Ending.CHANGED: "another exercise",
    Ending.INTERRUPTED: "interrupted",
    Ending.IMPORTED: "imported",
}

PHASES = {"start": "top", "eccentric": "down", "bottom": "hold", "concentric": "up"}
"""The parts of a rep as the athlete calls them."""


def cue(event: RepRejected) -> str:
    """Returns what to do better, in two or three words."""
    return reason_text.CUES[event.reason]


def because(event: RepRejected) -> str:
    """Returns why it did not count, with its figures: ``not deep enough: 62 %, asked 80 %``."""
    return reason_text.because(event.reason, event.value, event.limit, event.unit)


def title(name: str) -> str:
    """Returns the title of an exercise of which only the name is known: ``push_up`` as ``Push up``."""
    return name.replace("_", " ").capitalize()
