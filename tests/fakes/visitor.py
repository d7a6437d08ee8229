"""Somebody at the dashboard: the real application on a box's socket, without a terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from daemon.service.clock import SystemClock
from tui.app import SpotterApp

_WAIT_S = 10.0
Visit = tuple[SpotterApp, Pilot[None]]


@asynccontextmanager
async def dashboard(socket: Path, size: tuple[int, int] = (120, 36)) -> AsyncIterator[Visit]:
    """The application, and hands to press its keys."""
    app = SpotterApp(socket, SystemClock())
    async with app.run_test(size=size) as pilot:
        yield app, pilot


async def until(true: Callable[[], bool]) -> None:
    """Wait for it, bounded in time."""

    async def come() -> None:
        while not true():  # noqa: ASYNC110 - what a screen shows tells nobody that it changed
            await asyncio.sleep(0.02)

    await asyncio.wait_for(come(), _WAIT_S)


async def still(pilot: Pilot[None]) -> None:
    """Wait until three looks at the screen show the same."""
    looks = [""]
    for _ in range(50):
        await pilot.pause(0.15)
        looks.append(pilot.app.export_screenshot())
        if len(set(looks[-3:])) == 1:
            return
    raise AssertionError("the screen does not come to rest")


def reads(app: SpotterApp, selector: str) -> str:
    """What a widget of the visible screen shows, as text."""
    found = app.screen.query(selector)
    return "\n".join(_text(widget) for widget in found)


def _text(widget: object) -> str:
    if isinstance(widget, OptionList):
        return "\n".join(str(option.prompt) for option in widget.options)
    return str(widget.content) if isinstance(widget, Static) else ""
