"""``spotter`` on another day: ``python -m tests.fakes.other_day DAYS VERB …``; all else is as it is.

The day is one of another boot. SIGUSR1 sets the clock to today.
"""

import signal
import sys
from datetime import datetime, timedelta, timezone

from daemon.system import clock


def move(days: float) -> None:
    """Have the wall's clock show so many days ago; the monotonic one goes on as ever."""
    shows = timedelta(days=days)
    clock.SystemClock.now = lambda self: datetime.now(timezone.utc) - shows  # type: ignore[method-assign]


def run(days: float, argv: list[str]) -> int:
    """Run ``spotter`` so many days ago."""
    move(days)
    clock.boot_id = lambda path=None: f"{days:g}-days-ago"
    signal.signal(signal.SIGUSR1, lambda *_: move(0.0))
    from daemon.cli.main import main  # noqa: PLC0415 - it takes the boot's id with it

    return main(argv)


if __name__ == "__main__":
    sys.exit(run(float(sys.argv[1]), sys.argv[2:]))
