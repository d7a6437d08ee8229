"""What the figures of the table mean."""

from pathlib import Path

import pytest

from daemon.cli.benchmark import score, table
from daemon.cli.benchmark.items import Item, NoRep, Span
from daemon.cli.benchmark.play import Played
from daemon.cli.benchmark.score import Outcome
from daemon.core.facts import Ending, Fact, Reason, RepRejected, SetEnded


def outcome(true: int | None, counted: int, exercise: str | None = "squat", *facts: Fact, **more: object) -> Outcome:
    item = Item(Path("a.npz"), exercise, true, **more)  # type: ignore[arg-type]
    ended = SetEnded(9.0, exercise or "squat", Ending.STOPPED, counted, 0, 9.0)
    return score.outcome(item, exercise or "squat", Played([*facts, ended], 300, 0.03, 0.0), 30.0)


def test_exact_within_one_and_mae_are_those_of_the_papers() -> None:
    row = score.row("squat", [outcome(10, 10), outcome(10, 9), outcome(4, 6), outcome(5, 5)], auto=False)
    assert (row.items, row.true, row.exact, row.within_one) == (4, 29, 0.5, 0.75)
    assert row.mae == pytest.approx((0 + 0.1 + 0.5 + 0) / 4)
    assert row.core_us == 100.0


def test_false_reps_are_told_by_the_minute() -> None:
    found = score.negatives([outcome(0, 2, None), outcome(0, 1, None)])
    assert (found.items, found.runs, found.minutes, found.false_reps) == (1, 2, 1.0, 3)
    assert found.false_per_minute == 3.0


def test_a_no_rep_is_right_with_its_own_reason_only() -> None:
    no_reps = (NoRep(Span(1.0, 2.0), Reason.SHALLOW), NoRep(Span(4.0, 5.0), Reason.SHALLOW))
    told = (
        RepRejected(2.1, "squat", 1.1, 2.1, Reason.SHALLOW, 0.3, 0.5, "depth"),
        RepRejected(5.1, "squat", 4.1, 5.1, Reason.TOO_FAST, 0.3, 0.5, "s"),
    )
    found = outcome(3, 3, "squat", *told, no_reps=no_reps)
    assert (found.no_reps, found.no_reps_right) == (2, 1)


def test_what_is_refused_beside_the_labelled_no_reps_is_told_by_clip_and_minute() -> None:
    labelled = RepRejected(2.1, "squat", 1.1, 2.1, Reason.SHALLOW, 0.3, 0.5, "depth")
    nobodys = RepRejected(5.1, "squat", 4.1, 5.1, Reason.SHALLOW, 0.3, 0.5, "depth")
    no_reps = (NoRep(Span(1.0, 2.0), Reason.SHALLOW),)
    row = score.row("all", [outcome(3, 3, "squat", labelled, nobodys, no_reps=no_reps), outcome(3, 3)], auto=False)
    assert (row.refused_per_item, row.refused_per_minute) == (0.5, 1.0)


def test_where_nobody_counted_there_is_no_error_and_a_sum_of_its_own() -> None:
    some = [outcome(None, 4), outcome(None, 2)]
    assert [(o.is_scored, o.error) for o in some] == [(False, 0)] * 2
    found = score.uncounted(some, auto=False)
    assert (found.items, found.counted, found.minutes, found.right_exercise) == (2, 6, 1.0, None)


def test_where_nobody_counted_it_is_still_known_what_was_done() -> None:
    assert score.uncounted([outcome(None, 4), outcome(None, 0)], auto=True).right_exercise == 0.5


def test_latency_is_from_each_reps_true_end_to_its_own_event() -> None:
    spans = [Span(0.0, 2.0), Span(2.0, 4.0), Span(5.0, 7.0)]
    assert score.latencies(spans, [1.9, 4.2, 7.1]) == pytest.approx([-0.1, 0.2, 0.1])


def test_a_missed_rep_takes_no_other_reps_event() -> None:
    spans = [Span(0.0, 2.0), Span(2.0, 4.0), Span(4.0, 6.0)]
    assert score.latencies(spans, [2.1, 6.1]) == pytest.approx([0.1, 0.1])


def test_an_event_long_after_the_rep_is_not_its_own() -> None:
    assert score.latencies([Span(0.0, 2.0)], [8.0]) == []


def test_with_auto_the_exercise_can_be_wrong_though_the_count_is_right() -> None:
    item = Item(Path("a.npz"), "squat", 3)
    ended = SetEnded(9.0, "lunge", Ending.STOPPED, 3, 0, 9.0)
    found = score.outcome(item, "auto", Played([ended], 30, 0.1, None), 3.0)
    row = score.row("all", [found, outcome(2, 2)], auto=True)
    assert (row.exact, row.wrong_exercise) == (1.0, 0.5)


def test_a_variant_with_a_file_of_its_own_is_no_wrong_exercise() -> None:
    item = Item(Path("a.npz"), "deadlift", 3)
    ended = SetEnded(9.0, "romanian_deadlift", Ending.STOPPED, 3, 0, 9.0)
    assert score.outcome(item, "auto", Played([ended], 30, 0.1, None), 3.0).right_exercise


def test_a_hold_counts_seconds_and_may_be_off_by_one() -> None:
    item = Item(Path("a.npz"), "plank", 31)
    ended = SetEnded(40.0, "plank", Ending.STOPPED, 0, 0, 40.0, 30.2)
    found = score.outcome(item, "plank", Played([ended], 30, 0.1, None), 40.0)
    assert (found.counted, found.error) == (30, 0)


def test_seconds_of_a_hold_are_no_reps_in_the_total() -> None:
    item = Item(Path("a.npz"), "plank", 31)
    ended = SetEnded(40.0, "plank", Ending.STOPPED, 0, 0, 40.0, 31.0)
    hold = score.outcome(item, "plank", Played([ended], 30, 0.1, None), 40.0)
    assert score.row("all", [hold, outcome(4, 4)], auto=False).true == 4


def test_the_table_is_as_wide_as_its_headings() -> None:
    lines = table.table([score.row("squat", [outcome(10, 10)], auto=False)])
    assert len(lines) == 2
    assert len(lines[0]) == len(lines[1])


def test_a_wrong_count_is_told_with_what_was_rejected() -> None:
    told = RepRejected(2.1, "squat", 1.1, 2.1, Reason.SHALLOW, 0.3, 0.5, "depth")
    (line,) = table.misses([outcome(3, 2, "squat", told), outcome(2, 2)])
    assert "a.npz as squat" in line
    assert "1.1-2.1 shallow (0.3 against 0.5 depth)" in line
