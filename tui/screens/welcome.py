"""The screen of the first-run guide: three steps to the first set."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from tui.model.state import State
from tui.screens.page import Page


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, how, the button's label, and what the button opens."""

    title: str
    how: str
    button: str
    action: str


STEPS = (
    Step(
        "Place the camera", "Hip height, two to three metres away, your whole body in the picture.", "Show me", "place"
    ),
    Step(
        "Choose the exercise",
        "The box says from where the camera sees it best, and what it measures from there.",
        "Choose",
        "exercises",
    ),
    Step("Press the button", "The set begins when the camera sees you. Space does the same here.", "Start", "set"),
)


def done(state: State) -> tuple[bool, bool, bool]:
    """Returns which steps are done, as far as the telemetry tells."""
    telemetry = state.telemetry
    if telemetry is None:
        return False, False, False
    return telemetry.person and telemetry.view_ok, bool(telemetry.exercise), telemetry.set is not None


class WelcomeScreen(Page[str | None]):
    """Three cards; each leads to the screen where its step is done."""

    TITLE = "Welcome"
    CSS_PATH = "welcome.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.focus_previous", "previous step", show=False),
        Binding("right", "app.focus_next", "next step", show=False),
        Binding("escape", "leave", "skip the guide"),
    ]

    def body(self) -> ComposeResult:
        """Composes a greeting over the cards."""
        with Vertical(id="guide"):
            yield Static("Three steps to the first set", id="greeting")
            with Horizontal(id="cards"):
                for number, step in enumerate(STEPS, 1):
                    yield from self._card(number, step)
            yield Static("Esc skips this guide; ? shows every key.", id="more")

    def _card(self, number: int, step: Step) -> ComposeResult:
        with Vertical(classes="card", id=f"step-{number}") as card:
            card.border_title = f" {number} "
            yield Static(step.title, classes="title")
            yield Static(step.how, classes="how")
            yield Static("", classes="state")
            yield Button(step.button, id=step.action, variant="primary")

    def follow(self, state: State) -> None:
        """Marks the steps that are done."""
        for number, ready in enumerate(done(state), 1):
            card = self.query_one(f"#step-{number}")
            if card.has_class("done") != ready:
                card.set_class(ready, "done")
                card.query_one(".state", Static).update(self.words("✓ done") if ready else "")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Dismisses the guide with the step that was chosen."""
        event.stop()
        self.dismiss(event.button.id)

    def action_leave(self) -> None:
        """Dismisses the guide without a step."""
        self.dismiss(None)
