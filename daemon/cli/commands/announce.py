"""``spotter announce``: says on the home's network what listens here, through Avahi. Its service runs it."""

import argparse
import os
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from daemon.backoff import Backoff
from daemon.cli import announcing
from daemon.config import paths, settings
from daemon.config.settings import Settings
from daemon.errors import SpotterError
from daemon.pairing import store
from daemon.system.clock import SystemClock

_BROKER_CA = paths.SYSTEM_CONFIG / "broker-ca.pem"
"""What tells that the broker is for the home's network, see ``deploy/broker``."""
_TABLES = ("tcp", "tcp6")
_WAIT_S = 20.0
"""A page needs some seconds from its first pairing to its port, and less from its last revocation to none."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("announce")
    parser.add_argument("--off", action="store_true", help="announce nothing any more")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="FOLDER",
        default=announcing.FOLDER,
        help="Avahi's folder of services (default: %(default)s)",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write what listens into Avahi's folder, or take it away.

    Raises:
        SpotterError: The folder cannot be written.
    """
    found = [] if args.off else _found(settings.load(args.config))
    try:
        changed = announcing.put(args.folder, found)
    except OSError as error:
        raise SpotterError(f"{args.folder}: {error.strerror}: run this as root, and install avahi-daemon") from error
    said = ", ".join(f"{each.kind} {each.port}" for each in found) or "nothing"
    sys.stdout.write(f"announced on the home's network: {said}{'' if changed else ' (unchanged)'}\n")
    return 0


def _found(config: Settings) -> list[announcing.Service]:
    """Returns what listens to the home, once that agrees with who is paired, or after some seconds."""
    clock, wait = SystemClock(), Backoff(0.2, 1.0)
    until = clock.monotonic() + _WAIT_S
    wanted = bool(store.read(store.path()).paired)
    while (config.web.port in (ports := _ports())) != wanted and clock.monotonic() < until:
        time.sleep(wait.next_s())
    page = config.web.port if wanted and config.web.port in ports else None
    broker = announcing.BROKER_PORT if _BROKER_CA.exists() and announcing.BROKER_PORT in ports else None
    version = metadata.version("spotter")
    return announcing.services(version, page, broker, encrypted=config.web.certificate is not None)


def _ports() -> set[int]:
    folder = Path(f"/proc/{os.getpid()}/net")
    return announcing.listening(
        (folder / name).read_text(encoding="ascii") for name in _TABLES if (folder / name).exists()
    )
