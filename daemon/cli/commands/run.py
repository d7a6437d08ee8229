"""``spotter run``: the daemon."""

import argparse
import logging
import signal
import sys
import threading
from importlib import metadata
from pathlib import Path
from typing import Any

from daemon import app, safe_mode
from daemon.cli.options import add_turn
from daemon.config import paths, settings
from daemon.config.settings import Settings
from daemon.errors import BusyError, RestartError
from daemon.masking import MaskedFormatter
from daemon.runtime.context import Plan
from daemon.system.clock import boot_id
from daemon.system.sd_notify import Notifier
from daemon.system.stop_signals import stop_signals
from daemon.upgrade.starts import Starts, program


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("run")
    parser.add_argument(
        "--source", metavar="URI", help="camera, stream or file; by default the settings' camera.source"
    )
    add_turn(parser)
    parser.add_argument("--exercise", metavar="NAME", help="exercise to begin with; by default the one used last")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.add_argument(
        "--origin",
        metavar="SECONDS",
        type=float,
        help="of a recording, for tests: the monotonic time of its second 0, to go on with it after a restart",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP, or the end of a recording."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskedFormatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    config = settings.load(args.config)
    stop = threading.Event()
    for number in stop_signals():
        signal.signal(number, lambda *_: stop.set())
    # The settings' turn is that of the settings' camera, and not of another source.
    turn = config.camera.turn or None if args.source is None and args.turn is None else args.turn
    plan = Plan(args.source or config.camera.source, args.exercise, args.config, args.origin, turn)
    if Notifier().present:
        _run_as_service(config, plan, stop)
    else:
        app.run(config, plan, stop)
    return 0


def _run_as_service(config: Settings, plan: Plan, stop: threading.Event) -> None:
    """Count; after three starts that did not get healthy, answer in safe mode instead."""
    starts = Starts(_folders(config), program(metadata.version("spotter")), boot_id())
    why = starts.begin()
    try:
        if why is not None:
            safe_mode.run(config, plan, stop, why)
            starts.try_again(1)
            return
        app.run(config, plan, stop, starts.healthy)
    except (BusyError, RestartError):
        # Another Spotter counts, or the camera needs a new process: this is no illness.
        starts.stopped()
        raise
    except Exception as error:
        starts.failed(str(error) or type(error).__name__)
        raise
    starts.stopped()


def _folders(config: Settings) -> list[Path]:
    """Returns where the count of the starts may be written: beside the journal, or the socket."""
    return [
        (config.journal.path or paths.journal_path()).parent,
        (config.socket.path or paths.socket_path()).parent,
    ]
