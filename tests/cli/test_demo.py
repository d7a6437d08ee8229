"""The demonstration on the bundled clip: what a newcomer sees, and what no kill can change."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

END_S = 240
"""The clip takes 29 s; more is for a busy machine, never a promise of speed."""


class Demo:
    """``spotter demo`` as a process of its own, its output in files."""

    def __init__(self, folder: Path) -> None:
        self._out, self._err = folder / "out", folder / "err"
        environ = {**os.environ, "TMPDIR": str(folder)}
        with self._out.open("w") as out, self._err.open("w") as err:
            argv = [sys.executable, "-m", "daemon.cli", "demo"]
            self.process = subprocess.Popen(argv, stdout=out, stderr=err, env=environ)

    @property
    def lines(self) -> list[str]:
        return self._out.read_text().splitlines()

    @property
    def said(self) -> str:
        return self._err.read_text()

    def wait_for(self, event: str, times: int) -> None:
        """Until so many lines begin with the event's name."""
        for _ in range(END_S * 20):
            if sum(line.split()[0] == event for line in self.lines if line) >= times:
                return
            assert self.process.poll() is None, self.said
            time.sleep(0.05)
        raise AssertionError(f"no {times} lines of {event}: {self.lines}")

    def child(self, words: str) -> int:
        """The process id of the child whose command line has these words."""
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                line = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue  # it has ended meanwhile
            if parent == self.process.pid and re.search(words, line):
                return int(stat.parent.name)
        raise AssertionError(f"no child runs {words}")


def events_of(lines: list[str]) -> Counter[str]:
    return Counter(line.split()[0] for line in lines if line)


EXPECTED = Counter(workout_started=1, set_started=2, rep=8, rep_rejected=1, set_ended=2)


def test_the_demo_counts_the_bundled_clip(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    assert demo.process.wait(END_S) == 0, demo.said
    assert events_of(demo.lines) == EXPECTED
    reps = [line for line in demo.lines if line.startswith("rep ")]
    assert [("squat" in line, "push_up" in line) for line in reps] == [(True, False)] * 4 + [(False, True)] * 4
    (rejected,) = [line for line in demo.lines if line.startswith("rep_rejected")]
    assert "not deep enough" in rejected
    assert "Traceback" not in demo.said


def test_kill_9_of_each_process_in_the_middle_of_the_clip_loses_and_doubles_nothing(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    for reps, victim in ((1, "daemon.cli link"), (3, "^[^ ]*mosquitto -c"), (5, "daemon.cli run")):
        demo.wait_for("rep", reps)
        os.kill(demo.child(victim), signal.SIGKILL)
    assert demo.process.wait(END_S) == 0, demo.said
    assert demo.said.count("was killed by SIGKILL: it is started again") == 3
    assert events_of(demo.lines) == EXPECTED


@pytest.mark.parametrize("ends", [signal.SIGINT, signal.SIGHUP])
def test_ctrl_c_or_the_end_of_the_terminal_ends_everything_it_started(tmp_path: Path, ends: signal.Signals) -> None:
    demo = Demo(tmp_path)
    demo.wait_for("set_started", 1)
    children = [demo.child(words) for words in ("daemon.cli run", "daemon.cli link", "mosquitto -c")]
    demo.process.send_signal(ends)
    assert demo.process.wait(END_S) == 130
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    assert "Traceback" not in demo.said
