"""Limits how often the screen is drawn."""

from collections.abc import Callable

REDRAW_HZ = 24.0
"""How often a screen is drawn anew, at most."""


class RedrawLimiter:
    """Draws soon after a request, at most ``REDRAW_HZ`` times a second, at even intervals.

    Args:
        draw: Draws the screen.
        now: Returns seconds that never jump.
        later: Calls a function after so many seconds.
    """

    def __init__(
        self,
        draw: Callable[[], None],
        now: Callable[[], float],
        later: Callable[[float, Callable[[], None]], object],
    ) -> None:
        self._draw = draw
        self._now = now
        self._later = later
        self._due = 0.0
        self._waiting = False

    def request(self) -> None:
        """Draws now where the last drawing is long enough ago, else as soon as it is."""
        if self._waiting:
            return
        wait_s = self._due - self._now()
        if wait_s <= 0:
            self.draw()
        else:
            self._waiting = True
            self._later(wait_s, self.draw)

    def draw(self) -> None:
        """Draws now."""
        self._waiting = False
        self._due = max(self._due + 1 / REDRAW_HZ, self._now())
        self._draw()
