"""``spotter bench`` as a user meets it: one setting's table, and several settings of the threads compared."""

import json
import os
from pathlib import Path

import pytest

from daemon.cli import main, thread_comparison
from daemon.cli.thread_comparison import Comparison
from engines.factory import Threads
from tests.fakes.videos import ball


@pytest.fixture
def video(tmp_path: Path) -> str:
    return str(ball(tmp_path / "ball.mov"))


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


def test_settings_take_turns_and_another_process_is_there_when_it_says_so() -> None:
    before, asked = len(children()), []

    def measure(threads: Threads) -> tuple[float, str | None]:
        asked.append((threads, len(children()) - before))
        return 50.0 + len(asked), f"{threads} threads"

    speeds = Comparison(measure, [2, "auto"], rounds=2, beside_busy_core=True).run()
    assert asked == [(2, 0), ("auto", 0), (2, 1), ("auto", 1)] * 2
    assert len(children()) == before
    assert [(speed.threads, speed.beside_busy_core, speed.fps) for speed in speeds] == [
        (2, False, [51, 55]),
        ("auto", False, [52, 56]),
        (2, True, [53, 57]),
        ("auto", True, [54, 58]),
    ]
    rows = thread_comparison.table(speeds).splitlines()
    assert rows[1].split("  ")[0] == "2"
    assert "53.0 (51.0 to 55.0)" in rows[1]
    assert "on one core" in rows[4]
    assert rows[4].endswith("auto threads")


def test_threads_are_compared_on_a_video(video: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["bench", video, "--threads", "1,auto", "--rounds", "1", "--json"]) == 0
    speeds = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [speed["threads"] for speed in speeds] == [1, "auto"]
    assert speeds[0]["ran_on"] == "1 thread"
    assert all(len(speed["fps"]) == 1 and speed["fps"][0] > 0 for speed in speeds)


def test_one_setting_has_its_stages(video: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["bench", video, "--threads", "1", "--json"]) == 0
    *table, figures = capsys.readouterr().out.splitlines()
    assert table[-1].endswith("blazepose-full/onnx on 1 thread")
    assert (json.loads(figures)["threads"], json.loads(figures)["frames"]) == ("1 thread", 30)


@pytest.mark.parametrize("threads", ["0", "many", "1,,2", ""])
def test_threads_that_cannot_be_are_wrong_use(video: str, threads: str) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(["bench", video, "--threads", threads])
    assert left.value.code == 2
