"""What the daemon answers about itself over the socket: its health, its exercises, its view."""

import msgspec

from daemon.config.exercise_library import ExerciseLibrary
from daemon.config.exercise_list import Exercises
from daemon.ipc.server import Consumer, IpcServer
from daemon.runtime.recent_log import RecentLog
from daemon.runtime.status import Health, StatusPublisher
from daemon.vision.preview import Preview

LINK = "link"
"""The consumer that carries events to the broker."""


class Answers:
    """Gives each answer on the server's thread.

    Args:
        status: Knows how the daemon is.
        view: Knows what the camera sees.
        words: Knows what was complained of.
        library: Knows the exercises.

    Attributes:
        server: Who asks; None until it is made.
    """

    def __init__(self, status: StatusPublisher, view: Preview, words: RecentLog, library: ExerciseLibrary) -> None:
        self.server: IpcServer | None = None
        self.picture = view.ask
        self._status = status
        self._words = words
        self._library = library

    def health(self) -> Health | None:
        """How the daemon is, with what only the server and the log know; None before it has looked once."""
        health = self._status.health
        if health is None:
            return None
        return msgspec.structs.replace(health, link=self._link(), errors=self._words.said())

    def exercises(self) -> Exercises:
        """Every exercise, and the one that is chosen."""
        return self._library.list(self._status.exercise or "")

    def _link(self) -> Consumer | None:
        return None if self.server is None else self.server.consumer(LINK)
