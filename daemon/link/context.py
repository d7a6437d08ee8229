"""What outlives a connection to the broker."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from daemon.errors import AwayError, SpotterError
from daemon.link.mqtt import FAILED
from daemon.link.status_log import StatusLog
from daemon.link.topics import Outgoing, Topics
from daemon.ports import Clock

_WHY = {
    0x87: "not authorized: let the broker's ACL allow this user to write there",
    0x97: "quota exceeded: raise the broker's quota",
}
_LOOK = "look into the broker's log"
_REMEMBERED = 256
"""Ids of delivered events; the daemon saves an acknowledgement long before so many came."""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Shared by delivery, status and command consumer.

    Attributes:
        topics: Of this box.
        path: The daemon's socket.
        clock: For the age of events and commands.
        status_log: Logs each change of how things stand.
        delivered: Ids that the broker acknowledged lately. The daemon sends an event again if it died before it saved
            our acknowledgement; such an event is not published again. Lost with this process, at no loss.
        summarising: Held from the question to its answer's delivery, so that no older summary of a workout comes last.
        removed: Home Assistant's device was removed: this process announces it no more.
    """

    topics: Topics
    path: Path
    clock: Clock
    status_log: StatusLog = field(default_factory=StatusLog)
    delivered: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    summarising: asyncio.Lock = field(default_factory=asyncio.Lock)
    removed: asyncio.Event = field(default_factory=asyncio.Event)

    def log_error(self, about: str, error: SpotterError) -> None:
        """Logs why the daemon does not serve us. That it is away is one subject, whoever finds it out."""
        self.status_log.trouble("daemon" if isinstance(error, AwayError) else about, str(error))

    def log_refusal(self, message: Outgoing, code: int) -> None:
        """Logs that the broker refused a message, if its reason code says so."""
        if code >= FAILED:
            self.status_log.trouble(message.topic, f"{message.topic}: refused by the broker, {why(code)}")


def why(code: int) -> str:
    """Returns a reason code of a refusal, and what to do about it."""
    return f"0x{code:02x} ({_WHY.get(code, _LOOK)})"
