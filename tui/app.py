"""The dashboard: screens, keys, and the state they show."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from rich.style import Style
from textual import work
from textual.app import App
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.screen import Screen

from daemon.errors import SpotterError
from daemon.ipc import codec
from tui import themes
from tui.client import Feed
from tui.commands import SpotterCommands
from tui.model import state
from tui.model.state import State
from tui.model.timing import Clock

SHOWN_HZ = 24.0
"""How often a screen is drawn anew, at most."""
_TICK_S = 0.1
_SWITCH_S = 0.005
MODES: dict[str, str] = {"set": "Set", "place": "Place", "history": "History", "exercises": "Exercises",
                         "health": "Health", "help": "Help"}  # fmt: skip


class SpotterApp(App[None]):
    """Reads the daemon's socket and shows it; holds nothing that must last.

    Attributes:
        state: How it stands.
        plain: A console without braille, half blocks and the usual signs.

    Args:
        socket: The daemon's.
        clock: The machine's.
        theme: One of ``tui.themes``.
        plain: See above.
        connect: False: ``take`` is called by somebody else; nothing is connected to.
        guide: Whoever has no set yet is guided to the first.
    """

    TITLE = "Spotter"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS: ClassVar[set[Any]] = {SpotterCommands}
    CSS = "Screen { background: $background; color: $foreground; } Toast { max-width: 80%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "start_stop", "start / stop", key_display="Space", priority=False),
        Binding("u", "undo", "undo rep"),
        Binding("a", "add", "add rep"),
        Binding("n", "exercise(1)", "next exercise"),
        Binding("N", "exercise(-1)", "previous exercise", show=False),
        Binding("t", "target", "target"),
        Binding("1,s", "go('set')", "Set", show=False),
        Binding("2,p", "go('place')", "Place"),
        Binding("3,h", "go('history')", "History"),
        Binding("4,e", "go('exercises')", "Exercises"),
        Binding("5,i", "go('health')", "Health"),
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
        self._clock = clock
        self._connect = connect
        self._guides = guide
        self._feed = Feed(socket, self.take, clock)
        self._due = 0.0
        self._begun = False
        self._waits = False
        self._inks: dict[str, Style] = {}
        self._guide: Screen[str | None] | None = None
        self.animation_level = "none"
        for each in themes.themes():
            self.register_theme(each)
        self.theme = theme or (themes.SIXTEEN if plain else themes.DEFAULT)

    def now(self) -> float:
        """Seconds that never jump."""
        return self._clock.monotonic()

    def today(self) -> date:
        """The day it is here."""
        return self._clock.now().astimezone().date()

    async def ask(self, verb: str, /, **args: Any) -> Any:  # noqa: ANN401 - each verb has its own answer
        """Ask the daemon.

        Raises:
            SpotterError: The daemon refuses, or is away.
        """
        return await self._feed.ask(verb, **args)

    @property
    def failure(self) -> str | None:
        """The exception that ended it, in one line; None: nothing went wrong."""
        error = self._exception
        return None if error is None else f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"

    def delay_update(self, delay: float = _SWITCH_S) -> None:
        """Textual's own waits 50 ms whenever another screen comes, for its widgets; ours are there at once."""
        super().delay_update(min(delay, _SWITCH_S))

    def _handle_exception(self, error: Exception) -> None:
        """What fails once the dashboard is being left, as a widget that outlives its screen, fails nobody."""
        if self.is_running or not self._begun:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Leave the terminal as it was; whoever started the dashboard tells ``failure``."""
        self._close_messages_no_wait()

    def on_mount(self) -> None:
        """Show the set; connect."""
        self._begun = True
        for name in MODES:
            self.add_mode(name, self._maker(name))
        self.switch_mode("set")
        self.theme_changed_signal.subscribe(self, lambda _: self._inks.clear())
        self.set_interval(_TICK_S, self._tick)
        if self._connect:
            self.run_worker(self._feed.run(), group="feed", exit_on_error=True)

    def take(self, message: state.Message) -> None:
        """A message came: fold it into the state, and show it soon."""
        self.state = state.reduce(self.state, message, self.now())
        if isinstance(message, state.Fetched | codec.Recorded) and self.is_running:
            self._greet()
        self._show_soon()

    def ink(self, names: str) -> Style:
        """A colour of the theme as a style: ``warning``, or ``warning bold``; kept made."""
        style = self._inks.get(names)
        if style is None:
            name, _, bold = names.partition(" ")
            style = Style(color=self._colour(name), bold=bool(bold) or None)
            self._inks[names] = style
        return style

    def fill(self, name: str) -> Style:
        """A colour of the theme as background; kept made."""
        key = f"on {name}"
        style = self._inks.get(key)
        if style is None:
            style = self._inks[key] = Style(bgcolor=self._colour(name))
        return style

    def _colour(self, name: str) -> Any:  # noqa: ANN401 - rich's
        return Color.parse(self.theme_variables.get(name, "#ffffff")).rich_color

    def _maker(self, name: str) -> Callable[[], Screen[None]]:
        """Screens are imported when they are first seen."""

        def make() -> Screen[None]:
            from tui.screens import open_screen  # noqa: PLC0415 - a screen that is not seen costs nothing

            return open_screen(name)

        return make

    def _tick(self) -> None:
        before = self.state
        self.state = state.reduce(before, state.Tick(), self.now())
        if self.state is not before or self.state.connection.kind != "live" or self.state.stale:
            self._show_soon()

    def _show_soon(self) -> None:
        """At most ``SHOWN_HZ`` times a second, evenly."""
        if self._waits:
            return
        wait = self._due - self.now()
        if wait <= 0:
            self.show_now()
        else:
            self._waits = True
            self.set_timer(wait, self.show_now)

    def show_now(self) -> None:
        """Have the visible screen show the state."""
        self._waits = False
        now = self.now()
        self._due = max(self._due + 1 / SHOWN_HZ, now)
        if not self.screen_stack or not self.is_running:
            return
        for screen in self.screen_stack:
            show = getattr(screen, "show", None)
            if show is not None and screen.is_current and screen.is_mounted:
                show(self.state)
                for header in screen.query("Header"):
                    header.show(self.state)  # type: ignore[attr-defined]

    def _greet(self) -> None:
        """Who has no set yet is guided to the first, once; the first set ends the guide."""
        if self.state.any_set and self._guide is not None and self._guide.is_current:
            self._guide.dismiss(None)
        if self._guides and self.state.any_set is False and self._guide is None and self.current_mode == "set":
            from tui.screens.welcome import WelcomeScreen  # noqa: PLC0415 - seen once in a box's life

            self._guide = WelcomeScreen()
            self.push_screen(self._guide, self._guided_to)

    def _guided_to(self, where: str | None) -> None:
        if where in MODES and where != "set":
            self.switch_mode(where)
        elif where == "set":
            self.action_start_stop()

    def action_go(self, name: str) -> None:
        """To another screen; what was open over this one is closed."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if self.current_mode != name:
            self.switch_mode(name)

    def action_set(self) -> None:
        """Back to the set."""
        self.action_go("set")

    def action_theme(self) -> None:
        """The next colours."""
        names = [each.name for each in themes.themes()]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def action_command_palette(self) -> None:
        """Every action by its words."""
        from tui.palette import Palette  # noqa: PLC0415 - opened seldom

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_start_stop(self) -> None:
        """Start a set, or stop the one that runs."""
        telemetry = self.state.telemetry
        running = telemetry is not None and telemetry.state in {"armed", "active", "paused"}
        self._command("stop" if running else "start")

    def action_undo(self) -> None:
        """Take the last rep back."""
        self._command("undo")

    def action_add(self) -> None:
        """Add a rep that was missed."""
        self._command("add")

    def action_exercise(self, step: int) -> None:
        """Choose the next or the previous exercise."""
        names = [each.name for each in self.state.exercises if each.error is None]
        telemetry = self.state.telemetry
        if not names or telemetry is None:
            return
        at = names.index(telemetry.exercise) if telemetry.exercise in names else -step
        self._command("exercise", exercise=names[(at + step) % len(names)])

    @work(exclusive=True, group="target")
    async def action_target(self) -> None:
        """Set what a set of the chosen exercise aims at."""
        chosen = self.state.exercise
        if chosen is None:
            return
        from tui.rows.exercises import own_word  # noqa: PLC0415 - opened seldom
        from tui.screens.dialogs import TargetDialog  # noqa: PLC0415 - as above

        now = self.state.telemetry
        said = own_word(
            chosen.target, *((now.target_reps, now.target_tempo, now.target_rest_s) if now else (None,) * 3)
        )
        aim = await self.push_screen_wait(TargetDialog(chosen.title or chosen.name, chosen.target, said))
        if aim is not None:
            self._command("target", reps=aim.reps, tempo=aim.tempo, rest_s=aim.rest_s)

    @work(group="command")
    async def _command(self, verb: str, **args: object) -> None:
        try:
            await self.ask(verb, **args)
        except SpotterError as error:
            self.notify(str(error), severity="error", markup=False)
