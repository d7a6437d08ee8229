"""A widget of a set rep by rep, with buttons to correct it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from daemon.clock import UNKNOWN
from daemon.events import AnyEvent
from daemon.set_summary import SetSummary
from tui.model import answers
from tui.text import history, reps
from tui.text.ascii import to_ascii
from tui.text.history import RepRow
from tui.text.numbers import clock_or_dash
from tui.widgets.lines import FAINT

_STYLES = {
    "rep": "",
    "held": "",
    "added": "$text-success",
    "undone": f"{FAINT} strike",
    "rejected": "$text-warning",
    "note": FAINT,
}


class SetDetail(Vertical):
    """Shows a set's head, the table of its reps, the selected one's notes, and buttons. Enter opens the selected row.

    Args:
        plain: Whether the terminal is a plain console.
    """

    @dataclass
    class Asked(Message):
        """The user asks for a correction: ``confirm``, ``undo``, ``add`` or ``exercise``."""

        what: str

    class Opened(Message):
        """The user opens the selected row."""

    def __init__(self, *, plain: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._plain = plain
        self._rows: tuple[RepRow, ...] = ()
        self._set: str | None = None

    def compose(self) -> ComposeResult:
        """Composes the widgets; they are empty until there is a set."""
        yield Static(classes="head")
        yield Static(classes="columns", markup=False)
        yield OptionList(classes="reps", markup=False)
        yield Static(classes="notes", markup=False)
        with Horizontal(classes="buttons"):
            yield Button("Confirm", id="confirm", compact=True)
            yield Button("Take back", id="undo", compact=True)
            yield Button("Add rep", id="add", compact=True)
            yield Button(self._words("Exercise…"), id="exercise", compact=True)

    def selected_of(self, set_id: str) -> RepRow | None:
        """Returns the selected row of a set; None while another set is still shown."""
        return self._selected if set_id == self._set else None

    @property
    def _selected(self) -> RepRow | None:
        at = self.query_one(OptionList).highlighted
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def say(self, text: str) -> None:
        """Shows words in place of a set."""
        self._rows, self._set = (), None
        self.query_one(".head", Static).update(Content(self._words(text)))
        self.query_one(".columns", Static).update("")
        self.query_one(OptionList).clear_options()
        self.query_one(".notes", Static).update("")
        self.query_one(".buttons").display = False

    def show(self, line: SetSummary, events: Sequence[AnyEvent], titles: Mapping[str, str]) -> None:
        """Shows a set.

        Args:
            line: The set's summary.
            events: The set's events, in order.
            titles: Each exercise's title by its name.
        """
        at = self._chosen_row() if line.set == self._set else None
        self._set = line.set
        self._rows = history.rep_rows(events)
        self.query_one(".head", Static).update(self._head(line, titles))
        self.query_one(".buttons").display = True
        self.query_one("#confirm").display = any(row.unsure for row in self._rows)
        self._fill(at)

    def on_resize(self) -> None:
        """Shows as many columns as fit."""
        if self._rows:
            self._fill(self._chosen_row())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the selected row's notes."""
        event.stop()
        row = self._selected
        if row is not None:
            self.query_one(".notes", Static).update(self._words("\n".join(reps.notes(row))))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Posts which rep is to be explained."""
        event.stop()
        self.post_message(self.Opened())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Posts that the user asks for a correction."""
        event.stop()
        self.post_message(self.Asked(event.button.id or ""))

    def _chosen_row(self) -> int | None:
        """Returns the row that the user chose; None: none, so that the last one stays selected."""
        at = self.query_one(OptionList).highlighted
        return None if at is None or at >= len(self._rows) - 1 else at

    def _fill(self, at: int | None) -> None:
        table = self.query_one(OptionList)
        kept = reps.columns(max(self.size.width - 6, 20))
        self.query_one(".columns", Static).update(reps.head(kept))
        table.clear_options()
        table.add_options(
            Option(Content.styled(self._words(reps.line(row, kept)), _STYLES[row.kind])) for row in self._rows
        )
        if self._rows:
            last = len(self._rows) - 1
            table.highlighted = last if at is None else min(at, last)

    def _head(self, line: SetSummary, titles: Mapping[str, str]) -> Content:
        began = answers.moment(line.t)
        when = f"{began:%a} {began.day} {began:%b} {began:%H:%M}" if line.dated else UNKNOWN
        what = [history.done(line), f"{line.rejected} not counted" if line.rejected else ""]
        what += [clock_or_dash(line.duration_s), history.ending(line.why)]
        what.append(line.athlete or "")
        form = " · ".join(each for each in history.form(line) if each)
        return Content.assemble(
            (history.title_of(line.exercise, titles), "bold $text-primary"),
            (self._words(f"   {when}\n"), FAINT),
            (self._words(" · ".join(each for each in what if each)), ""),
            (self._words(f"\n{form}" if form else ""), ""),
        )

    def _words(self, text: str) -> str:
        return to_ascii(text) if self._plain else text
