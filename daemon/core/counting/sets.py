"""A set: idle, armed, active, paused, ended; and the count of its reps."""

from dataclasses import replace
from enum import Enum
from statistics import fmean
from typing import NamedTuple

from daemon.core.counting import arming, hold, measures, segmenter, streak, validator
from daemon.core.counting.arming import in_start_position
from daemon.core.counting.hold import Hold, HoldInterval
from daemon.core.counting.segmenter import Attempt, Counter, Sample
from daemon.core.counting.streak import Candidate, Run, Settled
from daemon.core.facts import Fact, Held, Reason, RepCounted, RepRejected
from daemon.core.features.movement import Movement
from daemon.core.spec import Unit, When

LOST_S = 1.0
"""Without the athlete for longer, the set pauses until the start position is held again."""


class SetPhase(str, Enum):
    """Where a set is. ``IDLE`` and ``ENDED`` are a workout without a set."""

    IDLE = "idle"
    ARMED = "armed"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class SetState(NamedTuple):
    """A running set.

    Attributes:
        movement: The exercise, ready to be measured.
        phase: ``ARMED``, ``ACTIVE`` or ``PAUSED``.
        started: When it was started (s).
        reps, rejected: Counts, corrections accounted for.
        depths: Ranges of the counted reps, newest last; they make the athlete's own range.
        counter: The attempt under way.
        held: The start position held so far, while armed or paused.
        seen: When the athlete was last seen, None before the first time.
        last_end: End of the last rep, None before the first.
        last_active: When the set last moved on; a long rest is counted from here.
        hold: What was held, where the exercise counts seconds.
        run: The reps of the run under way, which they must settle into to count.
    """

    movement: Movement
    phase: SetPhase
    started: float
    reps: int = 0
    rejected: int = 0
    depths: tuple[float, ...] = ()
    counter: Counter = Counter()
    held: tuple[Sample, ...] = ()
    seen: float | None = None
    last_end: float | None = None
    last_active: float = 0.0
    run: Run = ()
    hold: Hold = Hold()


def begin(movement: Movement, phase: SetPhase, t: float) -> SetState:
    """A set that starts now."""
    return SetState(
        movement, phase, t, counter=segmenter.begin(from_turn=movement.exercise.starts_at_turn), last_active=t
    )


def see(state: SetState, sample: Sample, dwell_s: float) -> tuple[SetState, list[Fact]]:
    """Follow the athlete by one frame."""
    if state.phase is not SetPhase.ACTIVE:
        held, ready = arming.hold(state.held, sample, state.movement.exercise, dwell_s)
        if not ready:
            return state._replace(seen=sample.t, held=held), []
        fresh = segmenter.begin(from_turn=state.movement.exercise.starts_at_turn)
        return state._replace(phase=SetPhase.ACTIVE, seen=sample.t, held=(), counter=fresh, last_active=sample.t), []
    if state.movement.exercise.unit is Unit.SECONDS:
        keeps = in_start_position(sample, state.movement.exercise)
        return _hold(state._replace(seen=sample.t), sample.t, held=keeps)
    followed, attempt = segmenter.step(state.counter, sample)
    state = state._replace(seen=sample.t, counter=followed)
    return _weigh(state, attempt, sample.t) if attempt else (state, [])


def miss(state: SetState, t: float, *, at_edge: bool) -> tuple[SetState, list[Fact]]:
    """Nobody was seen. A short gap changes nothing; a long one pauses, and gives up an attempt under way.

    Args:
        state: The set.
        t: Time of the frame (s).
        at_edge: The athlete was last seen at the picture's edge.
    """
    if state.phase is not SetPhase.ACTIVE or state.seen is None or t - state.seen <= LOST_S:
        return state, []
    if state.movement.exercise.unit is Unit.SECONDS:
        held, spell = hold.end(state.hold)
        return state._replace(phase=SetPhase.PAUSED, hold=held, held=()), _told(state, spell, t)
    lost = state.counter
    paused = state._replace(phase=SetPhase.PAUSED, counter=Counter(), held=())
    if lost.phase is segmenter.Phase.START or lost.top - lost.low < state.movement.exercise.min_depth:
        return paused, []
    reason = Reason.OUT_OF_FRAME if at_edge else Reason.HIDDEN
    refusal = validator.Refusal(reason, round(t - state.seen, 2), LOST_S, "s")
    return _reject(paused, refusal, lost.left, state.seen, t)


def close(state: SetState, t: float) -> tuple[SetState, list[Fact]]:
    """The set ends: an attempt that was as good as back still counts; a run that is too short does not."""
    if state.movement.exercise.unit is Unit.SECONDS:
        held, spell = hold.end(state.hold)
        return state._replace(hold=held), _told(state, spell, t)
    attempt = segmenter.finish(state.counter) if state.phase is SetPhase.ACTIVE else None
    state = state._replace(counter=Counter())
    state, facts = _weigh(state, attempt, t) if attempt else (state, [])
    state, more = _settle(state, streak.break_off(state.run, state.movement.exercise.min_streak), t)
    return state, facts + more


def _hold(state: SetState, t: float, *, held: bool) -> tuple[SetState, list[Fact]]:
    """Follow a hold by one frame."""
    kept, spell = hold.keep(state.hold, t, held=held)
    return state._replace(hold=kept, last_active=t if held else state.last_active), _told(state, spell, t)


def _told(state: SetState, spell: HoldInterval | None, t: float) -> list[Fact]:
    """The fact of a hold that has ended, if one has."""
    if spell is None:
        return []
    return [Held(t, state.movement.exercise.name, spell.start, spell.end, round(spell.end - spell.start, 3))]


def _weigh(state: SetState, attempt: Attempt, t: float) -> tuple[SetState, list[Fact]]:
    exercise = state.movement.exercise
    if validator.negligible(attempt, exercise):
        return state, []
    refusal = validator.refuse(attempt, exercise, state.depths)
    end = attempt.samples[-1].t
    if refusal is not None:
        return _reject(state, refusal, attempt.left, end, t)
    new = Candidate(_rep(state, attempt, t), *measures.travel(attempt))
    depths = (*state.depths, attempt.depth)[-validator.RECENT :]
    grown = streak.grow(state.run, new, exercise.min_streak, travels=exercise.allow_travel)
    return _settle(state._replace(depths=depths, last_end=end), grown, t)


def _settle(state: SetState, settled: Settled, t: float) -> tuple[SetState, list[Fact]]:
    """Take over what became of a run."""
    state, facts = state._replace(run=settled.run), []
    for rep, refusal in settled.refused:
        state, more = _reject(state, refusal, rep.start, rep.end, t)
        facts += more
    counted = [replace(rep, t=t, n=state.reps + i) for i, rep in enumerate(settled.counted, start=1)]
    if counted:
        state = state._replace(reps=counted[-1].n, last_active=t)
    return state, [*facts, *counted]


def _reject(
    state: SetState, refusal: validator.Refusal, start: float, end: float, t: float
) -> tuple[SetState, list[Fact]]:
    fact = RepRejected(
        t,
        state.movement.exercise.name,
        start,
        end,
        refusal.reason,
        round(refusal.value, 3),
        round(refusal.limit, 3),
        refusal.unit,
    )
    return state._replace(rejected=state.rejected + 1), [fact]


def _rep(state: SetState, attempt: Attempt, t: float) -> RepCounted:
    """The attempt as the set's next rep."""
    exercise, names = state.movement.exercise, validator.columns(state.movement.exercise)
    view = measures.view(measures.value(attempt, names.index("facing"), When.REP))
    start, turn = (measures.value(attempt, names.index(exercise.angle), when) for when in (When.START, When.TURN))
    own = validator.own_range(state.depths)
    withheld = {}
    if view not in exercise.angle_views:
        withheld["rom_deg"] = f"{view} view: the camera cannot measure the {exercise.angle}'s angle"
    if own is None:
        withheld["rom_share"] = "first rep of the set"
    return RepCounted(
        t,
        exercise.name,
        state.reps + 1,
        attempt.left,
        attempt.samples[-1].t,
        measures.tempo(attempt, exercise.first, state.last_end),
        round(attempt.depth, 3),
        None if "rom_deg" in withheld else round(abs(start - turn), 1),
        None if own is None else round(attempt.depth / own, 3),
        view,
        round(fmean(s.confidence for s in attempt.samples), 3),
        withheld,
    )
