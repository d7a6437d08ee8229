"""The board of the week: who is willing, what they did since Monday, and for how many weeks running."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from daemon.athletes.board import board, weeks_running
from daemon.athletes.profile import Profile, encode
from daemon.clock import local
from daemon.core.facts import Correction
from daemon.events import AnyEvent, SetImported
from daemon.ipc import queries, verbs
from daemon.journal.reader import JournalReader
from daemon.journal.weeks import monday
from daemon.journal.writer import JournalWriter
from daemon.set_summary import SetSummary
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=timezone.utc)
WEEK = timedelta(weeks=1)


def profile(name: str, *, willing: bool = True) -> Profile:
    return Profile(name=name, colour="green", board=willing)


def a_set(athlete: str | None, reps: int, *, held_s: float | None = None, duration_s: float = 60.0) -> SetSummary:
    return SetSummary(
        set="s", t="2026-11-24T12:00:00.000000Z", athlete=athlete, exercise="squat", reps=reps, held_s=held_s,
        duration_s=duration_s,
    )  # fmt: skip


def test_those_alone_are_shown_who_are_willing_and_who_did_most_comes_first() -> None:
    sets = [a_set("Anna", 10), a_set("Bo", 30), a_set("Anna", 25), a_set("Cy", 99), a_set(None, 99)]
    found = board([profile("Anna"), profile("Bo"), profile("Cy", willing=False), profile("Di")], sets, {}, MONDAY)
    assert (found.week, found.monday) == ("2026-W48", "2026-11-23")
    assert [(each.athlete, each.reps, each.sets) for each in found.lines] == [
        ("Anna", 35, 2),
        ("Bo", 30, 1),
        ("Di", 0, 0),
    ]


def test_minutes_are_those_of_the_sets_in_which_something_was_done() -> None:
    sets = [a_set("Anna", 10, duration_s=45), a_set("Anna", 0, held_s=30.0, duration_s=45), a_set("Anna", 0)]
    (line,) = board([profile("Anna")], sets, {}, MONDAY).lines
    assert (line.minutes, line.held_s, line.sets) == (1.5, 30.0, 2)


@pytest.mark.parametrize(
    ("weeks_ago", "running"),
    [([], 0), ([0], 1), ([1], 1), ([0, 1, 2], 3), ([1, 2, 3], 3), ([2, 3], 0), ([0, 2], 1), ([0, 1, 3], 2)],
)
def test_weeks_running_end_with_a_week_without_a_set_unless_it_has_only_begun(
    weeks_ago: list[int], running: int
) -> None:
    assert weeks_running({MONDAY - WEEK * each for each in weeks_ago}, MONDAY) == running


def history(rng: np.random.Generator, names: tuple[str | None, ...]) -> list[AnyEvent]:
    """Sets of a year, some of them taken back whole, or made by hand."""
    made: list[AnyEvent] = []
    for week in range(60, -1, -1):
        for name in names:
            if rng.random() < 0.6:
                continue
            lifter = Lifter(name, NOW - WEEK * week - timedelta(hours=int(rng.integers(72))))
            first = lifter.starts()
            lifter.now += timedelta(hours=int(rng.integers(168)))  # long enough to end in another week
            reps = [lifter.lifts(n) for n in range(rng.integers(3))]
            early = [rep for rep in reps if rng.random() < 0.2]
            late = [rep for rep in reps if rep not in early and rng.random() < 0.5]
            undone = [lifter.corrects(Correction.UNDONE, rep.id) for rep in early]
            end = lifter.ends(len(reps) - len(early))
            undone_later = [lifter.corrects(Correction.UNDONE, rep.id) for rep in late]
            added = [lifter.corrects(Correction.ADDED)] if rng.random() < 0.1 else []
            made += [first, *reps, *undone, end, *undone_later, *added]
    return made


@pytest.mark.parametrize("seed", range(4))
def test_the_weeks_are_those_of_the_history_corrections_applied(tmp_path: Path, seed: int) -> None:
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    writer.append(history(np.random.default_rng(seed), ("Anna", "Bo", None)))
    writer.close()
    with JournalReader(writer.path) as reader:
        sets = reader.history(10_000)
        expected = {
            name: {monday(each.t) for each in sets if each.athlete == name and (each.reps or each.held_s)}
            for name in ("Anna", "Bo")
        }
        assert sum(map(len, expected.values())) > 8
        assert reader.training_weeks(["Anna", "Bo"]) == expected
        assert reader.training_weeks([]) == {}


def test_an_imported_set_counts_and_a_profile_alone_does_not(tmp_path: Path) -> None:
    lifter = Lifter("Anna", NOW - timedelta(days=1))
    began = lifter.starts()
    imported = SetImported(
        id="i-1", t=began.t, boot="imported", t_mono=0.0, box="box", athlete="Anna", workout="w", set="i-1",
        exercise="squat", name="Squat", source="hevy", reps=12,
    )  # fmt: skip
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    writer.append([imported])
    for each in (profile("Anna"), profile("Bo"), profile("Cy", willing=False)):
        writer.remember(f"athlete:{each.name}", encode(each))
    writer.close()
    with JournalReader(writer.path) as reader:
        found = queries.answer(verbs.athletes.Board(), reader, NOW)
    told = [(each.athlete, each.reps, each.minutes, each.streak_weeks) for each in found.lines]
    assert told == [("Anna", 12, 0.0, 1), ("Bo", 0, 0.0, 0)]


def test_a_household_without_a_board_has_an_empty_one(tmp_path: Path) -> None:
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    writer.append([Lifter("Anna").starts()])
    writer.close()
    with JournalReader(writer.path) as reader:
        found = queries.answer(verbs.athletes.Board(), reader, NOW)
    assert found.lines == ()
    assert found.monday == local(NOW).date().replace(day=23).isoformat()
