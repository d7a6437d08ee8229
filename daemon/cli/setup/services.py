"""The services of this box: paused while a step needs what they hold, started again when the settings changed."""

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from daemon.errors import SpotterError

DAEMON = "spotter.service"
READERS = (DAEMON, "spotter-link.service", "spotter-web.service")
"""Everything that reads the settings at its start."""
_RUN_S = 120.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program of the system said, and whether it went well; ``code`` is None where it is missing or hangs."""

    code: int | None
    text: str


Run = Callable[[Sequence[str]], Ran]


def run_program(argv: Sequence[str]) -> Ran:
    """Runs a program of the system, and waits for it."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=_RUN_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Ran(None, str(error))
    return Ran(done.returncode, (done.stdout + done.stderr).strip())


class Services:
    """Stops and starts services.

    Args:
        run: Runs a program of the system.
    """

    def __init__(self, run: Run = run_program) -> None:
        self._run = run

    def active(self, name: str) -> bool:
        """Whether a service runs."""
        return self._run(["systemctl", "is-active", "--quiet", name]).code == 0

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Takes the daemon away for the length of a ``with`` block: camera and pins are free.

        Raises:
            SpotterError: It cannot be stopped, or does not start again.
        """
        if not self.active(DAEMON):
            yield
            return
        self._do("stop", DAEMON)
        try:
            yield
        finally:
            self._do("start", DAEMON)

    def restart(self) -> list[str]:
        """Starts those again that run, so that they read the settings; returns them.

        Raises:
            SpotterError: One does not start.
        """
        running = [name for name in READERS if self.active(name)]
        if running:
            self._do("restart", *running)
        return running

    def installed(self) -> bool:
        """Whether the daemon is a service of this machine."""
        return self._run(["systemctl", "cat", DAEMON]).code == 0

    def reload(self) -> None:
        """Has systemd read its files again.

        Raises:
            SpotterError: It does not.
        """
        self._do("daemon-reload")

    def _do(self, verb: str, *names: str) -> None:
        ran = self._run(["systemctl", verb, *names])
        if ran.code == 0:
            return
        mend = f"journalctl -u {(*names, DAEMON)[0]}" if os.geteuid() == 0 else "use sudo"
        said = ran.text.splitlines()[0] if ran.text else "no answer"
        raise SpotterError(f"{' '.join(('systemctl', verb, *names))}: {said}: {mend}")
