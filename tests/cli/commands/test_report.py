"""``spotter report``: one page on a video or a set, which a browser opens offline."""

import json
import re
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import msgspec
import pytest

from daemon.cli import main
from daemon.core.facts import Correction
from daemon.events import AnyEvent
from daemon.render import video
from tests.cli.conftest import Recorded, Spotter
from tests.fakes.browser import PROGRAM, Browser
from tests.fakes.workout import Lifter
from tests.footage import CLIP
from tests.report.test_html import Seen


def outside(page: str) -> list[str]:
    """Every address in the page that is neither within it nor the video beside it."""
    found = [value or "" for _, attrs in Seen(page).elements for key, value in attrs.items() if key in {"src", "href"}]
    beside = re.compile(r"[\w.%-]+\.overlay\.mp4(#t=[\d.]+,[\d.]+)?")
    foreign = [each for each in found if not each.startswith("data:image/") and not beside.fullmatch(each)]
    return [*foreign, *re.findall(r"url\([^)]*\)|@import|https?:", re.sub(r'xmlns="[^"]*"', "", page))]


def cards(page: str, look: str) -> int:
    return page.count(f'<article class="card {look}">')


def workout() -> dict[str, AnyEvent]:
    """A set with one of each, and an older one of another athlete's."""
    eva = Lifter("eva")
    told: dict[str, AnyEvent] = {"starts": eva.starts(), "plain": eva.lifts(1, confidence=0.62), "refused": eva.fails()}
    told |= {"faulty": eva.shows_form(2), "undone": eva.shows_form(3, fault=False)}
    told["undo"] = msgspec.structs.replace(eva.corrects(Correction.UNDONE, told["undone"].id, n=3), why="<b>no</b>")
    told["load"] = msgspec.structs.replace(eva.corrects(Correction.LOAD), load_kg=82.5)
    told |= {"added": eva.corrects(Correction.ADDED, n=3), "ends": eva.ends(3, perhaps=(2, 4))}
    return {"other": Lifter("tom").starts("push_up"), **told}


EVENTS = workout()


@pytest.fixture
def report(recorded: Recorded) -> Spotter:
    return partial(recorded(*EVENTS.values()), "report")


def test_a_set_of_the_journal_is_reported_as_it_was_corrected(report: Spotter, tmp_path: Path) -> None:
    out = tmp_path / "set.html"
    assert report("last", "--out", str(out)) == (0, f"wrote {out}: 3 reps, perhaps 2 to 4, 1 not counted\n", "")
    page = out.read_text(encoding="utf-8")
    assert cards(page, "rep") == 3
    assert cards(page, "rep undone") == 1
    assert cards(page, "refused") == 1
    said = Seen(page).said
    for words in (
        *(
            "Squat",
            "eva",
            "3 reps at 82.5 kg",
            "Saturday, 31 January 2026",
            "The count is not certain, perhaps 2 to 4 reps",
            "84 ± 6",
        ),
        *("unsure: 62 % sure", "Rep added by hand", "taken back: <b>no</b>", "next time", "What would make it 100"),
    ):
        assert words in said, words
    assert outside(page) == []


def test_a_set_is_found_by_its_id_and_by_how_that_begins(report: Spotter, tmp_path: Path) -> None:
    for name in (EVENTS["other"].set, EVENTS["starts"].set):
        assert name is not None
        assert report(name, "--out", str(tmp_path / "set.html"))[0] == 0
    assert "eva" in (tmp_path / "set.html").read_text(encoding="utf-8")


def test_the_page_shows_nothing_of_the_box_or_of_another_athlete(report: Spotter, tmp_path: Path) -> None:
    assert report("last", "--out", str(tmp_path / "set.html"))[0] == 0
    page = (tmp_path / "set.html").read_text(encoding="utf-8")
    event = EVENTS["plain"]
    for secret in (f" {event.box}", event.boot, event.id, str(tmp_path), "tom"):
        assert secret not in Seen(page).said


@pytest.mark.parametrize("name", ["nothing-like-it", "set"])
def test_an_id_that_names_no_single_set_is_wrong_use(name: str, report: Spotter, tmp_path: Path) -> None:
    status, out, err = report(name, "--out", str(tmp_path / "set.html"))
    assert (status, out) == (2, "")
    assert "id" in err
    assert not (tmp_path / "set.html").exists()


def test_a_set_is_counted_already(report: Spotter) -> None:
    assert report("last", "--exercise", "squat")[0] == 2


def test_a_video_is_reported_rep_by_rep_with_its_overlay_beside_it(
    trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.main(["report", str(trace), "--exercise", "squat"]) == 0
    said = "wrote set.report.html: 3 reps, 1 not counted; the overlay video beside it is set.report.overlay.mp4\n"
    assert capsys.readouterr().out == said
    page = Path("set.report.html").read_text(encoding="utf-8")
    assert cards(page, "rep") == 3
    assert cards(page, "refused") == 1
    assert page.count('src="data:image/jpeg') == 4
    assert 'src="set.report.overlay.mp4"' in page
    assert Path("set.report.overlay.mp4").stat().st_size > 10_000
    assert outside(page) == []
    assert str(trace.parent) not in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set.report.html", "set.report.overlay.mp4"]


def test_a_name_that_looks_like_markup_is_shown_as_it_is(trace: Path, tmp_path: Path) -> None:
    named = tmp_path / '<script>alert("1")<script>.npz'
    shutil.copy(trace, named)
    assert main.main(["report", str(named), "--exercise", "squat", "--out", str(tmp_path / "<b>.html")]) == 0
    page = (tmp_path / "<b>.html").read_text(encoding="utf-8")
    seen = Seen(page)
    assert named.name in seen.said
    assert "script" not in {name for name, _ in seen.elements}
    assert 'src="%3Cb%3E.overlay.mp4"' in page


def test_without_an_encoder_the_report_is_written_and_says_what_is_missing(
    trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video, "ENCODERS", {})
    out = tmp_path / "set.html"
    assert main.main(["report", str(trace), "--exercise", "squat", "--out", str(out)]) == 0
    page = out.read_text(encoding="utf-8")
    assert "There is no overlay video: no H.264 encoder" in page
    assert "<video" not in page
    assert cards(page, "rep") == 3


def test_what_cannot_be_written_is_said_before_anything_is_counted(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for out in (tmp_path / "nowhere" / "out.html", tmp_path):
        assert main.main(["report", str(trace), "--out", str(out)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert str(out) in said.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("subject", "status"), [("test://?frames=3", 2), ("/dev/video0", 2), ("./nothing.mp4", 66), ("nothing.npz", 66)]
)
def test_what_is_no_video_is_refused(
    subject: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main.main(["report", subject]) == status
    assert list(tmp_path.iterdir()) == []


def test_the_overlay_is_never_written_over_the_video(trace: Path, tmp_path: Path) -> None:
    source = tmp_path / "out.overlay.mp4"
    source.write_bytes(CLIP.read_bytes())
    assert main.main(["report", str(source), "--out", str(tmp_path / "out.html")]) == 2
    assert source.read_bytes() == CLIP.read_bytes()


_INTERRUPTED = """
import sys, time
from daemon.cli.main import main
from daemon.render.overlay import Overlay
draw = Overlay.draw
def slow(self, picture, i):
    draw(self, picture, i)
    if i == 10:
        print("go", flush=True)
        time.sleep(60)
Overlay.draw = slow
sys.exit(main())
"""


@pytest.mark.slow
def test_ctrl_c_leaves_nothing(trace: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED, "report", str(trace), "--exercise", "squat", "--out", "out.html"],
        stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL, cwd=tmp_path, env={"PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert process.stdout is not None
    while "go" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the bundled clip."""
    out = tmp_path_factory.mktemp("clip") / "demo.html"
    assert main.main(["report", str(CLIP), "--exercise", "auto", "--out", str(out)]) == 0
    return out


@pytest.mark.slow
def test_the_bundled_clip_has_a_card_for_each_rep_that_it_was_made_with(clip: Path) -> None:
    made = json.loads(CLIP.with_suffix(".json").read_text(encoding="utf-8"))["expected"]["reps"]
    page = clip.read_text(encoding="utf-8")
    assert cards(page, "rep") == sum(made.values())
    assert [name in Seen(page).said for name in ("Set 1: Squat", "Set 2: Push-up")] == [True, True]
    assert clip.stat().st_size < 2_000_000


@pytest.mark.slow
@pytest.mark.skipif(PROGRAM is None, reason="needs Chromium")
def test_a_browser_plays_the_video_and_the_page_fits_a_phone(clip: Path, tmp_path: Path) -> None:
    with Browser(tmp_path) as browser:
        page = browser.page()
        page.size(390, 844)
        page.go(clip.as_uri())
        page.wait("document.querySelector('video')?.readyState >= 1")
        assert page.run("document.documentElement.scrollWidth") == 390
        assert page.complaints == []
