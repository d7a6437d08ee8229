"""The dialog for a correction: it asks for the reason, and for the exercise where that is corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from tui.screens.dialog import Dialog

REASON_LENGTH = 200
"""The longest reason that the daemon keeps."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The user's answer: the reason, or None; and the exercise where one was to be chosen."""

    reason: str | None
    exercise: str | None = None


class CorrectDialog(Dialog[Correction]):
    """Asks for the reason of a correction, and where ``choices`` are given, for one of them.

    Args:
        question: What is about to be done.
        choices: Name and title of each exercise that can be chosen; none: only the reason is asked.
    """

    DOES = "Correct"

    def __init__(self, question: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._question = question
        self._choices = choices

    def rows(self) -> ComposeResult:
        """Composes the question, the choices, and the field for the reason."""
        yield Label(self._question, classes="title", markup=False)
        if self._choices:
            yield OptionList(*(Option(title, id=name) for name, title in self._choices), markup=False)
        yield Input(placeholder="why (may stay empty)", max_length=REASON_LENGTH, id="reason")

    def on_mount(self) -> None:
        """Focuses the choices, or else the reason."""
        if not self.going:
            (self.query_one(OptionList) if self._choices else self.query_one(Input)).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Focuses the reason after a choice."""
        event.stop()
        self.query_one(Input).focus()

    def done(self) -> None:
        """Dismisses the dialog with the reason and the choice."""
        reason = self.query_one(Input).value.strip() or None
        self.dismiss(Correction(reason, self._chosen()))

    def _chosen(self) -> str | None:
        if not self._choices:
            return None
        at = self.query_one(OptionList).highlighted
        return self._choices[at or 0][0]
