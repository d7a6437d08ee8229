"""Writes pictures into an .mp4 through GStreamer; the file appears whole or not at all."""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np

from daemon.core.pose.pose import Pose
from daemon.errors import SpotterError
from daemon.ports import Frame
from daemon.render.drawing import draw_caption, draw_pose
from daemon.render.picture import Picture, upright_bgr

ENCODERS = (
    ("openh264enc", "openh264enc bitrate={bitrate} complexity=low ! h264parse ! mp4mux"),
    ("x264enc", "x264enc speed-preset=veryfast ! h264parse ! mp4mux"),
    ("x265enc", "x265enc speed-preset=ultrafast ! h265parse ! mp4mux"),
    ("jpegenc", "jpegenc quality=90 ! qtmux"),
)
"""In the order of preference: the first is in gstreamer1.0-plugins-bad, the last in gstreamer1.0-plugins-good."""
_BITS_PER_PIXEL = 4
_NS = 1_000_000_000
_FINISH_NS = 60 * _NS


class VideoWriter:
    """A video of pictures of one size; use it as a context manager, or ``close`` it to keep the file.

    Args:
        path: The .mp4 to write; what was there is replaced at the end.
        width, height: Pixels; an odd last column or row is left out, as 4:2:0 video has none.
        fps: Nominal frame rate; each picture keeps its own time.

    Raises:
        SpotterError: GStreamer or an encoder is missing, or the file cannot be written.
    """

    def __init__(self, path: Path, width: int, height: int, fps: float) -> None:
        self._pipeline: Any = None
        self._path, self._part = path, path.with_name(f".{path.name}.part")
        self._size = (width // 2 * 2, height // 2 * 2)
        self._step_ns = round(_NS / fps)
        self._start_s: float | None = None
        self._last_ns = -1
        self._gst = load_gstreamer()
        self._pipeline = self._build(Fraction(fps).limit_denominator(1001))
        _probe(self._part, path)
        self._source = self._pipeline.get_by_name("source")
        self._pipeline.set_state(self._gst.State.PLAYING)

    def write(self, picture: Picture, t: float) -> None:
        """Add a picture, uint8 (height, width, 3), blue first, at ``t`` seconds; waits where the encoder is behind.

        Raises:
            SpotterError: The encoder or the disk failed.
        """
        if self._start_s is None:
            self._start_s = t
        at_ns = max(self._last_ns + 1, round((t - self._start_s) * _NS))
        width, height = self._size
        pixels = cv2.cvtColor(np.ascontiguousarray(picture[:height, :width]), cv2.COLOR_BGR2BGRA)
        buffer = self._gst.Buffer.new_wrapped(pixels.tobytes())
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
        self._part.replace(self._path)

    def discard(self) -> None:
        """Throw away what was written; safe after ``close``."""
        self._stop()
        self._part.unlink(missing_ok=True)

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

    def _build(self, rate: Fraction) -> Any:  # noqa: ANN401 - gi has no types
        chain = next((text for name, text in ENCODERS if self._gst.ElementFactory.find(name)), None)
        if chain is None:
            raise SpotterError("no video encoder for --render: install gstreamer1.0-plugins-bad")
        width, height = self._size
        bitrate = width * height * _BITS_PER_PIXEL
        # Four bytes a pixel: GStreamer wants rows of three-byte pixels padded to a multiple of four.
        raw = f"video/x-raw,format=BGRx,width={width},height={height},framerate={rate.numerator}/{rate.denominator}"
        pipeline = self._gst.parse_launch(
            f"appsrc name=source format=time block=true max-buffers=4 max-bytes=0 caps={raw} ! videoconvert ! "
            f"video/x-raw,format=I420 ! {chain.format(bitrate=bitrate)} ! filesink name=file"
        )
        try:
            pipeline.get_by_name("file").set_property("location", str(self._part))
        except TypeError:
            raise SpotterError(f"{self._path} has a name that is not UTF-8: choose another") from None
        return pipeline

    def _bus_error(self, wait_ns: int = 0) -> str | None:
        """Returns what failed, None where the end was reached."""
        kind = self._gst.MessageType
        message = self._pipeline.get_bus().timed_pop_filtered(wait_ns, kind.ERROR | kind.EOS)
        if message is None:
            return "the encoder does not answer"
        return None if message.type == kind.EOS else str(message.parse_error()[0].message)

    def _fail(self, why: str | None) -> None:
        self.discard()
        raise SpotterError(f"{self._path} was not written ({why}): check the disk and the file's name")

    def _stop(self) -> None:
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.set_state(self._gst.State.NULL)


class SkeletonVideo:
    """A video of what was counted: each frame with its skeleton and a caption."""

    def __init__(self, path: Path, fps: float = 30.0) -> None:
        """Nothing is written before the first frame, whose size the video has."""
        self._path, self._fps = path, fps
        self._writer: VideoWriter | None = None

    def write(self, frame: Frame, pose: Pose | None, caption: str) -> None:
        """Add a frame; ``caption`` may have several lines. The frame stays the caller's to release.

        Raises:
            SpotterError: See ``VideoWriter``.
        """
        picture = upright_bgr(frame)
        if pose is not None:
            draw_pose(picture, pose)
        draw_caption(picture, caption)
        if self._writer is None:
            self._writer = VideoWriter(self._path, frame.width, frame.height, self._fps)
        self._writer.write(picture, frame.t)

    def close(self) -> None:
        """Finish the file; without any frame there is none. Safe to call twice."""
        if self._writer is not None:
            self._writer.close()

    def discard(self) -> None:
        """Throw away what was written, as after an error; safe after ``close``."""
        if self._writer is not None:
            self._writer.discard()


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


def _probe(part: Path, path: Path) -> None:
    try:
        part.touch()
    except OSError as error:
        raise SpotterError(f"{path} cannot be written ({error.strerror}): choose another folder") from None
