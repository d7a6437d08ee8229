"""Counts one whole source, from its first frame to its end: what ``count`` and ``bench`` do."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import msgspec

from daemon.camera.patience import FIRST_PICTURE_S
from daemon.cli.decision_trace import DecisionTrace
from daemon.core import workout
from daemon.core.facts import Fact, RepCounted, RepRejected
from daemon.core.workout import Workout
from daemon.errors import SourceError
from daemon.events import AnyEvent
from daemon.ports import PoseFrame, PoseSource, ReadStatus, Stages
from daemon.runtime.session import Session

STALL_S = 10.0
"""A source that gives nothing for so long has broken."""
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
"""A recording's own time is counted from here: its second 1.5 is 1970-01-01T00:00:01.500000Z."""


class Replay:
    """One set over one source. Events carry the source's own time, as offsets from ``EPOCH``.

    Attributes:
        frames, reps, rejected: Counts so far.
        last_t: Time of the newest frame (s).
        state: The core's state.
    """

    def __init__(
        self,
        state: Workout,
        box: str,
        tell: Callable[[AnyEvent], None],
        stages: Stages,
        trace: DecisionTrace | None = None,
    ) -> None:
        self.state = state
        self.frames = self.reps = self.rejected = 0
        self.last_t = 0.0
        self._tell = tell
        self._stages = stages
        self._trace = trace
        self._session = Session(box, "recording", lambda t: EPOCH + timedelta(seconds=t))
        self._seq = 0

    def run(self, poses: PoseSource, *, armed: bool) -> None:
        """Count to the end.

        Raises:
            SourceError: The source broke or stalled; all that came before is counted and told.
            EngineError: The engine broke.
        """
        try:
            while isinstance(sight := self._next(poses), PoseFrame):
                if self.frames == 0:
                    self._take(*workout.start(self.state, sight.t, armed=armed))
                self.see(sight)
        finally:
            if self.state.set is not None:
                before = self.state
                self._take(*workout.stop(before, self.last_t))
                if self._trace is not None:
                    self._trace.decide(before, self.state, self.last_t)

    def see(self, sight: PoseFrame) -> None:
        """Count one frame."""
        self.frames += 1
        self.last_t = sight.t
        state, facts = workout.step(self.state, sight.pose, sight.t, (sight.width, sight.height))
        self._stages.lap("core")
        if self._trace is not None:
            self._trace.see(self.state, state, sight)
        self._take(state, facts)

    def _next(self, poses: PoseSource) -> PoseFrame | ReadStatus:
        patience_s = STALL_S if self.frames else FIRST_PICTURE_S
        sight = poses.read(patience_s)
        if sight is ReadStatus.STALL:
            raise SourceError(f"nothing came for {patience_s:.0f} s: check the file, the camera or its network")
        return sight

    def _take(self, state: Workout, facts: list[Fact]) -> None:
        self.state = state
        for event in self._session.to_events(facts):
            self._seq += 1
            self._tell(msgspec.structs.replace(event, seq=self._seq))
        self.reps += sum(isinstance(fact, RepCounted) for fact in facts)
        self.rejected += sum(isinstance(fact, RepRejected) for fact in facts)
