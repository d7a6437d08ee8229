"""The dashboard's application: screens, keys, and the state they show."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from daemon.clock import Clock, local
from daemon.errors import SpotterError
from daemon.ipc import codec
from tui import themes
from tui.cleaning import cleaned
from tui.client import Feed
from tui.drawing.inks import Inks
from tui.guide import FirstRunGuide
from tui.model import messages, reducer, set_keys
from tui.model.state import State
from tui.quiet_app import QuietApp
from tui.redraw import RedrawLimiter
from tui.screens import opening
from tui.screens.page import Page
from tui.text.load import load_said

if TYPE_CHECKING:
    from textual.command import Provider

    from tui.host import Host

_TICK_S = 0.1


def _commands() -> "type[Provider]":
    from tui.screens.palette import SpotterCommands  # noqa: PLC0415 - opened seldom

    return SpotterCommands


class SpotterApp(QuietApp):
    """Reads the daemon's socket and shows its state; holds nothing that must last.

    Attributes:
        state: Everything that is shown.
        plain: Whether the terminal is a console without braille, half blocks and the usual signs.
        inks: The theme's colours as styles.

    Args:
        socket: The daemon's socket.
        clock: The machine's clock.
        theme: The name of one of ``tui.themes``; None: the default.
        plain: See above.
        connect: Whether to connect to the socket; where not, the caller calls ``take``.
        guide: Whether to guide a user whose box has no set yet to the first one.
    """

    TITLE = "Spotter"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS: ClassVar[set[Any]] = {_commands}
    CSS = "Screen { background: $background; color: $foreground; } Toast { max-width: 80%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "start_stop", "start / stop", key_display="Space", priority=False),
        Binding("u", "undo", "undo rep"),
        Binding("a", "add", "add rep"),
        Binding("y", "confirm", "confirm rep marked ?", show=False),
        Binding("n", "exercise(1)", "next exercise"),
        Binding("N", "exercise(-1)", "previous exercise", show=False),
        Binding("t", "target", "target"),
        Binding("l", "load", "load", show=False),
        Binding("L", "take_load", "use the proposed load", show=False),
        Binding("1,s", "go('set')", "Set", show=False),
        Binding("2,p", "go('place')", "Place"),
        Binding("3,h", "go('history')", "History"),
        Binding("4,e", "go('exercises')", "Exercises"),
        Binding("5,i", "go('health')", "Health"),
        Binding("6,g", "go('plans')", "Plans"),
        Binding("7,f", "go('boot')", "First boot", show=False),
        Binding("8,m", "go('athletes')", "Athletes", show=False),
        Binding("k", "skip(False)", "plan: skip this work or rest", show=False),
        Binding("b", "skip(True)", "plan: next block", show=False),
        Binding("o", "hold", "plan: hold, go on", show=False),
        Binding("question_mark,f1", "go('help')", "Help", key_display="?"),
        Binding("d", "theme", "colours", show=False),
        Binding("q", "quit", "quit"),
    ]

    def __init__(  # noqa: PLR0913 - each is one choice of whoever starts it
        self,
        socket: Path,
        clock: Clock,
        *,
        theme: str | None = None,
        plain: bool = False,
        connect: bool = True,
        guide: bool = True,
    ) -> None:
        super().__init__()
        self.state = State()
        self.plain = plain
        self.inks = Inks(lambda: self.theme_variables)
        self._clock = clock
        self._connect = connect
        self._feed = Feed(socket, self.take, clock)
        self._guide = FirstRunGuide(self, self._guided_to) if guide else None
        self._redraw = RedrawLimiter(self._show, self.now, self.set_timer)
        self.animation_level = "none"
        for each in themes.themes():
            self.register_theme(each)
        self.theme = theme or (themes.SIXTEEN if plain else themes.DEFAULT)

    def now(self) -> float:
        """Returns seconds that never jump."""
        return self._clock.monotonic()

    def today(self) -> date:
        """Returns the local date."""
        return local(self._clock.now()).date()

    async def ask(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Asks the daemon and returns its answer.

        Raises:
            SpotterError: The daemon refuses the request, or is away.
        """
        try:
            return cleaned(await self._feed.ask(verb, **args))
        except SpotterError as error:
            error.args = cleaned(error.args)
            raise

    def on_mount(self) -> None:
        """Shows the set, and connects."""
        for name in opening.NAMES:
            self.add_mode(name, partial(opening.open_screen, name))
        self.switch_mode("set")
        self.theme_changed_signal.subscribe(self, lambda _: self.inks.clear())
        self.set_interval(_TICK_S, self._tick)
        if self._connect:
            self.run_worker(self._feed.run(), group="feed", exit_on_error=True)

    def take(self, message: messages.Message) -> None:
        """Folds a message into the state, and shows it soon."""
        self.state = reducer.reduce(self.state, cleaned(message), self.now())
        if self.is_running and self._guide is not None:
            self._follow_guide(self._guide, message)
        self._redraw.request()

    def _follow_guide(self, guide: FirstRunGuide, message: messages.Message) -> None:
        if isinstance(message, messages.SetUp):
            guide.lead(message.boot)
        if isinstance(message, messages.Fetched | codec.Recorded):
            guide.follow(self.state.any_set)

    def show_now(self) -> None:
        """Has the visible screen show the state now."""
        self._redraw.draw()

    def _tick(self) -> None:
        before = self.state
        self.state = reducer.reduce(before, messages.Tick(), self.now())
        if self.state is not before or self.state.connection.kind != "live" or self.state.stale:
            self._redraw.request()

    def _show(self) -> None:
        if not self.is_running:
            return
        for screen in self.screen_stack:
            if isinstance(screen, Page) and screen.is_current:
                screen.show(self.state)

    def _guided_to(self, where: str | None) -> None:
        if where == "set":
            self.action_start_stop()
        elif where is not None:
            self.switch_mode(where)

    def action_go(self, name: str) -> None:
        """Opens a screen, and closes what was open over this one."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if self.current_mode != name:
            self.switch_mode(name)
        if name == "set" and self._guide is not None:
            self._guide.follow(self.state.any_set)

    def action_set(self) -> None:
        """Goes back to the set."""
        self.action_go("set")

    def action_theme(self) -> None:
        """Shows the next theme."""
        self.theme = themes.after(self.theme)

    def action_command_palette(self) -> None:
        """Opens the list of every action."""
        from tui.screens.palette import Palette  # noqa: PLC0415 - opened seldom

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_start_stop(self) -> None:
        """Starts a set, or stops the one that runs."""
        self._command(set_keys.start_or_stop(self.state))

    def action_undo(self) -> None:
        """Takes the last rep back; after the set the one that is in question."""
        verb, args = set_keys.undo(self.state)
        self._command(verb, **args)

    def action_add(self) -> None:
        """Adds a rep that was missed."""
        self._command("add")

    def action_confirm(self) -> None:
        """Confirms the last rep that is unsure."""
        self._command("confirm")

    def action_exercise(self, step: int) -> None:
        """Chooses the next or the previous exercise."""
        name = set_keys.neighbour(self.state, step)
        if name is not None:
            self._command("exercise", exercise=name)

    def action_take_load(self) -> None:
        """Makes the load that is proposed for the exercise the next set's."""
        self._command("take")

    def action_skip(self, block: bool) -> None:  # noqa: FBT001 - a binding gives it by place
        """Goes on to the plan's next phase or block."""
        self._command("skip", block=block)

    def action_hold(self) -> None:
        """Stops the plan's clock, or lets it go on."""
        plan = self.state.telemetry.plan if self.state.telemetry is not None else None
        self._command("hold", on=plan is None or not plan.held)

    @work(exclusive=True, group="target")
    async def action_target(self) -> None:
        """Asks for the target of the chosen exercise, and sets it."""
        from tui.screens.target_dialog import target_dialog  # noqa: PLC0415 - opened seldom

        chosen = self.state.exercise
        if chosen is None:
            return
        target = await self.push_screen_wait(target_dialog(chosen, self.state.telemetry))
        if target is not None:
            self._command("target", reps=target.reps, tempo=target.tempo, rest_s=target.rest_s)

    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        """Asks for the load of the running set or the next one, and says whose it became."""
        from tui.screens.load_dialog import load_dialog  # noqa: PLC0415 - opened seldom

        telemetry = self.state.telemetry
        if telemetry is None:
            return
        lifted = await self.push_screen_wait(load_dialog(self.state.title_of(telemetry.exercise), telemetry))
        if lifted is None:
            return
        try:
            answer = await self.ask("load", load=lifted.load_kg)
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)
        else:
            self.notify(load_said(answer, self.state), markup=False)

    @work(group="command")
    async def _command(self, verb: str, **args: object) -> None:
        try:
            await self.ask(verb, **args)
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)


if TYPE_CHECKING:
    _host: type[Host] = SpotterApp
    """Holds that the application is what its screens and widgets take it for."""
