"""The one shape of a thread that does the same work every so often."""

import threading
from collections.abc import Callable

_JOIN_S = 0.5


class Periodic:
    """Does its work once in a period, on a thread of its own, from ``start`` to ``close``.

    An error that the work does not catch ends the thread.

    Args:
        name: Of the thread.
        period_s: Seconds between two rounds of the work.
        work: One round.
        first_s: Seconds before the first round.
        join_s: Seconds that ``close`` waits for a round that goes on: what hangs must not hold up the end.
    """

    def __init__(
        self, name: str, period_s: float, work: Callable[[], None], *, first_s: float = 0.0, join_s: float = _JOIN_S
    ) -> None:
        self._period_s = period_s
        self._work = work
        self._first_s = first_s
        self._join_s = join_s
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Begin no further round; safe to call twice."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(self._join_s)

    def pause(self, seconds: float) -> bool:
        """Wait within a long round; returns whether to end it, as ``close`` was called."""
        return self._closing.wait(seconds)

    def _run(self) -> None:
        wait_s = self._first_s
        while not self._closing.wait(wait_s):
            self._work()
            wait_s = self._period_s
