"""An athlete's sets as sessions, bests and a streak."""

from datetime import date, datetime, timedelta, timezone

from daemon.set_summary import SetSummary
from daemon.trends.report import first_day, progress, streak
from daemon.trends.sessions import Measure, series

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)


def a_set(days_ago: int, reps: int = 10, **fields: object) -> SetSummary:
    t = (NOON - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    given = {"set": f"{days_ago}-{reps}", "t": t, "athlete": "Ann", "exercise": "squat", "reps": reps}
    return SetSummary(**(given | fields))  # type: ignore[arg-type]


def test_a_sessions_figure_is_its_best_set() -> None:
    [found] = series([a_set(3, 8), a_set(3, 12), a_set(3, 10), a_set(0, 9)])
    assert found.measure is Measure.REPS
    assert [(each.value, each.sets, each.reps) for each in found.sessions] == [(12, 3, 30), (9, 1, 9)]


def test_with_a_load_the_estimated_maximum_is_compared_and_other_sessions_are_left_out() -> None:
    [found] = series([a_set(9, 20), a_set(3, 6, load_kg=100.0), a_set(0, 1, load_kg=110.0)])
    assert found.measure is Measure.MAX_KG
    assert [each.value for each in found.sessions] == [120.0, 110.0]


def test_a_hold_is_compared_by_its_seconds() -> None:
    [found] = series([a_set(3, 0, held_s=40.0, exercise="plank"), a_set(0, 0, exercise="plank")])
    assert (found.measure, found.sessions[0].value) == (Measure.HELD_S, 40.0)


def test_a_best_is_told_with_the_one_that_it_replaced() -> None:
    found = progress("Ann", [a_set(20, 8), a_set(10, 12), a_set(5, 12), a_set(0, 11)], TODAY)
    best = found.exercises[0].best
    assert (best.day, best.value, best.before_day, best.before) == ("2026-11-10", 12, "2026-10-31", 8)


def test_everybody_has_a_history_of_their_own() -> None:
    sets = [a_set(3, 8), a_set(2, 30, athlete="Bo"), a_set(1, 5, athlete=None)]
    assert progress("Ann", sets, TODAY).exercises[0].values == (8,)
    assert progress(None, sets, TODAY).exercises[0].values == (5,)
    assert progress("Cy", sets, TODAY).exercises == ()


def test_what_is_older_than_half_a_year_is_left_out() -> None:
    assert first_day(TODAY) == date(2026, 5, 25)
    assert progress("Ann", [a_set(200, 8)], TODAY).exercises == ()


def test_a_streak_counts_weeks_and_this_week_does_not_break_it() -> None:
    assert streak([a_set(7), a_set(14), a_set(28)], TODAY) == 2
    assert streak([a_set(0), a_set(7), a_set(14)], TODAY) == 3
    assert streak([a_set(21)], TODAY) == 0
