"""Renders the dashboard's screens to ``deploy/screens``: ``python -m tests.tui_screens [FOLDER]``.

Needs ``rsvg-convert`` (librsvg2-bin) and a font with braille and block signs (fonts-dejavu).
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.clock import ManualClock
from tests.fakes.moments import NOW, moments
from tests.svg_cells import cells
from tui import themes
from tui.app import SpotterApp
from tui.state import State

FOLDER = Path(__file__).parent.parent / "deploy" / "screens"
FONT = "DejaVu Sans Mono"


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
    for name in ("ready", "arming", "lifting", "scored", "no-rep", "rest", "rested", "away"):
        yield Shot(f"set-{name}", known[name])
    for columns, rows in ((80, 24), (200, 55), (250, 70)):
        yield Shot(f"set-scored-{columns}x{rows}", known["scored"], (columns, rows))
        yield Shot(f"set-no-rep-{columns}x{rows}", known["no-rep"], (columns, rows))
        yield Shot(f"set-rest-{columns}x{rows}", known["rest"], (columns, rows))
    for theme in themes.themes():
        if theme.name != themes.DEFAULT:
            plain = theme.name == themes.SIXTEEN
            yield Shot(f"set-{theme.name}", known["scored"], theme=theme.name, plain=plain)


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
    """Write a PNG for every shot whose name holds the word given, or for all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    for shot in shots():
        if only in shot.name:
            drawn = cells(asyncio.run(svg(shot)), FONT)
            target = folder / f"{shot.name}.png"
            subprocess.run(["rsvg-convert", "-o", str(target)], input=drawn.encode(), check=True)
            print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
