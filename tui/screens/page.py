"""What the dashboard's screens beside the set share: header, body and footer; polling while they are seen."""

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
    """A screen; a subclass gives its ``body``, and ``poll`` where it asks the daemon again and again."""

    DEFAULT_CSS = """
    Page > #stale { height: auto; display: none; background: $warning-muted; color: $text-warning; padding: 0 1; }
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

    @property
    def host(self) -> Host:
        """The application, as far as a screen knows it."""
        return host_of(self)

    @property
    def plain(self) -> bool:
        """A console without braille and the usual signs."""
        return self.host.plain

    @property
    def state(self) -> State:
        """How it stands."""
        return self.host.state

    def words(self, text: str) -> str:
        """The text as this console can show it."""
        return to_ascii(text) if self.plain else text

    async def ask(self, verb: str, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Ask the daemon; raises SpotterError. Who asks for a screen that is being taken down is ended."""
        if self._ending:
            raise asyncio.CancelledError
        return await self.host.ask(verb, **args)

    async def fetch(self, kind: type[A], verb: str, **args: Any) -> A | None:  # noqa: ANN401 - as above
        """Ask a question; where there is no answer, say so over what is shown, and give None."""
        try:
            answer = answers.read(kind, await self.ask(verb, **args))
        except SpotterError as error:
            self.stale(str(error))
            return None
        self.stale(None)
        return answer

    def stale(self, why: str | None) -> None:
        """Say that what is shown is no longer sure, and why; None: it is."""
        line = self.query_one("#stale", Static)
        line.update(self.words(why or ""))
        line.display = why is not None

    async def attempt(self, verb: str, **args: Any) -> bool:  # noqa: ANN401 - as above
        """Give a command; a refusal is one line to the user. True: it is done."""
        try:
            await self.ask(verb, **args)
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)
            return False
        return True

    def compose(self) -> ComposeResult:
        """Header, body, footer."""
        self._header.show(self.state, self.host.now())
        yield self._header
        yield Static(id="stale", markup=False)
        yield from self.body()
        yield Footer()

    def body(self) -> ComposeResult:
        """What the screen is about."""
        raise NotImplementedError

    def show(self, state: State) -> None:
        """Show the state; called while the screen is seen, or is about to be."""
        if self.is_mounted and not self.going:
            self._header.show(state, self.host.now())
            self.follow(state)

    def follow(self, state: State) -> None:
        """Show the state; everything that was composed is there."""

    async def poll(self) -> None:
        """Ask the daemon, and show its answer."""

    def on_screen_resume(self) -> None:
        """Seen: show what is known, and ask. Textual calls a subclass's handler beside this one."""
        self.show(self.state)
        if self.EVERY_S is not None and not self.going:
            self._polling = self.run_worker(partial(self._poll_on, self.EVERY_S), exclusive=True, group="poll")

    def on_screen_suspend(self) -> None:
        """Not seen: costs nothing."""
        if self._polling is not None:
            self._polling.cancel()

    @on(Prune)
    def end_work(self) -> None:
        """About to be taken down: what waits for an answer ends now, while its widgets are still there to be found.

        Textual itself ends a node's workers once its children are gone; an answer between the two finds no widget.
        """
        self._ending = True
        self.workers.cancel_node(self)

    async def _poll_on(self, every_s: float) -> None:
        while True:
            await self.poll()
            await asyncio.sleep(every_s)
