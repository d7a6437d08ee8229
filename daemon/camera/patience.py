"""How long a source may be silent, and what is said of one that was silent for longer."""

from dataclasses import dataclass

from daemon.camera.uri import Address, CameraAddress, CsiAddress, FileAddress, StreamAddress

FIRST_PICTURE_S = 20.0
"""Seconds that a stream may take to its first picture.

A stream can be decoded from a keyframe on, and cameras may send one every 10 or 20 s only. To open it again would begin
the wait anew.
"""
_GIVE_UP_STALLS = 3
"""Stall times after which a source that is silent is opened again."""
_STREAM_MEND = "check the camera's address and network"
_LATE_MEND = f"{_STREAM_MEND}, and that it sends a keyframe every few seconds"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a source may be silent.

    Attributes:
        name: What the source is called.
        mend: What to do where it is silent.
        first_mend: What to do where it gave no picture since it was opened.
        stall_s: Seconds without a picture after which it counts as stalled.
        lost_s: Seconds without a picture after which it is opened again.
        first_s: The same for the first picture after it was opened.
    """

    name: str
    mend: str
    first_mend: str
    stall_s: float
    lost_s: float
    first_s: float

    def silence(self, silent_s: float, *, began: bool) -> str:
        """Returns one line on a source that was silent for too long; ``began``: it has given pictures before."""
        return f"the {self.name} gave nothing for {silent_s:.1f} s: {self.mend if began else self.first_mend}"


def patience(address: Address, stall_s: float) -> Patience:
    """Returns how long a source may be silent.

    Args:
        address: Where it is.
        stall_s: Seconds without a picture after which it counts as stalled.
    """
    lost_s = _GIVE_UP_STALLS * stall_s
    if isinstance(address, StreamAddress):
        return Patience("stream", _STREAM_MEND, _LATE_MEND, stall_s, lost_s, max(FIRST_PICTURE_S, lost_s))
    name, mend = _local(address)
    return Patience(name, mend, mend, stall_s, lost_s, lost_s)


def _local(address: Address) -> tuple[str, str]:
    if isinstance(address, CameraAddress):
        return "camera", "check its cable"
    if isinstance(address, CsiAddress):
        return "camera", "check its ribbon cable"
    if isinstance(address, FileAddress):
        return "recording", "check the disk"
    return "test pattern", "see whether the machine is overloaded"
