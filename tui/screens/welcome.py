"""The first-run guide: three steps to the first set."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from tui.screens.page import Page
from tui.state import State


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, how, the button's words and the action behind it."""

    title: str
    how: str
    button: str
    action: str


STEPS = (
    Step(
        "Place the camera", "Hip height, two to three metres away, your whole body in the picture.", "Show me", "place"
    ),
    Step("Choose the exercise", "The box says from where the camera sees it best.", "Choose", "exercises"),
    Step("Press the button", "Stand in the start position, hold still, lift. Or press Space here.", "Start", "set"),
)


def done(state: State) -> tuple[bool, bool, bool]:
    """Which steps are done, as far as the telemetry tells."""
    telemetry = state.telemetry
    if telemetry is None:
        return False, False, False
    return telemetry.person and telemetry.view_ok, bool(telemetry.exercise), telemetry.set is not None
