"""What twelve weeks of training come to."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from daemon.core.facts import Correction
from daemon.journal.reader import JournalReader
from daemon.journal.weeks import Week, by_week
from daemon.set_summary import SetSummary
from tests.fakes.workout import Lifter
from tests.journal.conftest import Open


@pytest.fixture(autouse=True)
def _in_berlin(travel_to: Callable[[str], None]) -> None:
    travel_to("Europe/Berlin")


def a_set(t: str, exercise: str = "squat", reps: int = 5, score: float | None = None) -> SetSummary:
    return SetSummary(
        set=t,
        workout=None,
        t=t,
        athlete=None,
        exercise=exercise,
        reps=reps,
        rejected=0,
        why=None,
        duration_s=None,
        score=score,
    )


def test_sets_are_summed_by_week_and_exercise_oldest_first() -> None:
    sets = [
        a_set("2026-01-31T06:30:00.000000Z", reps=5),
        a_set("2026-01-31T07:30:00.000000Z", "push_up", reps=9),
        a_set("2026-01-26T06:30:00.000000Z", reps=3),
        a_set("2026-01-20T06:30:00.000000Z", reps=8),
    ]
    assert by_week(sets) == [
        Week(week="2026-W04", monday="2026-01-19", exercise="squat", sets=1, reps=8, score=None),
        Week(week="2026-W05", monday="2026-01-26", exercise="push_up", sets=1, reps=9, score=None),
        Week(week="2026-W05", monday="2026-01-26", exercise="squat", sets=2, reps=8, score=None),
    ]


def test_a_week_begins_at_the_box_s_own_midnight() -> None:
    (week,) = by_week([a_set("2026-02-01T23:30:00.000000Z")])
    assert week.monday == "2026-02-02"


def test_the_last_days_of_december_may_be_in_the_first_week() -> None:
    (week,) = by_week([a_set("2024-12-30T12:00:00.000000Z")])
    assert week.week == "2025-W01"


def test_a_score_is_the_mean_over_the_reps() -> None:
    (week,) = by_week(
        [
            a_set("2026-01-26T06:30:00.000000Z", reps=1, score=100.0),
            a_set("2026-01-27T06:30:00.000000Z", reps=3, score=80.0),
        ]
    )
    assert week.score == 85.0


def test_a_set_without_a_rep_is_no_training() -> None:
    assert by_week([a_set("2026-01-31T06:30:00.000000Z", reps=0)]) == []


def test_what_was_held_is_summed_in_seconds() -> None:
    plank = msgspec.structs.replace(a_set("2026-01-26T06:30:00.000000Z", "plank", reps=0), held_s=30.5)
    (week,) = by_week([plank, msgspec.structs.replace(plank, held_s=60.0)])
    assert (week.sets, week.reps, week.held_s) == (2, 0, 90.5)


def test_corrections_count_and_what_is_older_does_not(open_writer: Open, path: Path) -> None:
    now = datetime(2026, 1, 31, 6, 30, tzinfo=timezone.utc)
    old, lifter = Lifter(begin=now - timedelta(weeks=5)), Lifter(begin=now)
    events = [old.starts(), old.lifts(), old.ends(1), lifter.starts(), lifter.lifts(1), second := lifter.lifts(2)]
    events += [lifter.ends(2), lifter.corrects(Correction.UNDONE, second.id), lifter.corrects(Correction.ADDED)]
    events += [lifter.corrects(Correction.ADDED), lifter.corrects(Correction.EXERCISE, exercise="push_up")]
    writer = open_writer()
    writer.append(events)
    writer.close()
    with JournalReader(path) as reader:
        (week,) = reader.weeks(now - timedelta(weeks=1))
    assert (week.exercise, week.sets, week.reps) == ("push_up", 1, 3)


def test_weeks_can_be_one_athletes_alone(open_writer: Open, path: Path) -> None:
    now = datetime(2026, 1, 31, 6, 30, tzinfo=timezone.utc)
    lifters = Lifter("Ann", now), Lifter("Bo", now), Lifter(begin=now)
    writer = open_writer()
    writer.append([event for each in lifters for event in (each.starts(), each.lifts(1), each.ends(1))])
    writer.close()
    with JournalReader(path) as reader:
        assert [week.sets for week in reader.weeks(now - timedelta(weeks=1))] == [3]
        assert [week.sets for week in reader.weeks(now - timedelta(weeks=1), "Ann")] == [1]
        assert [week.sets for week in reader.weeks(now - timedelta(weeks=1), "")] == [1]
