"""Live pictures through GStreamer: cameras, streams and the test pattern."""

from typing import Any

from daemon.camera.gst import GStreamer
from daemon.camera.source import Source
from daemon.camera.uri import Address, StreamAddress
from daemon.errors import SourceError
from daemon.ports import Clock


class LiveSource(Source):
    """A camera, a stream or the test pattern: the newest frame only, stamped with the time it was captured."""

    live = True

    def __init__(self, gst: GStreamer, address: Address, clock: Clock) -> None:
        super().__init__(gst, address)
        self._clock = clock
        self._ahead_s = 0.0
        # The system clock is CLOCK_MONOTONIC, so that a frame's time is one of time.monotonic()'s.
        self._pipeline.use_clock(gst.core.SystemClock.obtain())
        try:
            self.start()
        except SourceError:
            self.close()
            raise

    def _time(self, sample: Any, buffer: Any) -> float:  # noqa: ANN401 - gi has no types
        now_s = self._clock.monotonic()
        if buffer.pts == self._gst.core.CLOCK_TIME_NONE:
            return now_s
        running_ns = sample.get_segment().to_running_time(self._gst.core.Format.TIME, buffer.pts)
        t = float(self._pipeline.get_base_time() + running_ns) / 1e9
        # RTSP times may run ahead by what the server buffered at the start; nothing was captured in the future.
        self._ahead_s = max(self._ahead_s, t - now_s)
        return t - self._ahead_s

    def _end(self) -> SourceError | None:
        """A server that was killed ends like one that has said goodbye, but for a warning."""
        is_stream = isinstance(self._address, StreamAddress)
        return SourceError(self._warning) if is_stream and self._warning is not None else None
