from datetime import date

from tui.model.answers import Week
from tui.text.weeks import bars, courses

TODAY = date(2026, 11, 21)  # a Saturday


def _week(monday: date, exercise: str = "squat", reps: int = 10) -> Week:
    return Week(monday=monday, exercise=exercise, sets=1, reps=reps)


def test_twelve_weeks_are_shown_with_their_gaps() -> None:
    (course,) = courses([_week(date(2026, 11, 16), reps=7), _week(date(2026, 8, 31), reps=4)], TODAY, {})
    assert course.reps == (4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7)
    assert (course.labels[0], course.labels[-1]) == ("31 Aug", "16 Nov")


def test_weeks_before_the_first_shown_are_left_out() -> None:
    assert courses([_week(date(2026, 8, 24))], TODAY, {}) == ()


def test_the_most_trained_exercise_comes_first() -> None:
    weeks = [_week(date(2026, 11, 16), "lunge", 5), _week(date(2026, 11, 9), "squat", 50)]
    assert [course.exercise for course in courses(weeks, TODAY, {})] == ["squat", "lunge"]


def test_bars_fit_the_width_and_name_their_number() -> None:
    (course,) = courses([_week(date(2026, 11, 16), reps=40), _week(date(2026, 11, 9), reps=1)], TODAY, {})
    lines = bars(course, 40, "#")
    assert len(lines) == 12
    assert lines[-1] == "16 Nov " + "#" * 18 + " 40"
    assert lines[-2] == " 9 Nov # 1"
    assert lines[0].endswith("·")


def test_weeks_of_a_hold_are_seconds() -> None:
    weeks = [Week(monday=date(2026, 11, 16), exercise="plank", sets=2, reps=0, held_s=61.6)]
    (course,) = courses(weeks, TODAY, {})
    assert (course.unit, course.total) == ("seconds", 62)
