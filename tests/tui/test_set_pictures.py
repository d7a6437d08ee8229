"""What the set's screen looks like. Look at the report's pictures before you take new ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.fakes.clock import ManualClock
from tests.fakes.moments import NOW, moments
from tests.fakes.visitor import still
from tui import themes
from tui.app import SpotterApp

pytestmark = pytest.mark.slow

Compare = Callable[..., bool]
MOMENTS = moments()


@pytest.mark.parametrize(
    ("moment", "size", "theme"),
    [
        ("ready", (120, 36), themes.DEFAULT),
        ("running", (80, 24), themes.DEFAULT),
        ("running", (120, 36), themes.DEFAULT),
        ("no-rep", (120, 36), themes.DEFAULT),
        ("rest", (120, 36), themes.DEFAULT),
        ("away", (120, 36), "spotter-light"),
        ("running", (200, 55), "spotter-blind"),
        ("running", (80, 24), themes.SIXTEEN),
        ("unsure", (80, 24), themes.DEFAULT),
        ("unsure-rest", (120, 36), themes.DEFAULT),
        ("plan-work", (80, 24), themes.DEFAULT),
        ("plan-rest", (120, 36), themes.DEFAULT),
    ],
)
def test_the_set(snap_compare: Compare, moment: str, size: tuple[int, int], theme: str) -> None:
    app = SpotterApp(Path("/none"), ManualClock(NOW), theme=theme, plain=theme == themes.SIXTEEN, connect=False)

    async def before(pilot: Pilot[None]) -> None:
        await pilot.pause()
        app.state = MOMENTS[moment]
        app.show_now()
        await still(pilot)

    assert snap_compare(app, terminal_size=size, run_before=before)
