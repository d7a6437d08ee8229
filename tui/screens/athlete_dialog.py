"""The dialog for what the box knows of an athlete."""

from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Checkbox, Input, Label

from tui.model.answers import AthleteLine
from tui.screens.dialog import Dialog
from tui.text.athletes import parse_targets, targets_text


@dataclass(frozen=True, slots=True)
class Written:
    """The user's answer, as the arguments of ``athlete_set``."""

    args: dict[str, Any]


class AthleteDialog(Dialog[Written]):
    """Asks for colour, targets and board of an athlete, and for the name of a new one.

    Args:
        athlete: Whom; None: a new one.
        colours: What the colour can be.
    """

    DOES = "Save"

    def __init__(self, athlete: AthleteLine | None, colours: str) -> None:
        super().__init__()
        self._athlete = athlete
        self._colours = colours

    def rows(self) -> ComposeResult:
        """Composes the fields."""
        known = self._athlete or AthleteLine(name="")
        yield Label(known.name or "A new athlete", classes="title", markup=False)
        if not known.name:
            yield from _field("name", "Name", "", "how the box calls them")
        yield from _field("colour", "Colour", known.colour or "", self._colours)
        yield from _field("targets", "Targets", targets_text(known.targets), "as squat 12, plank 60; may stay empty")
        yield Checkbox("on the household's board of the week", known.board, id="board", compact=True)
        yield Label("", classes="trouble", markup=False)

    def done(self) -> None:
        """Dismisses the dialog with the answer; where a field cannot be read, says so and stays open."""
        try:
            self.dismiss(Written(self._args()))
        except ValueError as error:
            trouble = self.query_one(".trouble", Label)
            trouble.update(str(error))
            trouble.display = True

    def _args(self) -> dict[str, Any]:
        known = self._athlete
        name = self._text("name") if known is None else known.name
        if not name:
            raise ValueError("a name is needed")
        targets = parse_targets(self._text("targets"))
        gone = {} if known is None else {each: None for each in known.targets if each not in targets}
        return {
            "athlete": name,
            "colour": self._text("colour") or None,
            "targets": {**gone, **targets},
            "board": self.query_one(Checkbox).value,
            "new": True if known is None else None,
        }

    def _text(self, field: str) -> str:
        return self.query_one(f"#{field}", Input).value.strip()


def _field(name: str, label: str, value: str, hint: str) -> ComposeResult:
    with Horizontal(classes="field"):
        yield Label(label)
        yield Input(value, placeholder=hint, id=name)
