"""Counts the reps of a set: a sample goes to the segmenter, its attempt to the validator, its rep to the confirmer."""

from dataclasses import replace

from daemon.core.counting import measures
from daemon.core.counting.rep import describe
from daemon.core.counting.segmenter import Attempt, Phase, SegmenterState
from daemon.core.counting.set_state import SetPhase, SetState, SetStep, TallyMark
from daemon.core.counting.streak import Candidate, Confirmed
from daemon.core.counting.validator import own_range
from daemon.core.counting.verdict import Decision, Judgement, Verdict, rejected
from daemon.core.facts import Fact, Reason, RepRejected
from daemon.core.features.sample import Sample

CONFIRMED = Verdict(Decision.COUNTED, "streak.confirmed")


def step(state: SetState, sample: Sample) -> SetStep:
    """Follows an active set by one frame."""
    segmenter, attempt = state.pipeline.segmenter.step(state.segmenter, sample)
    state = state._replace(seen=sample.t, segmenter=segmenter)
    return _judge(state, attempt, sample.t) if attempt else (state, [])


def pause(state: SetState, seen: float, t: float, *, at_edge: bool) -> SetStep:
    """Pauses a set whose athlete was last seen at ``seen``, and rejects the attempt under way."""
    lost = state.segmenter
    paused = state._replace(phase=SetPhase.PAUSED, segmenter=SegmenterState(), held=())
    if lost.phase is Phase.START or lost.top - lost.low < state.exercise.min_depth:
        return paused, []
    reason = Reason.OUT_OF_FRAME if at_edge else Reason.HIDDEN
    verdict = rejected("set.lost_s", reason, round(t - seen, 2), state.pipeline.params.set.lost_s, "s")
    return _reject(paused, verdict, lost.left_t, seen, t)


def finish(state: SetState, t: float) -> SetStep:
    """Ends the set: counts an attempt that was as good as back, and rejects a streak that is too short."""
    attempt = state.pipeline.segmenter.finish(state.segmenter) if state.phase is SetPhase.ACTIVE else None
    state = state._replace(segmenter=SegmenterState())
    state, facts = _judge(state, attempt, t) if attempt else (state, [])
    state, more = _confirm(state, state.pipeline.confirmer.finish(state.streak), t)
    return state, facts + more


def _judge(state: SetState, attempt: Attempt, t: float) -> SetStep:
    """Validates an attempt, and adds a valid one to the streak that confirms it."""
    pipeline, start, end = state.pipeline, attempt.left_t, attempt.samples[-1].t
    verdict = pipeline.validator.validate(attempt, state.depths)
    if verdict.decision is Decision.REJECTED:
        return _reject(state, verdict, start, end, t)
    state = _noted(state, verdict, start, end, t)
    if verdict.decision is Decision.IGNORED:
        return state, []
    rep = describe(attempt, pipeline, state.reps + 1, own_range(state.depths), state.last_end)
    new = Candidate(rep, *measures.travel(attempt, pipeline.params.measures))
    depths = (*state.depths, attempt.depth)[-pipeline.params.validator.recent_reps :]
    return _confirm(state._replace(depths=depths, last_end=end), pipeline.confirmer.step(state.streak, new), t)


def _confirm(state: SetState, confirmed: Confirmed, t: float) -> SetStep:
    """Counts and rejects what the confirmer decided on."""
    state, facts = state._replace(streak=confirmed.streak), list[Fact]()
    for rep, verdict in confirmed.rejected:
        state, more = _reject(state, verdict, rep.start, rep.end, t)
        facts += more
    counted = [replace(rep, t=t, n=state.reps + i) for i, rep in enumerate(confirmed.counted, start=1)]
    for rep in counted:
        tally = (*state.tally, TallyMark(rep.side, rep.confidence))
        state = _noted(state._replace(tally=tally, last_active=t), CONFIRMED, rep.start, rep.end, t)
    return state, [*facts, *counted]


def _reject(state: SetState, verdict: Verdict, start: float, end: float, t: float) -> SetStep:
    reason = verdict.reason
    if reason is None:
        return state, []
    value, limit = round(verdict.value, 3), round(verdict.limit, 3)
    fact = RepRejected(t, state.exercise.name, start, end, reason, value, limit, verdict.unit)
    return _noted(state._replace(rejected=state.rejected + 1), verdict, start, end, t), [fact]


def _noted(state: SetState, verdict: Verdict, start: float, end: float, t: float) -> SetState:
    same_frame = state.judged if state.judged and state.judged[-1].t == t else ()
    return state._replace(judged=(*same_frame, Judgement(t, start, end, verdict)))
