from pathlib import Path

import pytest
from textual.command import CommandPalette

from tests.fakes.box import go
from tests.fakes.gallery import Gallery, a_past
from tests.fakes.visitor import dashboard, opened, reads, twice, until
from tui.screens.correct_dialog import CorrectDialog
from tui.screens.health import HealthScreen

pytestmark = pytest.mark.slow


def test_an_action_of_the_screen_is_done_by_its_words(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("ctrl+p")
            await opened(app, CommandPalette)
            await pilot.press(*"add rep")
            await until(lambda: reads(app, "CommandList").startswith("Add rep"))
            await pilot.press("enter")
            await opened(app, CorrectDialog)
            assert reads(app, ".title") == "Add a rep that was missed?"

    box = Gallery(tmp_path, a_past())
    try:
        go(scenario)
    finally:
        box.stop()


def test_a_screen_is_reached_by_its_name_also_with_one_enter_too_many(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("h")
            await until(lambda: len(reads(app, "#detail .reps").splitlines()) == 4)
            await pilot.press("ctrl+p")
            await opened(app, CommandPalette)
            await pilot.press(*"health")
            await until(lambda: reads(app, "CommandList").startswith("Health"))
            await twice(app, "enter")
            await until(lambda: isinstance(app.screen, HealthScreen))
            await pilot.pause()
            assert isinstance(app.screen, HealthScreen)

    box = Gallery(tmp_path, a_past())
    try:
        go(scenario)
    finally:
        box.stop()
