"""Why the core decided as it did: what it made of one frame, read off the state after it.

The count does not know that it is explained: nothing here runs unless somebody asks, and no fact changes by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from daemon.core.counting.segmenter import Phase
from daemon.core.counting.set_state import SetPhase, SetState
from daemon.core.counting.verdict import Judgement
from daemon.core.features.body_measures import Signal
from daemon.core.features.movement import Readings
from daemon.core.features.sample import Sample
from daemon.core.features.signals import SIGNALS
from daemon.core.pose.body import Body, limbs
from daemon.core.state import Workout


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict that was reached in a frame.

    Attributes:
        exercise: What it is about.
        own: It is the set's own: what it counts is counted. False where the exercise only counts along.
        judgement: The verdict.
    """

    exercise: str
    own: bool
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class FrameTrace:
    """What the core made of one frame.

    Attributes:
        t: Time of the frame (s).
        exercise: What the set is of; None without a set.
        set_phase: Where the set is.
        signals: Every signal of the smoothed pose; empty where nobody was seen, or without a set.
        sample: The exercise's depth, and what its rules look at; None where nobody was seen, or while the exercise is
            not known.
        phase: Where in a rep the athlete is; None while nothing is counted.
        low, top: Depth of the start position, and the greatest of the attempt under way; None while nothing is counted.
        judged: The verdicts that were reached, oldest first: the set's own, and with ``auto`` and ``any`` those of
            every exercise that counts along. ``judgement.verdict.rule`` names the rule that decided.
    """

    t: float
    exercise: str | None
    set_phase: SetPhase
    signals: dict[str, Signal]
    sample: Sample | None
    phase: Phase | None
    low: float | None
    top: float | None
    judged: tuple[Judged, ...]


def explain(before: Workout, after: Workout, t: float) -> FrameTrace:
    """Returns what the core made of a frame.

    Args:
        before: The state before the frame.
        after: The state after it.
        t: The frame's time (s), as ``step`` got it.
    """
    ended = after.last if after.last is not before.last else None
    running = after.set or ended
    readings = _readings(before, after)
    known = running if after.recognition is None else None
    counts = known is not None and known.phase is SetPhase.ACTIVE and not known.exercise.is_hold
    attempt = known.segmenter if known is not None and counts else None
    return FrameTrace(
        t,
        running.exercise.name if running is not None else None,
        after.phase,
        {name: readings[name] for name in SIGNALS} if readings is not None else {},
        known.pipeline.features.sample(readings) if known is not None and readings is not None else None,
        attempt.phase if attempt is not None else None,
        attempt.low if attempt is not None else None,
        attempt.top if attempt is not None else None,
        tuple(_judged(before, after, t)),
    )


def _readings(before: Workout, after: Workout) -> Readings | None:
    """Returns the signals of the frame's smoothed pose, or None where nobody was seen."""
    if after.pose is None or after.pose is before.pose or after.smoothed is None:
        return None
    filtered = after.smoothed.filtered
    body = Body(filtered.image, filtered.world, limbs(after.pose.score), has_depth=after.smoothed.size is None)
    return Readings(body, after.pose.t, after.rules.params.features)


def _judged(before: Workout, after: Workout, t: float) -> Iterator[Judged]:
    """Yields the new verdicts of one moment."""
    known = {judgement for each, _ in _sets(before) for judgement in each.judged if judgement.t == t}
    for each, own in _sets(after):
        for judgement in each.judged:
            if judgement.t == t and judgement not in known:
                yield Judged(each.exercise.name, own, judgement)


def _sets(state: Workout) -> Iterator[tuple[SetState, bool]]:
    """Yields the set that ended last and the running one, then all that count along."""
    yield from ((each, True) for each in (state.last, state.set) if each is not None)
    for recognition in (state.recognition, state.next):
        yield from ((each, False) for each in (recognition.rivals if recognition is not None else ()))
