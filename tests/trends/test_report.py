"""An athlete's sets as sessions, findings, bests, weeks and a streak."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from daemon.core.facts import Side, Velocity
from daemon.set_record import SetRecord, of_set
from daemon.set_summary import SetSummary
from daemon.trends import words
from daemon.trends.report import first_day, progress, streak
from daemon.trends.sessions import Measure, series
from tests.fakes.workout import Lifter

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)


def a_set(days_ago: int, reps: int = 10, **fields: object) -> SetSummary:
    t = (NOON - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    given = {"set": f"{days_ago}-{reps}", "t": t, "athlete": "Ann", "exercise": "squat", "reps": reps}
    return SetSummary(**(given | fields))  # type: ignore[arg-type]


def trained(days_ago: float, reps: int = 10, **measures: Any) -> SetRecord:  # noqa: ANN401 - each has its own type
    """Returns a set with its reps; ``measures`` are fields of each."""
    lifter = Lifter("Ann", NOON - timedelta(days=days_ago))
    lifts = [lifter.lifts(n, **measures) for n in range(1, reps + 1)]
    record = of_set([lifter.starts(), *lifts, lifter.ends(reps)])
    assert record is not None
    return record


def findings_of(sets: Sequence[SetRecord]) -> dict[str, str]:
    """Returns what is said of the one exercise."""
    [found] = progress("Ann", sets, TODAY).exercises
    return dict(words.findings(found))


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


def test_each_exercise_says_what_its_findings_are_based_on() -> None:
    assert findings_of([trained(0)])["based on"] == "1 session, 2026-11-20"
    few = findings_of([trained(3, 8), trained(3, 9), trained(0)])
    assert few["based on"] == "2 sessions since 2026-11-17"
    many = findings_of([trained(3 * (20 - at), 8 + at) for at in range(20)])
    assert many["based on"] == "20 sessions since 2026-09-21, lately: last 5 against 10 before"


def test_what_is_told_of_an_exercise_that_was_given_up_says_until_when() -> None:
    lately = findings_of([trained(3 * (20 - at), 8 + at) for at in range(20)])
    assert lately["trend"].endswith("% a week")
    once = findings_of([trained(100 + 3 * (20 - at), 8 + at) for at in range(20)])
    assert once["trend"].endswith("% a week, until 2026-08-09")
    assert once["lately"].endswith("more than your usual day-to-day, until 2026-08-09")
    assert once["plateau"] == "none to be seen"


def test_a_best_is_told_with_the_one_that_it_replaced() -> None:
    found = progress("Ann", [trained(20, 8), trained(10, 12), trained(5, 12), trained(0, 11)], TODAY)
    best = found.exercises[0].best
    assert (best.day, best.value, best.before_day, best.before) == ("2026-11-10", 12, "2026-10-31", 8)


def test_the_window_is_half_a_year_and_begins_with_a_monday() -> None:
    assert first_day(TODAY) == date(2026, 5, 25)


def test_a_weeks_load_is_its_sets_and_reps() -> None:
    found = progress("Ann", [trained(100), trained(7, 8), trained(1, 10), trained(0, 11)], TODAY)
    assert (found.weeks[0], found.weeks[-1], len(found.weeks)) == ("2026-08-31", "2026-11-16", 12)
    assert found.load.sets[-3:] == (0, 1, 2)
    assert found.load.reps[-3:] == (0, 8, 21)
    assert sum(found.load.sets) == 3, "the one of a hundred days ago is older than twelve weeks"
    assert found.exercises[0].load == found.load


def season(then: float, now: float, sessions: int = 15) -> list[SetRecord]:
    """Returns sessions of that range of motion, the last five of another; a little different from day to day."""
    return [
        trained(3 * (sessions - 1 - at), 4, rom_deg=(then if at < sessions - 5 else now) + at % 2)
        for at in range(sessions)
    ]


def test_a_range_that_became_less_is_told_with_its_view() -> None:
    assert findings_of(season(100.0, 94.0))["range"] == "6° shallower than your usual, seen from the side"
    assert findings_of(season(94.0, 100.0))["range"] == "6° deeper than your usual, seen from the side"
    assert findings_of(season(100.0, 100.0))["range"] == "within your usual range, seen from the side"
    assert findings_of(season(100.0, 94.0, 14))["range"] == "too early to say: 14 of 15 sessions, seen from the side"


def test_a_range_is_compared_with_the_same_view_alone() -> None:
    sets = season(100.0, 94.0)
    moved = [trained(0.1 * at, 4, rom_deg=60.0, view="oblique") for at in (2, 1)]
    assert findings_of([*sets, *moved])["range"] == "6° shallower than your usual, seen from the side", (
        "most of the last five"
    )
    moved = [trained(3 * at, 4, rom_deg=60.0, view="oblique") for at in (2, 1, 0)]
    assert findings_of([*sets[:-3], *moved])["range"] == "too early to say: 3 of 15 sessions, seen at an angle"


def test_a_side_that_fell_behind_is_told_of_reps_done_with_both() -> None:
    sets = [
        trained(42 - 3 * at, 4, left_more_deg=(2.0 if at < 10 else -4.0) + at % 2, view="front") for at in range(15)
    ]
    assert findings_of(sets)["left-right"] == "left 6° shallower than your usual, seen from the front"


def alternating(days_ago: float, left: float, right: float) -> SetRecord:
    lifter = Lifter("Ann", NOON - timedelta(days=days_ago))
    lifts = [
        lifter.lifts(n, side=side, rom_deg=left if side is Side.LEFT else right)
        for n, side in enumerate((Side.LEFT, Side.RIGHT) * 4, start=1)
    ]
    record = of_set([lifter.starts(), *lifts, lifter.ends(8)])
    assert record is not None
    return record


def test_a_side_that_fell_behind_is_told_of_reps_that_alternate() -> None:
    sets = [alternating(42 - 3 * at, 100.0 + at % 2, 100.0 if at < 10 else 90.0) for at in range(15)]
    assert findings_of(sets)["left-right"] == "right 10° shallower than your usual, seen from the side"
    few = [alternating(3, 100.0, 90.0)]
    assert findings_of(few)["left-right"] == "too early to say: 1 of 15 sessions, seen from the side"


def test_what_was_never_measured_is_not_spoken_of() -> None:
    assert "left-right" not in findings_of(season(100.0, 94.0))
    assert "range" not in findings_of([trained(0, rom_deg=None)])


def test_reps_that_may_be_none_are_left_out_of_the_range() -> None:
    assert "range" not in findings_of([trained(0, 4, confidence=0.5)])


def test_the_newest_sets_slowing_is_told_from_its_fourth_rep() -> None:
    speed = Velocity(0.4, 0.6, 0.02)
    assert findings_of([trained(1, 4, velocity=speed, slowing=0.18)])["last set"] == "18 % slower than your fastest two"
    assert findings_of([trained(1, 4, velocity=speed, slowing=0.0)])["last set"] == "no slower than your fastest two"
    assert findings_of([trained(1, 3, velocity=speed)])["last set"] == "too early to say: 3 of 4 reps"
    assert "last set" not in findings_of([trained(1, 3)])


def test_each_rule_says_how_much_it_waits_for() -> None:
    found = findings_of([trained(3 * at, 4) for at in range(6, -1, -1)])
    assert found["trend"] == "too early to say: 7 of 12 sessions"
    assert found["plateau"] == "too early to say: 7 of 16 sessions"
    assert found["lately"] == "too early to say: 7 of 15 sessions"
    assert found["range"].startswith("too early to say: 7 of 15 sessions")


def test_a_streak_counts_weeks_and_this_week_does_not_break_it() -> None:
    assert streak([a_set(7), a_set(14), a_set(28)], TODAY) == 2
    assert streak([a_set(0), a_set(7), a_set(14)], TODAY) == 3
    assert streak([a_set(21)], TODAY) == 0
