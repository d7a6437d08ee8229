"""What every GStreamer source does: wait for a frame, hear errors, stop."""

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import repeat
from typing import Any

from daemon.camera.frame import Picture, frame_of, picture_of
from daemon.camera.geometry import turned
from daemon.camera.gst import GStreamer
from daemon.camera.gst_errors import explain, missing_plugin, name_of
from daemon.camera.pipeline import build
from daemon.camera.uri import Address
from daemon.errors import SourceError
from daemon.ports import Frame, ReadStatus

_log = logging.getLogger(__name__)

_SLICE_S = 0.05
"""How long an error may wait until a read that waits for a frame sees it."""
_CLOSE_S = 2.0
_SWEEP_FRAMES = 64
"""GStreamer's notices are thrown away this often, or they would pile up for as long as the camera runs."""
_NUDGE_S = 0.001
"""A frame whose time does not advance (broken files) is placed this much after the last: no frame is lost."""


class Source(ABC):
    """What file and live sources share: the pipeline, its bus and the wait for a frame.

    Attributes:
        name: The source as messages call it, without a password.
        merged: Frames that GStreamer had to copy together to map them: 0 unless a driver splits its planes.
        in_nvmm: The pictures of a CSI camera stay in the Jetson's own memory.
    """

    live = False
    in_nvmm = False

    def __init__(self, gst: GStreamer, address: Address, *, paced: bool = False) -> None:
        self._gst = gst
        self._address = address
        self.name = name_of(address)
        self._pipeline: Any = None
        self._pipeline = build(gst, address, paced=paced, in_nvmm=self.in_nvmm)
        self._bus = self._pipeline.get_bus()
        self._sink = self._pipeline.get_by_name("sink")
        self._state = gst.core.State.NULL
        self._format: tuple[Any, Picture] | None = None
        self._lack: str | None = None
        self._warning: str | None = None
        self._error: SourceError | None = None
        self._over = False
        self._frames = 0
        self._last_t = float("-inf")
        self.merged = 0

    def read(self, timeout_s: float) -> Frame | ReadStatus:
        """See ``FrameSource.read``. After the end or an error, every further read says the same again."""
        if not self._over:
            self.start()
            for wait_ns in slices_ns(timeout_s):
                sample = self._sink.try_pull_sample(wait_ns)
                if sample is not None:
                    return self._frame(sample)
                if self._is_over():
                    break
            else:
                return ReadStatus.STALL
        if self._error is not None:
            raise self._error
        return ReadStatus.END

    def close(self) -> None:
        """Give the device back, waiting at most 2 s for a driver that hangs; safe to call twice."""
        self._stop()
        self._over, self._error = True, SourceError(f"{self.name} is closed: open it again to read on")

    def __del__(self) -> None:
        """A source that was forgotten while it runs would abort the process when it is collected."""
        self._stop()

    def _stop(self) -> None:
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is None:
            return
        null = self._gst.core.State.NULL
        stopping = threading.Thread(target=pipeline.set_state, args=(null,), name="camera-stop", daemon=True)
        stopping.start()
        stopping.join(_CLOSE_S)
        if stopping.is_alive():
            _log.warning("%s did not stop within %.0f s; it is left behind", self.name, _CLOSE_S)

    def start(self) -> None:
        """Let the pictures run; once."""
        playing = self._gst.core.State.PLAYING
        if self._state != playing:
            self._enter(playing)

    def _enter(self, state: Any) -> None:  # noqa: ANN401 - gi has no types
        self._state = state
        if self._pipeline.set_state(state) == self._gst.core.StateChangeReturn.FAILURE:
            self._sweep()
            raise self._error or SourceError(f"{self.name} cannot be started: see `spotter doctor`")

    def _frame(self, sample: Any) -> Frame:  # noqa: ANN401 - gi has no types
        self._frames += 1
        if self._frames % _SWEEP_FRAMES == 0:
            self._sweep()
        buffer = sample.get_buffer()
        self.merged += buffer.n_memory() > 1
        self._last_t = max(self._time(sample, buffer), self._last_t + _NUDGE_S)
        return self._view(buffer, self._picture(sample), self._last_t)

    def _view(self, buffer: Any, picture: Picture, t: float) -> Frame:  # noqa: ANN401 - gi has no types
        return frame_of(self._gst, buffer, picture, t)

    @abstractmethod
    def _time(self, sample: Any, buffer: Any) -> float:  # noqa: ANN401 - gi has no types
        """The frame's time, before it is made to advance."""

    def _picture(self, sample: Any) -> Picture:  # noqa: ANN401 - gi has no types
        caps = sample.get_caps()
        if self._format is None or not self._format[0].is_equal(caps):
            self._format = caps, picture_of(self._gst, caps, turned(self._orientation(), self._address.turn))
        return self._format[1]

    def _orientation(self) -> str:
        """The stream's tag; it comes before the first frame and stays on the sink's pad."""
        pad, found, i = self._sink.get_static_pad("sink"), "rotate-0", 0
        while (event := pad.get_sticky_event(self._gst.core.EventType.TAG, i)) is not None:
            known, value = event.parse_tag().get_string(self._gst.core.TAG_IMAGE_ORIENTATION)
            found, i = value if known else found, i + 1
        return found

    def _is_over(self) -> bool:
        """Whether the last frame has been read: an error's notice comes before the end's, so the end is asked first."""
        ended = self._sink.is_eos()
        self._sweep()
        if self._error is None and ended:
            self._error = self._end()
        self._over = ended or self._error is not None
        if self._over:
            self._stop()
        return self._over

    def _end(self) -> SourceError | None:
        """What is wrong with an end that GStreamer takes for a clean one."""
        return None

    def _sweep(self) -> None:
        """Read what GStreamer has said; of several errors the first is the cause."""
        kind = self._gst.core.MessageType
        while (message := self._bus.pop()) is not None:
            self._hear(message, kind)

    def _hear(self, message: Any, kind: Any) -> None:  # noqa: ANN401 - gi has no types
        if message.type == kind.ELEMENT:
            self._lack = missing_plugin(self._gst, message, self.name) or self._lack
        elif message.type == kind.WARNING:
            self._warning = explain(self._gst, message.parse_warning(), self._address)
            _log.warning("%s", self._warning)
        elif message.type == kind.ERROR and self._error is None:
            self._error = SourceError(self._lack or explain(self._gst, message.parse_error(), self._address))


def slices_ns(timeout_s: float) -> Iterator[int]:
    """The time-out in pieces, so that an error is seen soon; a read without waiting still looks once."""
    whole, rest = divmod(max(0.0, timeout_s), _SLICE_S)
    yield from repeat(round(_SLICE_S * 1e9), int(whole))
    yield round(rest * 1e9)
