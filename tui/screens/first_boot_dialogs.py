"""The dialogs of the first boot: the box's name, and the button's exercises."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Input, Label, SelectionList
from textual.widgets.selection_list import Selection

from tui.model.answers import ExerciseLine
from tui.screens.dialog import Dialog

_LONGEST = 40


class NameDialog(Dialog[str]):
    """Asks what the box is called.

    Args:
        now: What it is called so far.
    """

    DOES = "Name it"

    def __init__(self, now: str) -> None:
        super().__init__()
        self._now = now

    def rows(self) -> ComposeResult:
        """Composes the field."""
        yield Label("What is this box called?", classes="title", markup=False)
        yield Input(self._now, placeholder="for example Garage gym", max_length=_LONGEST, id="name")

    def done(self) -> None:
        """Dismisses the dialog with the name; an empty one changes nothing."""
        name = self.query_one("#name", Input).value.strip()
        self.dismiss(name or None)


class RoundDialog(Dialog[tuple[str, ...]]):
    """Asks which exercises a long press of the button goes through.

    Args:
        now: Those that it goes through so far; none: all.
        exercises: All that there are.
    """

    DOES = "Choose"

    def __init__(self, now: tuple[str, ...], exercises: Sequence[ExerciseLine]) -> None:
        super().__init__()
        self._now = now
        self._exercises = [each for each in exercises if each.error is None]

    def rows(self) -> ComposeResult:
        """Composes the list; Space chooses."""
        yield Label("Which exercises does a long press go through?", classes="title", markup=False)
        yield SelectionList(
            *(
                Selection(each.title or each.name, each.name, not self._now or each.name in self._now)
                for each in self._exercises
            ),
            id="round",
        )

    def done(self) -> None:
        """Dismisses the dialog with the chosen ones, in the list's order; all of them is no choice."""
        chosen = set(self.query_one("#round", SelectionList).selected)
        names = tuple(each.name for each in self._exercises if each.name in chosen)
        self.dismiss(() if len(names) == len(self._exercises) else names)
