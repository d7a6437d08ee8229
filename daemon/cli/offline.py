"""Counts one whole source, from its first frame to its end: what ``count`` and ``bench`` do."""

import dataclasses
import math
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from typing import Protocol

import msgspec

from daemon.camera.patience import FIRST_PICTURE_S
from daemon.core import workout
from daemon.core.facts import Ending, Fact, Held, RepCounted, RepRejected, SetEnded, SetStarted
from daemon.core.pose.orientation import Orientation, follow
from daemon.core.state import Workout
from daemon.errors import SourceError
from daemon.events import AnyEvent
from daemon.ports import PoseFrame, PoseSource, ReadStatus, Stages
from daemon.runtime.session import Session

STALL_S = 10.0
"""A source that gives nothing for so long has broken."""
LONGEST_REP_S = 10.0
"""What came so long before a rest was over is looked at again: the next set's first rep."""
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
"""A recording's own time is counted from here: its second 1.5 is 1970-01-01T00:00:01.500000Z."""


class SetLine(msgspec.Struct, frozen=True, kw_only=True):
    """One set of a recording, as ``core.facts.SetEnded`` has it.

    ``start`` and ``end`` are seconds of the recording, the end that of the last rep before a rest.
    """

    exercise: str
    reps: int
    rejected: int
    held_s: float | None
    start: float
    end: float
    at_least: int
    at_most: int
    left: int
    right: int


class FrameWatcher(Protocol):
    """Looks at what the core makes of each frame. The core's state is a value: nothing of the count changes."""

    def see(self, before: Workout, after: Workout, frame: PoseFrame) -> None:
        """Takes one frame, with the workout before and after it."""

    def decide(self, before: Workout, after: Workout, t: float) -> None:
        """Takes what was decided between two states, at a time (s); it belongs to the last frame."""


class Replay:
    """The sets of one source. Events carry the source's own time, as offsets from ``EPOCH``.

    The first set begins with the first frame. After a set has ended, as by a rest, the next is awaited, and reported
    once something is done in it.

    Attributes:
        frames, reps, rejected: Counts so far.
        last_t: Time of the newest frame (s).
        state: The core's state.
        sets: The sets in which something was done.
        orientation: Which way is up in the picture.
    """

    def __init__(
        self,
        state: Workout,
        box: str,
        tell: Callable[[AnyEvent], None],
        stages: Stages,
        watchers: Sequence[FrameWatcher] = (),
    ) -> None:
        self.state = state
        self.frames = self.reps = self.rejected = 0
        self.last_t = 0.0
        self.orientation = Orientation()
        self._tell = tell
        self._stages = stages
        self._watchers = watchers
        self._session = Session(box, "recording", lambda t: EPOCH + timedelta(seconds=t))
        self._seq = 0
        self.sets: list[SetLine] = []
        self._start = self._last_done = 0.0
        self._awaited: list[Fact] | None = None
        self._rested = state
        self._recent: deque[PoseFrame] = deque()
        self._last_told = 0.0

    def run(self, poses: PoseSource, *, armed: bool) -> None:
        """Count to the end.

        Raises:
            SourceError: The source broke or stalled; all that came before is counted and shown.
            EngineError: The engine broke.
        """
        try:
            while isinstance(pose_frame := self._next(poses), PoseFrame):
                if self.frames == 0:
                    self._take(*workout.start(self.state, pose_frame.t, armed=armed))
                elif self.state.set is None:
                    self._await(pose_frame.t, armed=armed)
                self.see(pose_frame)
        finally:
            if self._awaited is not None:
                self.state = self._rested
            elif self.state.set is not None:
                before = self.state
                self._take(*workout.stop(before, self.last_t))
                for watcher in self._watchers:
                    watcher.decide(before, self.state, self.last_t)

    def see(self, pose_frame: PoseFrame) -> None:
        """Count one frame."""
        self.frames += 1
        self.last_t = pose_frame.t
        self._recent.append(pose_frame)
        while pose_frame.t - self._recent[0].t > LONGEST_REP_S:
            self._recent.popleft()
        self.orientation = follow(self.orientation, pose_frame.pose)
        state, facts = workout.step(self.state, pose_frame.pose, pose_frame.t, (pose_frame.width, pose_frame.height))
        self._stages.lap("core")
        for watcher in self._watchers:
            watcher.see(self.state, state, pose_frame)
        self._take(state, facts)

    def _next(self, poses: PoseSource) -> PoseFrame | ReadStatus:
        patience_s = STALL_S if self.frames else FIRST_PICTURE_S
        pose_frame = poses.read(patience_s)
        if pose_frame is ReadStatus.STALL:
            raise SourceError(f"nothing came for {patience_s:.0f} s: check the file, the camera or its network")
        return pose_frame

    def _await(self, t: float, *, armed: bool) -> None:
        """Begin the next set, which no rest ends before something is done in it."""
        self._rested, closed = workout.tick(self.state, t)
        self._take(self._rested, closed)
        rules = dataclasses.replace(self._rested.rules, rest_s=math.inf)
        missed = [each for each in self._recent if each.t > self._last_told]
        begin = missed[0].t if missed else t
        state, begun = workout.start(self._rested._replace(rules=rules), begin, armed=armed)
        for pose_frame in missed:  # a rep may have been under way when the rest was over
            size = pose_frame.width, pose_frame.height
            state, _ = workout.step(state, pose_frame.pose, pose_frame.t, size)
        self.state = state if state.set is None else state._replace(set=state.set._replace(started=t))
        self._awaited = [dataclasses.replace(fact, t=t) for fact in begun]

    def _take(self, state: Workout, facts: list[Fact]) -> None:
        self.state = state
        if self._awaited is not None:
            self._awaited += facts
            if not facts:
                self._close_workout()
                return
            facts, self._awaited = self._awaited, None
            self.state = state._replace(rules=self._rested.rules)
            if state.set is not None:  # its rest is counted from what was done first
                self.state = self.state._replace(set=state.set._replace(last_active=self.last_t))
        self._tell_all(facts)

    def _close_workout(self) -> None:
        """Close the workout where the rest is so long that the next set belongs to another."""
        closed, facts = workout.tick(self._rested, self.last_t)
        if facts:
            self._awaited = None
            self._take(closed, facts)

    def _tell_all(self, facts: list[Fact]) -> None:
        for fact in facts:
            self._note(fact)
        for event in self._session.to_events(facts):
            self._seq += 1
            self._tell(msgspec.structs.replace(event, seq=self._seq))
        self.reps += sum(isinstance(fact, RepCounted) for fact in facts)
        self.rejected += sum(isinstance(fact, RepRejected) for fact in facts)

    def _note(self, fact: Fact) -> None:
        if not isinstance(fact, SetStarted | SetEnded):
            self._last_told = fact.t
        if isinstance(fact, SetStarted):
            self._start = self._last_done = fact.t
        elif isinstance(fact, RepCounted | Held):
            self._last_done = fact.end
        elif isinstance(fact, SetEnded) and (fact.reps or fact.rejected or fact.held_s):
            end = self._last_done if fact.why is Ending.REST else fact.t
            line = SetLine(
                exercise=fact.exercise,
                reps=fact.reps,
                rejected=fact.rejected,
                held_s=fact.held_s,
                start=round(self._start, 3),
                end=round(end, 3),
                at_least=fact.reps if fact.at_least is None else fact.at_least,
                at_most=fact.reps if fact.at_most is None else fact.at_most,
                left=fact.left,
                right=fact.right,
            )
            self.sets.append(line)
