"""Takes the pictures of the reports in ``deploy/screens``: ``python -m tests.report.screens [FOLDER]``.

Counts the bundled clip as ``spotter report`` and ``spotter count --stages`` do, and opens what they write in a real
Chromium; the progress is that of training that never was. Takes a minute; ``--progress`` takes that alone, in seconds.
"""

import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

from daemon.cli.main import main
from daemon.report.progress_page import render
from daemon.trends.report import progress
from tests.fakes.browser import Browser
from tests.fakes.season import season_sets
from tests.footage import CLIP

FOLDER = Path(__file__).parents[2] / "deploy" / "screens"
REPORT = (390, 1000, "document.querySelector('.rep').scrollIntoView()")
STAGES = (960, 860, "document.querySelectorAll('.sight')[1].scrollIntoView({block: 'end'})")
PROGRESS = (960, 980, "scrollTo(0, 0)")
"""Width, height, and where the page is scrolled to."""
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
Shot = tuple[Path, tuple[int, int, str]]


def take(out: Path, *, counted: bool = True) -> None:
    with tempfile.TemporaryDirectory() as name, Browser(Path(name) / "profile") as browser:
        made = Path(name)
        shots = {"progress-report": (progress_of_a_season(made / "progress.html"), PROGRESS)}
        if counted:
            shots |= counted_clip(made)
        for what, (page_file, (width, height, scroll)) in shots.items():
            page = browser.page()
            page.size(width, height, dark=what != "stages", mobile=width < height / 2)
            page.go(page_file.as_uri())
            page.wait("document.readyState === 'complete'")
            page.run(scroll)
            (out / f"{what}.png").write_bytes(page.picture())


def counted_clip(made: Path) -> dict[str, Shot]:
    report, stages = made / "report.html", made / "stages"
    main(["report", str(CLIP), "--exercise", "squat", "--out", str(report)])
    main(["count", str(CLIP), "--exercise", "squat", "--stages", str(stages)])
    return {"report": (report, REPORT), "stages": (stages / "report.html", STAGES)}


def progress_of_a_season(out: Path) -> Path:
    """Writes the progress of half a year that never was."""
    sets = [each for each in season_sets("Ann", NOON) if each.exercise in ("squat", "push_up")]
    out.write_text(render(progress("Ann", sets, NOON.date()), {"push_up": "Push-up"}), encoding="utf-8")
    return out


if __name__ == "__main__":
    folders = [Path(each) for each in sys.argv[1:] if each != "--progress"]
    take(folders[0] if folders else FOLDER, counted="--progress" not in sys.argv)
