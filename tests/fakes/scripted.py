"""A source of poses that does what a test tells it."""

from collections.abc import Iterable

from daemon.errors import SourceError
from daemon.ports import Gap, Sight


class ScriptedPoses:
    """Implements ``ports.PoseSource``: gives each thing in turn, and raises the errors among them."""

    live = True

    def __init__(self, script: Iterable[Sight | Gap | SourceError]) -> None:
        self._script = iter(script)
        self.closed = False

    def read(self, timeout_s: float) -> Sight | Gap:
        step = next(self._script, Gap.STALL)
        if isinstance(step, SourceError):
            raise step
        return step

    def close(self) -> None:
        self.closed = True
