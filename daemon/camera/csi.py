"""Opens a Jetson's cameras by the best way that is installed, and climbs the ladder when they give nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.camera import jetson_utils
from daemon.camera.gst import load
from daemon.camera.jetson import JetsonSource
from daemon.camera.ladder import Ladder
from daemon.camera.live import LiveSource
from daemon.camera.nvmm import libraries, open_nvmm
from daemon.camera.uri import CameraAddress, CsiAddress
from daemon.errors import SourceError
from daemon.ports import Clock, Frame, FrameSource, ReadStatus


@dataclass(frozen=True, slots=True)
class Csi:
    """How CSI cameras are opened.

    Attributes:
        ladder: What is tried when a camera gives nothing; None: only what the caller tries.
        nvmm: By a pipeline of our own, whose frames stay in NVMM.
    """

    ladder: Ladder | None = None
    nvmm: bool = False


def open_csi(address: CsiAddress, clock: Clock, csi: Csi) -> FrameSource:
    """Open a CSI camera through jetson-utils, or else through GStreamer, whose frames the GPU cannot read in place.

    Where ``csi`` says so, it is opened in NVMM, or not at all.

    Raises:
        SourceError: It cannot be opened.
        RestartError: Opening it again does not help.
    """

    def best() -> FrameSource:
        if csi.nvmm:
            return open_nvmm(address, clock)
        return through_jetson_utils(address, clock, csi.ladder) or LiveSource(load(), address, clock)

    if csi.ladder is None:
        return best()
    # What no ladder mends is said at once.
    if csi.nvmm:
        libraries(address)
    else:
        jetson_utils.load()
    return OnLadder(best, csi.ladder)


def through_jetson_utils(
    address: CsiAddress | CameraAddress, clock: Clock, ladder: Ladder | None = None
) -> FrameSource | None:
    """Open a camera through jetson-utils; None where it is not installed.

    Raises:
        SourceError: What is installed cannot be used.
    """
    module = jetson_utils.load()
    if module is None:
        return None
    return JetsonSource(module, address, clock, on_hang=_nobody if ladder is None else ladder.hangs)


class OnLadder:
    """A camera on its ladder: each opening is counted, and the first frame forgets them.

    Args:
        open_: Opens the camera. What it raises is raised by ``read``, so that the ladder goes on.
        ladder: The ladder.

    Raises:
        RestartError: Opening it again does not help.
    """

    live = True

    def __init__(self, open_: Callable[[], FrameSource], ladder: Ladder) -> None:
        ladder.opening()
        self._ladder = ladder
        self._source: FrameSource | None = None
        self._error: SourceError | None = None
        try:
            self._source = open_()
        except SourceError as error:
            self._error = error

    @property
    def merged(self) -> int:
        """Frames that had to be copied into one piece of memory."""
        return 0 if self._source is None else self._source.merged

    def read(self, timeout_s: float) -> Frame | ReadStatus:
        """See ``FrameSource.read``."""
        if self._source is None:
            raise self._error or SourceError("the camera is closed: open it again to read on")
        frame = self._source.read(timeout_s)
        if isinstance(frame, Frame):
            self._ladder.given()
        return frame

    def close(self) -> None:
        """Give the camera back; safe to call twice."""
        if self._source is not None:
            self._source.close()


def _nobody() -> None:
    """There is no ladder to be told."""
