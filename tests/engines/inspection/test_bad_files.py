"""Whatever is brought that is no pose network is refused in one line, in little time and memory."""

import os
import resource
import time
from pathlib import Path

import pytest

from daemon.errors import EngineError
from engines.inspection.inspection import inspect
from engines.inspection.sandbox import Limits
from tests.engines.inspection import bad_files
from tests.engines.inspection.bad_files import EXPECTED, Make
from tests.fakes.networks import written

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("make", EXPECTED, ids=lambda make: make.__name__)
def test_it_is_refused_in_one_line_that_says_what_was_expected(make: Make, tmp_path: Path) -> None:
    path = written(tmp_path, make(tmp_path), "yolo11n-pose.onnx")
    there = {file: file.read_bytes() for file in tmp_path.iterdir()}
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(EngineError, match=EXPECTED[make]) as error:
        inspect(path)
    (line,) = error.value.lines
    assert "\n" not in line
    assert line.startswith(str(path))
    assert len(line) < len(str(path)) + 600
    assert error.value.exit_status == 69
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == there, "nothing is changed"
    grown_mib = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib) / 1024
    assert grown_mib < 100, "the file is read elsewhere"


def test_a_network_that_never_answers_is_stopped(tmp_path: Path) -> None:
    path = written(tmp_path, bad_files.endless(tmp_path))
    begun = time.monotonic()
    with pytest.raises(EngineError, match="takes longer than 2 s to load: expected a pose network"):
        inspect(path, Limits(cpu_s=2))
    assert time.monotonic() - begun < 120


def test_a_busy_machine_does_not_make_it_wait_for_ever(tmp_path: Path) -> None:
    path = written(tmp_path, bad_files.endless(tmp_path))
    with pytest.raises(EngineError, match="takes longer than 1 s to load"):
        inspect(path, Limits(wall_s=1.0))


def test_what_is_no_file_is_said_so_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(EngineError, match="pipe is no regular file: expected a pose network"):
        inspect(tmp_path / "pipe")
    with pytest.raises(EngineError, match="is no regular file: expected a pose network"):
        inspect(tmp_path)
    with pytest.raises(EngineError, match=r"nowhere\.onnx cannot be read: No such file or directory; check its name"):
        inspect(tmp_path / "nowhere.onnx")


def test_a_file_too_large_for_a_jetson_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, bad_files.good())
    with path.open("r+b") as file:
        file.truncate(5 * 10**9)  # a hole: it takes no room on the disk
    with pytest.raises(EngineError, match="has 5000 MB, which is too much for a Jetson: expected at most 536 MB"):
        inspect(path)
