"""Renders the dashboard's screens to ``deploy/screens``, or all of them to a folder.

``python -m tests.tui_screens [FOLDER [WORD]]``.

Needs ``rsvg-convert`` (librsvg2-bin) and a font with braille and block signs (fonts-dejavu).
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.clock import ManualClock
from tests.fakes.exhibit import Exhibit
from tests.fakes.moments import NOW, moments
from tests.fakes.visitor import still
from tests.svg_cells import cells
from tui import themes
from tui.app import SpotterApp
from tui.model.messages import Fetched
from tui.model.state import State

FOLDER = Path(__file__).parent.parent / "deploy" / "screens"
FONT = "DejaVu Sans Mono"
SHOWN = (
    "set-ready", "set-running", "set-no-rep", "set-rest", "set-away", "set-running-80x24", "set-spotter-light",
    "set-spotter-contrast", "place", "history", "weeks", "exercises", "health", "help", "welcome",
)  # fmt: skip
"""What goes into the repository; with a folder given, everything is rendered there."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which moment, in how many cells, in which colours."""

    name: str
    state: State
    size: tuple[int, int] = (120, 36)
    theme: str = themes.DEFAULT
    plain: bool = False


def shots() -> Iterator[Shot]:
    """All of them."""
    known = moments()
    for name in ("ready", "arming", "running", "no-rep", "unsure", "unsure-rest", "rest", "rested", "away"):
        yield Shot(f"set-{name}", known[name])
    for columns, rows in ((80, 24), (200, 55), (250, 70)):
        yield Shot(f"set-running-{columns}x{rows}", known["running"], (columns, rows))
        yield Shot(f"set-no-rep-{columns}x{rows}", known["no-rep"], (columns, rows))
        yield Shot(f"set-rest-{columns}x{rows}", known["rest"], (columns, rows))
        yield Shot(f"set-unsure-rest-{columns}x{rows}", known["unsure-rest"], (columns, rows))
    for theme in themes.themes():
        if theme.name != themes.DEFAULT:
            plain = theme.name == themes.SIXTEEN
            yield Shot(f"set-{theme.name}", known["running"], theme=theme.name, plain=plain)


@dataclass(frozen=True, slots=True)
class Walk:
    """A picture of another screen: which keys lead there; none: the guide."""

    name: str
    keys: str
    size: tuple[int, int] = (120, 36)
    theme: str = themes.DEFAULT
    plain: bool = False


def walks() -> Iterator[Walk]:
    """All screens beside the set's, in every size, and in other colours."""
    keys = {
        "place": "p",
        "history": "h",
        "weeks": "hw",
        "exercises": "e",
        "health": "i",
        "help": "?",
        "welcome": "",
        "rep": "hr",
    }
    for name, pressed in keys.items():
        yield Walk(name, pressed)
        for columns, rows in ((80, 24), (250, 70)):
            yield Walk(f"{name}-{columns}x{rows}", pressed, (columns, rows))
    for theme in themes.themes():
        if theme.name != themes.DEFAULT:
            plain = theme.name == themes.SIXTEEN
            for name in ("place", "history"):
                yield Walk(f"{name}-{theme.name}", keys[name], theme=theme.name, plain=plain)


async def walked(walk: Walk) -> str:
    """The screen as Textual exports it."""
    app = Exhibit(theme=walk.theme, plain=walk.plain, clip=True)
    async with app.run_test(size=walk.size) as pilot:
        if not walk.keys:
            app.take(Fetched(any_set=False))
        await pilot.press(*("question_mark" if key == "?" else key for key in walk.keys))
        await still(pilot)
        return app.export_screenshot(title="spotter tui")


async def svg(shot: Shot) -> str:
    """The screen as Textual exports it."""
    clock = ManualClock(NOW)
    app = SpotterApp(Path("/none"), clock, theme=shot.theme, plain=shot.plain, connect=False)
    async with app.run_test(size=shot.size) as pilot:
        await pilot.pause()
        app.state = shot.state
        app.show_now()
        await pilot.pause()
        return app.export_screenshot(title="spotter tui")


def main() -> int:
    """Write a PNG for every shot that is shown; into a folder, for every one whose name holds the word given."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in (*shots(), *walks()):
        if only in shot.name and (len(sys.argv) > 1 or shot.name in SHOWN):
            drawn = cells(asyncio.run(svg(shot) if isinstance(shot, Shot) else walked(shot)), FONT)
            target = folder / f"{shot.name}.png"
            subprocess.run(["rsvg-convert", "-o", str(target)], input=drawn.encode(), check=True)
            print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
