"""What the daemon answers about itself over the socket: its health, its exercises, its view."""

from pathlib import Path

import msgspec

from daemon.config.exercise_list import ExerciseList, Exercises
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
        config: Where the exercises come from.

    Attributes:
        server: Who asks; None until it is made.
    """

    def __init__(self, status: StatusPublisher, view: Preview, words: RecentLog, config: Path | None) -> None:
        self.server: IpcServer | None = None
        self.picture = view.ask
        self._status = status
        self._words = words
        self._catalogue = ExerciseList(config)

    def health(self) -> Health | None:
        """How the daemon is, with what only the server and the log know; None before it has looked once."""
        health = self._status.health
        if health is None:
            return None
        return msgspec.structs.replace(health, link=self._link(), errors=self._words.said())

    def exercises(self) -> Exercises:
        """Every exercise, and the one that is chosen."""
        return self._catalogue.list(self._status.exercise or "")

    def _link(self) -> Consumer | None:
        return None if self.server is None else self.server.consumer(LINK)
