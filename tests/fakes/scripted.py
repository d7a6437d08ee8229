"""A source of poses that does what a test tells it."""

from collections.abc import Iterable

from daemon.errors import SourceError
from daemon.ports import PoseFrame, ReadStatus


class ScriptedPoses:
    """Implements ``ports.PoseSource``: gives each thing in turn, and raises the errors among them."""

    live = True

    def __init__(self, script: Iterable[PoseFrame | ReadStatus | SourceError]) -> None:
        self._script = iter(script)
        self.closed = False

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        step = next(self._script, ReadStatus.STALL)
        if isinstance(step, SourceError):
            raise step
        return step

    def close(self) -> None:
        self.closed = True
