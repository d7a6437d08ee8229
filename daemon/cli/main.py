"""The ``spotter`` command: parses, calls one verb, and turns an error into its lines and an exit status."""

import argparse
import importlib
import io
import keyword
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import NoReturn

from daemon.errors import SpotterError

VERBS = {
    "run": "the daemon: watches, counts, journals and tells",
    "link": "publishes the journal to an MQTT broker",
    "tui": "the dashboard",
    "pair": "lets a phone or a home hub in, and out again",
    "web": "the page for phones and tablets",
    "announce": "says on the home's network what listens here",
    "demo": "all of it, and a broker, on the bundled clip",
    "count": "counts the reps in a video or a pose trace",
    "bench": "measures where a frame's time goes",
    "benchmark": "labelled clips or traces -> accuracy table",
    "engine": "lists, fetches, builds and measures pose engines",
    "exercise": "lists exercises, checks an exercise file",
    "athlete": "lists who trains here, adds, changes, chooses and removes an athlete",
    "plan": "lists and checks plans, and leads through one",
    "programme": "dates the sessions of a programme, by what was done",
    "history": "shows the sets that were done",
    "board": "shows the household's board of the week",
    "report": "writes a page on a video or a set, rep by rep",
    "progress": "shows trends, plateaus and bests of an athlete's last half year",
    "explain": "shows how good a rep was and why, or why it was not counted",
    "export": "writes the journal for other programs",
    "import": "takes over what another application recorded",
    "forget": "deletes from the journal",
    "say": "says something through the loudspeaker, to try voice and volume",
    "setup": "leads through the first boot, step by step",
    "update": "installs a signed package, and says what became of the last one",
    "doctor": "checks this machine and says how to mend it",
    "support-bundle": "gathers what support needs in one file, without names, secrets and pictures",
}
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
        args = _parser(words).parse_args(words)
        # Here, so that help needs no other module.
        from daemon.cli.output import safe_output  # noqa: PLC0415 - as the comment says

        with safe_output():
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


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = _Parser(prog="spotter", description="Counts reps like the best spotter would.")
    parser.add_argument("--version", action="version", version=f"spotter {metadata.version('spotter')}")
    verbs = parser.add_subparsers(metavar="VERB", required=True, title="verbs")
    called = next((word for word in words if not word.startswith("-")), None)
    for verb, what in VERBS.items():
        if verb == called:
            module = f"{verb}_" if keyword.iskeyword(verb) else verb.replace("-", "_")
            importlib.import_module(f"daemon.cli.commands.{module}").add_parser(verbs)
        else:
            verbs.add_parser(verb, help=what)
    return parser
