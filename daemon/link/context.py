"""What outlives a connection to the broker."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from daemon.errors import AwayError, SpotterError
from daemon.link.mqtt import FAILED
from daemon.link.retry import StatusLog
from daemon.link.topics import Outgoing, Topics
from daemon.ports import Clock

_REMEMBERED = 256
"""Ids of delivered events; the daemon keeps an acknowledgement long before so many came."""


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Shared by delivery, status and desk.

    Attributes:
        topics: Of this box.
        path: The daemon's socket.
        clock: For the age of events and commands.
        notices: What was said to the user.
        delivered: Ids that the broker acknowledged lately: an event that the daemon sends again, because it died
            before it kept our acknowledgement, is not published again. Lost with this process, at no loss.
    """

    topics: Topics
    path: Path
    clock: Clock
    notices: StatusLog = field(default_factory=StatusLog)
    delivered: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def lost(self, about: str, error: SpotterError) -> None:
        """Say why the daemon does not serve us; that it is away is one matter, whoever finds it out."""
        self.notices.trouble("daemon" if isinstance(error, AwayError) else about, str(error))

    def told(self, message: Outgoing, code: int) -> bool:
        """Whether the broker took a message, by its reason code; where it did not, that is said."""
        if code < FAILED:
            return True
        said = f"{message.topic}: refused by the broker, 0x{code:02x}: let its ACL allow this user to write there"
        self.notices.trouble(message.topic, said)
        return False
