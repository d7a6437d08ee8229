"""Times the holds of a set: the seconds for which the posture is kept."""

from daemon.core.counting.hold import HoldInterval
from daemon.core.counting.set_state import SetPhase, SetState, SetStep
from daemon.core.facts import Fact, Held
from daemon.core.features.sample import Sample


def step(state: SetState, sample: Sample) -> SetStep:
    """Follows an active set by one frame."""
    t, held = sample.t, state.pipeline.posture.shown_in(sample)
    hold, ended = state.pipeline.timer.step(state.hold, t, held=held)
    last_active = t if held else state.last_active
    return state._replace(seen=t, hold=hold, last_active=last_active), _facts(state, ended, t)


def pause(state: SetState, seen: float, t: float, *, at_edge: bool) -> SetStep:  # noqa: ARG001 - as reps.pause
    """Pauses a set whose athlete is lost, and ends the hold under way."""
    hold, ended = state.pipeline.timer.finish(state.hold)
    return state._replace(phase=SetPhase.PAUSED, hold=hold), _facts(state, ended, t)


def finish(state: SetState, t: float) -> SetStep:
    """Ends the set, and the hold under way."""
    hold, ended = state.pipeline.timer.finish(state.hold)
    return state._replace(hold=hold), _facts(state, ended, t)


def _facts(state: SetState, ended: HoldInterval | None, t: float) -> list[Fact]:
    """Returns the fact of a hold that has ended, if one has."""
    if ended is None:
        return []
    return [Held(t, state.exercise.name, ended.start, ended.end, round(ended.end - ended.start, 3))]
