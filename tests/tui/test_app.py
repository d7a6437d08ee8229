import asyncio
from pathlib import Path

import pytest
from textual.dom import NoScreen
from textual.theme import Theme
from textual.widgets import Static

from daemon.errors import UsageError
from daemon.system.clock import SystemClock
from tui import themes
from tui.app import SpotterApp
from tui.drawing import terminal


def test_a_crash_is_one_line_and_no_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    class Broken(SpotterApp):
        def on_ready(self) -> None:
            raise RuntimeError("the first line\nand a second")

    app = Broken(Path("/none"), SystemClock(), connect=False)
    app.run(headless=True)
    assert app.failure == "RuntimeError: the first line"
    assert app.return_code == 1
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_dashboard_that_is_left_has_not_failed() -> None:
    class Left(SpotterApp):
        def on_ready(self) -> None:
            self.exit()

    app = Left(Path("/none"), SystemClock(), connect=False)
    app.run(headless=True)
    assert app.failure is None
    assert app.return_code == 0


def test_what_fails_while_the_dashboard_is_left_is_no_failure() -> None:
    class Late(Static):
        def on_mount(self) -> None:
            self.run_worker(self.wait())

        async def wait(self) -> None:
            try:
                await asyncio.sleep(60)
            finally:
                raise NoScreen("the screen is gone")

    class Left(SpotterApp):
        async def on_ready(self) -> None:
            await self.mount(Late())
            self.exit()

    app = Left(Path("/none"), SystemClock(), connect=False)
    app.run(headless=True)
    assert app.failure is None
    assert app.return_code == 0


@pytest.mark.parametrize(
    ("term", "encoding", "plain"),
    [
        ("xterm-256color", "UTF-8", False),
        ("tmux-256color", "utf8", False),
        ("linux", "UTF-8", True),
        ("linux-16color", "UTF-8", True),
        ("xterm-256color", "ANSI_X3.4-1968", True),
        ("xterm", "latin-1", True),
        ("xterm", "no-such-encoding", True),
    ],
)
def test_a_console_without_braille_is_known(term: str, encoding: str, plain: bool) -> None:  # noqa: FBT001 - what it is
    assert terminal.is_plain({"TERM": term}, encoding) is plain


def test_a_terminal_that_does_not_say_what_it_is_gets_ascii() -> None:
    assert terminal.is_plain({}, "UTF-8")


def test_themes_are_called_by_their_short_names() -> None:
    assert themes.named("light") == "spotter-light"
    assert themes.named("spotter-contrast") == "spotter-contrast"
    assert themes.named(None) is None
    with pytest.raises(UsageError, match="did you mean contrast"):
        themes.named("contrasts")


@pytest.mark.parametrize("theme", themes.themes(), ids=lambda theme: theme.name)
def test_every_theme_has_every_colour(theme: Theme) -> None:
    assert {"body", "lit", "ghost", "digits", "track", "banner", "banner-back"} <= set(theme.variables)


def test_the_colour_blind_theme_needs_no_red_against_green() -> None:
    blind = next(each for each in themes.themes() if each.name == "spotter-blind")
    assert len({blind.success, blind.error}) == 2
    for colour in (blind.success, blind.error, blind.warning, blind.primary):
        assert colour is not None
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        assert blue > 200 or (red > 200 and green > 140 and blue < 60)
