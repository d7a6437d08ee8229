"""``deploy/activate VERSION``, and ``--resume`` for the boot after a power cut."""

import argparse
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from daemon.errors import SpotterError
from daemon.system.clock import SystemClock
from daemon.upgrade import services, waiting
from daemon.upgrade.activation import Machine, activate, resume
from daemon.upgrade.layout import Layout
from daemon.upgrade.services import Systemd

_JOURNAL = """
from daemon.cli.journal_access import journal_of
from daemon.config import settings
print(journal_of(settings.load(None)))
"""
_START_S = 15.0
"""Seconds that a command of a version may take to start."""
_KNOWS_NOT = 2
"""A version from before there was this question; it can only be returned to."""
_log = logging.getLogger(__name__)


def main(words: Sequence[str] | None = None) -> int:
    """Returns 0: it runs and is healthy; 3: it was not, and the version before runs again; 1: neither."""
    args = _parser().parse_args(words)
    logging.basicConfig(level=logging.INFO, format="activate: %(message)s", stream=sys.stderr)
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # a terminal that closes must not leave the box between two versions
    try:
        return _run(args.version)
    except (SpotterError, OSError) as error:
        _log.error("%s", error)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deploy/activate", description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("version", nargs="?", help="a folder of /opt/spotter")
    which.add_argument("--resume", action="store_true", help="carry on with a change that was interrupted")
    return parser


def _run(version: str | None) -> int:
    if os.geteuid() != 0:
        raise SpotterError("run as root: sudo deploy/activate VERSION")
    layout = Layout()
    if not services.booted():
        # Put into a folder, or built into an image: the first boot starts it.
        layout.check(version or "")
        layout.switch(version or "")
        return 0
    machine = Machine(layout, Systemd(), partial(healthy, layout), partial(journal, layout))
    if version is not None:
        return activate(machine, version).value
    return resume(machine).value


def healthy(layout: Layout, version: str, limit_s: float) -> str | None:
    """Wait until the daemon is healthy, as this version's own command sees it; returns why it is not, or None."""
    command = [str(layout.program(version)), "doctor", "--health", "--wait", f"{limit_s:.0f}"]
    environ = waiting.told(os.environ, SystemClock().monotonic())
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit_s + _START_S, check=False, cwd="/", env=environ
        )
    except subprocess.TimeoutExpired:
        return f"its own command has not answered for {limit_s + _START_S:.0f} s"
    except OSError as error:
        return f"its command does not start: {error.strerror}"
    if done.returncode in (0, _KNOWS_NOT):
        return None
    said = (done.stdout.strip() or done.stderr.strip()).rpartition("\n")[2]
    return said.removeprefix("not healthy: ") or f"its command ended with status {done.returncode}"


def journal(layout: Layout, version: str) -> Path:
    """Returns the path of the journal as a version reads the settings; where it cannot, the usual one."""
    command = [str(layout.python(version)), "-c", _JOURNAL]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_START_S, check=False, cwd="/")
    except (OSError, subprocess.TimeoutExpired):
        return layout.state / "journal.db"
    found = done.stdout.strip()
    return Path(found) if done.returncode == 0 and found.startswith("/") else layout.state / "journal.db"


if __name__ == "__main__":
    sys.exit(main())
