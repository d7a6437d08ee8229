"""An athlete's progress as the dashboard's lists, charts and lines."""

from datetime import datetime, timedelta, timezone

import msgspec

from daemon.set_record import SetRecord, of_set
from daemon.trends.report import progress
from tests.fakes.season import season_sets
from tests.fakes.workout import Lifter
from tui.text.progress import FindingLine, bars, topics

TODAY = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)  # a Saturday


def _set(days: int, reps: int = 10, exercise: str = "squat") -> SetRecord:
    lifter = Lifter(begin=TODAY - timedelta(days=days))
    lifts = [lifter.lifts(n, exercise) for n in range(1, reps + 1)]
    record = of_set([lifter.starts(exercise), *lifts, lifter.ends(reps, exercise)])
    assert record is not None
    return record


def test_twelve_weeks_are_shown_with_their_gaps() -> None:
    _, squat = topics(progress(None, [_set(80, 4), _set(1, 7)], TODAY.date()), {})
    (course,) = squat.courses
    assert course.values == (4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7)
    assert (course.labels[0], course.labels[-1]) == ("31 Aug", "16 Nov")


def test_all_exercises_come_first_with_sets_and_reps_and_then_the_most_trained_one() -> None:
    done = progress(None, [_set(9, 50), _set(2, 5, "lunge"), _set(1, 6, "lunge")], TODAY.date())
    everything, *others = topics(done, {"squat": "Squat"})
    assert [each.title for each in others] == ["Squat", "Lunge"]
    reps, sets = everything.courses
    assert (sets.unit, sets.values[-2:], reps.unit, reps.values[-2:]) == ("sets", (1, 2), "reps", (50, 11))


def test_who_has_done_nothing_has_nothing_to_select() -> None:
    assert topics(progress(None, [], TODAY.date()), {}) == ()


def test_what_has_no_room_is_counted() -> None:
    whole = msgspec.structs.replace(progress(None, [_set(1)], TODAY.date()), left_out=3)
    assert topics(whole, {})[0].lines == (FindingLine("and", "3 more exercises, done less often"),)


def test_what_can_be_said_stands_out() -> None:
    season = progress("Ann", season_sets("Ann", TODAY), TODAY.date())
    squat = next(each for each in topics(season, {}) if each.name == "squat")
    lines = {each.name: each for each in squat.lines}
    assert lines["range"] == FindingLine("range", "11° shallower than your usual, seen from the side", told=True)
    assert lines["lately"] == FindingLine("lately", "within your usual day-to-day")
    assert lines["best"].says.startswith("105.8 kg (estimated maximum) on 2026-11-18, before that ")


def test_bars_fit_the_width_and_name_their_number() -> None:
    _, squat = topics(progress(None, [_set(9, 1), _set(1, 40)], TODAY.date()), {})
    lines = bars(squat.courses[0], 40, "#")
    assert len(lines) == 12
    assert lines[-1] == "16 Nov " + "#" * 18 + " 40"
    assert lines[-2] == " 9 Nov # 1"
    assert lines[0].endswith("·")


def test_weeks_of_a_hold_are_seconds() -> None:
    lifter = Lifter(begin=TODAY)
    record = of_set([lifter.starts("plank"), lifter.holds(61.6), lifter.ends(0, "plank")])
    assert record is not None
    _, plank = topics(progress(None, [record], TODAY.date()), {})
    assert (plank.courses[0].unit, plank.total) == ("seconds", 62)
