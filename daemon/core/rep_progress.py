"""What a dashboard shows between two reps: the phase of the movement and how far it has gone."""

from dataclasses import dataclass

from daemon.core.counting.neighbours import own_depth
from daemon.core.counting.segmenter import Phase, SegmenterState
from daemon.core.counting.set_state import SetPhase
from daemon.core.spec import Part
from daemon.core.state import Workout


@dataclass(frozen=True, slots=True)
class RepProgress:
    """The movement at this moment.

    Attributes:
        phase: ``start``, ``eccentric``, ``bottom`` or ``concentric``; None while nothing is counted.
        signal: Share of the athlete's own range, 0 the start and 1 the turning point; None while nothing is counted.
    """

    phase: str | None
    signal: float | None


def rep_progress(state: Workout) -> RepProgress:
    """Returns the progress of the running set."""
    running = state.set
    if running is None or running.phase is not SetPhase.ACTIVE or not running.segmenter.samples:
        return RepProgress(None, None)
    attempt, exercise = running.segmenter, running.exercise
    depth = attempt.samples[-1].depth - attempt.low
    span = own_depth(running.usual) if running.usual else max(attempt.top - attempt.low, 1.0)
    phase = _phase(attempt, exercise.first, running.pipeline.params.measures.near_turn)
    return RepProgress(phase, round(min(max(depth / span, 0.0), 1.0), 3))


def _phase(attempt: SegmenterState, first: Part, near_turn: float) -> str:
    if attempt.phase is Phase.START:
        return "start"
    span = attempt.top - attempt.low
    if attempt.phase is Phase.BACK and attempt.samples[-1].depth > attempt.top - near_turn * span:
        return "bottom"
    second = Part.CONCENTRIC if first is Part.ECCENTRIC else Part.ECCENTRIC
    return (first if attempt.phase is Phase.OUT else second).value
