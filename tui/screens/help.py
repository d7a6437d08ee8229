"""The screen of every key, made of the bindings themselves."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, VerticalScroll
from textual.widgets import OptionList

from tui.screens.dialog import Dialog
from tui.screens.page import Page
from tui.text import keys
from tui.widgets.lines import Lines, Row

_WIDTH = 12


class HelpScreen(Page[None]):
    """The keys that work everywhere, then those of each screen.

    Args:
        pages: Title and bindings of every other screen.
    """

    TITLE = "Help"
    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.set", "back", show=False)]

    def __init__(self, pages: Iterable[tuple[str, Iterable[BindingType]]]) -> None:
        super().__init__()
        self._pages = [*pages, ("Lists and dialogs", [*OptionList.BINDINGS, *Dialog.BINDINGS])]

    def body(self) -> ComposeResult:
        """Composes a box for each group that has keys."""
        palette = Binding(self.app.COMMAND_PALETTE_BINDING, "palette", "every action by its words")
        with VerticalScroll(), Grid(id="groups"):
            for title, bindings in (("Everywhere", [palette, *self.app.BINDINGS]), *self._pages):
                found = keys.keys(bindings)
                if found:
                    box = Lines(_WIDTH, plain=self.plain, classes="group")
                    box.border_title = title
                    box.show([Row(key.keys, key.does, label_style="bold $text-accent") for key in found])
                    yield box
