"""The set that is done now."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui.screens.page import Page


class SetScreen(Page[None]):
    """The default screen."""

    TITLE = "Set"
    BINDINGS: ClassVar[list[BindingType]] = []

    def body(self) -> ComposeResult:
        """The stage."""
        yield Static("set")
