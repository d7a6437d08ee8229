"""The rep counter: follows the depth of one movement out from the start and back, and cuts it into attempts.

Depth is 0 at the start position and 1 at the usual turning point. What an athlete really does from this camera is
learned as the set goes on: every threshold is a share of the attempt's own range, so a front view that shows half the
angle counts like a side view. Nothing looks ahead.
"""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

LEAVE = 0.15
"""Depth above the start level from which the athlete is under way; jitter at rest stays under 0.05."""
TURN = 0.15
"""Share of the range to come back before the turning point is certain."""
BACK = 0.9
"""Share of the range at which the athlete is back for certain."""
NEARLY_BACK = 0.6
"""Share of the range that is back too, once the athlete rests there or goes out again."""
AS_GOOD_AS_BACK = 0.85
"""Share that completes a rep when the footage ends."""
HALF_BACK = 0.45
"""Share below which coming back was a wobble of the same attempt."""
AGAIN = 0.06
"""Share of the range by which depth must grow for the athlete to have gone out again."""
RELENT = 0.35
"""Share of the missing way that is forgiven after a rep without lockout: the start level follows the athlete."""
REST_S = 0.3
"""Seconds without coming closer that mean the athlete rests."""
DRIFT = 0.05
"""Depth a second by which the start level follows an athlete who settles lower."""
KEEP_S = 0.7
"""Seconds of the start position kept before an attempt."""
LONGEST = 1800
"""Samples of one attempt; beyond it every second one is dropped, so memory is bounded."""


class Phase(str, Enum):
    """Where in a rep the athlete is."""

    START = "start"
    OUT = "out"
    BACK = "back"


class Place(NamedTuple):
    """Where in the picture the athlete is (pixels): the hips' middle, the shoulders' height, the torso's length."""

    x: float
    y: float
    shoulders: float
    torso: float


class Sample(NamedTuple):
    """One frame of the movement.

    Attributes:
        t: Time (s).
        depth: 0 the start position, 1 the exercise's usual turning point.
        confidence: 0..1, of the joints that must be seen.
        values: The exercise's signals in their own order, each in its unit.
        sure: The confidence of each of them.
        place: Where the athlete is.
    """

    t: float
    depth: float
    confidence: float
    values: tuple[float, ...]
    sure: tuple[float, ...] = ()
    place: Place = Place(0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A movement out and back: its samples, the levels it ran between, and whether it came all the way back."""

    samples: tuple[Sample, ...]
    low: float
    top: float
    left: float
    locked_out: bool

    @property
    def depth(self) -> float:
        """The range of the movement."""
        return self.top - self.low


class Counter(NamedTuple):
    """The counter's state.

    Attributes:
        phase: Where in a rep the athlete is.
        low: Depth of the start position.
        top: Greatest depth of this attempt.
        valley, valley_t: Smallest depth since the turning point, and when.
        left: When the athlete left the start position.
        samples: The attempt so far; at the start, the last moments of the start position.
    """

    phase: Phase = Phase.START
    low: float = float("inf")
    top: float = 0.0
    valley: float = 0.0
    valley_t: float = 0.0
    left: float = 0.0
    samples: tuple[Sample, ...] = ()


def begin(*, from_turn: bool) -> Counter:
    """A counter before its first sample; ``from_turn``: the start level is known, and the turning point comes first."""
    return Counter(low=0.0) if from_turn else Counter()


def step(state: Counter, sample: Sample) -> tuple[Counter, Attempt | None]:
    """Follow the movement by one sample; an attempt comes out when it is over. Costs a few microseconds."""
    if state.phase is Phase.START:
        return _at_start(state, sample), None
    samples = _bounded((*state.samples, sample))
    if state.phase is Phase.OUT:
        return _going_out(state, sample, samples), None
    return _coming_back(state._replace(samples=samples), sample)


def finish(state: Counter) -> Attempt | None:
    """The attempt that the end of the footage completes: the athlete was as good as back."""
    if state.phase is Phase.BACK and _returned(state, state.valley) >= AS_GOOD_AS_BACK:
        return _attempt(state, locked_out=True)
    return None


def _at_start(state: Counter, sample: Sample) -> Counter:
    dt = sample.t - state.samples[-1].t if state.samples else 0.0
    low = min(sample.depth, state.low + DRIFT * dt)
    old = 0
    while old < len(state.samples) and state.samples[old].t < sample.t - KEEP_S:
        old += 1
    samples = (*state.samples[old:], sample)
    if sample.depth - low < LEAVE:
        return Counter(low=low, samples=samples)
    return state._replace(phase=Phase.OUT, low=low, top=sample.depth, left=_left(samples, low), samples=samples)


def _left(samples: tuple[Sample, ...], low: float) -> float:
    """When the athlete was last at the start level: the last sample within a fifth of the way to ``LEAVE``."""
    return next((s.t for s in reversed(samples) if s.depth - low < LEAVE / 5), samples[0].t)


def _going_out(state: Counter, sample: Sample, samples: tuple[Sample, ...]) -> Counter:
    top = max(state.top, sample.depth)
    if top - sample.depth < TURN * (top - state.low):
        return Counter(Phase.OUT, state.low, top, left=state.left, samples=samples)
    return state._replace(phase=Phase.BACK, top=top, valley=sample.depth, valley_t=sample.t, samples=samples)


def _coming_back(state: Counter, sample: Sample) -> tuple[Counter, Attempt | None]:
    if sample.depth > state.top:
        return state._replace(phase=Phase.OUT, top=sample.depth), None
    if sample.depth < state.valley:
        state = state._replace(valley=sample.depth, valley_t=sample.t)
    returned = _returned(state, state.valley)
    again = sample.depth - state.valley > AGAIN * (state.top - state.low)
    if returned >= BACK or (returned >= NEARLY_BACK and (again or sample.t - state.valley_t >= REST_S)):
        return _restart(state, sample), _attempt(state, locked_out=True)
    if sample.depth - state.valley < LEAVE + AGAIN * (state.top - state.low):
        return state, None
    if returned >= HALF_BACK:
        low = state.low + RELENT * (state.valley - state.low)
        begun = Counter(Phase.OUT, low, sample.depth, left=state.valley_t, samples=(state.samples[-1],))
        return begun, _attempt(state, locked_out=False)
    return state._replace(phase=Phase.OUT), None


def _restart(state: Counter, sample: Sample) -> Counter:
    recent = tuple(s for s in state.samples if s.t >= sample.t - KEEP_S / 4)
    return Counter(low=state.valley, samples=recent)


def _attempt(state: Counter, *, locked_out: bool) -> Attempt:
    return Attempt(state.samples, state.low, state.top, state.left, locked_out)


def _returned(state: Counter, depth: float) -> float:
    """How much of the range the athlete has come back, 0..1."""
    return (state.top - depth) / max(state.top - state.low, 1e-6)


def _bounded(samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    return samples if len(samples) < LONGEST else samples[::2]
