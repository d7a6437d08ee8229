"""Counts the reps of a set: sample to segmenter, attempt to candidate, candidate to judge, rep to confirmer."""

from dataclasses import replace

from daemon.core.counting import refusal
from daemon.core.counting.candidate import candidate
from daemon.core.counting.judge import Ruling, Weighed, waited
from daemon.core.counting.neighbours import own_depth, usual_after
from daemon.core.counting.rep import describe
from daemon.core.counting.segmenter import Attempt, Phase, SegmenterState
from daemon.core.counting.set_state import SetPhase, SetState, SetStep, TallyMark
from daemon.core.counting.streak import Confirmed, StreakRep
from daemon.core.counting.verdict import Decision, Judgement, Verdict, rejected
from daemon.core.facts import Fact, Reason, RepRejected
from daemon.core.features.sample import Sample

ACCEPTED = Verdict(Decision.ACCEPTED, "evidence.accepted")
NOTHING = Verdict(Decision.IGNORED, "evidence.noticed")
CONFIRMED = Verdict(Decision.COUNTED, "streak.confirmed")


def step(state: SetState, sample: Sample) -> SetStep:
    """Follows an active set by one frame."""
    segmenter, attempt = state.pipeline.segmenter.step(state.segmenter, sample)
    state = state._replace(seen=sample.t, segmenter=segmenter)
    if attempt is None and not waited(state.memory, sample.t):
        return state, []
    state = _remember(state, attempt)
    memory, rulings = state.pipeline.judge.step(state.memory, sample.t)
    return _ruled(state._replace(memory=memory), rulings, sample.t)


def pause(state: SetState, seen: float, t: float, *, at_edge: bool) -> SetStep:
    """Pauses a set whose athlete was last seen at ``seen``, and rejects the attempt under way."""
    lost, begun = state.segmenter, state.pipeline.params.set.begun
    state, facts = _closed(state, t)
    paused = state._replace(phase=SetPhase.PAUSED, segmenter=SegmenterState())
    if lost.phase is Phase.START or lost.top - lost.low < begun:
        return paused, facts
    reason = Reason.OUT_OF_FRAME if at_edge else Reason.HIDDEN
    verdict = rejected("set.lost_s", reason, round(t - seen, 2), state.pipeline.params.set.lost_s, "s")
    paused, refused = _reject(paused, verdict, lost.left_t, seen, t)
    return paused, facts + refused


def finish(state: SetState, t: float) -> SetStep:
    """Ends the set: counts an attempt that was as good as back, and decides all that waits."""
    attempt = state.pipeline.segmenter.finish(state.segmenter) if state.phase is SetPhase.ACTIVE else None
    state, facts = _closed(_remember(state._replace(segmenter=SegmenterState()), attempt), t)
    state, more = _confirm(state, state.pipeline.confirmer.finish(state.streak), t)
    return state, facts + more


def _remember(state: SetState, attempt: Attempt | None) -> SetState:
    """Adds a finished attempt to the judge's memory and to the athlete's own range, unless it is jitter."""
    pipeline = state.pipeline
    if attempt is None or attempt.depth < pipeline.params.evidence.min_depth:
        return state
    shortest_s = pipeline.exercise.min_rep_s
    alone = pipeline.model.alone(has_depth=attempt.has_depth)
    new = candidate(attempt, pipeline.looks, alone, pipeline.params.measures, shortest_s)
    own = own_depth(state.usual) if state.usual else None
    rep = describe(attempt, pipeline, state.reps + 1, own, state.last_end)
    memory = (*state.memory, Weighed(new, rep, state.usual))
    return state._replace(memory=memory, usual=usual_after(state.usual, new), last_end=new.end)


def _closed(state: SetState, t: float) -> SetStep:
    """Decides all that waits: nothing that follows belongs to it."""
    rulings = state.pipeline.judge.finish(state.memory)
    memory = tuple(each._replace(decided=True) for each in state.memory)
    return _ruled(state._replace(memory=memory), rulings, t)


def _ruled(state: SetState, rulings: list[Ruling], t: float) -> SetStep:
    """Counts and refuses what the judge decided on."""
    facts = list[Fact]()
    for ruling in rulings:
        rep, found = ruling.weighed.rep, ruling.weighed.candidate
        sure = round(state.pipeline.model.calibration.confidence(ruling.log_odds), 3)
        if ruling.counts:
            state = _noted(state, ACCEPTED, rep.start, rep.end, t)
            link = StreakRep(replace(rep, confidence=sure), found.across, found.grown)
            state, more = _confirm(state, state.pipeline.confirmer.step(state.streak, link), t)
        else:
            state, more = _refuse(state, ruling, sure, t)
        facts += more
    return state, facts


def _refuse(state: SetState, ruling: Ruling, sure: float, t: float) -> SetStep:
    """Refuses a candidate; one that looks like no rep to anybody is passed over."""
    pipeline, rep = state.pipeline, ruling.weighed.rep
    if refusal.as_if_seen(ruling.weighed.candidate, pipeline.model) < pipeline.params.evidence.noticed:
        return _noted(state, NOTHING, rep.start, rep.end, t), []
    verdict = refusal.why(ruling, pipeline.looks, pipeline.model)
    if ruling.log_odds >= pipeline.params.evidence.refuse:
        state = state._replace(doubts=(*state.doubts, sure))
    return _reject(state, verdict, rep.start, rep.end, t)


def _confirm(state: SetState, confirmed: Confirmed, t: float) -> SetStep:
    """Counts and rejects what the confirmer decided on."""
    state, facts = state._replace(streak=confirmed.streak), list[Fact]()
    for rep, verdict in confirmed.rejected:
        state, more = _reject(state, verdict, rep.start, rep.end, t)
        facts += more
    counted = [replace(rep, t=t, n=state.reps + i) for i, rep in enumerate(confirmed.counted, start=1)]
    for rep in counted:
        tally = (*state.tally, TallyMark(rep.side, rep.confidence))
        thought_false = state.thought_false + 1.0 - rep.confidence
        state = _noted(
            state._replace(tally=tally, thought_false=thought_false, last_active=t), CONFIRMED, rep.start, rep.end, t
        )
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
