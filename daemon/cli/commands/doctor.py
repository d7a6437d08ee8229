"""``spotter doctor``: checks this machine, part by part, and says how to mend what is wrong."""

import argparse
import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli.doctor import header, health, jetson, loudspeaker, parts, rights, updates
from daemon.cli.doctor.finding import Finding, Ground, Verdict
from daemon.cli.options import positive
from daemon.config import paths, settings
from daemon.config.settings import Settings
from daemon.errors import SpotterError, UsageError
from daemon.system.clock import SystemClock
from daemon.upgrade import waiting


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The last line of ``--json``.

    Attributes:
        well: Nothing failed that Spotter needs: the exit status is 0, else 1.
        ok, note, fail: How many parts are so.
    """

    well: bool
    ok: int
    note: int
    fail: int


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("doctor")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.add_argument("--json", action="store_true", help="one JSON object a line; the last one sums up")
    parser.add_argument("--health", action="store_true", help="only ask the daemon, in one line, whether it is healthy")
    parser.add_argument(
        "--wait", metavar="SECONDS", type=positive, help="with --health: give it so long, and see that it stays so"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes a line for each part, and sums up. Returns status 0 where all that is needed is well, else 1."""
    if args.health:
        return _health(args)
    if args.wait is not None:
        raise UsageError("--wait goes with --health")
    count: Counter[Verdict] = Counter()
    for finding in findings(args.config, Ground()):
        count[finding.verdict] += 1
        if args.json:
            _write(msgspec.json.encode(finding).decode())
        elif finding.says != jetson.NOT_A_JETSON:  # `board` says so once
            _write(lines(finding))
    total = Summary(
        well=count[Verdict.FAIL] == 0, ok=count[Verdict.OK], note=count[Verdict.NOTE], fail=count[Verdict.FAIL]
    )
    _write(msgspec.json.encode(total).decode() if args.json else summed_up(total))
    return 0 if total.well else 1


def _health(args: argparse.Namespace) -> int:
    """Writes one line. Returns status 0 where the daemon is healthy, else 1."""
    config = settings.load(args.config)
    socket = config.socket.path or paths.socket_path()
    if args.wait is None:
        state = health.look(socket)
    else:
        waited_s = waiting.waited_s(os.environ, SystemClock().monotonic())
        state = health.wait(socket, max(args.wait - waited_s, 0.0))
    _write(state.says)
    return 0 if state.healthy else 1


def findings(given: Path | None, ground: Ground) -> Iterator[Finding]:
    """Yields what was found of every part, in the order in which one needs the other.

    Args:
        given: What ``--config`` named.
        ground: The machine.
    """
    yield from parts.machine()
    yield from parts.files(given)
    config = Settings()
    with contextlib.suppress(SpotterError):  # reported above; the rest is checked with what holds without a file
        config = settings.load(given)
    journal = config.journal.path or paths.journal_path()
    yield from jetson.checks(ground, config)
    yield from rights.checks(ground, journal.parent)
    yield from header.checks(ground, config.gpio)
    yield from loudspeaker.checks(ground, config.sound)
    yield from updates.checks(ground)
    yield from parts.work(config, given)


def lines(finding: Finding) -> str:
    """Returns a finding as it is printed."""
    word = finding.verdict.value if finding.verdict is not Verdict.FAIL else "FAIL"
    first = f"{word:<5} {finding.part:<12} {finding.says}"
    return first if finding.mend is None else f"{first}\n{'':<18} -> {finding.mend}"


def summed_up(total: Summary) -> str:
    """Returns the last line: whether Spotter can work here, and what to do."""
    if total.well:
        return "all that is needed is here; a note is about what you may do without" if total.note else "all is well"
    return (
        f"{total.fail} {'part' if total.fail == 1 else 'parts'} failed: do what stands behind ->, then run this again"
    )


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
