"""The dialog of one rep: how good it was and why, with the joint's angle as a plot; or why it was not counted."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.markup import escape
from textual.screen import ModalScreen

from tui.host import host_of
from tui.screens.dismiss_once import DismissOnce
from tui.text.ascii import to_ascii
from tui.text.history import RepRow
from tui.text.rep_report import Measures
from tui.widgets.rep_report import RepReport


class RepDialog(DismissOnce[None], ModalScreen[None]):
    """Shows all that is known of a rep, and scrolls where it does not fit.

    Args:
        title: The exercise and which rep of it.
        row: The rep.
        measures: The measures of its exercise, with the views that show each.
    """

    CSS_PATH = "rep_dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "close", "Close")]

    def __init__(self, title: str, row: RepRow, measures: Measures) -> None:
        super().__init__()
        self._title = title
        self._row = row
        self._measures = measures

    def compose(self) -> ComposeResult:
        """Composes the report in a frame that has its title."""
        plain = host_of(self).plain
        with VerticalScroll() as frame:
            frame.border_title = escape(to_ascii(self._title) if plain else self._title)
            frame.border_subtitle = "[@click=screen.close]Esc closes[/]"
            yield RepReport(self._row, self._measures, plain=plain)

    def on_mount(self) -> None:
        """Focuses the report, so that the keys scroll it."""
        if not self.going:
            self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Closes the dialog."""
        self.dismiss(None)
