"""The trace of decisions: what the core made of each frame, and by which rule."""

import pytest

from daemon.config import exercises
from daemon.core import workout
from daemon.core.counting.segmenter import Phase
from daemon.core.counting.set_state import SetPhase
from daemon.core.counting.verdict import Decision
from daemon.core.explain import FrameTrace, explain
from daemon.core.facts import Fact, RepCounted, RepRejected
from daemon.core.features.signals import SIGNALS
from daemon.core.spec import AUTO, Target
from daemon.core.state import Rules, Workout
from tests.core.figure import SQUAT
from tests.fakes import stick


def traced(state: Workout, knees: list[float]) -> tuple[list[FrameTrace], list[Fact]]:
    state, facts = workout.start(state, 0.0, armed=False)
    traces, t = [], 0.0
    for i, angle in enumerate(knees):
        before, t = state, i / stick.FPS
        state, found = workout.step(before, stick.squatting(angle, t), t, stick.SIZE)
        traces.append(explain(before, state, t))
        facts += found
    before = state
    if state.set is not None:
        state, found = workout.stop(state, t)
        traces.append(explain(before, state, t))
        facts += found
    return traces, facts


def rules_of(traces: list[FrameTrace], exercise: str = "squat") -> list[str]:
    return [each.judgement.verdict.rule for trace in traces for each in trace.judged if each.exercise == exercise]


def test_every_rep_and_no_rep_is_traced_with_the_rule_that_decided() -> None:
    traces, facts = traced(workout.begin(SQUAT), stick.squats(75, 75, 130, 75))
    counted = ["evidence.accepted", "streak.confirmed"]
    first, no_rep, last = (rules_of(traces)[i] for i in (slice(4), slice(4, -2), slice(-2, None)))
    assert (first, last) == (counted * 2, counted)
    assert [rule.partition(".")[0] for rule in no_rep] == ["evidence"]
    rejected = next(fact for fact in facts if isinstance(fact, RepRejected))
    (judged,) = (
        each.judgement
        for trace in traces
        for each in trace.judged
        if each.judgement.verdict.decision is Decision.REJECTED
    )
    assert (judged.t, judged.start, judged.end) == (rejected.t, rejected.start, rejected.end)
    assert round(judged.verdict.value, 3) == rejected.value


def test_a_frame_is_traced_with_signals_depth_and_phase() -> None:
    traces, _ = traced(workout.begin(SQUAT), stick.squats(75))
    first, deepest = traces[0], max(traces[:-1], key=lambda trace: trace.sample.depth if trace.sample else 0.0)
    assert set(first.signals) == set(SIGNALS)
    assert first.signals["knee"].value == pytest.approx(172, abs=0.5)
    assert (first.phase, first.set_phase, first.exercise) == (Phase.START, SetPhase.ACTIVE, "squat")
    assert deepest.signals["knee"].value == pytest.approx(75, abs=3)
    assert deepest.top is not None
    assert deepest.low is not None
    assert deepest.top - deepest.low == pytest.approx(1.0, abs=0.1)
    phases = [trace.phase for trace in traces if trace.phase is not None]
    assert [b for a, b in zip([None, *phases], phases, strict=False) if a is not b] == [
        Phase.START, Phase.OUT, Phase.BACK, Phase.START,
    ]  # fmt: skip


def test_a_rep_that_ends_the_set_by_its_target_is_traced_once() -> None:
    traces, facts = traced(workout.aim(workout.begin(SQUAT), Target(reps=1)), stick.squats(75, 75))
    assert len([fact for fact in facts if isinstance(fact, RepCounted)]) == 1
    assert rules_of(traces) == ["evidence.accepted", "streak.confirmed"]


def test_a_rep_that_the_end_of_the_set_completes_is_traced() -> None:
    angles = list(stick.glide([(1, 172), (0.9, 75), (0.9, 172)]))[:-6]
    traces, _ = traced(workout.begin(SQUAT), angles)
    assert [each.judgement.verdict.rule for each in traces[-1].judged] == ["evidence.accepted", "streak.confirmed"]


def test_a_verdict_is_traced_with_its_frame_and_not_again_with_the_end_of_the_set() -> None:
    state, _ = workout.start(workout.begin(SQUAT), 0.0, armed=False)
    for i, angle in enumerate(stick.squats(75, 75)):
        t = i / stick.FPS
        before = state
        state, _ = workout.step(before, stick.squatting(angle, t), t, stick.SIZE)
        if state.set is not None and state.set.reps == 2:
            break
    assert len(explain(before, state, t).judged) == 2
    assert state.set is not None
    assert len(state.set.judged) == 2  # older verdicts are forgotten
    assert explain(state, workout.stop(state, t)[0], t).judged == ()


def test_with_auto_every_exercise_that_counts_along_is_traced() -> None:
    repertoire = (SQUAT, exercises.load("push_up"), exercises.load("curl"))
    traces, _ = traced(workout.begin(AUTO, Rules(repertoire=repertoire)), stick.squats(75, 75, 75))
    assert rules_of(traces)[:2] == ["evidence.accepted", "streak.confirmed"]
    assert traces[0].sample is None
    assert traces[-2].sample is not None


def test_a_frame_without_the_athlete_is_traced_without_signals() -> None:
    state, _ = workout.start(workout.begin(SQUAT), 0.0, armed=False)
    after, _ = workout.step(state, None, 0.1, stick.SIZE)
    trace = explain(state, after, 0.1)
    assert (trace.signals, trace.sample, trace.judged) == ({}, None, ())


def test_tracing_changes_no_fact() -> None:
    _, facts = traced(workout.begin(SQUAT), stick.squats(75, 130, 75))
    state, plain = workout.start(workout.begin(SQUAT), 0.0, armed=False)
    t = 0.0
    for i, angle in enumerate(stick.squats(75, 130, 75)):
        t = i / stick.FPS
        state, found = workout.step(state, stick.squatting(angle, t), t, stick.SIZE)
        plain += found
    assert facts == plain + workout.stop(state, t)[1]
