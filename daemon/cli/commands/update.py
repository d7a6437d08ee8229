"""``spotter update``: checks a package's signature and installs it; keeps whose signatures those are."""

import argparse
import dataclasses
import os
import signal
import sys
from pathlib import Path
from typing import Any

from daemon.cli.journal_access import journal_of
from daemon.config import settings
from daemon.errors import NotAllowedError, SpotterError, UsageError
from daemon.upgrade import keeper, notice, package, trust
from daemon.upgrade.layout import Layout
from daemon.upgrade.notice import Notice


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "update",
        description="Installs a package if its signature is good. Without a file: says how the last update went.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE.deb", type=Path, help="the package")
    parser.add_argument("--signature", metavar="FILE", type=Path, help="its signature (default: FILE.deb.sig)")
    parser.add_argument("--check", action="store_true", help="only check it, and install nothing")
    parser.add_argument("--allow-downgrade", action="store_true", help="take an older version too")
    parser.add_argument("--seen", action="store_true", help="take the notice of a failed update off the screens")
    parser.add_argument("--trust", metavar="KEYFILE", type=Path, help="take what this public key signs, from now on")
    parser.add_argument("--replace", action="store_true", help="with --trust: in place of the key that is trusted now")
    parser.add_argument("--keys", metavar="FILE", type=Path, default=trust.KEYS, help=argparse.SUPPRESS)
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Check and install, trust a key, or tell of the last time.

    Raises:
        NotAllowedError: The caller is not root.
        UsageError: Options that do not go together.
        PackageError: The package is refused.
        SourceError: The package or its signature cannot be read.
        SpotterError: It could not be installed, or was taken back.
    """
    if args.trust is not None:
        return _trust(args)
    if args.replace:
        raise UsageError("--replace goes with --trust KEYFILE")
    if args.file is None:
        if args.signature is not None or args.check or args.allow_downgrade:
            raise UsageError("name the package: spotter update FILE.deb")
        return _tell(args)
    if os.geteuid() != 0 and not args.check:
        raise NotAllowedError("only root may install: sudo spotter update FILE.deb")
    with package.staged(args.file, args.signature) as (file, signature):
        key = package.verify(file, signature, args.keys)
        found = package.describe(file)
        package.check_fits(found, allow_downgrade=args.allow_downgrade)
        _say(f"{found.version} for {found.architecture} is signed by {key}")
        if not args.check:
            _install(args, found)
    return 0


def _trust(args: argparse.Namespace) -> int:
    if args.file is not None or args.seen or args.check or args.signature is not None:
        raise UsageError("--trust goes with --replace alone: trust the key first, then spotter update FILE.deb")
    if os.geteuid() != 0:
        raise NotAllowedError("only root may: sudo spotter update --trust KEYFILE")
    found = trust.trust(args.trust, replace=args.replace, kept=args.keys)
    _say(f"packages are taken that are signed by {trust.named(found)}")
    _say("compare these digits with what the publisher tells you by another way, for instance by phone")
    return 0


def _install(args: argparse.Namespace, found: package.Package) -> None:
    """Install it, and say whether it runs."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)  # neither a terminal that closes nor Ctrl-C must end dpkg in the middle
    before = notice.read(_notice(args))
    package.install(found)
    after = notice.read(_notice(args))
    if after is not None and after != before and after.what != "upgraded":
        raise SpotterError(after.trouble or f"{after.new} is not healthy: {after.why}")
    _check_runs(Layout())
    _say(f"{found.version} is installed")


def _check_runs(layout: Layout) -> None:
    """Make sure that what was installed is what runs: a full disk keeps the notice from being written, too."""
    carried, running = layout.carried(), layout.running()
    # Another program of the same version lies in VERSION+MARK.
    if carried is not None and (running or "").partition("+")[0] != carried:
        raise SpotterError(
            f"{carried} was not taken up, {running or 'no version'} runs: see the message above; "
            "once that is mended, sudo dpkg-reconfigure spotter"
        )


def _tell(args: argparse.Namespace) -> int:
    last = notice.read(_notice(args))
    if last is None:
        hint = "" if os.geteuid() == 0 else "; if it was, only root can see it: sudo spotter update"
        _say(f"nothing was updated yet{hint}")
    elif args.seen:
        _see(args, last)
    else:
        _say(f"{last.when}: {last.trouble or f'{last.what} to {last.new} {last.why}'.rstrip()}")
    return 0


def _see(args: argparse.Namespace, last: Notice) -> None:
    if os.geteuid() != 0:
        raise NotAllowedError("only root may: sudo spotter update --seen")
    keeper.note(_notice(args).parent, dataclasses.replace(last, seen=True))
    _say("the notice is gone from dashboard, page and hub within seconds")


def _notice(args: argparse.Namespace) -> Path:
    return journal_of(settings.load(args.config)).with_name(notice.NAME)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
