"""``spotter pair``: lets a phone or a home hub in, lists who is, and lets them out again."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from daemon.cli import pairing, pairing_text
from daemon.config import paths, settings
from daemon.config.settings import Settings
from daemon.errors import ConfigError, NotAllowedError, UsageError
from daemon.link.broker_admin import BrokerAdmin
from daemon.pairing import store
from daemon.printable import printable
from daemon.system.clock import SystemClock


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "pair",
        description="Gives a phone the page and a user at the broker, or a home hub its user. Run as root.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="1 to 40 of the characters a-z, A-Z, 0-9, _ and -")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--hub", action="store_true", help="pair a home hub: Home Assistant's topics too, and no page")
    kind.add_argument("--page-only", action="store_true", help="only the page: for a broker of your own")
    kind.add_argument("--list", action="store_true", help="show who is paired")
    kind.add_argument("--revoke", metavar="NAME", help="cut this phone or hub off, at once and for good")
    kind.add_argument(
        "--prepare", action="store_true", help="make the broker's roles again, after another box id or topic"
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings (default: /etc/spotter/spotter.toml)")
    parser.add_argument(
        "--admin-password-file",
        type=Path,
        metavar="FILE",
        default=paths.SYSTEM_CONFIG / "mqtt-admin-password",
        help="of the broker's administrator, spotter-admin (default: %(default)s)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Do one of the five.

    Raises:
        NotAllowedError: The caller is not root.
        UsageError: No name, no such name, or one that is taken.
        ConfigError: The broker has no dynamic security, or refuses the administrator.
        AwayError: The broker is away.
    """
    if (args.name is None) != bool(args.list or args.revoke is not None or args.prepare):
        raise UsageError("say what to do: NAME, NAME --hub, --list or --revoke NAME")
    if os.geteuid() != 0:
        raise NotAllowedError("only root may pair: sudo spotter pair …")
    chosen = settings.load(args.config)
    broker = _Broker(chosen, args)
    if args.list:
        _list(broker)
    elif args.revoke is not None:
        _revoke(broker, args.revoke)
    elif args.prepare:
        broker.admin().prepare()
    else:
        _pair(chosen, broker, args)
    return 0


class _Broker:
    """The broker's administrator, made when it is needed: the page alone needs none."""

    def __init__(self, chosen: Settings, args: argparse.Namespace) -> None:
        self._chosen = chosen
        self._password_file: Path = args.admin_password_file
        self._config = str(settings.locate(args.config) or "spotter.toml")

    @property
    def is_ours(self) -> bool:
        """Whether this machine administers a broker."""
        return self._password_file.exists()

    def admin(self) -> BrokerAdmin:
        if not self.is_ours:
            raise ConfigError(
                f"{self._password_file}: not there, so this machine administers no broker: sudo spotter setup "
                "broker sets one up, or pair the page alone with --page-only"
            )
        return BrokerAdmin(self._chosen, self._password_file, self._config)


def _pair(chosen: Settings, broker: _Broker, args: argparse.Namespace) -> None:
    pairing.check(args.name)
    admin = None if args.page_only else broker.admin()
    made = pairing.pair(args.name, admin, store.path(), SystemClock().now(), hub=args.hub)
    pairing_text.show(made, chosen, sys.stdout)


def _list(broker: _Broker) -> None:
    found = pairing.everybody(broker.admin() if broker.is_ours else None, store.path())
    lines = [f"{name}  {' and '.join(kinds)}" for name, kinds in found.items()]
    sys.stdout.write("\n".join(map(printable, lines or ["nobody is paired: spotter pair NAME"])) + "\n")


def _revoke(broker: _Broker, name: str) -> None:
    pairing.check(name)
    pairing.revoke(name, broker.admin if broker.is_ours else None, store.path())
    sys.stdout.write(f"{name} is cut off\n")
