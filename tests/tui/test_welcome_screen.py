from pathlib import Path

import pytest

from daemon.ipc.codec import Telemetry
from tests.fakes.box import go
from tests.fakes.gallery import Gallery, a_past
from tests.fakes.visitor import dashboard, opened, reads, twice, until
from tui.model.state import State
from tui.screens.place import PlaceScreen
from tui.screens.welcome import WelcomeScreen, done


def test_who_never_trained_is_led_to_the_camera_first(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: isinstance(app.screen, WelcomeScreen))
            await until(lambda: "Three steps" in reads(app, "#greeting"))
            await opened(app, WelcomeScreen)
            await twice(app, "enter")
            await until(lambda: isinstance(app.screen, PlaceScreen))
            await pilot.pause()
            assert isinstance(app.screen, PlaceScreen)

    box = Gallery(tmp_path)
    try:
        go(scenario)
    finally:
        box.stop()


def test_the_last_step_starts_the_set(tmp_path: Path) -> None:
    async def scenario() -> str:
        async with dashboard(box.socket) as (app, pilot):
            await opened(app, WelcomeScreen)
            await pilot.click("#set")
            command = await box.command()
            command.answer({})
            return command.verb

    box = Gallery(tmp_path)
    try:
        assert go(scenario) == "start"
    finally:
        box.stop()


def test_who_has_trained_is_not_guided(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, _):
            await until(lambda: app.state.any_set is True)
            assert not isinstance(app.screen, WelcomeScreen)

    box = Gallery(tmp_path, a_past())
    try:
        go(scenario)
    finally:
        box.stop()


@pytest.mark.parametrize(
    ("seen", "ready"),
    [(Telemetry(t=0, fps=30, state="idle", exercise=""), (False, False, False)),
     (Telemetry(t=0, fps=30, state="idle", exercise="squat", person=True, view_ok=True), (True, True, False)),
     (Telemetry(t=0, fps=30, state="armed", exercise="squat", set="s"), (False, True, True))],
)  # fmt: skip
def test_steps_that_are_done_are_ticked(seen: Telemetry, ready: tuple[bool, bool, bool]) -> None:
    assert done(State(telemetry=seen)) == ready


def test_nothing_is_ticked_before_the_daemon_answers() -> None:
    assert done(State()) == (False, False, False)
