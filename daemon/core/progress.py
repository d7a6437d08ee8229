"""What a dashboard shows between two reps: the phase of the movement and how far it has gone."""

from dataclasses import dataclass

from daemon.core.counting.measures import NEAR_TURN
from daemon.core.counting.segmenter import Counter, Phase
from daemon.core.counting.sets import SetPhase
from daemon.core.counting.validator import own_range
from daemon.core.spec import Part
from daemon.core.workout import Workout


@dataclass(frozen=True, slots=True)
class Progress:
    """The movement at this moment.

    Attributes:
        phase: ``start``, ``eccentric``, ``bottom`` or ``concentric``; None while nothing is counted.
        signal: Share of the athlete's own range, 0 the start and 1 the turning point; None while nothing is counted.
    """

    phase: str | None
    signal: float | None


def progress(state: Workout) -> Progress:
    """Look at the running set."""
    running = state.set
    if running is None or running.phase is not SetPhase.ACTIVE or not running.counter.samples:
        return Progress(None, None)
    counter, exercise = running.counter, running.movement.exercise
    depth = counter.samples[-1].depth - counter.low
    span = own_range(running.depths) or max(exercise.min_depth, counter.top - counter.low, 1.0)
    return Progress(_phase(counter, exercise.first), round(min(max(depth / span, 0.0), 1.0), 3))


def _phase(counter: Counter, first: Part) -> str:
    if counter.phase is Phase.START:
        return "start"
    span = counter.top - counter.low
    if counter.phase is Phase.BACK and counter.samples[-1].depth > counter.top - NEAR_TURN * span:
        return "bottom"
    second = Part.CONCENTRIC if first is Part.ECCENTRIC else Part.ECCENTRIC
    return (first if counter.phase is Phase.OUT else second).value
