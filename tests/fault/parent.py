"""Starts and kills the processes that ``offspring`` forks."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Parent:
    """The process that forks."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def start(self, role: str) -> int:
        """Returns the id of a new process of this role."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{role}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@contextmanager
def parent(config: Path) -> Iterator[Parent]:
    """A parent for the processes of one box, whose settings file lies in its folder."""
    command = [sys.executable, "-m", "tests.fault.offspring", str(config)]
    environ = {**os.environ, "STATE_DIRECTORY": str(config.parent)}
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    ) as process:
        yield Parent(process)
        process.stdin.close()  # type: ignore[union-attr]  # it is a pipe


def kill(pid: int) -> None:
    """kill -9, and wait until the kernel has cleared the process and its locks away."""
    os.kill(pid, signal.SIGKILL)
    wait_for_end(pid)


def wait_for_end(pid: int) -> None:
    """The killed process holds its locks until the kernel has cleared it away."""
    for _ in range(12_000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        signal.sigtimedwait([], 0.005)
