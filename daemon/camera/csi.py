"""Opens a Jetson's cameras by the best way that is installed."""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.camera import jetson_utils
from daemon.camera.gst import load
from daemon.camera.jetson import JetsonSource
from daemon.camera.live import LiveSource
from daemon.camera.nvmm import open_nvmm
from daemon.camera.uri import CameraAddress, CsiAddress
from daemon.ports import Clock, FrameSource


def _ignore() -> None:
    """A camera that hangs is nobody's business."""


@dataclass(frozen=True, slots=True)
class Csi:
    """How CSI cameras are opened.

    Attributes:
        nvmm: By a pipeline of our own, whose frames stay in NVMM.
        on_hang: Is called when a camera could not be closed: only the end of the process frees it.
    """

    nvmm: bool = False
    on_hang: Callable[[], None] = _ignore


def open_csi(address: CsiAddress, clock: Clock, csi: Csi) -> FrameSource:
    """Open a CSI camera through jetson-utils, or else through GStreamer, whose frames the GPU cannot read in place.

    Where ``csi`` says so, it is opened in NVMM, or not at all.

    Raises:
        DriverError: What is needed is not installed: opening it again does not help.
        SourceError: It cannot be opened.
    """
    if csi.nvmm:
        return open_nvmm(address, clock)
    return through_jetson_utils(address, clock, csi.on_hang) or LiveSource(load(), address, clock)


def through_jetson_utils(
    address: CsiAddress | CameraAddress, clock: Clock, on_hang: Callable[[], None] = _ignore
) -> FrameSource | None:
    """Open a camera through jetson-utils; None where it is not installed.

    Raises:
        DriverError: What is installed cannot be used.
    """
    module = jetson_utils.load()
    return None if module is None else JetsonSource(module, address, clock, on_hang)
