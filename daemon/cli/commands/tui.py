"""``spotter tui``: the dashboard, on the terminal it is started in."""

import argparse
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daemon.config import paths, settings
from daemon.errors import SpotterError, UsageError
from daemon.system.clock import SystemClock

if TYPE_CHECKING:
    from tui.app import SpotterApp


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("tui")
    parser.add_argument("--socket", metavar="PATH", type=Path, help="the daemon's socket, if not the settings' own")
    parser.add_argument("--theme", metavar="NAME", help="its colours (also SPOTTER_THEME): `d` shows one after another")
    parser.add_argument("--no-guide", action="store_true", help="no guide for a box that has no set yet")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Show the dashboard until ``q``; the daemon does not mind."""
    socket = args.socket or settings.load(args.config).socket.path or paths.socket_path()
    return show(socket, args.theme, guide=not args.no_guide)


def show(socket: Path, theme: str | None = None, *, guide: bool = True) -> int:
    """Show the dashboard on this terminal.

    Raises:
        UsageError: There is no terminal, or no such theme.
        SpotterError: The dashboard failed.
    """
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("the dashboard needs a terminal, and this is none: `spotter history` needs none")
    from tui import themes  # noqa: PLC0415 - only once there is a terminal
    from tui.app import SpotterApp  # noqa: PLC0415 - as above
    from tui.drawing import terminal  # noqa: PLC0415 - as above

    colours = themes.named(theme or os.environ.get("SPOTTER_THEME"))
    plain = terminal.is_plain(os.environ)
    app = SpotterApp(socket, SystemClock(), theme=colours, plain=plain, guide=guide)
    return _supervised(app)


def _supervised(app: "SpotterApp") -> int:
    """Run it; a lost terminal ends it quietly, an exception is one line once the terminal is itself again."""
    hung_up: list[int] = []

    def leave(number: int, _: object) -> None:
        hung_up.append(number)
        app.call_later(app.exit)

    for number in (signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, leave)
    try:
        app.run()
    except OSError:
        if not hung_up:
            raise
    if app.failure is not None:
        raise SpotterError(f"the dashboard failed, the daemon goes on: {app.failure}; start it again, or report this")
    return 128 + hung_up[0] if hung_up else 0
