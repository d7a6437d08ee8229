"""``spotter engine compare``: a table of two engines on the same clips."""

import shutil
from pathlib import Path

import pytest

from daemon.cli.engines import comparison, trial
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.errors import UsageError
from tests.cli.engines.test_adding import saw


def test_the_table_has_both_engines_beside_the_truth(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    results = {"blazepose-full": 4, "movenet-thunder": 3}
    monkeypatch.setattr(trial, "run", lambda asked: saw(asked, reps=results[asked.engine]))
    names = ("blazepose-full", "movenet-thunder")
    lines = list(comparison.compare(names, [], None, tmp_path, Settings()))
    assert [line.split() for line in lines[:4]] == [
        ["CLIP", "EXERCISE", "TRUE", "blazepose-full/onnx", "movenet-thunder/onnx"],
        ["demo.mp4@2.5", "squat", "4", "4", "3"],
        ["demo.mp4@16.21", "push_up", "4", "4", "3"],
        ["exact", "2", "2", "0"],
    ]
    assert lines[-1] == "joints' distance: 0.0% of the torso's length (median)"


def test_a_trace_has_its_poses_already(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a pose trace has its poses already: name a video"):
        list(comparison.compare(("blazepose-full", "blazepose-lite"), [tmp_path / "x.npz"], None, tmp_path, Settings()))


def test_an_unknown_engine_is_told_before_the_other_has_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(trial, "run", lambda _: pytest.fail("it counted"))
    with pytest.raises(UsageError, match="there is no engine named 'nobody'"):
        list(comparison.compare(("blazepose-full", "nobody"), [], None, tmp_path, Settings()))


def test_an_exercise_beside_config_is_known_and_an_unknown_one_told_before_anything_is_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "exercises").mkdir()
    shutil.copy(paths.find("exercises/squat.toml"), tmp_path / "exercises" / "mine.toml")
    clip = [tmp_path / "x.mp4"]
    names = ("blazepose-full", "blazepose-lite")
    monkeypatch.setattr(trial, "run", lambda _: pytest.fail("it counted"))
    with pytest.raises(UsageError, match="no exercise 'mine'"):
        list(comparison.compare(names, clip, "mine", tmp_path, Settings()))
    monkeypatch.setattr(trial, "run", lambda asked: saw(asked, reps=4 if asked.given == tmp_path else 0))
    lines = list(comparison.compare(names, clip, "mine", tmp_path, Settings(), given=tmp_path))
    assert [line.split()[-2:] for line in lines[1:3]] == [["4", "4"], ["4", "4"]]
