"""Somebody at the dashboard: the real application on a box's socket, without a terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import OptionList, Static

from daemon.clock import Clock
from daemon.system.clock import SystemClock
from tui.app import SpotterApp

_WAIT_S = 60.0
"""For a broken dashboard, never a promise of speed."""
Visit = tuple[SpotterApp, Pilot[None]]


@asynccontextmanager
async def dashboard(
    socket: Path, size: tuple[int, int] = (120, 36), clock: Clock | None = None, *, connect: bool = True
) -> AsyncIterator[Visit]:
    """The application, and hands to press its keys."""
    app = SpotterApp(socket, clock or SystemClock(), connect=connect)
    async with app.run_test(size=size, notifications=True) as pilot:
        yield app, pilot


async def until(true: Callable[[], bool]) -> None:
    """Wait for it, bounded in time."""

    async def come() -> None:
        while not true():  # noqa: ASYNC110 - what a screen shows tells nobody that it changed
            await asyncio.sleep(0.02)

    await asyncio.wait_for(come(), _WAIT_S)


async def opened(app: SpotterApp, kind: type[Screen[Any]]) -> None:
    """Wait until such a screen is uppermost, and hears keys and clicks."""
    await until(lambda: isinstance(app.screen, kind) and app.focused is not None and app.focused.region.area > 0)


async def twice(app: SpotterApp, key: str) -> None:
    """Press a key, and once more before it is done."""
    for _ in range(2):
        app.post_message(events.Key(key, None))
    await asyncio.sleep(0)


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


def toasts(app: SpotterApp) -> str:
    """The notices that are shown over the visible screen."""
    return "\n".join(str(toast.render()) for toast in app.screen.query("Toast"))


def _text(widget: object) -> str:
    if isinstance(widget, OptionList):
        return "\n".join(str(option.prompt) for option in widget.options)
    return str(widget.content) if isinstance(widget, Static) else ""
