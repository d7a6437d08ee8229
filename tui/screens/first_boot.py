"""The screen of the first boot: its steps, how each stands, and how to do it."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from daemon.errors import SpotterError
from tui.model import answers
from tui.model.answers import FirstBoot, SetupStep
from tui.model.messages import SetUp
from tui.screens.choice_page import ChoicePage
from tui.screens.first_boot_dialogs import NameDialog, RoundDialog
from tui.text import first_boot
from tui.widgets.lines import Row

_STYLES = {"done": "$text-success", "open": "bold", "left_out": "$foreground-muted"}


class FirstBootScreen(ChoicePage[SetupStep]):
    """A list of the steps, and beside it what the selected one is about.

    What opens the box is done at the box: the screen says the command.
    """

    TITLE = "First boot"
    LABEL_CELLS = 12
    BUTTONS: ClassVar[dict[str, str]] = {"do": "Do it", "later": "Later", "never": "Do not show again"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "do", "do it", priority=False),
        Binding("x", "later", "later"),
        Binding("X", "never", "do not show again"),
        Binding("escape", "app.set", "back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._boot = FirstBoot()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Asks how the steps stand."""
        answer = await self.fetch(FirstBoot, "setup")
        if answer is not None:
            self._take(answer)

    def heading(self, each: SetupStep) -> str:
        """Returns its title, and how it stands."""
        return f"{each.title}   {first_boot.STATES.get(each.state, each.state)}"

    def details(self, each: SetupStep) -> list[Row]:
        """Returns what it is about, what was found, and how to do it."""
        return [
            Row("", each.how),
            Row("", " "),
            Row("now", each.says),
            *(Row(" ", text) for text in first_boot.way(each)),
        ]

    def line(self, each: SetupStep) -> Content:
        """Returns its line in the list."""
        mark = self.words(first_boot.MARKS.get(each.state, "?"))
        style = _STYLES.get(each.state, "")
        return Content.assemble((f"{mark} ", style), (each.title, style))

    @work(exclusive=True, group="act")
    async def action_do(self) -> None:
        """Does the selected step, or goes where it is done; one that is done at the box says how."""
        step = self.selected
        if step is None:
            return
        if step.name == "place":
            self.app.switch_mode("place")
        elif step.name == "name":
            name = await self.app.push_screen_wait(NameDialog(self._boot.name or ""))
            if name is not None:
                await self._answer(name=name)
        elif step.name == "round":
            chosen = await self.app.push_screen_wait(RoundDialog(self._boot.round, self.state.exercises))
            if chosen is not None:
                await self._answer(round=list(chosen))
        else:
            self.notify(f"At the box: {step.command}", markup=False)

    @work(exclusive=True, group="act")
    async def action_later(self) -> None:
        """Leaves the selected step for later."""
        if self.selected is not None and self.selected.state != "done":
            await self._answer(later=self.selected.name)

    @work(exclusive=True, group="act")
    async def action_never(self) -> None:
        """Dismisses the guide for good: it opens by this screen's key alone."""
        if await self._answer(dismiss=True):
            await self.run_action("app.set")

    async def _answer(self, **answer: object) -> bool:
        try:
            self._take(answers.read(FirstBoot, await self.ask("setup_answer", **answer)))
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        return True

    def _take(self, boot: FirstBoot) -> None:
        self._boot = boot
        self.chosen = next((each.name for each in boot.steps if each.state == "open"), None)
        self.host.take(SetUp(boot=boot))
        self.fill(boot.steps)
