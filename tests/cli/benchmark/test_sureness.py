"""Which counted reps were done, and whether the count knew how sure it was."""

from pathlib import Path

import pytest

from daemon.cli.benchmark import score, sureness, table
from daemon.cli.benchmark.items import Item, Span
from daemon.cli.benchmark.matching import matched
from daemon.cli.benchmark.play import Played
from daemon.cli.benchmark.score import Outcome
from daemon.core.facts import Ending, Fact, RepCounted, SetEnded, Tempo


def rep(start: float, end: float, confidence: float = 0.95) -> RepCounted:
    return RepCounted(end, "squat", 1, start, end, Tempo(1, 0, 1, 0), 1.0, 90.0, None, "side", confidence)


def item(*turns: float, exercise: str | None = "squat", spans: tuple[Span, ...] = ()) -> Item:
    return Item(Path("a.npz"), exercise, len(spans or turns), spans, turns)


def done(labelled: Item, *counted: RepCounted) -> list[bool | None]:
    return [each.right for each in matched(labelled, counted, false=False)]


def test_a_rep_was_done_where_one_is_labelled() -> None:
    spans = (Span(0.0, 2.0), Span(5.0, 7.0))
    assert done(item(spans=spans), rep(0.3, 2.2), rep(2.4, 4.0), rep(5.5, 6.8)) == [True, False, True]


def test_of_two_counted_for_one_the_nearer_was_done() -> None:
    assert done(item(1.0, 3.0), rep(0.1, 1.9), rep(1.9, 2.3), rep(2.3, 3.8)) == [True, False, True]


def test_a_label_of_the_lockout_is_its_own_reps() -> None:
    assert done(item(4.2, 9.8, 15.4), rep(0.0, 3.7), rep(4.9, 9.4), rep(10.6, 15.0)) == [True] * 3


def test_a_label_that_is_the_next_reps_start_is_still_the_last_ones() -> None:
    assert done(item(3.35, 6.7, 9.95), rep(0.5, 3.3), rep(3.5, 6.5), rep(6.6, 9.8)) == [True] * 3


def test_without_times_it_is_not_known_which_were_done() -> None:
    assert done(Item(Path("a.npz"), "squat", 2), rep(0.1, 1.9)) == [None]
    assert done(Item(Path("a.npz"), "squat", 0), rep(0.1, 1.9)) == [False]


def test_nothing_of_a_wrong_exercise_was_done() -> None:
    assert [each.right for each in matched(item(1.0), [rep(0.1, 1.9)], false=True)] == [False]


def outcome(labelled: Item, at_least: int | None, at_most: int | None, *reps: RepCounted) -> Outcome:
    ended = SetEnded(9.0, "squat", Ending.STOPPED, len(reps), 0, 9.0, None, at_least, at_most)
    facts: list[Fact] = [*reps, ended]
    return score.outcome(labelled, "squat", Played(facts, 300, 0.03, 0.0), 30.0)


def test_reps_are_told_by_their_confidence() -> None:
    some = [outcome(item(1.0, 3.0), 2, 3, rep(0, 2, 0.9), rep(2, 4, 1.0), rep(6, 7, 0.55))]
    found = sureness.summed_up(some)
    assert (found.reps, found.right) == (3, 2)
    assert [(each.reps, each.right) for each in found.bins] == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 0), (2, 2)]
    assert found.bins[-1].confidence == 0.95
    assert found.brier == pytest.approx((0.01 + 0 + 0.55**2) / 3, abs=1e-4)
    assert [line.split()[:5] for line in table.sureness_lines(found)][2] == ["90%", "to", "100%", "2", "of"]


def test_a_range_is_right_that_has_the_true_count_in_it() -> None:
    labelled = item(1.0, 3.0)
    found = sureness.summed_up([outcome(labelled, low, high) for low, high in ((2, 2), (1, 3), (3, 6), (None, None))])
    assert (found.sets, found.covered, found.width_p50, found.width_mean) == (3, 2, 2.0, 1.667)


def test_the_ranges_of_two_sets_of_one_clip_add_up() -> None:
    ended = [
        SetEnded(9.0, "squat", Ending.CHANGED, 1, 0, 9.0, None, 1, 2),
        SetEnded(12.0, "lunge", Ending.STOPPED, 1, 0, 3.0, None, 1, 1),
    ]
    found = score.outcome(item(1.0, 3.0), "auto", Played(ended, 300, 0.03, 0.0), 30.0)
    assert (found.at_least, found.at_most) == (2, 3)


def test_where_nothing_was_counted_nothing_is_told() -> None:
    assert list(table.sureness_lines(sureness.summed_up([]))) == []
