"""The dialog for what is lifted, which no camera sees."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.widgets import Input, Label

from daemon.ipc.codec import Telemetry
from daemon.load_text import parse_load
from tui.screens.dialog import Dialog


@dataclass(frozen=True, slots=True)
class Lifted:
    """The user's answer in kg; None: nothing beside the body."""

    load_kg: float | None


class LoadDialog(Dialog[Lifted]):
    """Asks for a load; an empty field means none.

    Args:
        title: What it is lifted in.
        kg: What is known, or proposed.
    """

    DOES = "Set"

    def __init__(self, title: str, kg: float | None) -> None:
        super().__init__()
        self._title = title
        self._kg = kg

    def rows(self) -> ComposeResult:
        """Composes the field."""
        yield Label(f"Load of {self._title}", classes="title", markup=False)
        yield Input("" if self._kg is None else f"{self._kg:g}", placeholder="kg, or as 135 lb; empty: none", id="load")
        yield Label("", classes="trouble", markup=False)

    def done(self) -> None:
        """Dismisses the dialog with the load; where it cannot be read, says so and stays open."""
        text = self.query_one(Input).value.strip()
        try:
            load = Lifted(parse_load(text) if text else None)
        except ValueError as error:
            trouble = self.query_one(".trouble", Label)
            trouble.update(str(error))
            trouble.display = True
        else:
            self.dismiss(load)


def load_dialog(title: str, telemetry: Telemetry | None) -> LoadDialog:
    """Returns the dialog for the running set or the next one, with what is known, proposed, or was lifted last."""
    if telemetry is None:
        return LoadDialog(title, None)
    known = (telemetry.load_kg, telemetry.proposed_kg, telemetry.last_load_kg)
    return LoadDialog(title, next((kg for kg in known if kg is not None), None))
