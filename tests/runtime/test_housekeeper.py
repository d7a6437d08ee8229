"""What Spotter keeps stays within its budget, and nobody who trains notices."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from daemon.config.settings import Disk
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime import housekeeper
from daemon.runtime.housekeeper import Folders, Housekeeper
from tests.fakes.clock import ManualClock
from tests.fakes.listener import wait_until
from tests.fakes.workout import MORNING, Lifter

SETS, REPS = 30, 5


class Wall(ManualClock):
    """One whose time of day is given."""

    wall = MORNING + timedelta(days=730)

    def now(self) -> datetime:
        return self.wall


class Home:
    """A journal of some sets that are two years old, a model of 3 MiB, and an engine that fits nothing any more."""

    def __init__(self, folder: Path) -> None:
        self.clock = Wall()
        self.folders = Folders(folder / "journal.db", folder / "models")
        self.folders.models.mkdir()
        self.folders.backups.mkdir()
        (self.folders.models / "pose.onnx").write_bytes(bytes(3 * 2**20))
        (self.folders.models / "pose.tensorrt.stale").write_bytes(bytes(2**20))
        self.writer = JournalWriter(self.folders.journal, self.clock)
        self.writer.start()
        lifter = Lifter()
        for _ in range(SETS):
            self.writer.append(
                [lifter.starts(), *(lifter.shows_form(n) for n in range(1, REPS + 1)), lifter.ends(REPS)]
            )
        wait_until(lambda: self.writer.unsaved == 0)

    def look(self, *, idle: bool = True, **disk: int) -> Housekeeper:
        keeper = Housekeeper(self.folders, Disk(**disk), self.writer, self.clock, lambda: idle)
        keeper.look()
        return keeper

    def reps(self) -> tuple[int, int]:
        """Returns how many the journal has one by one, and how many by the history."""
        with JournalReader(self.folders.journal) as reader:
            events = sum(len(reader.set(each.set)) - 2 for each in reader.history(100))
            return events, sum(each.reps for each in reader.history(100))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setattr(housekeeper, "KEEP_SETS", 10)
    monkeypatch.setattr(housekeeper, "_PAUSE_S", 0.0)
    made = Home(tmp_path)
    yield made
    made.writer.close()


def test_old_sets_keep_their_summary_and_new_ones_each_rep(home: Home) -> None:
    assert home.look(detail_days=1000).trouble is None
    assert home.reps() == (SETS * REPS, SETS * REPS)
    home.look(detail_days=700)
    assert home.reps() == (10 * REPS, SETS * REPS)


def test_what_fits_nothing_any_more_goes_first(home: Home) -> None:
    keeper = home.look()
    assert [path.name for path in home.folders.models.iterdir()] == ["pose.onnx"]
    assert keeper.kept_mib == 3


def test_beyond_the_budget_sets_of_the_last_years_give_way_and_what_is_left_is_told(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.folders.backups / "journal-v1.db").write_bytes(bytes(120 * 2**20))
    keeper = home.look(budget_mib=100)
    assert home.reps() == (10 * REPS, SETS * REPS)
    assert keeper.trouble is not None
    assert keeper.trouble.startswith("journal, backups and models take 123 MiB, 100 are allowed: remove models")
    assert home.look(budget_mib=200).trouble is None


def test_a_damaged_journal_that_was_set_aside_is_counted_and_told_and_costs_no_rep(home: Home) -> None:
    aside = home.folders.journal.with_name("journal.db.damaged-20260131T120000Z")
    aside.write_bytes(bytes(120 * 2**20))
    keeper = home.look(budget_mib=100)
    assert keeper.kept_mib == 123
    assert f"remove {home.folders.journal}.damaged-*, set aside as damaged, or models" in str(keeper.trouble)
    assert home.reps() == (SETS * REPS, SETS * REPS)
    assert aside.exists()
    aside.unlink()
    assert home.look(budget_mib=100).trouble is None


def test_nothing_gives_way_while_somebody_trains(home: Home) -> None:
    home.look(idle=False, detail_days=400)
    assert home.reps() == (SETS * REPS, SETS * REPS)
    assert (home.folders.models / "pose.tensorrt.stale").exists()


def test_a_clock_that_was_never_set_makes_no_set_old(home: Home) -> None:
    home.clock.wall = datetime(1970, 1, 1, tzinfo=timezone.utc)
    home.look(detail_days=400)
    assert home.reps() == (SETS * REPS, SETS * REPS)


def test_it_ends_at_once(home: Home) -> None:
    keeper = Housekeeper(home.folders, Disk(), home.writer, home.clock, lambda: True)
    keeper.start()
    keeper.close()
    keeper.close()
    assert keeper.kept_mib is None
