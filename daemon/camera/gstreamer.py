"""Opens sources of frames: video files, cameras, RTSP streams and a test pattern."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from daemon.camera import jetson_utils
from daemon.camera.container import missing_bytes
from daemon.camera.csi import Csi, open_csi, through_jetson_utils
from daemon.camera.gif import picture_times_s
from daemon.camera.gst import GStreamer, load
from daemon.camera.gst_errors import check_camera, check_file
from daemon.camera.live import LiveSource
from daemon.camera.pipeline import give_times, is_stuck
from daemon.camera.source import Source
from daemon.camera.uri import CameraAddress, CsiAddress, FileAddress, parse, turned
from daemon.errors import SourceError
from daemon.ports import Clock, Frame, FrameSource, ReadStatus

_LOOK_NS = 200_000_000
_PREROLL_LOOKS = 100
_EARLY_S = 0.001
"""Rounding between the demuxer's and our own idea of ``start_s``."""


_JUDGED_FRAMES = 3
"""Frames after which a file whose times stand still is taken for one without times."""
_WITH_TIMES = "convert it to .mp4, and give its frames a second"


class Pace(Enum):
    """How fast a file is read."""

    FULL = "full"
    """As fast as it can be decoded; ``t`` is stream time from 0."""
    LIVE = "live"
    """At its own speed, as if it came from a camera; ``t`` is monotonic. No frame is left out."""


def open_source(  # noqa: PLR0913 - each is for another kind of source, and most callers give none
    uri: str,
    clock: Clock,
    *,
    pace: Pace = Pace.FULL,
    start_s: float = 0.0,
    origin: float | None = None,
    csi: Csi | None = None,
    turn: int | None = None,
) -> FrameSource:
    """Open a source of frames.

    Args:
        uri: A file's path or file://…, v4l2:///dev/video0 (also /dev/video0), csi://0, rtsp://… or test://. Options:
            ``v4l2:///dev/video0?width=1280&height=720&rate=30``, ``csi://0?width=1280&height=720&rate=60&turn=180``,
            ``test://?width=640&height=480&rate=30&frames=100``. Each takes ``turn``: degrees clockwise, but for a plain
            path, which may have any name.
        clock: Tells when a paced file's first frame is read, and stamps the frames of a camera that does not.
        pace: For files; cameras have their own.
        start_s: Stream time to begin a file at: the frame on show then comes first. Beyond the end there is no frame.
        origin: Monotonic time of a paced file's stream time 0; left out, its first frame is now.
        csi: How a Jetson's own camera is opened.
        turn: How far the picture must be turned clockwise to be upright, after what a file's tag says: 0, 90, 180 or
            270 degrees. None: as the address says.

    Raises:
        DriverError: What reads the camera is not installed: opening it again does not help.
        SourceError: The source cannot be read; the message says why and what to do.
        UsageError: No source has such an address.
    """
    address = turned(parse(uri), turn)
    if isinstance(address, FileAddress):
        check_file(address.path)
        return _FileSource(load(), address, _Timeline(clock, pace, start_s, origin))
    if isinstance(address, CsiAddress):
        return open_csi(address, clock, csi or Csi())
    if isinstance(address, CameraAddress):
        check_camera(address.device)
        mapped = through_jetson_utils(address, clock) if jetson_utils.installed() else None
        if mapped is not None:
            return mapped
    return LiveSource(load(), address, clock)


@dataclass(slots=True)
class _Timeline:
    """How a file's stream time becomes ``Frame.t``; ``zero_s`` is the stream time of its very first frame."""

    clock: Clock
    pace: Pace
    start_s: float
    origin: float | None
    zero_s: float | None = None
    begun: bool = False

    def t(self, stream_s: float) -> float:
        if self.zero_s is None:
            self.zero_s = stream_s
        t = stream_s - self.zero_s
        self.begun = self.begun or t >= self.start_s - _EARLY_S
        if self.pace is Pace.FULL:
            return t
        if self.origin is None:
            self.origin = self.clock.monotonic() - t
        return self.origin + t


class _FileSource(Source):
    """A video file: every frame, in order, to the end."""

    live = False

    def __init__(self, gst: GStreamer, address: FileAddress, timeline: _Timeline) -> None:
        super().__init__(gst, address, paced=timeline.pace is Pace.LIVE)
        self._path = address.path
        self._first_s, self._advanced = 0.0, False
        self._timeline = timeline
        self._next_s = 0.0
        try:
            give_times(gst, self._pipeline, _picture_times(address.path))
            self._enter(gst.core.State.PAUSED)
            self._preroll()
            if timeline.start_s > 0:
                self._seek(timeline.start_s)
            if timeline.pace is Pace.FULL:
                self.start()
        except SourceError:
            self.close()
            raise

    def read(self, timeout_s: float) -> Frame | ReadStatus:
        """See ``FrameSource.read``; asked to begin beyond the end, a demuxer gives the last frames: passed over."""
        while True:
            frame = super().read(timeout_s)
            if isinstance(frame, ReadStatus) or self._timeline.begun:
                return frame
            frame.release()

    def _preroll(self) -> None:
        """Wait until the first frame is decoded, so that a bad file is known when it is opened."""
        kind = self._gst.core.MessageType
        wanted = kind.ASYNC_DONE | kind.ERROR | kind.WARNING | kind.ELEMENT
        for _ in range(_PREROLL_LOOKS):
            message = self._bus.timed_pop_filtered(_LOOK_NS, wanted)
            if message is not None and message.type == kind.ASYNC_DONE:
                return
            if message is not None:
                self._hear(message, kind)
            elif is_stuck(self._gst, self._pipeline):
                raise SourceError(
                    f"{self.name} is damaged or cut off and cannot be taken apart: copy or record it again"
                )
            if self._error is not None:
                raise self._error
        raise SourceError(
            f"{self.name} gave no picture within {_PREROLL_LOOKS * _LOOK_NS / 1e9:.0f} s: "
            "check the disk, or convert it to .mp4"
        )

    def _seek(self, start_s: float) -> None:
        first = self._sink.try_pull_preroll(0)
        if first is None:
            return
        self._timeline.zero_s = self._stream_s(first, first.get_buffer())
        flags = self._gst.core.SeekFlags.FLUSH | self._gst.core.SeekFlags.ACCURATE
        target = round((start_s + self._timeline.zero_s) * 1e9)
        if not self._pipeline.seek_simple(self._gst.core.Format.TIME, flags, target):
            raise SourceError(f"{self.name} cannot be entered at {start_s:g} s: start at 0, or convert it to .mp4")
        self._preroll()

    def _end(self) -> SourceError | None:
        try:
            missing = missing_bytes(self._path)
        except OSError as error:
            return SourceError(f"{self.name} can no longer be read ({error.strerror}): check the disk")
        if missing == 0 and self._timeline.zero_s is None:
            return SourceError(f"{self.name} holds no frame: copy or record it again")
        if missing == 0:
            return None
        return SourceError(
            f"{self.name} is cut off at {self._next_s:.1f} s ({missing} bytes are missing): copy or record it again"
        )

    def _time(self, sample: Any, buffer: Any) -> float:  # noqa: ANN401 - gi has no types
        stream_s = self._stream_s(sample, buffer)
        self._advanced = self._advanced or (self._frames > 1 and stream_s != self._first_s)
        if self._frames == 1:
            self._first_s = stream_s
        elif self._frames == _JUDGED_FRAMES and not self._advanced:
            self._over, self._error = True, SourceError(f"{self.name} says not when its pictures were: {_WITH_TIMES}")
            raise self._error
        return self._timeline.t(stream_s)

    def _stream_s(self, sample: Any, buffer: Any) -> float:  # noqa: ANN401 - gi has no types
        """The container's own time; a frame without one follows the last at once."""
        none = self._gst.core.CLOCK_TIME_NONE
        at = sample.get_segment().to_stream_time(self._gst.core.Format.TIME, buffer.pts) if buffer.pts != none else none
        now_s = self._next_s if at == none else at / 1e9
        self._next_s = now_s + (buffer.duration / 1e9 if buffer.duration != none else 0.0)
        return now_s


def _picture_times(path: Path) -> tuple[float, ...]:
    """The times of a file's pictures that GStreamer does not know; empty for all others."""
    try:
        return picture_times_s(path)
    except OSError:  # told when it is read
        return ()
