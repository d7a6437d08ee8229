"""``spotter count --trace`` writes what the count saw and decided, frame by frame."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera.trace import TraceSource, write_trace
from daemon.cli import main
from daemon.core.features.signals import SIGNALS
from daemon.ports import PoseFrame
from tests.golden import record
from tests.simulator.story import Lift, Plan, simulate

Arrays = dict[str, NDArray[Any]]
EXIT_FAILED = 1
IDS = {"id", "workout", "set"}


def traced(source: Path, folder: Path, exercise: str) -> Arrays:
    out = folder / "out.npz"
    assert main.main(["count", str(source), "--exercise", exercise, "--trace", str(out)]) == 0
    with np.load(out, allow_pickle=False) as file:
        return dict(file)


@pytest.fixture
def set_of_three(tmp_path: Path) -> Path:
    """A full squat, one that goes half as deep, and a full one again, after a moment without anybody."""
    story = simulate(Plan("squat", (Lift(), Lift(0.4), Lift())))
    path = tmp_path / "set.npz"
    write_trace(
        path, [PoseFrame(s.t, None if i < 5 else s.pose, s.width, s.height) for i, s in enumerate(story.sights)], 30.0
    )
    return path


def test_every_frame_has_its_signals_and_depth(set_of_three: Path, tmp_path: Path) -> None:
    found = traced(set_of_three, tmp_path, "squat")
    source, frames = TraceSource(set_of_three), []
    while isinstance(frame := source.read(0.0), PoseFrame):
        frames.append(frame.t)
    assert found["t"].tolist() == frames
    assert found["signals"].tolist() == list(SIGNALS)
    knee = found["values"][:, list(SIGNALS).index("knee")]
    assert np.isnan(knee[:5]).all()
    assert np.isnan(found["depth"][:5]).all()
    assert (found["confidence"][:5] == 0).all()
    deepest = int(np.nanargmax(found["depth"]))
    assert found["depth"][deepest] == pytest.approx(1, abs=0.3)
    assert knee[deepest] < 100
    assert np.nanmax(knee) > 150
    assert set(found["exercise"]) == {"squat"}
    assert set(found["set"]) == {"active"}
    assert {"start", "eccentric", "concentric"} <= set(found["phase"])


def test_every_decision_has_its_rule(set_of_three: Path, tmp_path: Path) -> None:
    found = traced(set_of_three, tmp_path, "squat")
    assert found["decision_verdict"].tolist() == ["accepted", "counted", "rejected", "accepted", "counted"]
    assert found["decision_rule"][2].startswith("evidence.")
    assert found["decision_reason"].tolist() == ["", "", "shallow", "", ""]
    assert found["decision_value"][2] < found["decision_limit"][2]
    assert (found["decision_start"] < found["decision_end"]).all()
    told = found["verdict"] != ""
    assert np.flatnonzero(told).tolist() == sorted(set(found["decision_frame"]))
    assert found["verdict"][told].tolist() == ["counted", "rejected", "counted"]
    assert (found["rule"][told] == ["streak.confirmed", found["decision_rule"][2], "streak.confirmed"]).all()


def test_what_the_end_of_the_set_decides_belongs_to_the_last_frame(tmp_path: Path) -> None:
    story = simulate(Plan("high_knees", (Lift(rest=0.05),) * 3))
    write_trace(tmp_path / "set.npz", story.sights, 30.0)
    found = traced(tmp_path / "set.npz", tmp_path, "high_knees")
    assert found["decision_reason"][-1] == "not_started"  # a run too short to be one
    assert found["decision_frame"][-1] == len(found["t"]) - 1


def test_auto_is_told_as_such_until_the_exercise_is_known(tmp_path: Path) -> None:
    found = traced(record.trace_of("squat"), tmp_path, "auto")
    names = list(dict.fromkeys(found["exercise"].tolist()))
    assert names == ["auto", "squat"]
    assert np.isnan(found["depth"][found["exercise"] == "auto"]).all()
    assert not np.isnan(found["depth"][found["exercise"] == "squat"]).all()


def test_auto_tells_what_was_decided_on_each_exercise_that_counts_along(tmp_path: Path) -> None:
    found = traced(record.trace_of("squat"), tmp_path, "auto")
    unknown = found["exercise"][found["decision_frame"]] == "auto"
    assert {"squat"} < set(found["decision_exercise"][unknown])
    own = found["decision_own"]
    assert not own[unknown].any()
    assert set(found["decision_exercise"][own]) == {"squat"}
    assert found["decision_verdict"][own].tolist() == ["accepted", "counted", "rejected", "accepted", "counted"]
    assert (found["verdict"][found["exercise"] == "auto"] == "").all()


def test_tracing_changes_no_count(set_of_three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["count", str(set_of_three), "--exercise", "squat", "--json"]
    told = []
    for more in ([], ["--trace", str(tmp_path / "out.npz")]):
        assert main.main([*argv, *more]) == 0
        events = [json.loads(line) for line in capsys.readouterr().out.splitlines()[:-1]]
        told.append([{key: value for key, value in event.items() if key not in IDS} for event in events])
    assert told[0] == told[1]


def test_a_place_that_cannot_be_written_is_one_line(
    set_of_three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "no" / "out.npz"
    assert main.main(["count", str(set_of_three), "--exercise", "squat", "--trace", str(out)]) == EXIT_FAILED
    assert f"{out} cannot be written" in capsys.readouterr().err
