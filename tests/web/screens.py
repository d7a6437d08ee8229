"""Takes the pictures of the page in ``deploy/screens`` from a real run: ``python -m tests.web.screens [FOLDER]``.

Runs the daemon on the bundled clip, on other days first for the history, then with the page open in a real Chromium in
three sizes at once. Takes four minutes.
"""

import asyncio
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.fakes.browser import Browser, Page
from tests.footage import DatedBox, playing, train
from tests.web.system import page_of

FOLDER = Path(__file__).parents[2] / "deploy" / "screens"
SIZES: Mapping[str, tuple[int, int, bool]] = {
    "phone": (360, 640, True),
    "tablet": (1024, 768, True),
    "tv": (1920, 1080, True),
    "phone-light": (360, 640, False),
}
PAST = (43.1, 36.0, 29.2, 15.1, 8.0, 1.2)
"""Days since the workouts before today's."""
MOMENTS = {
    "running": "document.querySelectorAll('.bars .no').length && document.querySelector('.depth').ariaValueNow > 45",
    "no-rep": "document.querySelector('.cue.no')?.innerText.includes('not deep enough')",
}
"""What is on the page at the moments of a set; in the clip the last one comes first."""
SHOWN = tuple(f"page-running-{size}" for size in ("phone", "tablet", "tv"))
"""What goes into the repository; with a folder given, everything is kept there."""


@contextmanager
def opened(folder: Path, url: str) -> Iterator[dict[str, Page]]:
    with Browser(folder / "profile") as browser:
        pages = {name: browser.page() for name in SIZES}
        for name, (width, height, dark) in SIZES.items():
            pages[name].size(width, height, dark=dark, mobile=width < 1000)
            pages[name].go(url)
            pages[name].wait("!!document.querySelector('#number')")
        yield pages


def today(pages: Mapping[str, Page], out: Path) -> None:
    """The set's screen while the clip is played, then the others."""
    for moment in reversed(MOMENTS):
        for name, page in pages.items():
            page.wait(MOMENTS[moment])
            save(page, out, name, moment)
    for name, page in pages.items():
        page.wait("document.querySelector('#rest')?.innerText.startsWith('Rest')")
        save(page, out, name, "rest")
    for screen in ("history", "progress", "health"):
        for name, page in pages.items():
            page.run(f"location.hash = '{screen}'")
            page.wait(f"document.querySelector('main.{screen} h1') !== null")
            save(page, out, name, screen)


def save(page: Page, out: Path, size: str, what: str) -> None:
    name = f"page-{what}-{size}"
    if out != FOLDER or name in SHOWN:
        (out / f"{name}.png").write_bytes(page.picture())


def take(folder: Path, out: Path) -> None:
    box = DatedBox(folder)
    for at, days in enumerate(PAST):
        with playing(box, days):
            asyncio.run(train(box, *(("squat",) if at % 2 else ())))
        print(f"trained {days:g} days ago", flush=True)
    with page_of(box.config, folder) as url, playing(box):
        pressing = threading.Thread(target=lambda: asyncio.run(train(box)), daemon=True)
        with opened(folder, url) as pages:
            pressing.start()
            today(pages, out)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        take(Path(made), Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
