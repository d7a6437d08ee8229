"""Writes pictures into an .mp4 (H.264) through GStreamer; the file appears whole or not at all."""

import shutil
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np

from daemon.errors import SpotterError
from daemon.render.picture import Picture

ENCODERS = {
    "nvv4l2h264enc": "nvvidconv ! video/x-raw(memory:NVMM),format=NV12 ! nvv4l2h264enc bitrate={bits}",
    "x264enc": "video/x-raw,format=I420 ! x264enc speed-preset=veryfast bitrate={kilobits}",
    "openh264enc": "video/x-raw,format=I420 ! openh264enc rate-control=bitrate bitrate={bits} complexity=low",
}
"""H.264 in 4:2:0, which browsers play, in the order of preference; the first is on Jetsons that have an encoder."""
PACKAGES = "gstreamer1.0-plugins-bad or gstreamer1.0-plugins-ugly"
"""The Debian packages with ``openh264enc`` and with ``x264enc``."""
MOST_SIDE, MOST_PIXELS, LEAST_SIDE = 4096, 4096 * 2304, 16
"""The largest and the smallest picture that all of them take: level 5.2 of H.264."""
_BITS_PER_PIXEL = 4
_LEAST_BITS, _MOST_BITS = 400_000, 40_000_000
_TIMESCALE = 90_000
"""Ticks a second of the file's times."""
_NS = 1_000_000_000
_FINISH_NS = 60 * _NS
_LOOK_NS = _NS // 200
_AHEAD = 4
"""Pictures that may wait for the encoder."""
_FULL_BYTES = 1024**2
_SILENT = "the encoder does not answer"


def fitted(width: int, height: int) -> tuple[int, int]:
    """Returns the size nearest to a picture's at which it can be encoded: of the same shape, its sides even."""
    by = min(1.0, MOST_SIDE / max(width, height), (MOST_PIXELS / (width * height)) ** 0.5)
    by = max(by, LEAST_SIDE / min(width, height)) if min(width, height) < LEAST_SIDE else by
    width, height = (max(int(side * by) // 2 * 2, LEAST_SIDE) for side in (width, height))
    return min(width, MOST_SIDE), min(height, MOST_SIDE)


class VideoWriter:
    """A video of pictures of one size; use it as a context manager, or ``close`` it to keep the file.

    Args:
        path: The .mp4 to write; what was there is replaced at the end.
        width, height: Pixels, as ``fitted`` returns them.
        step_s: Usual time from one picture to the next; each keeps its own time, and the last one lasts so long.

    Raises:
        SpotterError: GStreamer or an encoder is missing, or the file cannot be written.
    """

    def __init__(self, path: Path, width: int, height: int, step_s: float = 1 / 30) -> None:
        self._pipeline: Any = None
        self._path, self._part, self._media = path, *_parts(path)
        self._size = (width, height)
        self._step_ns = round(step_s * _NS)
        self._start_s: float | None = None
        self._last_ns = -1
        self._gst = load_gstreamer()
        check_writable(path)
        self._pixels = np.full((height, width, 4), 255, np.uint8)
        try:
            self._pipeline = self._build(1 / step_s)
            self._source = self._pipeline.get_by_name("source")
            self._pipeline.set_state(self._gst.State.PLAYING)
        except BaseException:
            self.discard()
            raise

    def write(self, picture: Picture, t: float) -> None:
        """Add a picture, uint8 (height, width, 3), blue first, at ``t`` seconds; waits where the encoder is behind.

        Raises:
            SpotterError: The encoder or the disk failed.
        """
        if self._start_s is None:
            self._start_s = t
        at_ns = max(self._last_ns + 1, round((t - self._start_s) * _NS))
        # Four bytes a pixel: GStreamer wants rows of three-byte pixels padded to a multiple of four.
        cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA, dst=self._pixels)
        self._wait_for_room()
        buffer = self._gst.Buffer.new_wrapped(self._pixels.tobytes())
        buffer.pts, buffer.duration, self._last_ns = at_ns, self._step_ns, at_ns
        if self._source.emit("push-buffer", buffer) != self._gst.FlowReturn.OK:
            self._fail(self._bus_error())

    def close(self) -> None:
        """Finish the file and give it its name; safe to call twice.

        Raises:
            SpotterError: It could not be finished, or no picture was written.
        """
        if self._pipeline is None:
            return
        if self._start_s is None:
            self._fail("no frame was read")
        self._source.emit("end-of-stream")
        why = self._bus_error(_FINISH_NS)
        if why is not None:
            self._fail(why)
        self._stop()
        try:
            self._part.replace(self._path)
        except OSError as error:
            self._fail(error.strerror)
        self._media.unlink(missing_ok=True)

    def discard(self) -> None:
        """Throw away what was written; safe after ``close``."""
        self._stop()
        self._part.unlink(missing_ok=True)
        self._media.unlink(missing_ok=True)

    def __enter__(self) -> "VideoWriter":  # noqa: PYI034 - Self needs Python 3.11
        """Write in a ``with`` block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        """Keep the file, or throw it away where the block failed."""
        if kind is None:
            self.close()
        else:
            self.discard()

    def __del__(self) -> None:
        """A writer that was forgotten must not abort the process when its pipeline is collected."""
        self._stop()

    def _build(self, fps: float) -> Any:  # noqa: ANN401 - gi has no types
        """Returns the pipeline with the first encoder that is installed and opens.

        An element may be installed where its hardware is not: it fails to become ready.
        """
        for name, chain in ENCODERS.items():
            if self._gst.ElementFactory.find(name):
                pipeline = self._chained(name, chain, fps)
                if pipeline.set_state(self._gst.State.READY) != self._gst.StateChangeReturn.FAILURE:
                    return pipeline
                pipeline.set_state(self._gst.State.NULL)
        raise SpotterError(f"no H.264 encoder for --render: install {PACKAGES}")

    def _chained(self, name: str, chain: str, fps: float) -> Any:  # noqa: ANN401 - gi has no types
        width, height = self._size
        bits = min(max(width * height * _BITS_PER_PIXEL, _LEAST_BITS), _MOST_BITS)
        rate = Fraction(min(max(fps, 1.0), 240.0)).limit_denominator(1001)
        raw = f"video/x-raw,format=BGRx,width={width},height={height},framerate={rate.numerator}/{rate.denominator}"
        pipeline = self._gst.parse_launch(
            f"appsrc name=source format=time max-bytes=0 caps={raw} ! videoconvert ! "
            f"{chain.format(bits=bits, kilobits=bits // 1000)} name=encoder ! h264parse ! "
            f"mp4mux name=mux faststart=true trak-timescale={_TIMESCALE} ! filesink name=file"
        )
        if name == "openh264enc":
            self._end_quietly(pipeline.get_by_name("encoder"))
        try:
            pipeline.get_by_name("file").set_property("location", str(self._part))
            # On the disk of the file itself: the temporary folder may be small.
            pipeline.get_by_name("mux").set_property("faststart-file", str(self._media))
        except TypeError:
            raise SpotterError(f"{self._path} has a name that is not UTF-8: choose another") from None
        return pipeline

    def _end_quietly(self, encoder: Any) -> None:  # noqa: ANN401 - gi has no types
        """Lead the end of the stream past the encoder.

        It gives each picture at once and keeps none, and at the end it would write an error onto the terminal.
        """
        source, gst = encoder.get_static_pad("src"), self._gst

        def past(_: Any, info: Any) -> Any:  # noqa: ANN401 - gi has no types
            if info.get_event().type != gst.EventType.EOS:
                return gst.PadProbeReturn.OK
            source.push_event(gst.Event.new_eos())
            return gst.PadProbeReturn.DROP

        encoder.get_static_pad("sink").add_probe(gst.PadProbeType.EVENT_DOWNSTREAM, past)

    def _wait_for_room(self) -> None:
        """Wait until the encoder has caught up. An appsrc that blocks would do so for ever once the disk is full."""
        for _ in range(_FINISH_NS // _LOOK_NS):
            if self._source.get_property("current-level-buffers") < _AHEAD:
                return
            error = self._pipeline.get_bus().timed_pop_filtered(_LOOK_NS, self._gst.MessageType.ERROR)
            if error is not None:
                self._fail(str(error.parse_error()[0].message))
        self._fail(_SILENT)

    def _bus_error(self, wait_ns: int = 0) -> str | None:
        """Returns what failed, None where the end was reached."""
        kind = self._gst.MessageType
        message = self._pipeline.get_bus().timed_pop_filtered(wait_ns, kind.ERROR | kind.EOS)
        if message is None:
            return _SILENT
        return None if message.type == kind.EOS else str(message.parse_error()[0].message)

    def _fail(self, why: str | None) -> None:
        if shutil.disk_usage(self._path.parent).free < _FULL_BYTES:
            why = "the disk is full"
        self.discard()
        raise SpotterError(f"{self._path} was not written ({why}): check the disk and the file's name")

    def _stop(self) -> None:
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.set_state(self._gst.State.NULL)


def load_gstreamer() -> Any:  # noqa: ANN401 - gi has no types
    """Import and initialise GStreamer.

    Raises:
        SpotterError: It is not installed; the message names the packages.
    """
    try:
        import gi  # noqa: PLC0415 - only who renders needs it

        gi.require_version("Gst", "1.0")
        from gi.repository import Gst  # noqa: PLC0415 - must follow require_version
    except (ImportError, ValueError) as error:
        raise SpotterError(f"--render needs GStreamer ({error}): install python3-gi gir1.2-gstreamer-1.0") from error
    Gst.init(None)
    return Gst


def check_encoder() -> None:
    """Find out beforehand whether a video can be encoded.

    Raises:
        SpotterError: GStreamer or every encoder is missing.
    """
    gst = load_gstreamer()
    if not any(gst.ElementFactory.find(name) for name in ENCODERS):
        raise SpotterError(f"no H.264 encoder for --render: install {PACKAGES}")


def check_writable(path: Path) -> None:
    """Find out beforehand whether a video can be written.

    Raises:
        SpotterError: It is a folder, or its folder is missing or may not be written to.
    """
    if path.is_dir():
        raise SpotterError(f"{path} is a folder: name a file in it, as {path / 'out.mp4'}")
    part, _ = _parts(path)
    try:
        part.touch()
        part.unlink()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SpotterError(f"{path} cannot be written ({why}): choose another folder") from None


def _parts(path: Path) -> tuple[Path, Path]:
    """Returns the names of the unfinished file, and of its pictures before the file's head is known."""
    return path.with_name(f".{path.name}.part"), path.with_name(f".{path.name}.media")
