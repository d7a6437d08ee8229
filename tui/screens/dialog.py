"""The base of the small dialogs: two buttons, Enter and Esc."""

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from tui.screens.dismiss_once import DismissOnce

R = TypeVar("R")


class Dialog(DismissOnce[R | None], ModalScreen[R | None]):
    """A dialog with two buttons; a subclass composes its body in ``rows`` and reads it in ``done``."""

    CSS_PATH = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "cancel", "Cancel")]
    DOES = "Do it"
    """The label of the button that confirms."""

    def compose(self) -> ComposeResult:
        """Composes the body over two buttons."""
        with Vertical():
            yield from self.rows()
            with Horizontal(classes="buttons"):
                yield Button("Cancel", id="cancel")
                yield Button(self.DOES, id="do", variant="primary")

    def rows(self) -> ComposeResult:
        """Composes the fields."""
        raise NotImplementedError

    def done(self) -> None:
        """Reads the fields, and dismisses the dialog with them."""
        raise NotImplementedError

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Confirms on Enter."""
        event.stop()
        self.done()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Confirms or cancels."""
        event.stop()
        if event.button.id == "do":
            self.done()
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Changes nothing."""
        self.dismiss(None)
