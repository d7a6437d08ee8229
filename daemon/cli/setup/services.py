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
_GUARD = """
trap '' HUP INT TERM
systemctl stop "$1" || exit
echo stopped
read -r _
systemctl start "$1"
"""
"""Stops a service, and starts it again once nobody holds the other end of its pipe: however whoever does so ends."""


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

        It starts again even where this process is killed in between.

        Raises:
            SpotterError: It cannot be stopped, or does not start again.
        """
        if not self.active(DAEMON):
            yield
            return
        guard = _Guard(DAEMON)
        try:
            yield
        finally:
            guard.release()

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
        if ran.code != 0:
            raise _failed(ran.text, verb, *names)


class _Guard:
    """A process in a session of its own, which has stopped a service and starts it again.

    Args:
        name: The service.

    Raises:
        SpotterError: It cannot be stopped.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "sh", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
        output = ""
        for line in self._process.stdout:
            if line == "stopped\n":
                return
            output += line
        self._process.wait()
        raise _failed(output, "stop", name)

    def release(self) -> None:
        """Have the service started.

        Raises:
            SpotterError: It does not start.
        """
        try:
            output, _ = self._process.communicate(timeout=_RUN_S)
        except subprocess.TimeoutExpired as error:
            raise _failed(str(error), "start", self._name) from error
        if self._process.returncode != 0:
            raise _failed(output, "start", self._name)


def _failed(output: str, verb: str, *names: str) -> SpotterError:
    mend = f"journalctl -u {(*names, DAEMON)[0]}" if os.geteuid() == 0 else "use sudo"
    first = output.splitlines()[0] if output else "no answer"
    return SpotterError(f"{' '.join(('systemctl', verb, *names))}: {first}: {mend}")
