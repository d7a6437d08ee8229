"""A command in a real pseudo-terminal, in a child of the test: what the test patched holds there too."""

import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable

WAIT_S = 120.0
"""For a broken command, never a promise of speed."""
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


class Terminal:
    """Runs ``spotter WORDS`` with a person in front of it; a context manager.

    Args:
        words: The command's arguments.
        before: Is called in the child first.

    Attributes:
        raw: All that was shown, with colours.
    """

    def __init__(self, *words: str, before: Callable[[], None] = lambda: None) -> None:
        self.raw = ""
        self._shown = 0
        self._pid, self._descriptor = pty.fork()
        if not self._pid:
            os._exit(_status(words, before))

    def __enter__(self) -> "Terminal":  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    @property
    def text(self) -> str:
        """All that was shown, without colours."""
        return _COLOURS.sub("", self.raw).replace("\r\n", "\n")

    def until(self, wanted: str) -> str:
        """Waits until a text is shown after the one before; returns what is shown so far."""
        deadline = time.monotonic() + WAIT_S
        while wanted not in self.text[self._shown :]:
            if not self._read(deadline):
                raise AssertionError(f"{wanted!r} is never shown; shown is:\n{self.text}")
        self._shown = self.text.index(wanted, self._shown) + len(wanted)
        return self.text

    def type(self, text: str) -> None:
        """Types a line."""
        os.write(self._descriptor, f"{text}\r".encode())

    def answer(self, question: str, text: str) -> None:
        """Waits for a question and types a line."""
        self.until(question)
        self.type(text)

    def interrupt(self) -> None:
        """Types Ctrl-C."""
        os.write(self._descriptor, b"\x03")

    def end(self) -> int:
        """Reads on until the command has ended; returns its exit status."""
        deadline = time.monotonic() + WAIT_S
        while self._read(deadline):
            pass
        _, status = os.waitpid(self._pid, 0)
        return os.waitstatus_to_exitcode(status)

    def wait(self) -> int:
        """Waits until the command has ended, its terminal being gone; returns its exit status."""
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            ended, status = os.waitpid(self._pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.02)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        raise AssertionError("the command outlives its terminal")

    def kill(self) -> None:
        """Ends the command as ``kill -9`` does."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._descriptor], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            raise AssertionError(f"nothing more is shown; shown is:\n{self.text}")
        try:
            read = os.read(self._descriptor, 65536)
        except OSError:  # the child has closed its side
            return False
        self.raw += read.decode("utf-8", "replace")
        return bool(read)


def _status(words: tuple[str, ...], before: Callable[[], None]) -> int:
    from daemon.cli.main import main  # noqa: PLC0415 - in the child alone

    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - pytest replaced them; these are the terminal
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the same
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - the same
    before()
    status = main(list(words))
    sys.stdout.flush()
    sys.stderr.flush()
    return status
