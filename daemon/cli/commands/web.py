"""``spotter web``: the page for phones and tablets."""

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.config import settings
from daemon.masking import MaskedFormatter
from daemon.system.clock import SystemClock
from daemon.web import app

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse gives it no public name


def add_parser(subparsers: "Subparsers") -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser(
        "web",
        description="Serves the page to phones and tablets that `spotter pair` let in. Nothing listens before.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (default: /etc/spotter/spotter.toml)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM.

    Raises:
        ConfigError: The settings are wrong.
        BusyError: Another program has the port.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskedFormatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # What a stranger sends is no news: whoever sends much of it would fill the log.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    chosen = settings.load(args.config)
    where = settings.locate(args.config) or "spotter.toml"
    return app.run(chosen, SystemClock(), str(where))
