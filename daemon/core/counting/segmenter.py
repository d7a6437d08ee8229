"""Cuts the depth of one movement, out from the start and back, into attempts.

Depth is 0 at the start position and 1 at the usual turning point. What an athlete really does from this camera is
learned as the set goes on: every threshold is a share of the attempt's own range, so a front view that shows half the
angle counts like a side view. Nothing looks ahead.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from daemon.core.features.sample import Sample
from daemon.core.params import SegmenterParams


class Phase(str, Enum):
    """Where in a rep the athlete is."""

    START = "start"
    OUT = "out"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement out and back.

    Attributes:
        samples: Its frames, and the last moments of the start position before it.
        low, top: Depth of the start position, and the greatest depth.
        left_t: When the athlete left the start position (s).
        locked_out: It came all the way back.
    """

    samples: tuple[Sample, ...]
    low: float
    top: float
    left_t: float
    locked_out: bool

    @property
    def depth(self) -> float:
        """The range of the movement."""
        return self.top - self.low

    @property
    def has_depth(self) -> bool:
        """Whether it was seen with world landmarks, and not in the picture alone."""
        return self.samples[-1].has_depth


class SegmenterState(NamedTuple):
    """The attempt under way.

    Attributes:
        phase: Where in a rep the athlete is.
        low: Depth of the start position.
        top: Greatest depth of this attempt.
        valley, valley_t: Smallest depth since the turning point, and when.
        left_t: When the athlete left the start position (s).
        samples: The attempt so far; at the start, the last moments of the start position.
    """

    phase: Phase = Phase.START
    low: float = float("inf")
    top: float = 0.0
    valley: float = 0.0
    valley_t: float = 0.0
    left_t: float = 0.0
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class HysteresisSegmenter:
    """Finds the turning points of the depth by how far it came back, as a share of the attempt's own range.

    Attributes:
        params: Its parameters.
        starts_at_turn: The start level is known, and the turning point comes first, as with a bar on the floor.
    """

    params: SegmenterParams
    starts_at_turn: bool = False

    def begin(self) -> SegmenterState:
        """Returns the state before the first sample."""
        return SegmenterState(low=0.0) if self.starts_at_turn else SegmenterState()

    def step(self, state: SegmenterState, sample: Sample) -> tuple[SegmenterState, Attempt | None]:
        """Follows the movement by one sample; returns an attempt when it is over. Costs a few microseconds."""
        if state.phase is Phase.START:
            return self._at_start(state, sample), None
        samples = self._bounded((*state.samples, sample))
        if state.phase is Phase.OUT:
            return self._going_out(state, sample, samples), None
        return self._coming_back(state._replace(samples=samples), sample)

    def finish(self, state: SegmenterState) -> Attempt | None:
        """Returns the attempt that the end of the footage completes: the athlete was as good as back."""
        if state.phase is Phase.BACK and _returned(state, state.valley) >= self.params.back_at_end:
            return _attempt(state, locked_out=True)
        return None

    def _at_start(self, state: SegmenterState, sample: Sample) -> SegmenterState:
        params = self.params
        dt = sample.t - state.samples[-1].t if state.samples else 0.0
        low = min(sample.depth, state.low + params.drift_per_s * dt)
        old = 0
        while old < len(state.samples) and state.samples[old].t < sample.t - params.keep_s:
            old += 1
        samples = (*state.samples[old:], sample)
        if sample.depth - low < params.leave:
            return SegmenterState(low=low, samples=samples)
        left_t = self._left_t(samples, low)
        return state._replace(phase=Phase.OUT, low=low, top=sample.depth, left_t=left_t, samples=samples)

    def _left_t(self, samples: tuple[Sample, ...], low: float) -> float:
        """Returns when the athlete was last at the start level."""
        level = self.params.leave * self.params.at_start
        return next((s.t for s in reversed(samples) if s.depth - low < level), samples[0].t)

    def _going_out(self, state: SegmenterState, sample: Sample, samples: tuple[Sample, ...]) -> SegmenterState:
        top = max(state.top, sample.depth)
        if top - sample.depth < self.params.turn * (top - state.low):
            return SegmenterState(Phase.OUT, state.low, top, left_t=state.left_t, samples=samples)
        return state._replace(phase=Phase.BACK, top=top, valley=sample.depth, valley_t=sample.t, samples=samples)

    def _coming_back(self, state: SegmenterState, sample: Sample) -> tuple[SegmenterState, Attempt | None]:
        params = self.params
        if sample.depth > state.top:
            return state._replace(phase=Phase.OUT, top=sample.depth), None
        if sample.depth < state.valley:
            state = state._replace(valley=sample.depth, valley_t=sample.t)
        returned = _returned(state, state.valley)
        again = sample.depth - state.valley > params.again * (state.top - state.low)
        if returned >= params.back or (
            returned >= params.nearly_back and (again or sample.t - state.valley_t >= params.rest_s)
        ):
            return self._restart(state, sample), _attempt(state, locked_out=True)
        if sample.depth - state.valley < params.leave + params.again * (state.top - state.low):
            return state, None
        if returned >= params.half_back:
            low = state.low + params.relent * (state.valley - state.low)
            begun = SegmenterState(Phase.OUT, low, sample.depth, left_t=state.valley_t, samples=(state.samples[-1],))
            return begun, _attempt(state, locked_out=False)
        return state._replace(phase=Phase.OUT), None

    def _restart(self, state: SegmenterState, sample: Sample) -> SegmenterState:
        since = sample.t - self.params.keep_s * self.params.keep_after
        return SegmenterState(low=state.valley, samples=tuple(s for s in state.samples if s.t >= since))

    def _bounded(self, samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
        if len(samples) < self.params.max_samples:
            return samples
        deepest = max(range(len(samples)), key=lambda i: samples[i].depth)
        return samples[deepest % 2 :: 2]


def _attempt(state: SegmenterState, *, locked_out: bool) -> Attempt:
    return Attempt(state.samples, state.low, state.top, state.left_t, locked_out)


def _returned(state: SegmenterState, depth: float) -> float:
    """Returns how much of the range the athlete has come back, 0..1."""
    return (state.top - depth) / max(state.top - state.low, 1e-6)
