"""Between those who have something to tell and the server, which is made after them."""

from daemon.ipc.codec import Telemetry
from daemon.ipc.server import IpcServer
from daemon.ipc.telemetry_demand import NOBODY, TelemetryDemand


class Relay:
    """Journal and board are made before the server that they tell; until then nobody listens.

    Attributes:
        server: Who listens, or None.
    """

    def __init__(self) -> None:
        self.server: IpcServer | None = None

    def committed(self, seq: int) -> None:
        """More is in the journal."""
        if self.server is not None:
            self.server.committed(seq)

    def watched(self) -> TelemetryDemand:
        """Who watches."""
        return NOBODY if self.server is None else self.server.audience

    def telemetry(self, message: Telemetry) -> None:
        """How it stands now."""
        if self.server is not None:
            self.server.telemetry(message)
