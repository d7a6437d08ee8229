"""The base of the screens: header, body and footer, and polling while the screen is shown."""

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.messages import Prune
from textual.screen import Screen
from textual.widgets import Static

from daemon.errors import SpotterError
from tui.host import Host, host_of
from tui.model import answers
from tui.model.state import State
from tui.screens.dismiss_once import DismissOnce
from tui.text.ascii import to_ascii
from tui.widgets.footer import Footer
from tui.widgets.header import Header

if TYPE_CHECKING:
    from textual.worker import Worker

A = TypeVar("A", bound=msgspec.Struct)
R = TypeVar("R")


class Page(DismissOnce[R], Screen[R]):
    """A screen; a subclass composes its ``body``, and overrides ``poll`` where it asks the daemon again and again."""

    DEFAULT_CSS = """
    Page > #stale, Page > #trouble {
        height: auto; display: none; background: $warning-muted; color: $text-warning; padding: 0 1;
    }
    """

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - as Textual types it
        (0, "-narrow"),
        (100, "-normal"),
        (160, "-wide"),
    ]
    EVERY_S: ClassVar[float | None] = None
    """Seconds between two calls of ``poll``; None: it is not called."""

    def __init__(self) -> None:
        super().__init__()
        self._polling: Worker[None] | None = None
        self._ending = False
        self._header = Header(self.TITLE or "")
        self._trouble: str | None = None

    @property
    def host(self) -> Host:
        """The application that shows this screen."""
        return host_of(self)

    @property
    def plain(self) -> bool:
        """Whether the terminal is a console without braille and the usual signs."""
        return self.host.plain

    @property
    def state(self) -> State:
        """Everything that the dashboard shows."""
        return self.host.state

    def words(self, text: str) -> str:
        """Returns the text as this terminal can show it."""
        return to_ascii(text) if self.plain else text

    async def ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Asks the daemon and returns its answer.

        Raises:
            SpotterError: The daemon refuses the request, or is away.
            CancelledError: The screen is being removed, so nobody waits for the answer.
        """
        if self._ending:
            raise asyncio.CancelledError
        return await self.host.ask(verb, **args)

    async def fetch(self, kind: type[A], verb: str, **args: Any) -> A | None:  # noqa: ANN401 - as above
        """Asks a query and returns its answer; where there is none, says so above the body and returns None."""
        try:
            answer = answers.read(kind, await self.ask(verb, **args))
        except SpotterError as error:
            self.stale(str(error))
            return None
        self.stale(None)
        return answer

    def stale(self, why: str | None) -> None:
        """Says above the body why it may be out of date; None: it is up to date."""
        line = self.query_one("#stale", Static)
        line.update(self.words(why or ""))
        line.display = why is not None

    async def attempt(self, verb: str, **args: Any) -> bool:  # noqa: ANN401 - as above
        """Sends a command and returns whether it succeeded; shows a refusal as one line."""
        try:
            await self.ask(verb, **args)
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        return True

    def compose(self) -> ComposeResult:
        """Composes header, body and footer."""
        self._header.show(self.state, self.host.now())
        yield self._header
        yield Static(id="trouble", markup=False)
        yield Static(id="stale", markup=False)
        yield from self.body()
        yield Footer()

    def body(self) -> ComposeResult:
        """Composes what is between header and footer."""
        raise NotImplementedError

    def show(self, state: State) -> None:
        """Shows the state; is called while the screen is shown, or is about to be."""
        if self.is_mounted and not self.going:
            self._tell(self._header.show(state, self.host.now()))
            self.follow(state)

    def _tell(self, trouble: str | None) -> None:
        """Shows trouble that is too long for the header, whole."""
        if trouble != self._trouble:
            self._trouble = trouble
            line = self.query_one("#trouble", Static)
            line.update(self.words(trouble or ""))
            line.display = trouble is not None

    def on_resize(self) -> None:
        """Shows the state in the new size."""
        self.show(self.state)

    def follow(self, state: State) -> None:
        """Shows the state in the body; every widget of it exists."""

    async def poll(self) -> None:
        """Asks the daemon, and shows its answer."""

    def on_screen_resume(self) -> None:
        """Shows the state and starts polling. Textual calls a subclass's handler beside this one."""
        self.show(self.state)
        if self.EVERY_S is not None and not self.going:
            self._polling = self.run_worker(partial(self._poll_on, self.EVERY_S), exclusive=True, group="poll")

    def on_screen_suspend(self) -> None:
        """Stops polling."""
        if self._polling is not None:
            self._polling.cancel()

    @on(Prune)
    def end_work(self) -> None:
        """Ends what waits for an answer before the screen is removed, while its widgets still exist.

        Textual itself ends a node's workers after its children are gone; an answer between the two finds no widget.
        """
        self._ending = True
        self.workers.cancel_node(self)

    async def _poll_on(self, every_s: float) -> None:
        while True:
            await self.poll()
            await asyncio.sleep(every_s)
