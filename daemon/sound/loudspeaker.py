"""A loudspeaker through GStreamer: sound is handed over at once and played by GStreamer's own threads."""

from typing import Any

import numpy as np

from daemon.errors import SoundError
from daemon.ports import Clock
from daemon.sound.outputs import Output
from daemon.sound.tones import RATE, Samples
from daemon.unwinding import unwind_by_gcc

PACKAGES = "python3-gi gir1.2-gstreamer-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-alsa"
"""The Debian packages that are needed to play."""

_SOURCE = (
    "appsrc name=source is-live=true format=time max-bytes=0 "
    f"caps=audio/x-raw,format=S16LE,rate={RATE},channels=1,layout=interleaved ! audioconvert ! audioresample ! "
)
_NS = 1_000_000_000
_HANGS_S = 2.0
"""Sound that still waits so long after it should have been heard: the driver hangs."""


class GstLoudspeaker:
    """Implements ``ports.Loudspeaker``.

    Args:
        output: Where to.
        clock: The time.

    Raises:
        SoundError: GStreamer lacks a part, or the device cannot be opened; says what to do.
    """

    def __init__(self, output: Output, clock: Clock) -> None:
        self._pipeline: Any = None
        self._output, self._clock = output, clock
        self._gst, self._glib = _load()
        self._heard_t = 0.0
        self._pipeline = self._build()
        self._source = self._pipeline.get_by_name("source")
        self._bus = self._pipeline.get_bus()
        self._base_ns = self._start()

    @property
    def title(self) -> str:
        """What messages call it."""
        return self._output.title

    @property
    def ahead_s(self) -> float:
        """Seconds until everything that was given has been played; 0 where it is silent."""
        return max(self._heard_t - self._clock.monotonic(), 0.0)

    def play(self, samples: Samples) -> None:
        """Take sound, to be heard after what was given before."""
        t = max(self._heard_t, self._clock.monotonic())
        values = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2")
        buffer = self._gst.Buffer.new_wrapped(values.tobytes())
        buffer.pts = max(round(t * _NS) - self._base_ns, 0)
        buffer.duration = len(values) * _NS // RATE
        self._source.emit("push-buffer", buffer)
        self._heard_t = t + len(values) / RATE

    def check(self) -> None:
        """Look whether it still plays.

        Raises:
            SoundError: It was unplugged, broke, or does not take what it was given.
        """
        kind = self._gst.MessageType
        while (message := self._bus.pop()) is not None:
            if message.type == kind.ERROR:
                raise SoundError(f"{self._output.title} was unplugged or broke ({_read(message)[1]}): plug it in again")
            if message.type == kind.LATENCY:
                self._pipeline.recalculate_latency()
        waits = self._source.get_property("current-level-bytes")
        if waits and self._clock.monotonic() - self._heard_t > _HANGS_S:
            raise SoundError(f"{self._output.title} does not play: unplug it and plug it in again")

    def close(self) -> None:
        """Give the device back; what is not heard yet is dropped. Safe to call twice."""
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.set_state(self._gst.State.NULL)

    def __del__(self) -> None:
        """One that was forgotten must not abort the process when its pipeline is collected."""
        self.close()

    def _build(self) -> Any:  # noqa: ANN401 - gi has no types
        try:
            pipeline = self._gst.parse_launch(_SOURCE + self._output.sink)
        except self._glib.Error as error:
            raise SoundError(f"GStreamer lacks a part ({error.message}): apt install {PACKAGES}") from None
        if self._output.device is not None:
            pipeline.get_by_name("sink").set_property("device", self._output.device)
        return pipeline

    def _start(self) -> int:
        """Open the device; returns the pipeline's zero on the monotonic clock (ns), by which sound is stamped."""
        gst, pipeline = self._gst, self._pipeline
        clock = gst.SystemClock.obtain()
        pipeline.use_clock(clock)
        pipeline.set_start_time(gst.CLOCK_TIME_NONE)
        pipeline.set_base_time(clock.get_time())
        if pipeline.set_state(gst.State.PLAYING) == gst.StateChangeReturn.FAILURE:
            message = self._bus.pop_filtered(gst.MessageType.ERROR)
            why = self._refused(message) if message else f"{self._output.title} cannot be opened"
            self.close()
            raise SoundError(why)
        return int(pipeline.get_base_time())

    def _refused(self, message: Any) -> str:  # noqa: ANN401 - gi has no types
        """Returns one line on a device that cannot be opened."""
        name, (error, why) = self._output.title, _read(message)
        resource = self._gst.ResourceError
        if error.matches(resource.quark(), resource.BUSY):
            return f"{name} is used by another program, perhaps spotter run: end that, or set sound.device"
        if "Permission denied" in why:
            return f"{name} may not be used by this user: add the user to the group 'audio'"
        return f"{name} cannot be opened ({why}): plug it in again, or set sound.device"


def _read(message: Any) -> tuple[Any, str]:  # noqa: ANN401 - gi has no types
    """Returns an error and what the driver said of it."""
    error, debug = message.parse_error()
    _place, *said = (debug or "").strip().splitlines() or [""]
    return error, (said[-1] if said else error.message).strip().rstrip(".")


def _load() -> tuple[Any, Any]:
    """Returns GStreamer and GLib."""
    unwind_by_gcc()
    try:
        import gi  # noqa: PLC0415 - a box without a loudspeaker does without it

        gi.require_version("Gst", "1.0")
        from gi.repository import GLib, Gst  # noqa: PLC0415 - must follow require_version
    except (ImportError, ValueError) as error:
        raise SoundError(f"GStreamer cannot be loaded ({error}): apt install {PACKAGES}") from error
    Gst.init(None)
    return Gst, GLib
