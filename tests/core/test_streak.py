"""The confirmer: what counts at once, what a run of its like confirms, and what breaks a run off."""

import pytest

from daemon.core.counting.streak import Confirmed, StreakConfirmer, StreakRep
from daemon.core.facts import Reason, RepCounted
from daemon.core.params import StreakParams
from tests.core.attempts import rep


def run_of(
    reps: list[RepCounted], min_streak: int = 3, across: float = 0.0, grown: float = 0.0, *, allow_travel: bool = False
) -> tuple[list[RepCounted], list[str], Confirmed]:
    """The reps that counted, the rules by which others did not, and how the run stands."""
    confirmer = StreakConfirmer(StreakParams(), min_streak, allow_travel)
    run, counted, rules = Confirmed(()), list[RepCounted](), list[str]()
    for each in reps:
        run = confirmer.step(run.streak, StreakRep(each, across, grown))
        counted += run.counted
        rules += [verdict.rule for _, verdict in run.rejected]
    return counted, rules, run


def row(count: int, every_s: float = 1.0, begin: float = 0.0) -> list[RepCounted]:
    return [rep(begin + i * every_s, begin + i * every_s + 0.8) for i in range(count)]


def test_a_streak_of_one_counts_each_rep_at_once() -> None:
    reps = [rep(0, 1), rep(50, 51, depth=3.0)]
    assert run_of(reps, min_streak=1)[:2] == (reps, [])


def test_reps_in_a_row_count_from_the_first_once_there_are_enough() -> None:
    reps = row(5)
    assert run_of(reps[:2])[0] == []
    assert run_of(reps[:3])[0] == reps[:3]
    assert run_of(reps)[0] == reps


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (rep(1.8 + 1.5 + 0.8 + 0.1, 5.0), "a rest between"),
        (rep(2.0, 2.8, depth=2.1), "twice as deep"),
        (rep(3.3, 4.2), "out of rhythm"),
    ],
)
def test_a_run_breaks_off_at_what_is_unlike(last: RepCounted, why: str) -> None:
    counted, rules, after = run_of([*row(2), last])
    assert counted == [], why
    assert rules == ["exercise.min_streak"] * 2
    assert [each.rep for each in after.streak] == [last]


def test_sides_that_take_turns_are_each_as_deep_as_one_of_the_last_two() -> None:
    reps = [rep(i, i + 0.8, depth) for i, depth in enumerate((0.6, 1.0, 0.45))]
    assert run_of(reps)[0] == reps


def test_a_run_goes_on_after_a_breath_and_not_after_a_rest() -> None:
    first, breath, rest = rep(0.0, 0.8), rep(0.8 + 2.2, 3.8), rep(0.8 + 2.4, 4.0)
    assert run_of([first, breath], min_streak=2)[0] == [first, breath]
    assert run_of([first, rest], min_streak=2)[0] == []


def test_a_run_that_counts_bears_one_that_was_missed_or_whose_end_was_seen_late() -> None:
    missed, late = [*row(3), rep(4.8, 5.6)], [*row(3), rep(4.0, 5.4), rep(5.5, 5.9)]
    assert run_of(missed)[0] == missed
    assert run_of(late)[0] == late
    assert run_of(missed[1:])[0] == []


@pytest.mark.parametrize(
    ("across", "grown", "rule"), [(0.4, 0.0, "streak.max_across"), (0.0, -0.5, "streak.max_growth")]
)
def test_who_leaves_the_spot_walks_and_does_not_count(across: float, grown: float, rule: str) -> None:
    counted, rules, _ = run_of(row(3), across=across, grown=grown)
    assert counted == []
    assert rules == [rule]
    assert len(run_of(row(3), across=across, grown=grown, allow_travel=True)[0]) == 3


def test_the_end_of_the_set_rejects_what_waits_for_its_like() -> None:
    confirmer = StreakConfirmer(StreakParams(), 3, allow_travel=False)
    reps = row(2)
    ended = confirmer.finish(run_of(reps)[2].streak)
    assert [each for each, _ in ended.rejected] == reps
    verdict = ended.rejected[0][1]
    assert (verdict.reason, verdict.value, verdict.limit) == (Reason.NOT_STARTED, 2, 3)
    assert confirmer.finish(run_of(row(3))[2].streak).rejected == ()
