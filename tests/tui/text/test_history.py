from datetime import date, datetime, timedelta, timezone

import msgspec
import pytest

from daemon.core.facts import Correction
from daemon.events import IMPORTED_BOOT, SetImported
from daemon.set_summary import SetSummary
from tests.fakes.workout import Lifter
from tui.model import answers
from tui.text import history, numbers
from tui.text.history import RepRow, rep_rows

UTC = timezone.utc


def _set(t: str, reps: int = 5) -> SetSummary:
    return SetSummary(set=t, t=t, exercise="squat", reps=reps)


def test_a_set_of_another_application_is_shown_as_imported() -> None:
    done = SetImported(
        id="set-0", set="set-0", t="2024-03-28T16:29:00Z", boot=IMPORTED_BOOT, t_mono=0.0, box="box",
        exercise="squat", name="Squat", source="hevy", reps=2,
    )  # fmt: skip
    assert [(row.kind, row.n, row.says) for row in rep_rows([done])] == [
        ("added", 1, "imported"),
        ("added", 2, "imported"),
    ]


def test_days_and_their_sets_come_newest_first() -> None:
    sets = [
        _set("2026-11-19T23:30:00.000000Z"),
        _set("2026-11-20T08:00:00.000000Z"),
        _set("2026-11-20T09:00:00.000000Z"),
    ]
    days = history.days(sets, date(2026, 11, 21), UTC)
    assert [day.title for day in days] == ["Yesterday", "Thursday 19 November"]
    assert [each.t[11:13] for each in days[0].sets] == ["09", "08"]
    assert days[0].done == "10 reps"


def test_what_was_before_the_clock_was_set_stays_in_its_place_without_a_date() -> None:
    sets = [
        _set("2026-11-19T08:00:00.000000Z"),
        _set("1970-01-01T00:05:00.000000Z"),
        _set("2026-11-20T09:00:00.000000Z"),
    ]
    days = history.days(sets, date(2026, 11, 21), UTC)
    assert [day.title for day in days] == ["Yesterday", "Date not known", "Thursday 19 November"]


def test_a_day_is_the_day_of_the_clock_on_the_wall() -> None:
    late = [_set("2026-11-20T23:30:00.000000Z")]
    assert history.days(late, date(2026, 11, 21), timezone(timedelta(hours=1)))[0].title == "Today"
    assert history.days(late, date(2026, 11, 21), UTC)[0].title == "Yesterday"


def test_another_years_day_says_its_year() -> None:
    assert history.day_title(date(2025, 12, 31), date(2026, 1, 5)) == "Wednesday 31 December 2025"


def test_reps_and_rejections_stand_in_their_order() -> None:
    lifter = Lifter()
    rows = rep_rows([lifter.starts(), lifter.lifts(1), lifter.fails(), lifter.lifts(2), lifter.ends(2)])
    assert [(row.kind, row.n) for row in rows] == [("rep", 1), ("rejected", None), ("rep", 2)]
    assert rows[1].says == "not deep enough: 40 %, asked 60 %"


def test_an_undone_rep_stays_visible_and_the_others_close_up() -> None:
    lifter = Lifter()
    start, first, second = lifter.starts(), lifter.lifts(1), lifter.lifts(2)
    rows = rep_rows([start, first, second, lifter.corrects(Correction.UNDONE, first.id)])
    assert [(row.kind, row.n) for row in rows] == [("undone", None), ("rep", 1)]


def test_an_added_rep_that_is_undone_counts_no_more() -> None:
    lifter = Lifter()
    start, rep = lifter.starts(), lifter.lifts(1)
    added = lifter.corrects(Correction.ADDED, n=2)
    rows = rep_rows([start, rep, added])
    assert rows[1] == RepRow("added", None, 2, "added by hand")
    rows = rep_rows([start, rep, added, lifter.corrects(Correction.UNDONE)])
    assert [(row.kind, row.n) for row in rows] == [("rep", 1), ("undone", None)]


def test_undoing_twice_takes_back_two_added_reps() -> None:
    lifter = Lifter()
    events = [lifter.starts(), *(lifter.corrects(Correction.ADDED, n=n) for n in (1, 2))]
    events += [lifter.corrects(Correction.UNDONE), lifter.corrects(Correction.UNDONE)]
    assert [row.kind for row in rep_rows(events)] == ["undone", "undone"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at_least": 5, "at_most": 5}, "5 reps"),
        ({"at_least": 4, "at_most": 6}, "5 reps, perhaps 4 to 6"),
        ({"left": 3, "right": 2}, "5 reps (3 + 2)"),
        ({"held_s": 30.0, "reps": 0}, "held 30 s"),
    ],
)
def test_what_was_done_says_how_sure_it_is(changes: dict[str, float], words: str) -> None:
    assert history.done(msgspec.structs.replace(_set("2026-11-19T23:30:00.000000Z"), **changes)) == words


def test_a_corrected_exercise_is_told() -> None:
    lifter = Lifter()
    rows = rep_rows([lifter.starts(), lifter.corrects(Correction.EXERCISE, exercise="lunge")])
    assert rows[0].says == "corrected to lunge"


@pytest.mark.parametrize(("seconds", "words"), [(None, "—"), (0.0, "0:00"), (65.9, "1:05")])
def test_a_duration_reads_as_a_clock(seconds: float | None, words: str) -> None:
    assert numbers.clock_or_dash(seconds) == words


def test_a_moment_is_read_with_its_zone() -> None:
    assert answers.moment("2026-01-31T06:30:00.000000Z", UTC) == datetime(2026, 1, 31, 6, 30, tzinfo=UTC)


def test_a_hold_is_told_in_seconds() -> None:
    lifter = Lifter()
    rows = rep_rows([lifter.starts("plank"), lifter.holds(31.4)])
    assert [(row.kind, row.n, row.says) for row in rows] == [("held", None, "held 31.4 s")]
    plank = SetSummary(set="a", t="2026-11-20T08:00:00.000000Z", exercise="plank", reps=0, held_s=31.4)
    assert history.done(plank) == "held 31 s"
    days = history.days([plank, _set("2026-11-20T09:00:00.000000Z")], date(2026, 11, 20), UTC)
    assert days[0].done == "5 reps, 31 s"
    assert history.days([plank], date(2026, 11, 20), UTC)[0].done == "31 s"
