"""Days and weeks begin at their own midnight also where summer time began or ended since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.athletes.roster import Roster
from daemon.ipc import queries, verbs
from daemon.ipc.verbs.args import Args
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

BEGINS = datetime.fromisoformat("2026-03-29T12:00:00+02:00")
"""The Sunday on which summer time begins in Berlin."""
ENDS = datetime.fromisoformat("2026-10-25T12:00:00+01:00")
"""The Sunday on which it ends."""


@pytest.fixture(autouse=True)
def _berlin(travel_to: Callable[[str], None]) -> None:
    travel_to("Europe/Berlin")


def asked(folder: Path, began: str, args: Args, now: datetime) -> Any:  # noqa: ANN401 - each verb has its own answer
    """Returns the answer where Ann's only set, of one rep, began then."""
    writer = JournalWriter(folder / "journal.db", SystemClock())
    writer.start()
    Roster(remember=writer.remember).write("Ann", board=True)
    ann = Lifter("Ann", datetime.fromisoformat(began))
    writer.append([ann.starts(), ann.lifts(1), ann.ends(1)])
    writer.close()
    with JournalReader(folder / "journal.db") as reader:
        return queries.answer(args, reader, now)


@pytest.mark.parametrize(
    ("began", "now", "reps"),
    [
        ("2026-03-22T23:30:00+01:00", BEGINS, 0),  # the Sunday before
        ("2026-03-23T00:30:00+01:00", BEGINS, 1),
        ("2026-10-18T23:30:00+02:00", ENDS, 0),
        ("2026-10-19T00:30:00+02:00", ENDS, 1),
    ],
)
def test_the_boards_week_begins_on_monday_at_midnight(tmp_path: Path, began: str, now: datetime, reps: int) -> None:
    (line,) = asked(tmp_path, began, verbs.athletes.Board(), now).lines
    assert line.reps == reps


OVER_MIDNIGHT = [
    ("2026-03-22T23:59:58+01:00", datetime.fromisoformat("2026-03-23T12:00:00+01:00")),
    ("2026-03-29T23:59:58+02:00", datetime.fromisoformat("2026-03-30T12:00:00+02:00")),
    ("2026-10-25T23:59:58+01:00", datetime.fromisoformat("2026-10-26T12:00:00+01:00")),
]
"""Sets that begin on a Sunday and end on Monday, and that Monday's noon."""


@pytest.mark.parametrize(("began", "now"), OVER_MIDNIGHT)
def test_a_set_over_sundays_midnight_is_of_the_week_in_which_it_began(
    tmp_path: Path, began: str, now: datetime
) -> None:
    (line,) = asked(tmp_path, began, verbs.athletes.Board(), now).lines
    assert (line.reps, line.streak_weeks) == (0, 1)
    with JournalReader(tmp_path / "journal.db") as reader:
        later = now + timedelta(weeks=1)
        assert queries.answer(verbs.athletes.Board(), reader, later).lines[0].streak_weeks == 0
        assert queries.answer(verbs.journal.Progress(athlete="Ann"), reader, now).streak_weeks == 1
        assert queries.answer(verbs.journal.Progress(athlete="Ann"), reader, later).streak_weeks == 0
        assert queries.answer(verbs.journal.Today(), reader, now).reps == 0
        assert queries.answer(verbs.journal.Today(), reader, now - timedelta(days=1)).reps == 1
        (week,) = queries.answer(verbs.journal.Weeks(), reader, now)["weeks"]
    assert week.monday == (now - timedelta(days=7)).date().isoformat()


@pytest.mark.parametrize(
    ("began", "now", "reps"),
    [
        ("2026-03-28T23:30:00+01:00", BEGINS, 0),
        ("2026-03-29T00:30:00+01:00", BEGINS, 1),
        ("2026-10-24T23:30:00+02:00", ENDS, 0),
        ("2026-10-25T00:30:00+02:00", ENDS, 1),
    ],
)
def test_today_begins_at_midnight(tmp_path: Path, began: str, now: datetime, reps: int) -> None:
    assert asked(tmp_path, began, verbs.journal.Today(), now).reps == reps


def test_a_week_before_those_that_were_asked_for_has_no_row(tmp_path: Path) -> None:
    sunday = "2026-03-22T23:30:00+01:00"
    assert asked(tmp_path, sunday, verbs.journal.Weeks(weeks=2), BEGINS + timedelta(weeks=1))["weeks"] == []


def test_the_first_hour_of_the_half_year_is_progress(tmp_path: Path) -> None:
    found = asked(tmp_path, "2026-04-27T00:30:00+02:00", verbs.journal.Progress(athlete="Ann"), ENDS)
    assert (found.since, len(found.exercises)) == ("2026-04-27", 1)
