"""What the small dialogs share: two buttons, Enter and Esc."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from tui.screens.dismiss_once import DismissOnce

R = TypeVar("R")


class Dialog(DismissOnce[R | None], ModalScreen[R | None]):
    """Two buttons, Enter and Esc; a subclass composes its body into ``rows`` and reads it in ``done``."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]
    DOES = "Do it"
    """What the button says that does it."""

    def compose(self) -> ComposeResult:
        """The body, and two buttons."""
        with Vertical():
            yield from self.rows()
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel")
                yield Button(self.DOES, id="do", variant="primary")

    def rows(self) -> ComposeResult:
        """What is asked."""
        raise NotImplementedError

    def done(self) -> None:
        """Read what was typed, and dismiss with it."""
        raise NotImplementedError

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter does it."""
        event.stop()
        self.done()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do it, or not."""
        event.stop()
        if event.button.id == "do":
            self.done()
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)
