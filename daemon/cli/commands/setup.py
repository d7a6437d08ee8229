"""``spotter setup``: leads through the first boot, step by step, or does one step for a script."""

import argparse
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec

from daemon.cli.setup import guide
from daemon.cli.setup.dialog import Dialog
from daemon.cli.setup.work import Work
from daemon.config import settings_file
from daemon.errors import UsageError
from daemon.setup import steps
from daemon.setup.checklist import Line, Standing
from daemon.system.stop_signals import stop_signals

_MARKS = {Standing.DONE: "done", Standing.OPEN: "open", Standing.LEFT_OUT: "later", Standing.UNKNOWN: "?"}
_ANSWERS = (
    ("name", "TEXT", "name: what the box is called"),
    ("timezone", "ZONE", "clock: for example Europe/Berlin"),
    ("source", "URI", "camera: its address"),
    ("turn", "DEGREES", "camera: turn its picture by 0, 90, 180 or 270, clockwise"),
    ("exercises", "NAMES", "round: exercises with commas between, or all"),
    ("button", "PIN", "gpio: the button's pin of the header; 0: not fitted"),
    ("lamp", "PIN", "gpio: the lamp's pin; 0: not fitted"),
    ("beeper", "PIN", "gpio: the beeper's pin; 0: not fitted"),
    ("broker", "WHICH", "broker: own (this box alone), lan (own, for the home too) or home (another)"),
    ("host", "NAME", "broker: with home, its name or address"),
    ("port", "N", "broker: with home, its port"),
    ("ca-file", "FILE", "broker: its authority's certificate (PEM)"),
    ("user", "NAME", "broker: user name"),
    ("mqtt-password-file", "FILE", "broker: a file that contains only the password"),
    ("phone", "NAME", "pair: what the phone is called"),
)


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        "setup",
        description="Leads through the first boot. It asks only what is open. An option answers a step's question.",
        epilog="\n".join(f"{step.name:<8} {step.title}: {step.how}" for step in steps.STEPS),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("steps", metavar="STEP", nargs="*", help="do only these, even if they are done; see below")
    parser.add_argument("--list", action="store_true", help="show what is done and what is open")
    parser.add_argument("--json", action="store_true", help="with --list: one JSON object a line")
    parser.add_argument("--later", action="store_true", help="leave these steps for later")
    for option, what, about in _ANSWERS:
        parser.add_argument(f"--{option}", metavar=what, help=about)
    parser.add_argument(
        "--gpio", action=argparse.BooleanOptionalAction, help="gpio: whether button, lamp or beeper is fitted"
    )
    parser.add_argument(
        "--tls", action=argparse.BooleanOptionalAction, help="broker: whether the connection is encrypted"
    )
    about = "camera: let the daemon reach the home's network, for rtsp://"
    parser.add_argument("--network", action=argparse.BooleanOptionalAction, help=about)
    parser.add_argument("--placed", action="store_true", default=None, help="place: the camera stands well")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings (default: /etc/spotter/spotter.toml)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lead through what is open, do the named steps, or list them.

    Raises:
        UsageError: There is no such step, or nobody to ask.
        NotAllowedError: The settings file may not be changed.
        SpotterError: A named step failed.
    """
    chosen = [steps.find(name) for name in args.steps]
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    work = Work(args.config, Dialog(_answers(args), terminal=terminal))
    if args.list:
        return _list(guide.look(work), as_json=args.json)
    if args.later and not chosen:
        raise UsageError("--later: name the steps that are left for later")
    if not terminal and not chosen:
        raise UsageError("not a terminal: name a step and answer it with options, or look with --list")
    settings_file.check_writable(work.file)
    for number in stop_signals():  # a terminal that is closed must not leave the daemon stopped
        signal.signal(number, signal.default_int_handler)
    if not chosen:
        return 1 if guide.lead(work) else 0
    for step in chosen:
        (guide.leave if args.later else guide.do)(work, step)
    work.take_up()
    return 0


def _answers(args: argparse.Namespace) -> dict[str, object]:
    names = [option for option, _, _ in _ANSWERS] + ["gpio", "tls", "network", "placed"]
    return {name: getattr(args, name.replace("-", "_")) for name in names}


def _list(lines: tuple[Line, ...], *, as_json: bool) -> int:
    for line in lines:
        if as_json:
            sys.stdout.write(f"{msgspec.json.encode(line).decode()}\n")
            continue
        sys.stdout.write(f"{_MARKS[line.state]:<5}  {line.name:<7} {line.says}\n")
        if line.state is not Standing.DONE:
            sys.stdout.write(f"{'':<15} -> {line.command}\n")
    return 0
