"""Frames from a Jetson's cameras through jetson-utils: mapped memory that its GPU reads where it lies."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from daemon.camera import jetson_utils
from daemon.camera.grabber import CAPTURE_MS, Grabber
from daemon.camera.gst_errors import name_of
from daemon.camera.mapped import LAYOUTS, Shot, Views
from daemon.camera.times import Stamps
from daemon.camera.uri import CameraAddress, CsiAddress
from daemon.errors import SourceError
from daemon.ports import Clock, Frame, ReadStatus

_log = logging.getLogger(__name__)

_CLOSE_S = 1.5
_RAW, _CONVERTED = "raw", "rgb8"
"""The first is no format that jetson-utils knows: it gives the camera's own. The second is for what we do not read."""


class JetsonSource:
    """A CSI or USB camera; the newest frame only, stamped with the time it was captured. No frame is copied.

    Args:
        module: dusty-nv's jetson-utils.
        address: The camera.
        clock: Places the camera's own stamps.
        on_hang: Told when the camera could not be closed.

    Attributes:
        name: The camera as messages call it.
        merged: 0: a frame is one piece of memory.
    """

    live = True
    merged = 0

    def __init__(
        self,
        module: Any,  # noqa: ANN401 - it has no types
        address: CsiAddress | CameraAddress,
        clock: Clock,
        on_hang: Callable[[], None],
    ) -> None:
        self.name = name_of(address)
        self._clock = clock
        self._on_hang = on_hang
        self._stamps = Stamps()
        self._views = Views(address)
        self._error: SourceError | None = None
        # Its Open is never called: where that fails the process ends with SIGSEGV. Capture opens it too.
        make = partial(module.videoSource, jetson_utils.resource(address), argv=jetson_utils.arguments(address))
        self._grabber: Grabber | None = Grabber(make, _Capture(module))

    def read(self, timeout_s: float) -> Frame | ReadStatus:
        """See ``FrameSource.read``. After an error, every further read says the same again."""
        frame = None
        if self._error is None and self._grabber is not None:
            frame = self._next(self._grabber, timeout_s)
        if self._error is not None:
            raise self._error
        return ReadStatus.STALL if frame is None else frame  # a stall may come early: whoever waits has a clock

    def close(self) -> None:
        """Give the camera back, waiting at most 1.5 s for a driver that hangs; safe to call twice."""
        grabber, self._grabber = self._grabber, None
        self._views.clear()
        self._error = SourceError(f"{self.name} is closed: open it again to read on")
        if grabber is not None and not grabber.close(_CLOSE_S):
            _log.warning("%s did not stop within %.1f s; it is left behind", self.name, _CLOSE_S)
            self._on_hang()

    def _next(self, grabber: Grabber, timeout_s: float) -> Frame | None:
        try:
            shot = grabber.next(timeout_s)
        except Exception as error:  # noqa: BLE001 - jetson-utils raises bare ones
            said = jetson_utils.describe(error)
            self._error = SourceError(f"{self.name} cannot be used ({said}): check its cable, and see `spotter doctor`")
            return None
        if shot is None:
            return None
        t = self._stamps.time(shot.image.timestamp, self._clock.monotonic())
        return None if t is None else self._frame(shot, t)

    def _frame(self, shot: Shot, t: float) -> Frame | None:
        try:
            view = self._views.of(shot)
        except SourceError as error:
            self._error = error
            return None
        return Frame(
            t=t,
            width=view.geometry.width,
            height=view.geometry.height,
            layout=view.layout,
            planes=view.planes,
            to_stored=view.geometry.to_stored,
            full_range=view.full_range,
            release=_nothing,
            device=view.device,
        )


class _Capture:
    """Takes a picture in the camera's own format, or converted where that is none that we read."""

    def __init__(self, module: Any) -> None:  # noqa: ANN401 - it has no types
        self._module = module
        self._format = _RAW

    def __call__(self, source: Any) -> Shot | None:  # noqa: ANN401 - it has no types
        image = source.Capture(format=self._format, timeout=CAPTURE_MS)
        if image is None:
            return None
        if self._format == _RAW and image.format not in LAYOUTS:
            _log.info("the camera gives %s, which jetson-utils converts", image.format)
            self._format = _CONVERTED
            image = source.Capture(format=self._format, timeout=CAPTURE_MS)
            if image is None:
                return None
        if self._format == _CONVERTED:
            self._module.cudaDeviceSynchronize()  # the conversion runs on a stream that ours does not wait for
        return Shot(image, source)


def _nothing() -> None:
    """The ring is the camera's: there is nothing to give back."""
