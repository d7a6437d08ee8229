"""What the box says, in the athlete's words."""

from daemon import reason_text
from daemon.core.facts import Ending
from daemon.events import RepRejected

ENDED: dict[Ending, str] = {
    Ending.STOPPED: "stopped",
    Ending.TARGET: "target reached",
    Ending.REST: "put down",
    Ending.CHANGED: "another exercise",
    Ending.INTERRUPTED: "interrupted",
}

PHASES = {"start": "top", "eccentric": "down", "bottom": "hold", "concentric": "up"}
"""The parts of a rep as the athlete calls them."""


def cue(event: RepRejected) -> str:
    """What to do better, in two or three words."""
    return reason_text.CUES[event.reason]


def because(event: RepRejected) -> str:
    """Why it did not count, with the figures where they mean something: ``not deep enough: 62 % of 80 %``."""
    why = reason_text.WHY[event.reason]
    figures = measured(event.value, event.limit, event.unit)
    return f"{why}: {figures}" if figures else why


def measured(value: float, limit: float, unit: str) -> str:
    """A value against its limit; empty where the unit says nothing to an athlete."""
    if unit in {"share", "depth"}:
        return f"{value * 100:.0f} %, asked {limit * 100:.0f} %"
    if unit in {"s", "seconds"}:
        return f"{value:.1f} s, asked {limit:.1f} s"
    if unit in {"deg", "degrees", "°"}:
        return f"{value:.0f}°, asked {limit:.0f}°"
    return ""


def title(name: str) -> str:
    """An exercise's name where its title is not known: ``push_up`` as ``Push up``."""
    return name.replace("_", " ").capitalize()
