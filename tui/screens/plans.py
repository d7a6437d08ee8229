"""The screen of the plans: what each asks for; begins one, and leads on in it."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tui.model.answers import PlanLine, Plans
from tui.model.state import State
from tui.screens.page import Page
from tui.text import plan as running
from tui.text.numbers import clock
from tui.widgets.lines import FAINT, Lines, Row


class PlansScreen(Page[None]):
    """A list, and the blocks of the selected plan."""

    TITLE = "Plans"
    CSS_PATH = "plans.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "begin", priority=False),
        Binding("x", "end", "end plan"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._plans: tuple[PlanLine, ...] = ()
        self._under_way: str | None = None
        self._connection = ""

    def body(self) -> ComposeResult:
        """Composes list, details and two buttons."""
        with Horizontal():
            yield OptionList(id="list", markup=False)
            with Vertical(id="detail"):
                with VerticalScroll(can_focus=False):
                    yield Static(id="title", markup=False)
                    yield Lines(8, plain=self.plain, id="words")
                yield Static(id="now", markup=False)
                with Horizontal(classes="buttons"):
                    yield Button("Begin", id="begin", variant="primary", compact=True)
                    yield Button("End", id="end", compact=True)

    def on_screen_resume(self) -> None:
        """Asks for the plans when the screen is shown."""
        if not self.going:
            self.query_one(OptionList).focus()
            self._load()

    def follow(self, state: State) -> None:
        """Asks again when the daemon is back; marks the plan that is under way, and says how it stands."""
        if state.connection.kind != self._connection:
            self._connection = state.connection.kind
            self._load()
        plan = running.of(state)
        name = None if plan is None else plan.name
        if name != self._under_way:
            self._under_way = name
            self._list()
        left = "" if plan is None else f"{plan.phase.value} {running.clock_text(plan)}   {running.where(plan)}"
        self.query_one("#now", Static).update(self.words(left))

    @work(exclusive=True, group="load")
    async def _load(self) -> None:
        answer = await self.fetch(Plans, "plans")
        if answer is not None:
            self._plans = tuple(answer.plans)
            self._list()

    def _list(self) -> None:
        """Fills the list; the selected line stays selected."""
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options(Option(self._line(each), id=each.name) for each in self._plans)
        if self._plans:
            options.highlighted = min(at or 0, len(self._plans) - 1)

    def _line(self, each: PlanLine) -> Content:
        goes_on = each.name == self._under_way
        style = "$text-error" if each.error else "bold" if goes_on else ""
        return Content.assemble((self.words("● ") if goes_on else "  ", "$text-success"), (each.title, style))

    def on_option_list_option_highlighted(self) -> None:
        """Shows what the selected plan asks for."""
        selected = self._selected()
        if selected is None:
            return
        about = "" if selected.about_s is None else f"   about {clock(selected.about_s)}"
        self.query_one("#title", Static).update(self.words(f"{selected.title}{about}"))
        if selected.error:
            rows = [Row("", selected.error, "$text-error")]
        else:
            rows = [Row(f"{at}.", text) for at, text in enumerate(selected.blocks, start=1)]
            rows += [
                Row("", " "),
                Row("", "spotter plan check NAME tells more; a plan is a file: docs/plans.md", FAINT),
            ]
        self.query_one("#words", Lines).show(rows)

    def on_option_list_option_selected(self) -> None:
        """Begins the plan on Enter or on a click."""
        self.action_begin()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begins the selected plan, or ends the one that is under way."""
        event.stop()
        if event.button.id == "begin":
            self.action_begin()
        else:
            self.action_end()

    def _selected(self) -> PlanLine | None:
        at = self.query_one(OptionList).highlighted
        return self._plans[at] if at is not None and at < len(self._plans) else None

    @work(exclusive=True, group="act")
    async def action_begin(self) -> None:
        """Begins the selected plan, and shows the set's screen."""
        selected = self._selected()
        if selected is not None and await self.attempt("plan", plan=selected.name):
            await self.app.run_action("set")

    @work(exclusive=True, group="act")
    async def action_end(self) -> None:
        """Ends the plan that is under way."""
        await self.attempt("plan", plan=None)
