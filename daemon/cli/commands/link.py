"""``spotter link``: carries the journal to the MQTT broker, and commands back."""

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from daemon.config import settings
from daemon.link import app, forget
from daemon.masking import MaskedFormatter
from daemon.system.clock import SystemClock

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse gives it no public name


def add_parser(subparsers: "Subparsers") -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser(
        "link",
        description="Carries every event of the journal to the MQTT broker, and its commands to the daemon.",
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (default: /etc/spotter/spotter.toml)")
    parser.add_argument(
        "--forget-hub",
        action="store_true",
        help="remove the box from Home Assistant, and end: a new link brings it back",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM, or remove the box from Home Assistant.

    Raises:
        ConfigError: The settings are wrong, or the broker refuses them.
        AwayError: The broker is not there to be told.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskedFormatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    chosen = settings.load(args.config)
    where = settings.locate(args.config) or "spotter.toml"
    if args.forget_hub:
        return forget.run(chosen, str(where))
    return app.run(chosen, SystemClock(), str(where))
