"""Real footage that nobody tuned for each test run; skipped where it is absent."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CLIPS = Path(os.environ.get("SPOTTER_CLIPS", Path(__file__).parents[3] / "shared" / "clips"))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (CLIPS / "labels.csv").exists(), reason="the labelled clips are not here"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the poses of this run are kept: each clip's are found anew, once."""
    return tmp_path_factory.mktemp("poses")


def benchmark(clip: str, folder: Path, exercise: str = "given") -> list[dict[str, Any]]:
    """What ``spotter benchmark`` says of one clip."""
    out = folder / "report.json"
    argv = [sys.executable, "-m", "daemon.cli", "benchmark", str(CLIPS), "--exercise", exercise, "--only", clip]
    environ = os.environ | {"XDG_CACHE_HOME": str(folder)}
    subprocess.run([*argv, "--jobs", "1", "--json", str(out)], env=environ, check=True, timeout=250)
    items: list[dict[str, Any]] = json.loads(out.read_text())["folders"][0]["items"]
    return items


@pytest.mark.parametrize("clip", ["c001.mp4", "c019.mp4", "c050.mp4", "c039.mp4", "c061.mp4", "c085.mp4", "c009.mp4"])
def test_every_rep_of_a_real_clip_is_counted(clip: str, folder: Path) -> None:
    (item,) = benchmark(clip, folder)
    assert item["counted"] == item["true"]


@pytest.mark.parametrize("clip", ["c019.mp4", "c039.mp4"])
def test_a_real_exercise_is_recognised(clip: str, folder: Path) -> None:
    (item,) = benchmark(clip, folder, "auto")
    assert (item["named"], item["counted"]) == (item["true_exercise"], item["true"])


@pytest.mark.parametrize("clip", ["c103.mp4", "c107.mp4"])
def test_nothing_is_counted_where_nobody_exercises(clip: str, folder: Path) -> None:
    counted = {item["counted_as"]: item["counted"] for item in benchmark(clip, folder)}
    assert len(counted) > 15
    assert set(counted.values()) == {0}
