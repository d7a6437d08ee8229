"""The screen of the plans: what each asks for; begins one, and ends the one that is under way."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tui.model.answers import PlanLine, Plans
from tui.model.state import State
from tui.screens.choice_page import ChoicePage
from tui.text import plan as running
from tui.text.numbers import clock
from tui.widgets.lines import FAINT, Row


class PlansScreen(ChoicePage[PlanLine]):
    """A list, and the blocks of the selected plan."""

    TITLE = "Plans"
    LABEL_CELLS = 8
    BUTTONS: ClassVar[dict[str, str]] = {"begin": "Begin", "end": "End"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "begin", priority=False),
        Binding("x", "end", "end plan"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._left_out = 0

    def follow(self, state: State) -> None:
        """Marks the plan that is under way, and says how it stands."""
        super().follow(state)
        plan = running.of(state)
        self.mark(None if plan is None else plan.name)
        left = "" if plan is None else f"{plan.phase.value} {running.clock_text(plan)}   {running.where(plan)}"
        now = self.query_one("#now", Static)
        now.update(self.words(left))
        now.display = bool(left)

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Asks for the plans."""
        answer = await self.fetch(Plans, "plans")
        if answer is not None:
            self._left_out = answer.left_out
            self.fill(tuple(answer.plans))

    def heading(self, each: PlanLine) -> str:
        """Returns its title, and about how long it takes."""
        return each.title if each.about_s is None else f"{each.title}   about {clock(each.about_s)}"

    def details(self, each: PlanLine) -> list[Row]:
        """Returns its blocks, and what its last run proposes."""
        rows = [Row(f"{at}.", text) for at, text in enumerate(each.blocks, start=1)]
        proposed = [Row("", text, "$text-success") for text in each.proposals]
        return [*rows, *proposed]

    def notes(self, each: PlanLine) -> list[Row]:
        """Returns where more is told: of this plan, and of those for which the list has no room."""
        check = f"spotter plan check {each.name}" if each.error else "spotter plan check NAME"
        more = [Row("", f"{check} tells more; a plan is a file: docs/plans.md", FAINT)]
        if self._left_out:
            more.append(Row("", f"{self._left_out} more plans have no room here: spotter plan list", FAINT))
        return [Row("", " "), *more]

    @work(exclusive=True, group="act")
    async def action_begin(self) -> None:
        """Begins the selected plan, and shows the set's screen."""
        selected = self.selected
        if selected is not None and await self.attempt("plan", plan=selected.name):
            await self.app.run_action("set")

    @work(exclusive=True, group="act")
    async def action_end(self) -> None:
        """Ends the plan that is under way."""
        await self.attempt("plan", plan=None)
