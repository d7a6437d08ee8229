"""How much telemetry the clients want, so that no more is made."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from daemon.ipc import codec
from daemon.ipc.codec import Telemetry, Watch

EVERY_FRAME = float("inf")
"""``hz`` of a client that wants every frame."""


@dataclass(frozen=True, slots=True)
class TelemetryDemand:
    """What the clients want together. Replaced whole and never changed, so any thread may read it.

    Attributes:
        hz: Messages a second for the client that wants most; 0: no client watches.
        pose: At least one client wants the joints.
    """

    hz: float = 0.0
    pose: bool = False


NOBODY = TelemetryDemand()


def telemetry_demand(watches: Iterable[Watch]) -> TelemetryDemand:
    """Returns the demand of all these clients."""
    watching = list(watches)
    hz = max((EVERY_FRAME if each.hz is None else each.hz for each in watching), default=0.0)
    return TelemetryDemand(hz, any(each.pose for each in watching))


class EncodedTelemetry:
    """One telemetry message for all clients: encoded at most once with the joints and once without."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._packed: dict[bool, bytes] = {}

    def frame(self, *, pose: bool) -> bytes:
        """Returns the message in its frame."""
        if pose not in self._packed:
            telemetry = self._telemetry if pose else msgspec.structs.replace(self._telemetry, outline=None)
            self._packed[pose] = codec.pack(telemetry)
        return self._packed[pose]
