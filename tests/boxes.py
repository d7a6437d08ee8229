"""A box for a test: its own folder, journal and socket, and the real ``spotter run`` as a process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from daemon.errors import AwayError, BusyError
from daemon.events import AnyEvent
from daemon.ipc.client import ask
from daemon.journal.reader import JournalReader

START_S = STOP_S = ANSWER_S = 120.0
"""For a broken daemon, never a promise of speed."""


class Box:
    """One box; its processes are ended with it."""

    def __init__(self, folder: Path, **settings: float) -> None:
        self.config = folder / "spotter.toml"
        self.journal = folder / "journal.db"
        self.socket = folder / "s.sock"
        lines = ['box.id = "test"', f'journal.path = "{self.journal}"', f'socket.path = "{self.socket}"']
        lines += [f"{key} = {str(value).lower()}" for key, value in settings.items()]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def argv(self, verb: str, *args: str) -> list[str]:
        return [sys.executable, "-m", "daemon.cli", verb, "--config", str(self.config), *args]

    def call(self, verb: str, *args: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a verb to its end."""
        return subprocess.run(
            self.argv(verb, *args),
            capture_output=True,
            text=True,
            timeout=2 * STOP_S,
            check=False,
            env={**os.environ, **environ},
        )

    @contextmanager
    def running(self, *args: str) -> Iterator["subprocess.Popen[str]"]:
        """``spotter run`` from where it answers to the end of the block."""
        process = subprocess.Popen(self.argv("run", *args), stderr=subprocess.PIPE, text=True)
        try:
            self._await_answer(process)
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()

    def ask(self, verb: str, **args: object) -> Any:  # noqa: ANN401 - each verb has its own answer
        return ask(self.socket, verb, args, ANSWER_S)

    def events(self) -> list[AnyEvent]:
        with JournalReader(self.journal) as journal:
            return list(journal.export())

    def _await_answer(self, process: "subprocess.Popen[str]") -> None:
        for _ in range(round(START_S / 0.05)):
            if process.poll() is not None:
                raise AssertionError(f"spotter run ended with {process.returncode}: {process.communicate()[1]}")
            try:
                if self.ask("health") is not None:
                    return
            except (AwayError, BusyError):
                pass
            time.sleep(0.05)
        raise AssertionError("spotter run does not answer")
