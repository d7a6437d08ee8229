"""The services that a change of version stops and starts: systemd's, by ``systemctl``."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from daemon.errors import SpotterError

FINISH = "spotter-activate.service"
"""Carries a change on, also where the terminal that it was begun in has gone, and after a power cut."""
_NOT_OURS = (FINISH, "spotter-argus-restart.service")
_STATES = "active,activating,reloading"
_LIMIT_S = 60.0


class Services(Protocol):
    """The services of the machine."""

    def units(self) -> tuple[str, ...]:
        """Returns what runs now, and what the next boot would start."""

    def stop(self, units: Sequence[str]) -> None:
        """Stop these, and wait until they have ended.

        Raises:
            SpotterError: They do not end.
        """

    def start(self, units: Sequence[str]) -> None:
        """Start these with the version that ``current`` names now; does not wait until they are up."""

    def finish(self) -> int | None:
        """Carry the change on in a service of its own; returns its exit status, or None: there is no such service."""


class Systemd:
    """Implements ``Services``."""

    def units(self) -> tuple[str, ...]:
        """Returns what runs now, and what the next boot would start."""
        enabled = _listed("list-unit-files", "--state=enabled")
        running = _listed("list-units", f"--state={_STATES}")
        return tuple(dict.fromkeys(unit for unit in [*enabled, *running] if unit not in _NOT_OURS))

    def stop(self, units: Sequence[str]) -> None:
        """Stop these, and wait until they have ended.

        Raises:
            SpotterError: They do not end.
        """
        if not units:
            return
        done = _systemctl("stop", *units)
        if done.returncode != 0:
            raise SpotterError(f"the services do not stop: {done.stderr.strip()}")

    def start(self, units: Sequence[str]) -> None:
        """Start these with the version that ``current`` names now; does not wait until they are up."""
        _systemctl("daemon-reload")
        _systemctl("reset-failed", "spotter*")
        if units:
            _systemctl("start", "--no-block", *units)

    def finish(self) -> int | None:
        """Carry the change on in a service of its own; returns its exit status, or None: there is no such service."""
        _systemctl("daemon-reload")
        if _systemctl("cat", FINISH).returncode != 0:
            return None
        _systemctl("start", FINISH, limit_s=None)
        said = _systemctl("show", "--property=ExecMainStatus", "--value", FINISH).stdout.strip()
        return int(said) if said.isdecimal() else 1


def _listed(*words: str) -> list[str]:
    """Returns the names of Spotter's units that ``systemctl`` lists, without templates."""
    lines = _systemctl(*words, "--plain", "--no-legend", "spotter*").stdout.splitlines()
    return [line.split()[0] for line in lines if line.strip() and "@." not in line.split()[0]]


def booted() -> bool:
    """Whether systemd runs this machine: where a package is put into a folder, there is nothing to stop."""
    return Path("/run/systemd/system").is_dir()


def _systemctl(*words: str, limit_s: float | None = _LIMIT_S) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(["systemctl", *words], capture_output=True, text=True, timeout=limit_s, check=False)
    except subprocess.TimeoutExpired as error:
        raise SpotterError(f"systemctl {words[0]} has not answered for {_LIMIT_S:.0f} s") from error
