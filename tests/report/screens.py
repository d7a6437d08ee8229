"""Takes the pictures of the reports in ``deploy/screens``: ``python -m tests.report.screens [FOLDER]``.

Counts the bundled clip as ``spotter report`` and ``spotter count --stages`` do, and opens what they write in a real
Chromium. Takes a minute.
"""

import sys
import tempfile
from pathlib import Path

from daemon.cli.main import main
from tests.fakes.browser import Browser
from tests.footage import CLIP

FOLDER = Path(__file__).parents[2] / "deploy" / "screens"
REPORT = (390, 1000, "document.querySelector('.rep').scrollIntoView()")
STAGES = (960, 860, "document.querySelectorAll('.sight')[1].scrollIntoView({block: 'end'})")
"""Width, height, and where the page is scrolled to."""


def take(out: Path) -> None:
    with tempfile.TemporaryDirectory() as made, Browser(Path(made) / "profile") as browser:
        report, stages = Path(made) / "report.html", Path(made) / "stages"
        main(["report", str(CLIP), "--exercise", "squat", "--out", str(report)])
        main(["count", str(CLIP), "--exercise", "squat", "--stages", str(stages)])
        shots = {"report": (report, REPORT), "stages": (stages / "report.html", STAGES)}
        for name, (page_file, (width, height, scroll)) in shots.items():
            page = browser.page()
            page.size(width, height, dark=name == "report", mobile=width < height / 2)
            page.go(page_file.as_uri())
            page.wait("document.readyState === 'complete'")
            page.run(scroll)
            (out / f"{name}.png").write_bytes(page.picture())


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
