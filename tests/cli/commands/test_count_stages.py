"""``spotter count --stages``: what each stage saw, as pictures and as one page."""

import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from daemon.camera.trace import write_trace
from daemon.cli.main import main
from daemon.cli.stages import moments
from daemon.cli.stages.capture import Capture
from daemon.cli.stages.moments import Moment, Moments
from daemon.config import exercises
from daemon.core.params import CountingParams
from tests.cli.commands.test_report import outside
from tests.footage import CLIP
from tests.report.test_html import Seen
from tests.simulator.camera import Camera
from tests.simulator.story import Lift, Plan, simulate


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full squat, one that goes half as deep, and two full ones, seen from the side."""
    story = simulate(Plan("squat", (Lift(), Lift(0.4), Lift(), Lift()), camera=Camera(azimuth=90.0)))
    path = tmp_path_factory.mktemp("trace") / "<script>.npz"
    write_trace(path, story.sights, 30.0)
    return path


def count(source: Path, out: Path, *words: str) -> int:
    return main(["count", str(source), "--exercise", "squat", "--stages", str(out), *words])


@pytest.fixture(scope="module")
def made(trace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the trace's stages."""
    out = tmp_path_factory.mktemp("made") / "stages"
    assert count(trace, out) == 0
    return out


def sights(page: str) -> list[str]:
    return re.findall(r'<section class="sight"><h3>([^<]+) <span', page)


def test_the_page_is_whole_by_itself(made: Path) -> None:
    page = (made / "report.html").read_text(encoding="utf-8")
    assert outside(page) == []
    assert "script" not in {name for name, _ in Seen(page).elements}
    assert "Stages of <script>.npz" in Seen(page).said


def test_each_rep_has_its_start_turn_and_end_and_each_refusal_a_picture(made: Path) -> None:
    page = (made / "report.html").read_text(encoding="utf-8")
    reps = [f"Rep {n}, {what}" for n in (1, 2, 3) for what in ("start", "turn", "end")]
    assert sorted(sights(page)) == sorted(["First seen", "Not counted", *reps])


def test_the_limits_in_the_plots_are_the_settings(made: Path) -> None:
    page = (made / "report.html").read_text(encoding="utf-8")
    shown = {(key, float(value)) for key, value in re.findall(r'data-key="([^"]+)" data-value="([^"]+)"', page)}
    squat, segmenter = exercises.load("squat"), CountingParams().segmenter
    for i, term in enumerate(squat.movement):
        assert {(f"squat.movement[{i}].start", term.start), (f"squat.movement[{i}].turn", term.turn)} <= shown
    assert {(f"segmenter.{key}", getattr(segmenter, key)) for key in ("leave", "turn", "back")} <= shown
    assert ("squat.min_rep_s", squat.min_rep_s) in shown


def test_verdicts_are_told_with_their_rule_and_figures(made: Path) -> None:
    said = Seen((made / "report.html").read_text(encoding="utf-8")).said
    assert "evidence.far_short" in said
    assert "not deep enough" in said
    page = (made / "report.html").read_text(encoding="utf-8")
    assert page.count('<tr class="counted">') == 3
    assert page.count('<tr class="rejected">') == 1


def test_a_trace_has_joints_and_says_that_the_engines_stages_are_absent(made: Path) -> None:
    assert "detector, crop and likelihood are absent" in (made / "report.html").read_text(encoding="utf-8")
    stages = {re.sub(r".*?(\d-\w+)\.png", r"\1", path.name) for path in made.glob("*.png")}
    assert stages == {"4-joints", "5-space"}
    assert all(cv2.imread(str(path)) is not None for path in made.glob("*.png"))
    assert list(made.glob("signals-*.svg"))


def test_the_count_is_the_same_with_and_without(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for words in ([], ["--stages", str(tmp_path / "stages")]):
        assert main(["count", str(trace), "--exercise", "squat", "--json", *words]) == 0
        lines = map(json.loads, capsys.readouterr().out.splitlines())
        told.append([{key: each.get(key) for key in ("event_type", "t", "n", "start", "score")} for each in lines])
    assert told[0] == told[1]


def test_a_folder_that_was_made_before_is_replaced_whole(trace: Path, tmp_path: Path) -> None:
    out = tmp_path / "stages"
    out.mkdir()
    (out / "99-rep-9-turn-4-joints.png").write_bytes(b"old")
    assert count(trace, out) == 0
    assert not (out / "99-rep-9-turn-4-joints.png").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["stages"]


def test_a_folder_with_other_files_is_left_alone(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    for out, what in ((tmp_path, "holds diary.txt"), (tmp_path / "diary.txt", "is a file")):
        assert count(trace, out) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert what in said.err
        assert said.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_what_cannot_be_written_is_said_before_anything_is_counted(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert count(trace, tmp_path / "file" / "stages") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "stages cannot be written (Not a directory): choose another folder" in said.err


def test_footage_that_cannot_be_read_leaves_no_folder(tmp_path: Path) -> None:
    assert count(tmp_path / "nothing.mp4", tmp_path / "stages") == 66
    assert list(tmp_path.iterdir()) == []


_INTERRUPTED = """
import sys, time
from daemon.cli.main import main
from daemon.cli.stages.recorder import StageRecorder
watch = StageRecorder._write_plots
def slow(self, chapters):
    watch(self, chapters)
    print("go", flush=True)
    time.sleep(60)
StageRecorder._write_plots = slow
sys.exit(main())
"""


@pytest.mark.slow
def test_ctrl_c_leaves_no_half_folder(trace: Path, tmp_path: Path) -> None:
    words = ["count", str(trace), "--exercise", "squat", "--stages", str(tmp_path / "stages")]
    process = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED, *words], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None
    while "go" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert list(tmp_path.iterdir()) == []


def test_of_many_reps_evenly_spread_ones_have_pictures() -> None:
    kept = Moments()
    for n in range(200):
        kept.rep([Moment(f"rep {n}", Capture(float(n), (1, 1), None, None))])
    numbers = [round(each.capture.t) for each in kept.all]
    assert moments.MOST_REPS / 2 < len(numbers) <= moments.MOST_REPS
    assert len({later - earlier for earlier, later in pairwise(numbers)}) == 1
    assert kept.left_out == f"pictures of {len(numbers)} of 200 reps are kept, evenly spread"


def test_what_an_engine_lacks_is_said(tmp_path: Path) -> None:
    """Joints in the picture alone, as MoveNet finds them."""
    story = simulate(Plan("squat", (Lift(), Lift(), Lift()), camera=Camera(azimuth=90.0)))
    flat = [replace(each, pose=each.pose and replace(each.pose, world=None)) for each in story.sights]
    write_trace(tmp_path / "flat.npz", flat, 30.0)
    assert count(tmp_path / "flat.npz", tmp_path / "stages") == 0
    page = (tmp_path / "stages" / "report.html").read_text(encoding="utf-8")
    assert "These joints have no depth: the view in space is absent." in page
    assert not list((tmp_path / "stages").glob("*-5-space.png"))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the bundled clip's stages, with the real engine."""
    out = tmp_path_factory.mktemp("clip") / "stages"
    assert main(["count", str(CLIP), "--exercise", "auto", "--stages", str(out)]) == 0
    return out


@pytest.mark.slow
def test_a_real_engine_shows_detector_crop_heatmaps_joints_and_space(clip: Path) -> None:
    turn = sorted(path.name for path in clip.glob("*-rep-1-turn-*.png"))[:5]
    assert [name.split("turn-")[1] for name in turn] == [
        "1-detector.png", "2-crop.png", "3-heat.png", "4-joints.png", "5-space.png",
    ]  # fmt: skip
    page = (clip / "report.html").read_text(encoding="utf-8")
    assert outside(page) == []
    assert 500_000 < len(page) < 8_000_000
    assert "256 by 256, RGB, float32, 0 to 1; presence 1.00" in page
    first = next(clip.glob("01-first-seen-2-crop.png"))
    assert cv2.imread(str(first)).shape == (256, 256, 3)


@pytest.mark.slow
def test_heat_lies_on_the_athlete(clip: Path) -> None:
    """Where the network says that joints are, and not all over the crop."""
    heat = cv2.imread(str(next(clip.glob("*-rep-1-turn-3-heat.png"))))
    colourful = np.ptp(heat.astype(int), axis=2) > 60
    assert 0.01 < colourful.mean() < 0.3
