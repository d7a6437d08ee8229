"""Reads a line's edges in a thread of its own."""

import logging
import os
import selectors
import threading
from collections.abc import Callable

from daemon.errors import PinError
from daemon.gpio.lines import Line

_JOIN_S = 1.0
_log = logging.getLogger(__name__)


class EdgeReader(threading.Thread):
    """Waits for a line's edges, and reports them.

    With a bounce time, nothing is reported for so long after an edge; at its end it is, if the wire lies otherwise.

    Args:
        line: An input.
        on_edge: Is called with the time (s) and the new level of each edge, in this thread; it may stop the reader.
        bounce_s: The bounce time, or None.
        ticks: The clock of the edges (s).
    """

    def __init__(
        self, line: Line, on_edge: Callable[[float, bool], None], bounce_s: float | None, ticks: Callable[[], float]
    ) -> None:
        super().__init__(name=f"pin {line.row.pin}", daemon=True)
        self._line = line
        self._on_edge = on_edge
        self._bounce_s = bounce_s
        self._ticks = ticks
        self._reported: bool | None = None
        self._quiet_until: float | None = None
        self._wake, self._waker = os.pipe()

    def stop(self) -> None:
        """End it; it may be the pin's own handler that asks."""
        if self.is_alive():
            os.write(self._waker, b"x")
            if threading.current_thread() is not self:
                self.join(_JOIN_S)

    def run(self) -> None:
        """Read until it is stopped, or the chip is gone."""
        try:
            with selectors.DefaultSelector() as waiting:
                waiting.register(self._line.request.fd, selectors.EVENT_READ)
                waiting.register(self._wake, selectors.EVENT_READ)
                while self._wake not in (ready := [key.fd for key, _ in waiting.select(self._rest_s())]):
                    self._settle()
                    if ready:
                        self._read()
        except (OSError, PinError) as error:
            _log.warning("header pin %d is not heard any more: %s", self._line.row.pin, error)
        finally:
            os.close(self._wake)
            os.close(self._waker)

    def _read(self) -> None:
        for event in self._line.request.read_edge_events():
            t = event.timestamp_ns / 1e9
            if self._quiet_until is None or t >= self._quiet_until:
                self._tell(t, high=event.event_type is event.Type.RISING_EDGE)

    def _tell(self, t: float, *, high: bool) -> None:
        self._reported = high
        self._quiet_until = None if self._bounce_s is None else t + self._bounce_s
        self._on_edge(t, high)

    def _rest_s(self) -> float | None:
        return None if self._quiet_until is None else max(self._quiet_until - self._ticks(), 0.0)

    def _settle(self) -> None:
        """Ends the quiet time; reports the wire if it lies otherwise than was reported."""
        if self._quiet_until is None or self._ticks() < self._quiet_until:
            return
        t, self._quiet_until = self._quiet_until, None
        if (high := self._line.read()) != self._reported:
            self._tell(t, high=high)
