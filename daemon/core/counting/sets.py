"""A set as a fold: armed until the athlete is seen, then counted frame by frame; paused while nobody is seen."""

from statistics import median
from typing import Protocol

from daemon.core.counting import holds, reps
from daemon.core.counting.neighbours import BEFORE_S
from daemon.core.counting.pipeline import Pipeline
from daemon.core.counting.set_state import SetPhase, SetState, SetStep
from daemon.core.facts import Ending, SetEnded
from daemon.core.features.sample import Sample


class Counting(Protocol):
    """Counts what an active set is made of: reps, or the seconds of holds."""

    def step(self, state: SetState, sample: Sample) -> SetStep:
        """Follows an active set by one frame."""
        ...

    def pause(self, state: SetState, seen: float, t: float, *, at_edge: bool) -> SetStep:
        """Pauses a set whose athlete was last seen at ``seen``."""
        ...

    def finish(self, state: SetState, t: float) -> SetStep:
        """Ends the set."""
        ...


def _counting(state: SetState) -> Counting:
    return holds if state.pipeline.is_hold else reps


def begin(pipeline: Pipeline, phase: SetPhase, t: float) -> SetState:
    """Returns a set that starts now."""
    return SetState(pipeline, phase, t, segmenter=pipeline.segmenter.begin(), last_active=t)


def step(state: SetState, sample: Sample) -> SetStep:
    """Follows the athlete by one frame."""
    if state.phase is SetPhase.ACTIVE:
        return _counting(state).step(state, sample)
    if sample.confidence < state.pipeline.params.set.min_confidence:
        return state, []
    fresh = state.pipeline.segmenter.begin()
    unseen = state.unseen + _fits(state, sample.t) if state.phase is SetPhase.PAUSED else state.unseen
    return state._replace(
        phase=SetPhase.ACTIVE, seen=sample.t, segmenter=fresh, last_active=sample.t, unseen=unseen
    ), []


def _fits(state: SetState, t: float) -> int:
    """Returns how many of the athlete's own reps fit into a pause that ends now; a long one was a rest."""
    if not state.usual or state.seen is None or t - state.seen > BEFORE_S:
        return 0
    return int((t - state.seen) / median(each.seconds for each in state.usual))


def step_without_pose(state: SetState, t: float, *, at_edge: bool) -> SetStep:
    """Lets a frame pass in which nobody was seen: a short gap changes nothing; a long one pauses the set.

    Args:
        state: The set.
        t: Time of the frame (s).
        at_edge: The athlete was last seen at the picture's edge.
    """
    lost = state.seen is not None and t - state.seen > state.pipeline.params.set.lost_s
    if state.phase is not SetPhase.ACTIVE or state.seen is None or not lost:
        return state, []
    return _counting(state).pause(state, state.seen, t, at_edge=at_edge)


def finish(state: SetState, t: float) -> SetStep:
    """Ends the set, and counts what was as good as done."""
    return _counting(state).finish(state, t)


def ended(state: SetState, t: float, why: Ending) -> SetEnded:
    """Returns the fact that a set ends now; call ``finish`` before."""
    at_least, at_most = state.range
    return SetEnded(
        t,
        state.exercise.name,
        why,
        state.reps,
        state.rejected,
        round(t - state.started, 3),
        None if state.held_s is None else round(state.held_s, 3),
        at_least,
        at_most,
        state.left,
        state.right,
    )
