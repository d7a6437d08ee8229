"""The dashboard's guide through the first boot: opens on a new box, does what it may, and is dismissed for good."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.widgets import SelectionList

from daemon.config import paths
from daemon.config.settings import Box, Journal, Settings
from daemon.errors import UsageError
from daemon.runtime.first_boot import FirstBoot
from daemon.setup import notes
from daemon.setup.notes import Notes
from tests.fakes.box import go
from tests.fakes.gallery import Gallery
from tests.fakes.visitor import dashboard, reads, toasts, until
from tui.screens.welcome import WelcomeScreen

pytestmark = pytest.mark.slow


class New(Gallery):
    """A box that was just installed; ``file`` is its settings."""

    def __init__(self, folder: Path, text: str) -> None:
        self.file = folder / "spotter.toml"
        self.file.write_text(text)
        self._settings = Settings(box=Box(id="garage"), journal=Journal(path=folder / "journal.db"))
        self.boot = FirstBoot(
            self._settings, None, lambda: ("squat", "push_up", "plank"), lambda: "blazepose-full/onnx"
        )
        super().__init__(folder)

    def __post_init__(self) -> None:
        self.setup, self.answer_setup = self.boot.look, self.boot.answer
        super().__post_init__()

    @property
    def notes(self) -> Notes:
        return notes.read(notes.path(self._settings))


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], New]]:
    """Makes the box."""
    monkeypatch.setattr(paths, "SYSTEM_CONFIG", tmp_path)
    made: list[New] = []

    def make(text: str = "") -> New:
        made.append(New(tmp_path, text))
        return made[0]

    yield make
    for each in made:
        each.stop()


def test_a_new_box_is_led_through_its_steps_then_to_the_first_set(new: Callable[[], New]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.current_mode == "boot")
            await until(lambda: "Name the box" in reads(app, "#list"))
            await pilot.press("enter")
            await until(lambda: bool(app.screen.query("#name")))
            await pilot.press(*"Gym 1", "enter")
            await until(lambda: app.state.box == "Gym 1")
            await pilot.press("escape")
            await until(lambda: isinstance(app.screen, WelcomeScreen))
        async with dashboard(box.socket) as (app, _):
            await until(lambda: isinstance(app.screen, WelcomeScreen))

    box = new()
    go(scenario)
    assert box.notes.name == "Gym 1"


def test_it_is_dismissed_for_good_and_opened_again_by_its_key(new: Callable[[], New]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.current_mode == "boot")
            await pilot.press("X")
            await until(lambda: app.current_mode == "set")
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: isinstance(app.screen, WelcomeScreen))
            assert app.current_mode == "set"
            await pilot.press("escape", "7")
            await until(lambda: "Name the box" in reads(app, "#list"))

    box = new()
    go(scenario)
    assert box.notes == Notes(dismissed=True)


def test_what_opens_the_box_says_its_command(new: Callable[[], New]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: "MQTT broker" in reads(app, "#list"))
            await pilot.press(*["down"] * 6)
            await until(lambda: "sudo spotter setup broker" in reads(app, "#words"))
            await pilot.press("enter")
            await until(lambda: "At the box: sudo spotter setup broker" in toasts(app))
            await pilot.press("x")
            await until(lambda: box.notes.left_out == ("broker",))
            await until(lambda: "left for later" in reads(app, "#title"))

    box = new()
    go(scenario)
    assert box.file.read_text() == ""


def test_the_button_s_exercises_are_chosen(new: Callable[[], New]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: "Exercise round" in reads(app, "#list") and bool(app.state.exercises))
            await pilot.press(*["down"] * 4, "enter")
            await until(lambda: bool(app.screen.query("#round")))
            app.screen.query_one(SelectionList).deselect("push_up")
            await pilot.click("#do")
            await until(lambda: box.notes.round == ("squat", "plank"))
            await until(lambda: "squat, plank" in reads(app, "#words"))
            with pytest.raises(UsageError, match="did you mean squat"):
                await app.ask("setup_answer", name="Gym", round=["sqat"])

    box = new()
    go(scenario)


def test_a_camera_that_stands_well_is_placed(new: Callable[[], New]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await until(lambda: app.current_mode == "boot")
            await pilot.press("p")
            await until(lambda: "tilt the camera down" in reads(app, "#verdict"))
            assert box.notes.done == ()
            box.checks = [{"check": "body", "ok": True, "says": "whole"}]
            await until(lambda: box.notes.done == ("place",))

    box = new()
    go(scenario)


def test_settings_have_the_last_word_and_open_no_guide(new: Callable[[str], New]) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, _):
            await until(lambda: isinstance(app.screen, WelcomeScreen))
            answer = await app.ask("setup")
            assert {step["name"]: step["state"] for step in answer["steps"]}["round"] == "done"
            with pytest.raises(UsageError, match="sudo spotter setup round"):
                await app.ask("setup_answer", round=["squat"])
            with pytest.raises(UsageError, match="done"):
                await app.ask("setup_answer", done="pair")

    box = new('[gpio]\nenabled = false\nexercises = ["plank"]\n')
    go(scenario)
    assert box.notes == Notes()
