from pathlib import Path

from textual.binding import Binding

from tests.fakes.box import go
from tests.fakes.gallery import Gallery
from tests.fakes.visitor import dashboard, reads, until
from tui.screens.history import HistoryScreen


def test_every_key_of_the_history_stands_in_the_help(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with dashboard(box.socket) as (app, pilot):
            await pilot.press("question_mark")
            await until(lambda: reads(app, ".group") != "")
            text = reads(app, ".group")
            for binding in Binding.make_bindings(HistoryScreen.BINDINGS):
                assert binding.description in text

    box = Gallery(tmp_path)
    try:
        go(scenario)
    finally:
        box.stop()
