"""Who watches, and how often: so that nobody makes what nobody looks at."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from daemon.ipc import codec
from daemon.ipc.codec import Telemetry, Watch

EVERY_FRAME = float("inf")
"""Times in a second, for one who wants every frame."""


@dataclass(frozen=True, slots=True)
class TelemetryDemand:
    """What the clients want together. Never changed but replaced whole, so that any thread may read it.

    Attributes:
        hz: Telemetry in a second for who wants it most often; 0: nobody watches.
        pose: Somebody watches with the joints.
    """

    hz: float = 0.0
    pose: bool = False


NOBODY = TelemetryDemand()


def telemetry_demand(watches: Iterable[Watch]) -> TelemetryDemand:
    """What these wishes come to."""
    wanted = list(watches)
    hz = max((EVERY_FRAME if each.hz is None else each.hz for each in wanted), default=0.0)
    return TelemetryDemand(hz, any(each.pose for each in wanted))


class EncodedTelemetry:
    """One telemetry for every client: packed at most once with the joints and once without."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._packed: dict[bool, bytes] = {}

    def frame(self, *, pose: bool) -> bytes:
        """The message in its frame."""
        if pose not in self._packed:
            telemetry = self._telemetry if pose else msgspec.structs.replace(self._telemetry, outline=None)
            self._packed[pose] = codec.pack(telemetry)
        return self._packed[pose]
