"""``spotter count --render``: the video that a coach looks at, decoded again."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera.trace import TraceSource, write_trace
from daemon.cli import opening, rendering
from daemon.cli.main import main
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame, PoseFrame
from daemon.render.drawing import LEFT, RIGHT
from daemon.render.overlay import Overlay
from daemon.render.panels import sizes, unit_px
from daemon.render.text import WHITE
from tests.fakes.pictures import halved
from tests.fakes.videos import H264, MJPEG, ball, run_to_end
from tests.simulator.camera import Camera
from tests.simulator.story import Lift, Plan, simulate

Picture = NDArray[np.uint8]


class Video:
    """A video file, decoded."""

    def __init__(self, path: Path) -> None:
        capture = cv2.VideoCapture(str(path))
        self.pictures: list[Picture] = []
        self.t: list[float] = []
        while (read := capture.read())[0]:
            self.pictures.append(np.asarray(read[1], np.uint8))
            self.t.append(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)

    def at(self, t: float) -> Picture:
        return self.pictures[int(np.argmin(np.abs(np.array(self.t) - t)))]


@pytest.fixture(scope="module")
def drawn(trace: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Video, list[dict[str, Any]]]:
    """The trace's video, and its events."""
    out = tmp_path_factory.mktemp("drawn") / "out.mp4"
    command = [sys.executable, "-m", "daemon.cli", "count", str(trace), "--exercise", "squat", "--json"]
    done = subprocess.run([*command, "--render", str(out)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return Video(out), [json.loads(line) for line in done.stdout.splitlines()]


def events(drawn: tuple[Video, list[dict[str, Any]]], kind: str) -> list[dict[str, Any]]:
    return [event for event in drawn[1] if event["event_type"] == kind]


def near(picture: Picture, colour: tuple[int, int, int], by: int = 60) -> int:
    """How many pixels are of about this colour."""
    return int((np.abs(picture.astype(int) - colour).max(axis=2) < by).sum())


def test_every_frame_is_there_at_its_time(drawn: tuple[Video, list[dict[str, Any]]], trace: Path) -> None:
    source, t = TraceSource(trace), []
    while isinstance(frame := source.read(0.0), PoseFrame):
        t.append(frame.t)
    assert drawn[0].t == pytest.approx([each - t[0] for each in t], abs=0.002)
    assert drawn[0].pictures[0].shape == (360, 640, 3)


def test_with_json_the_last_line_is_still_the_summary(drawn: tuple[Video, list[dict[str, Any]]]) -> None:
    assert drawn[1][-1]["event_type"] == "summary"


def card(picture: Picture) -> Picture:
    """The part of the picture with count and score: left above, where the athlete is not."""
    size = picture.shape[1], picture.shape[0]
    width, height = sizes(size, unit_px(size)).card
    return picture[: height + 10, : width + 10]


def changed(one: Picture, other: Picture) -> int:
    return int((np.abs(one.astype(int) - other).max(axis=2) > 100).sum())


def test_count_and_score_change_with_each_rep_and_at_no_other_time(
    drawn: tuple[Video, list[dict[str, Any]]],
) -> None:
    reps = events(drawn, "rep")
    assert len(reps) == 3
    for rep in reps:
        before, after, later = (card(drawn[0].at(rep["end"] + by)) for by in (-0.15, 0.15, 0.6))
        assert changed(before, after) > 50
        assert changed(after, later) < 5


def test_the_reason_of_a_no_rep_is_shown_when_it_ended_and_then_goes(
    drawn: tuple[Video, list[dict[str, Any]]],
) -> None:
    (refused,) = events(drawn, "rep_rejected")
    red = [near(drawn[0].at(refused["end"] + by), (42, 33, 122), 25) for by in (-0.2, 0.2, 3.0)]
    assert red[0] < red[1] / 10
    assert red[1] > 640 * 360 * 0.01
    assert red[2] < red[1] / 10


def test_the_ghost_appears_only_after_the_first_counted_rep(drawn: tuple[Video, list[dict[str, Any]]]) -> None:
    first, second, _ = events(drawn, "rep")
    violet = {t: near(drawn[0].at(t), (165, 82, 135), 35) for t in np.arange(0.0, second["end"], 0.1)}
    assert max(count for t, count in violet.items() if t < first["end"]) < 20
    middle = (second["start"] + second["end"]) / 2
    assert violet[min(violet, key=lambda t: abs(t - middle))] > 200


def test_the_skeleton_is_where_the_joints_are(drawn: tuple[Video, list[dict[str, Any]]], trace: Path) -> None:
    source, k, looked = TraceSource(trace), 0, 0
    while isinstance(frame := source.read(0.0), PoseFrame):
        if frame.pose is not None and k % 40 == 20:
            for side, colour in (("LEFT", LEFT), ("RIGHT", RIGHT)):
                ends = [Joint[f"{side}_{name}"] for name in ("HIP", "KNEE")]
                if frame.pose.score[ends].min() < 0.6:
                    continue
                hip, knee = frame.pose.xy[ends]
                x, y = (hip + (knee - hip) * 0.35).round().astype(int)
                around = drawn[0].pictures[k][y - 3 : y + 4, x - 3 : x + 4]
                assert near(around, colour, 90) + near(around, LEFT, 90) > 0  # the left may lie over the right
                looked += 1
        k += 1
    assert looked > 5


def test_the_number_at_the_knee_is_withheld_where_the_view_cannot_support_it(
    trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels: list[str] = []
    written = _counting(labels)
    monkeypatch.setattr("daemon.render.overlay.written", written)
    render(trace, tmp_path / "side.mp4")
    assert labels
    assert all(label.endswith("°") and 40 <= int(label[:-1]) <= 180 for label in labels)
    labels.clear()
    front = simulate(Plan("squat", (Lift(), Lift()), camera=Camera(azimuth=0.0)))
    write_trace(tmp_path / "front.npz", [halved(sight) for sight in front.sights], 30.0)
    render(tmp_path / "front.npz", tmp_path / "front.mp4")
    assert not labels


def _counting(labels: list[str]) -> Any:  # noqa: ANN401 - as the function it stands for
    from daemon.render.text import written  # noqa: PLC0415 - before it is replaced

    def instead(text: str, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on
        labels.append(text)
        return written(text, *args, **named)

    return instead


def render(source: Path, out: Path, *words: str) -> None:
    assert main(["count", str(source), "--exercise", "squat", "--render", str(out), *words]) == 0


def test_a_turned_trace_is_drawn_upright(trace: Path, tmp_path: Path) -> None:
    render(trace, tmp_path / "out.mp4", "--turn", "90")
    assert Video(tmp_path / "out.mp4").pictures[0].shape == (640, 360, 3)


class Played:
    """An engine that finds the poses of a trace, one after another."""

    name, threads, notice, others = "played", None, None, 0

    def __init__(self, trace: Path, by: float) -> None:
        self._trace, self._by = TraceSource(trace), by

    def estimate(self, frame: Frame) -> Pose | None:
        found = self._trace.read(0.0)
        pose = found.pose if isinstance(found, PoseFrame) else None
        return None if pose is None else Pose(frame.t, pose.xy * np.float32(self._by), pose.world, pose.score)

    def forget(self) -> None:
        """It follows nobody."""


@pytest.mark.parametrize(
    ("size", "chain"),
    [((640, 360), f"{H264} ! mp4mux"), ((320, 180), f"{MJPEG} ! qtmux"), ((1280, 720), f"{H264} ! matroskamux")],
)
def test_a_video_is_drawn_over(
    size: tuple[int, int], chain: str, trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    footage = ball(tmp_path / "in.vid", size=size, frames=200, chain=chain)
    monkeypatch.setattr(opening, "open_engine", lambda *_, **__: Played(trace, size[0] / 640))
    render(footage, tmp_path / "out.mp4")
    video = Video(tmp_path / "out.mp4")
    assert len(video.pictures) == 200
    assert video.pictures[0].shape == (size[1], size[0], 3)
    assert video.t == pytest.approx([i / 30 for i in range(200)], abs=0.002)
    before, after = Video(footage).pictures[100], video.pictures[100]
    assert np.abs(before.astype(int) - after).mean() < 60  # the ball's picture, with something drawn
    assert near(after, WHITE, 40) > near(before, WHITE, 40) + 50


def test_that_the_video_is_silent_is_said(trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    render(trace, tmp_path / "out.mp4")
    assert capsys.readouterr().out.splitlines()[-1] == f"wrote {tmp_path / 'out.mp4'}: 408 pictures, without sound"


def test_uneven_times_are_kept(trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every third picture is missing, as phones leave out pictures in the dark."""
    text = f"! {MJPEG} ! matroskamux ! filesink location={tmp_path / 'in.mkv'}"
    run_to_end(
        "videotestsrc num-buffers=30 ! video/x-raw,width=320,height=180,framerate=30/1 ! videoconvert ! "
        f"identity drop-probability=0.3 {text}"
    )
    monkeypatch.setattr(opening, "open_engine", lambda *_, **__: Played(trace, 0.5))
    render(tmp_path / "in.mkv", tmp_path / "out.mp4")
    t = Video(tmp_path / "in.mkv").t
    assert len(t) < 30
    assert Video(tmp_path / "out.mp4").t == pytest.approx([each - t[0] for each in t], abs=0.003)


def test_a_camera_is_drawn_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trace: Path) -> None:
    monkeypatch.setattr(opening, "open_engine", lambda *_, **__: Played(trace, 0.5))
    out = tmp_path / "out.mp4"
    assert main(["count", "test://?width=320&height=180&frames=20", "--render", str(out)]) == 0
    assert 0 < len(Video(out).pictures) <= 20


@pytest.mark.parametrize("link", [None, os.link, os.symlink])
def test_a_video_is_never_written_over_itself(
    link: Callable[[Path, Path], None] | None,
    trace: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, out = tmp_path / "in.npz", tmp_path / "in.npz"
    shutil.copy(trace, source)
    before = source.read_bytes()
    if link is not None:
        out = tmp_path / "other.mp4"
        link(source, out)
    assert main(["count", str(source), "--exercise", "squat", "--render", str(out)]) == 2
    assert "would overwrite the video that is counted: name another file" in capsys.readouterr().err
    assert source.read_bytes() == before


def test_what_cannot_be_written_is_said_before_anything_is_counted(
    trace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["count", str(trace), "--render", str(tmp_path / "nowhere" / "out.mp4")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("spotter: ")
    assert "out.mp4 cannot be written (No such file or directory): choose another folder" in said.err


@pytest.mark.parametrize("after", ["counting", "drawing"])
def test_ctrl_c_leaves_a_playable_video_or_none(after: str, trace: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    code = _SLOWED if after == "drawing" else _WAITING
    process = subprocess.Popen(
        [sys.executable, "-c", code, "count", str(trace), "--exercise", "squat", "--render", str(out)],
        stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    while "go" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert [path.name for path in tmp_path.iterdir()] == (["out.mp4"] if after == "drawing" else [])
    if after == "drawing":
        assert len(Video(out).pictures) >= 10


_BEGIN = """
import sys, time
from daemon.cli.main import main
from daemon.cli.offline import Replay
from daemon.render.overlay import Overlay
"""
_SLOWED = f"""{_BEGIN}
draw = Overlay.draw
def slow(self, picture, i):
    draw(self, picture, i)
    if i == 10:
        print("go", flush=True)
    if i > 10:
        time.sleep(0.2)
Overlay.draw = slow
sys.exit(main())
"""
_WAITING = f"""{_BEGIN}
see = Replay.see
def wait(self, frame):
    see(self, frame)
    if self.frames == 10:
        print("go", flush=True)
        time.sleep(60)
Replay.see = wait
sys.exit(main())
"""


def test_drawing_keeps_up_with_a_camera(trace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A frame of 640 by 360 costs less of a processor than the time that a camera has for it."""
    spent: list[float] = []
    draw = Overlay.draw

    def timed(overlay: Overlay, picture: Picture, i: int) -> None:
        began = time.thread_time()
        draw(overlay, picture, i)
        spent.append(time.thread_time() - began)

    monkeypatch.setattr(rendering.Overlay, "draw", timed)
    render(trace, tmp_path / "out.mp4")
    assert np.median(spent) < 1 / 30
