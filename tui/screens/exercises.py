"""The screen of the exercises: where the camera goes for each, and what a set aims at."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tui.model.answers import ExerciseLine, Exercises
from tui.model.state import State
from tui.screens.page import Page
from tui.screens.target_dialog import target_dialog
from tui.text import exercises
from tui.widgets.lines import FAINT, Lines, Row

_PLAN = {True: "bold $text-success", False: "", None: FAINT}
"""The style of a place for the camera: the best, a good one, another."""


class ExercisesScreen(Page[None]):
    """A list, and the details of the selected exercise."""

    TITLE = "Exercises"
    CSS_PATH = "exercises.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose", priority=False),
        Binding("t", "target", "target"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._exercises: tuple[ExerciseLine, ...] = ()
        self._chosen: str | None = None
        self._connection = ""

    def body(self) -> ComposeResult:
        """Composes list, details and two buttons."""
        with Horizontal():
            yield OptionList(id="list", markup=False)
            with Vertical(id="detail"):
                with VerticalScroll(can_focus=False):
                    yield Static(id="title", markup=False)
                    yield Lines(14, plain=self.plain, id="words")
                with Horizontal(classes="buttons"):
                    yield Button("Choose", id="choose", variant="primary", compact=True)
                    yield Button(self.words("Target…"), id="target", compact=True)

    def on_screen_resume(self) -> None:
        """Asks for the exercises when the screen is shown."""
        if not self.going:
            self.query_one(OptionList).focus()
            self._load()

    def follow(self, state: State) -> None:
        """Asks again when the daemon is back; marks the chosen exercise when it changes."""
        if state.connection.kind != self._connection:
            self._connection = state.connection.kind
            self._load()
        telemetry = state.telemetry
        if telemetry is not None and telemetry.exercise != self._chosen:
            self._chosen = telemetry.exercise
            self._list()

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        answer = await self.fetch(Exercises, "exercises")
        if answer is None:
            return
        self._exercises = tuple(answer.exercises)
        self._chosen = answer.chosen or self._chosen
        self._list()

    def _list(self) -> None:
        """Fills the list; the selected line stays selected."""
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options(Option(self._line(each), id=each.name) for each in self._exercises)
        names = [each.name for each in self._exercises]
        if names:
            options.highlighted = at if at is not None else names.index(self._chosen) if self._chosen in names else 0

    def _line(self, each: ExerciseLine) -> Content:
        mark = self.words("● ") if each.name == self._chosen else "  "
        style = "$text-error" if each.error else "bold" if each.name == self._chosen else ""
        return Content.assemble((mark, "$text-success"), (each.title or each.name, style))

    def on_option_list_option_highlighted(self) -> None:
        """Shows the details of the selected exercise."""
        selected = self._selected()
        if selected is not None:
            self._describe(selected)

    def _describe(self, each: ExerciseLine) -> None:
        title = self.query_one("#title", Static)
        title.update(self.words(each.title or each.name) + ("   chosen" if each.name == self._chosen else ""))
        if each.error:
            rows = [Row("", each.error, "$text-error")]
        else:
            rows = [Row(label or " ", value) for label, value in exercises.details(each)]
            rows += [Row("", " "), *(Row(" ", text, _PLAN[rank]) for text, rank in exercises.plan(each.views))]
            rows += [Row(" ", "   you, from above", FAINT)]
        self.query_one("#words", Lines).show(rows)

    def on_option_list_option_selected(self) -> None:
        """Chooses the exercise on Enter or on a click."""
        self.action_choose()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Chooses the exercise, or asks for its target."""
        event.stop()
        if event.button.id == "choose":
            self.action_choose()
        else:
            self.action_target()

    def _selected(self) -> ExerciseLine | None:
        at = self.query_one(OptionList).highlighted
        return self._exercises[at] if at is not None and at < len(self._exercises) else None

    @work(exclusive=True, group="act")
    async def action_choose(self) -> None:
        """Chooses the selected exercise."""
        selected = self._selected()
        if selected is not None:
            await self._choose(selected)

    async def _choose(self, selected: ExerciseLine) -> bool:
        if not await self.attempt("exercise", exercise=selected.name):
            return False
        self._chosen = selected.name
        self._list()
        return True

    @work(exclusive=True, group="act")
    async def action_target(self) -> None:
        """Asks for the selected exercise's target, and chooses the exercise."""
        selected = self._selected()
        if selected is None:
            return
        target = await self.app.push_screen_wait(target_dialog(selected, self.state.telemetry))
        if target is None or (selected.name != self._chosen and not await self._choose(selected)):
            return
        if await self.attempt("target", reps=target.reps, tempo=target.tempo, rest_s=target.rest_s):
            self._load()
