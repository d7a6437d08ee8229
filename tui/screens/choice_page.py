"""The base of the screens that list what can be chosen, with the details of the selected one beside it."""

from typing import Any, ClassVar, Generic, Protocol, TypeVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from tui.model.state import State
from tui.screens.page import Page
from tui.widgets.lines import Lines, Row


class Choice(Protocol):
    """One line of the list; where its file is broken, ``error`` says in one line what to mend."""

    @property
    def name(self) -> str:
        """As the daemon calls it."""

    @property
    def title(self) -> str:
        """As it is shown; empty: its name is."""

    @property
    def error(self) -> str | None:
        """What to mend, or None."""


C = TypeVar("C", bound=Choice)


class ChoicePage(Page[None], Generic[C]):
    """A list, the details of the selected line, and two buttons; a subclass loads the list and describes a line.

    Attributes:
        chosen: The name of the line that is marked, or None.
    """

    CSS_PATH = "choice_page.tcss"
    LABEL_CELLS: ClassVar[int]
    """Width of the details' labels, cells."""
    BUTTONS: ClassVar[dict[str, str]]
    """The action of each button, and what the button says; the first is the one that Enter does."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: str | None = None
        self._choices: tuple[C, ...] = ()
        self._connection = ""

    def body(self) -> ComposeResult:
        """Composes list, details and buttons."""
        with Horizontal():
            yield OptionList(id="list", markup=False)
            with Vertical(id="detail"):
                with VerticalScroll(can_focus=False):
                    yield Static(id="title", markup=False)
                    yield Lines(self.LABEL_CELLS, plain=self.plain, id="words")
                yield Static(id="now", markup=False)
                with Horizontal(classes="buttons"):
                    for at, (action, says) in enumerate(self.BUTTONS.items()):
                        yield Button(self.words(says), id=action, variant="default" if at else "primary", compact=True)

    def load(self) -> Any:  # noqa: ANN401 - a Textual worker
        """Asks the daemon for the list, and gives it to ``fill``."""
        raise NotImplementedError

    def heading(self, each: C) -> str:
        """Returns the line over the details."""
        raise NotImplementedError

    def details(self, each: C) -> list[Row]:
        """Returns the details of a line whose file is right."""
        raise NotImplementedError

    def notes(self, each: C) -> list[Row]:  # noqa: ARG002 - a subclass uses it
        """Returns what stands below the details of a line, or below what is to be mended; by default nothing."""
        return []

    def on_screen_resume(self) -> None:
        """Asks for the list when the screen is shown."""
        if not self.going:
            self.query_one(OptionList).focus()
            self.load()

    def follow(self, state: State) -> None:
        """Asks again when the daemon is back."""
        if state.connection.kind != self._connection:
            self._connection = state.connection.kind
            self.load()

    def fill(self, choices: tuple[C, ...]) -> None:
        """Shows the list; the selected line stays selected, and at first the chosen one is."""
        self._choices = choices
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options(Option(self.line(each), id=each.name) for each in choices)
        names = [each.name for each in choices]
        if names:
            first = names.index(self.chosen) if self.chosen in names else 0
            options.highlighted = first if at is None else min(at, len(names) - 1)

    def mark(self, name: str | None) -> None:
        """Marks another line."""
        if name != self.chosen:
            self.chosen = name
            self.fill(self._choices)

    @property
    def choices(self) -> tuple[C, ...]:
        """The lines of the list."""
        return self._choices

    @property
    def selected(self) -> C | None:
        """The line that is selected, or None: there is none."""
        at = self.query_one(OptionList).highlighted
        return self._choices[at] if at is not None and at < len(self._choices) else None

    def line(self, each: C) -> Content:
        """Returns a line of the list."""
        mark = self.words("● ") if each.name == self.chosen else "  "
        style = "$text-error" if each.error else "bold" if each.name == self.chosen else ""
        return Content.assemble((mark, "$text-success"), (each.title or each.name, style))

    def on_option_list_option_highlighted(self) -> None:
        """Shows the details of the selected line."""
        selected = self.selected
        if selected is None:
            return
        self.query_one("#title", Static).update(self.words(self.heading(selected)))
        rows = [Row("", selected.error, "$text-error")] if selected.error else self.details(selected)
        self.query_one("#words", Lines).show([*rows, *self.notes(selected)])

    async def on_option_list_option_selected(self) -> None:
        """Does what the first button does, on Enter or on a click."""
        await self.run_action(next(iter(self.BUTTONS)))

    async def on_button_pressed(self, event: Button.Pressed) -> None:
        """Does what the button says."""
        event.stop()
        await self.run_action(str(event.button.id))
