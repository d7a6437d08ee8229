"""``spotter doctor`` as its user has it."""

import json
import re
from pathlib import Path

import pytest

from tests.boxes import Box

pytestmark = pytest.mark.slow

PATTERN = "test://?width=320&height=240&rate=30"


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path)
    with made.config.open("a", encoding="utf-8") as file:
        file.write(f'camera.source = "{PATTERN}"\n')
    return made


def test_each_line_is_a_part_and_the_last_sums_up(box: Box) -> None:
    done = box.call("doctor", "--json")
    *found, summary = [json.loads(line) for line in done.stdout.splitlines()]
    assert "ok" in {finding["verdict"] for finding in found} <= {"ok", "note"}, done.stdout
    assert done.returncode == 0
    assert summary == {"well": True, "fail": 0} | {
        word: sum(finding["verdict"] == word for finding in found) for word in ("ok", "note")
    }
    says = {finding["part"]: finding["says"] for finding in found}
    assert "320x240" in says["camera"]
    assert "ms a frame" in says["speed"]
    assert re.search(r" on \d.* threads?$", says["speed"])


def test_a_daemon_that_runs_is_asked_and_keeps_its_camera(box: Box) -> None:
    with box.running():
        done = box.call("doctor")
    assert done.returncode == 0, done.stdout
    assert "kept by the daemon" in done.stdout
    assert "as the daemon sees it" in done.stdout
    assert re.search(r"engine blazepose-full/onnx on \d", done.stdout)


def test_what_is_needed_and_wrong_is_told_with_status_1(box: Box) -> None:
    box.config.write_text(
        'camera.source = "v4l2:///dev/video99"\nengine.threads = "many"\nset.rest = 9\n', encoding="utf-8"
    )
    done = box.call("doctor")
    assert done.returncode == 1
    assert "engine.threads: expected a whole number from 1 to 64, or 'auto'" in done.stdout
    assert "unknown key set.rest: did you mean rest_s?" in done.stdout
    assert re.search(r"^\d parts? failed: do what stands behind ->, then run this again$", done.stdout.splitlines()[-1])
    assert "Traceback" not in done.stdout + done.stderr
