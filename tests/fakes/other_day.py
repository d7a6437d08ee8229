"""``spotter`` on another day: ``python -m tests.fakes.other_day DAYS VERB …``; all else is as it is."""

import sys
from datetime import datetime, timedelta, timezone

from daemon.cli.main import main
from daemon.system.clock import SystemClock


def move(days: float) -> None:
    """Have the wall's clock show so many days ago; the monotonic one goes on as ever."""
    SystemClock.now = lambda _: datetime.now(timezone.utc) - timedelta(days=days)  # type: ignore[method-assign]


if __name__ == "__main__":
    move(float(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
