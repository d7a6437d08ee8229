"""Starts, restarts and kills a box's daemon as systemd does, for versions that lie in a folder of a test."""

import os
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

AGAIN_S = 0.1
"""As ``RestartSec`` of the unit."""
STOP_S = 5.0
"""As ``TimeoutStopSec`` of the unit."""
UNIT = "spotter.service"


class ServiceManager:
    """Implements ``daemon.upgrade.services.Services`` with real processes of whichever version ``current`` names.

    Args:
        program: The command that is started; a link to the version is followed at each start.
        environ: Its environment.

    Attributes:
        starts: How often the daemon was started.
    """

    def __init__(self, program: Path, environ: dict[str, str]) -> None:
        self.starts = 0
        self._program = program
        self._environ = environ
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def units(self) -> tuple[str, ...]:
        return (UNIT,)

    def stop(self, units: Sequence[str]) -> None:
        assert UNIT in units
        self._stopping.set()
        if self._thread is None:
            return
        while self._thread.is_alive():
            self._end()
            self._thread.join(0.1)
        self._thread = None

    def start(self, units: Sequence[str]) -> None:
        assert UNIT in units
        if self._thread is not None:
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def finish(self) -> int | None:
        return None

    def kill(self) -> None:
        """kill -9 of the daemon, or of what it has become."""
        if self._process is not None:
            self._process.kill()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self.starts += 1
            self._process = subprocess.Popen([self._program, "run"], env={**os.environ, **self._environ})
            self._process.wait()
            self._stopping.wait(AGAIN_S)

    def _end(self) -> None:
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
