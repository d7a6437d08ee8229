"""The screen of the exercises: where the camera goes for each, and what a set aims at."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from tui.model.answers import ExerciseLine, Exercises
from tui.model.state import State
from tui.screens.choice_page import ChoicePage
from tui.screens.target_dialog import target_dialog
from tui.text import exercises
from tui.widgets.lines import FAINT, Row

_PLAN = {True: "bold $text-success", False: "", None: FAINT}
"""The style of a place for the camera: the best, a good one, another."""


class ExercisesScreen(ChoicePage[ExerciseLine]):
    """A list, and the details of the selected exercise."""

    TITLE = "Exercises"
    LABEL_CELLS = 14
    BUTTONS: ClassVar[dict[str, str]] = {"choose": "Choose", "target": "Target…"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "choose", priority=False),
        Binding("t", "target", "target"),
    ]

    def follow(self, state: State) -> None:
        """Marks the chosen exercise when it changes."""
        super().follow(state)
        if state.telemetry is not None:
            self.mark(state.telemetry.exercise)

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Asks for the exercises."""
        answer = await self.fetch(Exercises, "exercises")
        if answer is not None:
            self.chosen = answer.chosen or self.chosen
            self.fill(tuple(answer.exercises))

    def heading(self, each: ExerciseLine) -> str:
        """Returns its title, and whether it is chosen."""
        return (each.title or each.name) + ("   chosen" if each.name == self.chosen else "")

    def details(self, each: ExerciseLine) -> list[Row]:
        """Returns what it is, and where the camera goes."""
        rows = [Row(label or " ", value) for label, value in exercises.details(each)]
        places = [Row(" ", text, _PLAN[rank]) for text, rank in exercises.plan(each.views)]
        return [*rows, Row("", " "), *places, Row(" ", "   you, from above", FAINT)]

    @work(exclusive=True, group="act")
    async def action_choose(self) -> None:
        """Chooses the selected exercise."""
        selected = self.selected
        if selected is not None:
            await self._choose(selected)

    async def _choose(self, selected: ExerciseLine) -> bool:
        if not await self.attempt("exercise", exercise=selected.name):
            return False
        self.mark(selected.name)
        return True

    @work(exclusive=True, group="act")
    async def action_target(self) -> None:
        """Asks for the selected exercise's target, and chooses the exercise."""
        selected = self.selected
        if selected is None:
            return
        target = await self.app.push_screen_wait(target_dialog(selected, self.state.telemetry))
        if target is None or (selected.name != self.chosen and not await self._choose(selected)):
            return
        if await self.attempt("target", reps=target.reps, tempo=target.tempo, rest_s=target.rest_s):
            self.load()
