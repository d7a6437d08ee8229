"""After a restart: take up what the journal says was under way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daemon.core import workout
from daemon.core.facts import Correction, Ending, Fact
from daemon.core.judge import RECENT
from daemon.core.movement import prepare
from daemon.core.sets import SetPhase, SetState
from daemon.core.spec import Exercise
from daemon.core.workout import Workout
from daemon.events import AnyEvent, Rep, RepCorrected, RepRejected, SetEnded, SetStarted
from daemon.journal.reader import JournalReader
from daemon.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Moment:
    """When the box was started again.

    Attributes:
        t, utc, boot: Monotonic (s), UTC, and the boot both belong to.
        resume_s: A set younger than this goes on.
    """

    t: float
    utc: datetime
    boot: str
    resume_s: float

    def of(self, event: AnyEvent) -> float:
        """When an event was, on this boot's monotonic clock; one of another boot by the wall clock."""
        if event.boot == self.boot:
            return event.t_mono
        return self.t - max((self.utc - datetime.fromisoformat(event.t.replace("Z", "+00:00"))).total_seconds(), 0.0)


def recover(
    state: Workout, stamp: Stamp, journal: JournalReader, find: Callable[[str], Exercise], now: Moment
) -> tuple[Workout, list[Fact]]:
    """The state to go on with, and the facts of what could not go on.

    A set whose last event is younger than ``now.resume_s`` goes on; an older one ends as interrupted. A workout that
    has not ended stays open: its idle time goes on from its last event.

    Raises:
        JournalError: The journal cannot be read.
        UsageError: The set's exercise is gone.
        ConfigError: The exercise's file is wrong.
    """
    open_workout = journal.open_workout()
    if open_workout is None:
        return state, []
    last_t = now.of(open_workout.events[-1])
    sets, reps = _totals(open_workout.events)
    state = replace(state, open=True, idle_since=last_t, sets=sets, reps=reps)
    open_set = journal.open_set()
    stamp.restore(open_workout.id, open_set.events if open_set is not None else ())
    if open_set is None:
        return state, []
    cut_off = set_state(open_set.events, find, now)
    if now.t - last_t < now.resume_s:
        return workout.resume(state, cut_off, now.t), []
    resumed = replace(state, set=cut_off)
    return workout.stop(resumed, now.t, Ending.INTERRUPTED)


def set_state(recorded: Sequence[AnyEvent], find: Callable[[str], Exercise], now: Moment) -> SetState:
    """The set as its events tell it."""
    exercise, reps, last_end = "", 0, None
    depths: list[float] = []
    for event in recorded:
        if isinstance(event, SetStarted) or (isinstance(event, RepCorrected) and event.kind is Correction.EXERCISE):
            exercise, depths = event.exercise, []
        elif isinstance(event, RepCorrected):
            reps += 1 if event.kind is Correction.ADDED else -1
        elif isinstance(event, Rep):
            reps += 1
            depths.append(event.depth)
            last_end = event.end - event.t_mono + now.of(event)
    rejected = sum(isinstance(event, RepRejected) for event in recorded)
    return SetState(
        prepare(find(exercise)),
        SetPhase.PAUSED,
        now.of(recorded[0]),
        reps=reps,
        rejected=rejected,
        depths=tuple(depths[-RECENT:]),
        last_end=last_end,
        last_active=now.of(recorded[-1]),
    )


def _totals(recorded: Sequence[AnyEvent]) -> tuple[int, int]:
    """Sets and reps of the workout's ended sets."""
    ended = [event for event in recorded if isinstance(event, SetEnded)]
    return len(ended), sum(event.reps for event in ended)
