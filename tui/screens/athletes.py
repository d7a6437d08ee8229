"""The screen of the athletes: who trains next, what the box knows of each, and the household's board of the week."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from daemon.errors import SpotterError
from tui.model.answers import AthleteLine, Athletes, Board
from tui.model.state import State
from tui.screens.choice_page import ChoicePage
from tui.text import athletes
from tui.text.athletes import MARK, ink
from tui.widgets.lines import FAINT, Row


class AthletesScreen(ChoicePage[AthleteLine]):
    """A list, what the box knows of the selected athlete, and the board."""

    TITLE = "Athletes"
    LABEL_CELLS = 10
    BUTTONS: ClassVar[dict[str, str]] = {"train": "Trains next", "nobody": "Nobody", "change": "Change", "add": "New"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "train", "trains next", priority=False),
        Binding("x", "nobody", "nobody in particular"),
        Binding("c", "change", "change"),
        Binding("plus,insert", "add", "new athlete"),
        Binding("delete", "remove", "remove, the sets stay"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._telemetry: tuple[str | None, str | None] | None = None

    def follow(self, state: State) -> None:
        """Asks again when somebody else trains."""
        super().follow(state)
        telemetry = state.telemetry
        now = None if telemetry is None else (telemetry.athlete, telemetry.athlete_colour)
        if now != self._telemetry:
            self._telemetry = now
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Asks for everybody, and for the board."""
        answer = await self.fetch(Athletes, "athletes")
        if answer is None:
            return
        self.chosen = answer.chosen
        self.fill(athletes.lines(answer))
        board = await self.fetch(Board, "board")
        if board is not None:
            self._show(board)

    def _show(self, board: Board) -> None:
        parts: list[tuple[str, str]] = [("\nThe board since Monday\n", FAINT)]
        for place, text, colour in athletes.board_rows(board):
            parts += [
                (f"{place:<4}", FAINT),
                (self.words(f"{MARK} "), f"${ink(colour)}"),
                (self.words(f"{text}\n"), "$foreground"),
            ]
        now = self.query_one("#now", Static)
        now.update(Content.assemble(*parts))
        now.display = bool(board.lines)

    def line(self, each: AthleteLine) -> Content:
        """Returns a line of the list: a mark in the athlete's colour, and the name."""
        chosen = each.name == self.chosen
        mark = MARK if each.known else " "
        return Content.assemble(
            (self.words("> " if chosen else "  "), "$text-success"),
            (self.words(f"{mark} "), f"${ink(each.colour)}"),
            (self.words(each.name), "bold" if chosen else ""),
        )

    def heading(self, each: AthleteLine) -> str:
        """Returns the name, and whether it is whose turn comes next."""
        return f"{each.name}   trains next" if each.name == self.chosen else each.name

    def details(self, each: AthleteLine) -> list[Row]:
        """Returns what the box knows."""
        if not each.known:
            return [Row("", "known by sets alone: C gives a colour, targets and a place on the board", FAINT)]
        targets = [f"{exercise} {reps}" for exercise, reps in sorted(each.targets.items())] or ["none of their own"]
        return [
            Row("Colour", each.colour or "", f"${ink(each.colour)}"),
            *(Row(" " if at else "Targets", text) for at, text in enumerate(targets)),
            Row("Board", "shown" if each.board else "not shown"),
        ]

    @work(exclusive=True, group="act")
    async def action_train(self) -> None:
        """Lets the selected athlete train."""
        if self.selected is not None:
            await self._choose(self.selected.name)

    @work(exclusive=True, group="act")
    async def action_nobody(self) -> None:
        """Lets nobody in particular train."""
        await self._choose(None)

    async def _choose(self, name: str | None) -> None:
        try:
            answer = await self.ask("athlete", athlete=name)
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        when = " from the next set on" if answer["from_next_set"] else ""
        self.notify(self.words(f"{name or 'nobody in particular'} trains{when}"), markup=False)
        self.load()

    @work(exclusive=True, group="act")
    async def action_change(self) -> None:
        """Asks what is to be known of the selected athlete."""
        if self.selected is not None:
            await self._write(self.selected)

    @work(exclusive=True, group="act")
    async def action_add(self) -> None:
        """Asks for somebody new."""
        await self._write(None)

    @work(exclusive=True, group="act")
    async def action_remove(self) -> None:
        """Removes what the box knows of the selected athlete."""
        if self.selected is not None and await self.attempt("athlete_remove", athlete=self.selected.name):
            self.load()

    async def _write(self, athlete: AthleteLine | None) -> None:
        from tui.screens.athlete_dialog import AthleteDialog  # noqa: PLC0415 - opened seldom

        colours = athletes.others_colours([each.colour for each in self.choices])
        written = await self.app.push_screen_wait(AthleteDialog(athlete, colours))
        if written is not None and await self.attempt("athlete_set", **written.args):
            self.load()
