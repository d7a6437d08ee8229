"""A programme goes by what was done: missed sessions shift, loads rise and fall as the template says, with reasons."""

from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from daemon.clock import rfc3339
from daemon.config import programmes
from daemon.programmes import schedule as schedule_module
from daemon.programmes.schedule import Dated, Schedule, schedule
from daemon.programmes.session_plan import SessionPlan
from daemon.programmes.template import Choice, Double, Session, Template
from daemon.set_summary import SetSummary
from daemon.trends.sessions import day_of

MONDAY = date(2026, 11, 30)


def days(*numbers: int) -> list[date]:
    """Days of December 2026; 0 is 30 November."""
    return [date(2026, 12, each) if each else MONDAY for each in numbers]


def lifted(day: date, exercise: str, *sets: tuple[int, float | None]) -> list[SetSummary]:
    at = rfc3339(datetime.combine(day, time(18)).astimezone())
    return [
        SetSummary(set=f"{day}-{exercise}-{n}", t=at, exercise=exercise, reps=reps, load_kg=kg)
        for n, (reps, kg) in enumerate(sets)
    ]


def made(name: str, weeks: int, today: date, done: list[SetSummary], start: date = MONDAY) -> Schedule:
    choice = Choice(template=programmes.load(name), start=start.isoformat(), weeks=weeks)
    return schedule(choice, "Ann", done, today)


def dates(found: Schedule) -> list[str]:
    return [each.day for each in found.sessions]


def hiit(*on: date) -> list[SetSummary]:
    names = ("push_up", "toe_tap", "jumping_jack", "burpee")
    return [each for day in on for name in names for each in lifted(day, name, (12, None))]


def test_hiit_comes_three_times_a_week_and_grows_as_the_template_says() -> None:
    found = made("hiit", 4, MONDAY, [])
    assert dates(found)[:4] == ["2026-11-30", "2026-12-02", "2026-12-04", "2026-12-07"]
    assert [each.work[0][:8] for each in found.sessions[::3]] == ["3 rounds", "3 rounds", "4 rounds", "4 rounds"]
    assert found.proposed is not None
    assert found.proposed.title == "HIIT"
    assert len(found.sessions) == 12


def test_a_start_in_mid_week_begins_on_the_next_day_of_training() -> None:
    assert dates(made("hiit", 1, MONDAY, [], date(2026, 12, 1))) == ["2026-12-02", "2026-12-04", "2026-12-07"]


def test_a_missed_session_moves_and_all_that_follow_with_it() -> None:
    found = made("hiit", 1, date(2026, 12, 3), hiit(MONDAY))
    assert dates(found) == ["2026-11-30", "2026-12-04", "2026-12-07"]
    assert [each.done for each in found.sessions] == [True, False, False]
    assert found.sessions[1].reasons == (
        "moved from 2026-12-02 to 2026-12-04, as a session was missed; what follows moves too",
    )
    assert found.sessions[2].reasons == ()
    assert found.proposed is None
    assert found.next == found.sessions[1]


def test_after_one_that_was_done_early_what_follows_comes_earlier_and_says_so() -> None:
    found = made("hiit", 2, date(2026, 12, 2), hiit(*days(0, 1)))
    assert dates(found)[:4] == ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-04"]
    assert found.sessions[2].reasons == (
        "moved from 2026-12-04 to 2026-12-02, as a session was done before its day; what follows moves too",
    )
    assert found.sessions[3].reasons == ()


def test_a_session_done_on_another_day_is_done() -> None:
    found = made("hiit", 1, date(2026, 12, 3), hiit(*days(1, 3)))
    assert dates(found) == ["2026-12-01", "2026-12-03", "2026-12-04"]


def test_a_workout_that_goes_on_after_midnight_is_of_the_day_on_which_it_began() -> None:
    late = [each for name in ("push_up", "toe_tap") for each in lifted(MONDAY, name, (12, None))]
    early = [each for name in ("jumping_jack", "burpee") for each in lifted(date(2026, 12, 1), name, (12, None))]
    half = made("hiit", 1, date(2026, 12, 1), late + early)
    assert not half.sessions[0].done
    whole = made("hiit", 1, date(2026, 12, 1), [replace(each, workout="one") for each in late + early])
    assert (whole.sessions[0].done, whole.sessions[0].day) == (True, "2026-11-30")


def test_half_of_a_session_is_none() -> None:
    assert not made("hiit", 1, date(2026, 12, 1), lifted(MONDAY, "push_up", (12, None))).sessions[0].done


def test_when_all_is_done_nothing_is_proposed() -> None:
    found = made("hiit", 1, date(2026, 12, 5), hiit(*days(0, 2, 4)))
    assert found.next is None
    assert found.proposed is None


HISTORY = lifted(date(2026, 11, 20), "squat", (8, 80.0), (5, 90.0))


def test_a_training_max_is_nine_tenths_of_what_the_best_set_comes_to() -> None:
    first = made("531", 4, MONDAY, HISTORY).sessions[0]
    assert first.work == ("squat: 5 x 62.5 kg, 5 x 70 kg, 5+ x 80 kg",)
    assert first.reasons[0] == ("squat: training max 95 kg, 90 % of the 105 kg that 5 x 90 kg of 2026-11-20 come to")


def test_without_a_load_a_wave_is_told_as_per_cent() -> None:
    assert made("531", 1, MONDAY, []).sessions[1].work == ("bench press: 5 x 65 %, 5 x 75 %, 5+ x 85 %",)
    old = lifted(date(2026, 7, 1), "squat", (5, 90.0))
    assert made("531", 1, MONDAY, old).sessions[0].work == ("squat: 5 x 65 %, 5 x 75 %, 5+ x 85 %",)


def test_a_wave_without_a_load_gets_its_training_max_from_the_first_session_with_one() -> None:
    done = lifted(MONDAY, "squat", (5, None), (8, 60.0))
    for n, exercise in enumerate(("bench_press", "deadlift", "shoulder_press"), 1):
        done += lifted(date(2026, 12, n), exercise, (5, None))
    sessions = made("531", 2, date(2026, 12, 7), done).sessions
    assert sessions[0].reasons[0].endswith("per cent of the training max, until you say what you lift")
    assert sessions[4].work == ("squat: 3 x 47.5 kg, 3 x 55 kg, 3+ x 60 kg",)
    assert sessions[4].reasons == (
        "squat: training max 67.5 kg, 90 % of the 76 kg that 8 x 60 kg of 2026-11-30 come to",
    )
    assert sessions[5].work == ("bench press: 3 x 70 %, 3 x 80 %, 3+ x 90 %",)


def squats(sets: dict[date, tuple[int, float]]) -> list[SetSummary]:
    """All four lifts of each week; the squat's last set as given."""
    found: list[SetSummary] = [*HISTORY]
    for day, (reps, kg) in sets.items():
        found += lifted(day, "squat", (5, kg - 20), (reps, kg))
        found += lifted(date.fromordinal(day.toordinal() + 1), "bench_press", (5, 40.0))
        found += lifted(date.fromordinal(day.toordinal() + 3), "deadlift", (5, 40.0))
        found += lifted(date.fromordinal(day.toordinal() + 4), "shoulder_press", (5, 40.0))
    return found


def test_the_training_max_rises_after_four_weeks_without_a_stall() -> None:
    weeks = dict(zip(days(0, 7, 14, 21), [(6, 80.0), (4, 85.0), (2, 90.0), (5, 57.5)], strict=True))
    found = made("531", 8, date(2026, 12, 28), squats(weeks)).sessions[16]
    assert found.title == "Squat"
    assert found.reasons == ("squat: 4 weeks done: training max 100 kg",)
    assert found.work == ("squat: 5 x 65 kg, 5 x 75 kg, 5+ x 85 kg",)


def test_a_set_that_falls_short_lowers_the_training_max_at_once_and_it_does_not_rise_after_the_weeks() -> None:
    weeks = dict(zip(days(0, 7, 14, 21), [(6, 80.0), (2, 85.0), (2, 80.0), (5, 50.0)], strict=True))
    sessions = made("531", 8, date(2026, 12, 28), squats(weeks)).sessions
    assert sessions[8].reasons == ("squat: 2 of 3 reps at 85 kg: training max 85 kg, 90 % of what it was",)
    assert sessions[8].work == ("squat: 5 x 65 kg, 3 x 72.5 kg, 1+ x 80 kg",)
    assert sessions[16].work == ("squat: 5 x 55 kg, 5 x 65 kg, 5+ x 72.5 kg",)
    assert sessions[16].reasons == ("squat: a set fell short: training max stays 85 kg",)


RULE = Double(
    exercise="squat", sets=3, low=8, high=12, step_kg=2.5, stalls=3, stall=90, round_kg=2.5, rest_s=120
)  # fmt: skip
DOUBLE = Template(name="d", title="D", days=(0, 2, 4), sessions=(Session(title="Squat", rules=(RULE,)),))


def double(*sessions: tuple[tuple[int, float], ...]) -> Schedule:
    on = days(0, 2, 4, 7, 9, 11)
    done = [each for day, sets in zip(on, sessions, strict=False) for each in lifted(day, "squat", *sets)]
    before = lifted(date(2026, 11, 20), "squat", (8, 60.0))
    choice = Choice(template=DOUBLE, start=MONDAY.isoformat(), weeks=3)
    return schedule(choice, None, [*before, *done], date(2026, 12, 12))


def test_more_load_comes_once_every_set_is_at_the_top() -> None:
    found = double(((12, 60.0), (12, 60.0), (12, 60.0)))
    assert found.sessions[0].work == ("squat: 3 x 8-12 at 60 kg",)
    assert found.sessions[1].work == ("squat: 3 x 8-12 at 62.5 kg",)
    assert found.sessions[1].reasons[0] == "squat: 3 x 12 at 60 kg: 62.5 kg"


@pytest.mark.parametrize("sets", [((12, 60.0), (12, 60.0), (11, 60.0)), ((12, 60.0), (12, 60.0))])
def test_no_more_load_before_the_range_is_full(sets: tuple[tuple[int, float], ...]) -> None:
    assert double(sets).sessions[1].work == ("squat: 3 x 8-12 at 60 kg",)


def test_sessions_without_a_rep_more_take_the_load_down_as_the_template_says() -> None:
    same = ((9, 60.0), (8, 60.0), (8, 60.0))
    found = double(same, same, same, same)
    assert [each.work[0] for each in found.sessions[:4]] == ["squat: 3 x 8-12 at 60 kg"] * 4
    assert found.sessions[4].work == ("squat: 3 x 8-12 at 55 kg",)
    assert found.sessions[4].reasons[0] == ("squat: 3 sessions running without a rep more at 60 kg: 55 kg, 90 % of it")


def test_the_load_is_the_one_that_was_lifted_and_that_is_said() -> None:
    found = double(((10, 55.0), (10, 55.0), (9, 55.0)))
    assert found.sessions[1].work == ("squat: 3 x 8-12 at 55 kg",)
    assert found.sessions[1].reasons[0] == "squat: 55 kg, as was lifted last"


def test_a_rep_more_is_no_stall() -> None:
    found = double(*(((8 + n, 60.0), (8, 60.0), (8, 60.0)) for n in range(4)))
    assert found.sessions[4].work == ("squat: 3 x 8-12 at 60 kg",)


def test_the_same_history_makes_the_same_programme_and_a_correction_another() -> None:
    full = ((12, 60.0), (12, 60.0), (12, 60.0))
    assert double(full) == double(full)
    assert double(((12, 60.0), (12, 60.0), (11, 60.0))) != double(full)


def led(found: Dated) -> SessionPlan:
    assert found.led
    return found.led


def test_each_session_that_is_to_come_is_a_plan_with_its_loads_beside_it() -> None:
    first, *others = made("531", 8, MONDAY, HISTORY).sessions
    plan = led(first).plan
    assert (plan.name, plan.title, plan.between_s) == ("2026-11-30", "Squat (5/3/1, week 1)", 180)
    assert [block.steps[0].work.reps for block in plan.blocks] == [5, 5, None]
    assert led(first).notes == ("5 x 62.5 kg", "5 x 70 kg", "5+ x 80 kg")
    assert [led(each).plan.name for each in others] == [each.day for each in others]


def test_a_session_rests_as_its_own_rules_say_and_not_as_another_sessions() -> None:
    template = Template(
        name="two", title="Two", days=(0, 2),
        sessions=(
            Session(title="Heavy", rules=programmes.load("531").sessions[0].rules),
            Session(title="Fast", rules=programmes.load("hiit").sessions[0].rules),
        ),
    )  # fmt: skip
    found = schedule(Choice(template=template, start=MONDAY.isoformat(), weeks=1), None, [], MONDAY)
    assert [led(each).plan.between_s for each in found.sessions] == [180, 60]


def test_what_was_done_is_led_no_more() -> None:
    assert [bool(each.led) for each in made("hiit", 1, date(2026, 12, 1), hiit(MONDAY)).sessions] == [False, True, True]


def test_the_day_of_each_set_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes 20 µs: told for each session again, half a year of training took six seconds."""
    told: list[str] = []

    def count(t: str) -> date:
        told.append(t)
        return day_of(t)

    monkeypatch.setattr(schedule_module, "day_of", count)
    done = hiit(*(MONDAY + timedelta(days=each) for each in range(40)))
    made("hiit", 13, MONDAY + timedelta(days=40), done)
    assert len(told) == len(done)
