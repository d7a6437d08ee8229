"""The steps of the first boot in words."""

from tui.model.answers import SetupStep

MARKS = {"done": "✓", "open": "○", "left_out": "·"}
STATES = {"done": "done", "open": "open", "left_out": "left for later", "unknown": "cannot be seen from here"}
_HERE = {
    "name": "Enter: give it a name",
    "place": "Enter: look through the camera; done as soon as all is well there",
    "round": "Enter: choose them",
}


def way(step: SetupStep) -> list[str]:
    """Returns how a step is done: here, or at the box."""
    here = _HERE.get(step.name) if step.anywhere else None
    return ["", here] if here else ["", "At the box:", f"  {step.command}"]
