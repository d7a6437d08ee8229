"""``spotter support-bundle``: what support needs to help, in one file, without names, secrets and pictures."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from daemon.cli.doctor.finding import Ground
from daemon.cli.support import Gatherer
from daemon.support import archive
from daemon.system.clock import SystemClock


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "support-bundle",
        description="Collects log, versions, settings, health, events and the doctor's findings; with sudo all of it.",
    )
    what = "the file to write; by default spotter-support-TIME.tar.gz in this folder"
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT.tar.gz", help=what)
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the file, and say what is inside."""
    clock = SystemClock()
    now = clock.now()
    out: Path = args.out or Path(f"spotter-support-{now:%Y-%m-%d-%H%M%S}.tar.gz")
    archive.check(out)
    parts, data = archive.fitted(Gatherer(args.config, Ground(), clock).parts(), now)
    archive.write(out, data)
    sys.stdout.write(f"wrote {out}, {len(data) / 1000:.0f} kB. Inside:\n")
    for part in parts:
        sys.stdout.write(f"  {part.name:<14} {len(part.data) / 1000:>7.1f} kB  {part.about}\n")
    sys.stdout.write("No picture, password or name is in it: unknown words stand as ***. Look before you send it.\n")
    if os.geteuid() != 0:
        sys.stdout.write(
            "Not run as root: what only root may read is missing. For all of it: sudo spotter support-bundle\n"
        )
    return 0
