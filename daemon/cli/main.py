"""The ``spotter`` command: parses, calls one verb, and turns an error into its lines and an exit status."""

import argparse
import importlib
import io
import keyword
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from typing import NoReturn

from daemon.errors import NotAllowedError, SpotterError, UsageError

GROUPS = {
    "set the box up and look after it": {
        "setup": "leads through the first boot, step by step",
        "doctor": "checks this machine and says how to repair it",
        "pair": "lets a phone or a home hub in, or cuts it off",
        "update": "installs a signed package; says how the last update went",
        "say": "tries the loudspeaker: voice and volume",
        "support-bundle": "collects what support needs, without names or secrets",
    },
    "train": {
        "tui": "opens the dashboard",
        "exercise": "lists exercises, checks and drafts exercise files",
        "athlete": "adds, changes, chooses, lists and removes athletes",
        "load": "says what is lifted, or takes a proposed load",
        "plan": "lists, checks, starts and steers plans",
        "programme": "dates the sessions of the coming weeks, shows today's",
    },
    "look back": {
        "history": "lists the sets that were done",
        "explain": "shows why a rep has its score, or was not counted",
        "report": "writes a page about a set or a video, rep by rep",
        "progress": "shows an athlete's trends, plateaus and bests of half a year",
        "board": "shows what the household did this week",
    },
    "keep or move your data": {
        "export": "writes the sets and events for other programs",
        "import": "takes in what another application recorded",
        "forget": "erases an athlete, old sets, or everything",
    },
    "try and measure": {
        "demo": "plays the bundled clip through the whole system",
        "count": "counts the reps in a video or a pose trace",
        "engine": "lists, fetches, builds, adds and compares pose engines",
        "bench": "measures how long each stage of a frame takes",
        "benchmark": "counts labelled clips and prints how accurate the count is",
    },
    "services, which systemd starts on a box": {
        "run": "the daemon: watches the camera, counts, keeps the journal",
        "link": "publishes the journal to an MQTT broker",
        "web": "serves the page for phones and tablets",
        "announce": "tells the home's network what listens here",
    },
}
"""Every verb with what it does, as ``spotter --help`` shows it."""

VERBS = {verb: what for group in GROUPS.values() for verb, what in group.items()}
"""Each verb is ``daemon.cli.commands.<verb>`` with ``add_parser(subparsers)``, loaded only when it is called.

``import`` is Python's own word: its module is ``import_``; that of ``support-bundle`` is ``support_bundle``.
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, with exit status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {_shown(message)} (see `{self.prog} --help`)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is the process's."""
    words = sys.argv[1:] if argv is None else list(argv)
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # ASCII alone, or a file's name that is no UTF-8
            stream.reconfigure(errors="backslashreplace")
    try:
        args = _parsed(words)
        # Here, so that help needs no other module.
        from daemon.cli.output import safe_output  # noqa: PLC0415 - as the comment says

        with safe_output(), _closed_folders_said():
            return int(args.run(args))
    except SpotterError as error:
        for line in error.lines:
            print(f"spotter: {_shown(line)}", file=sys.stderr)  # noqa: T201 - the command line's own voice
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has left; nothing more can be said to them, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


@contextmanager
def _closed_folders_said() -> Iterator[None]:
    """Says of a file in a folder that is closed to this user that it is: not even whether it is there can be asked."""
    try:
        yield
    except PermissionError as error:
        if error.filename is None:
            raise
        raise NotAllowedError(
            f"{os.fsdecode(error.filename)}: permission denied: use sudo, or name another file"
        ) from error


def _open_what_is_closed() -> None:
    """Writes to nowhere in place of a stream that the caller has closed, before a file of ours gets its number."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))


def _shown(text: str) -> str:
    """Returns a line as it may be shown: it may quote an address that holds a password."""
    # Here, so that help needs no other module.
    from daemon.masking import masked  # noqa: PLC0415 - as the comment says
    from daemon.printable import printable  # noqa: PLC0415 - as the comment says

    return printable(masked(text))


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    called = next((word for word in words if not word.startswith("-")), None)
    if called is not None and called not in VERBS:
        # Here, so that help needs no other module.
        from daemon.core.nearest import nearest  # noqa: PLC0415 - as the comment says

        close = nearest(called, VERBS)
        hint = "see `spotter --help`" if close is None else f"did you mean {close}?"
        raise UsageError(f"there is no verb {called!r}: {hint}")
    args, rest = _parser(called).parse_known_args(words)
    if rest:
        _Parser(prog="spotter" if called is None else f"spotter {called}").error(f"unknown: {' '.join(rest)}")
    if called is None:
        raise UsageError("a verb is missing: `spotter --help` lists them, `spotter demo` shows the whole system")
    return args


def _parser(called: str | None) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="spotter",
        usage="spotter [-h] [--version] VERB ...",
        description="Counts reps in a home gym.",
        epilog=_verbs_by_group(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"spotter {metadata.version('spotter')}")
    verbs = parser.add_subparsers(metavar="VERB", prog="spotter", help=argparse.SUPPRESS)
    if called is not None:
        module = f"{called}_" if keyword.iskeyword(called) else called.replace("-", "_")
        importlib.import_module(f"daemon.cli.commands.{module}").add_parser(verbs)
        _describe(verbs.choices[called], VERBS[called])
    return parser


def _describe(parser: argparse.ArgumentParser, what: str) -> None:
    """Begins a verb's help with what it does, where the verb says no more than that."""
    parser.description = parser.description or f"{what[0].upper()}{what[1:]}."


def _verbs_by_group() -> str:
    """Returns every verb in its group, as ``spotter --help`` ends with."""
    groups = [
        f"{title}:\n" + "".join(f"  {verb:<15} {what}\n" for verb, what in GROUPS[title].items()) for title in GROUPS
    ]
    return "\n".join([*groups, "`spotter VERB --help` shows a verb's options."])
