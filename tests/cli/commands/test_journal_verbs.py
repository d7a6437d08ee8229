"""``history``, ``export`` and ``forget``, with a daemon and without one: the same to the user."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from daemon import events
from daemon.cli import main
from daemon.cli.formats import tables
from daemon.core.facts import Correction, Fault, ScorePart, Velocity
from daemon.events import AnyEvent
from daemon.journal.lock import JournalLock
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.box import Box
from tests.fakes.workout import Lifter

Spotter = Callable[..., tuple[int, str, str]]


def workouts() -> list[AnyEvent]:
    """Two sets of Eva's, one corrected, and one of Tom's."""
    eva, tom = Lifter("eva"), Lifter("tom")
    return [
        *(eva.starts(), eva.lifts(1), eva.fails(), eva.ends(1, perhaps=(1, 2)), eva.corrects(Correction.ADDED, n=2)),
        *(eva.starts("push_up"), eva.lifts(1, "push_up")),
        *(tom.starts(), tom.lifts(1), tom.ends(1)),
    ]


@pytest.fixture(params=["daemon", "alone"])
def spotter(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Spotter]:
    """The command on a journal of these workouts: exit status, output, errors."""
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    box = Box(tmp_path)
    box.start()
    box.record(*workouts())
    if request.param == "alone":
        box.stop()

    def call(verb: str, *args: str) -> tuple[int, str, str]:
        status = main.main([verb, *args, "--config", str(config)])
        out, err = capsys.readouterr()
        return status, out, err

    yield call
    box.stop()


def test_history_shows_the_sets_of_a_day_as_corrected(spotter: Spotter) -> None:
    status, out, _ = spotter("history")
    assert status == 0
    day, first, second, third = out.splitlines()
    assert "January 2026" in day
    assert "squat            2 reps, perhaps 2 to 3, 1 not counted  0:12 min  eva" in first
    assert "push_up           1 rep  " in second
    assert second.index("goes on  eva") == first.index("0:12 min  eva"), "one below the other"
    assert "tom" in third


def test_history_for_programs_is_one_set_a_line(spotter: Spotter) -> None:
    _, out, _ = spotter("history", "--json", "--limit", "2")
    assert [json.loads(line)["athlete"] for line in out.splitlines()] == ["eva", "tom"]
    assert {"reps": 2, "at_least": 2, "at_most": 3, "left": 0, "right": 0}.items() <= json.loads(
        spotter("history", "--json")[1].splitlines()[0]
    ).items()


def test_history_of_the_last_days_leaves_older_sets_out(spotter: Spotter) -> None:
    assert spotter("history", "--days", "1") == (0, "no sets yet\n", "")
    assert len(spotter("history", "--days", "30000", "--json")[1].splitlines()) == 3


def test_export_gives_every_event_as_it_goes_to_mqtt(spotter: Spotter) -> None:
    status, out, _ = spotter("export")
    assert status == 0
    found = [events.decode(line) for line in out.splitlines()]
    assert [event.seq for event in found] == list(range(1, 11))
    assert json.loads(out.splitlines()[1])["event_type"] == "rep"


def test_export_as_a_table_has_every_field_in_a_column_of_its_own(spotter: Spotter) -> None:
    _, out, _ = spotter("export", "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 10
    assert rows[1]["event_type"] == "rep"
    assert rows[1]["tempo.eccentric_s"] == "1.0"
    assert rows[1]["withheld"] == "rom_share: first rep"
    assert rows[2]["reason"] == "shallow"


def test_a_table_has_the_parts_of_a_measure_apart_and_a_list_in_one_cell() -> None:
    caving = Fault("knees_cave", "knee_cave", 12.0, 8.0, 2.0, "°", "Push your knees out.")
    part = ScorePart(70.0, 5.0, 0.4, 12.0, 78.0, 90.0, "°", "12° short of your depth")
    rep = Lifter().lifts(
        velocity=Velocity(0.4, 0.7, 0.05), parts={"rom": part}, faults=(caving, caving), angles=(170.0, 90.5)
    )
    row = tables.event_row(rep)
    assert set(row) <= set(tables.event_columns())
    assert (row["velocity.mean"], row["velocity.peak"], row["parts.rom"]) == (0.4, 0.7, 70.0)
    assert (row["faults"], row["angles"]) == ("knees_cave; knees_cave", "170.0 90.5")


@pytest.mark.parametrize(
    "line",
    [
        ["history", "--athlete", "evva"],
        ["progress", "evva"],
        ["export", "--athlete", "evva"],
        ["report", "last", "--athlete", "evva"],
        ["explain", "last", "--athlete", "evva"],
    ],
    ids=lambda line: line[0],
)
def test_a_misspelt_athlete_is_told_the_nearest(spotter: Spotter, line: list[str]) -> None:
    assert spotter(*line) == (2, "", "spotter: no athlete 'evva': did you mean eva?\n")


def test_a_name_in_another_case_is_the_same_athletes(spotter: Spotter) -> None:
    assert len(spotter("history", "--athlete", "EVA", "--json")[1].splitlines()) == 2


def test_forgetting_an_athlete_leaves_the_others(spotter: Spotter) -> None:
    assert spotter("forget", "--athlete", "eva", "--yes")[1].startswith("7 events of 2 sets were erased\n")
    assert [json.loads(line)["athlete"] for line in spotter("history", "--json")[1].splitlines()] == ["tom"]


def test_forgetting_by_date_and_everything(spotter: Spotter) -> None:
    assert spotter("forget", "--before", "2026-01-30", "--yes")[1].startswith("0 events of 0 sets were")
    assert spotter("forget", "--before", "2026-02-02", "--yes")[1].startswith("10 events of 3 sets were")
    assert spotter("forget", "--all", "--yes")[1].startswith("0 events of 0 sets were")
    assert spotter("export") == (0, "", "")


def test_forgetting_asks_first(spotter: Spotter, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = io.StringIO("n\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", answers)
    status, out, _ = spotter("forget", "--all")
    assert (status, out) == (1, "Erase every event, for good? [y/N] nothing was erased\n")
    assert len(spotter("export")[1].splitlines()) == 10


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["forget"], "say what to erase"),
        (["forget", "--all", "--athlete", "eva"], "say what to erase"),
        (["forget", "eva", "--athlete", "tom", "--yes"], "name one"),
        (["forget", "", "--yes"], "name an athlete"),
        (["forget", "eve", "--yes"], "nobody is called 'eve' here: did you mean eva?"),
        (["forget", "--before", "yesterday", "--yes"], "a day is written as 2026-01-31"),
        (["forget", "--all"], "pass --yes"),
        (["history", "--limit", "0"], "--limit is 1 to 150"),
    ],
)
def test_wrong_use_is_one_line_and_erases_nothing(spotter: Spotter, args: list[str], says: str) -> None:
    status, _, err = spotter(*args)
    assert status == 2
    assert says in err
    assert err.count("\n") == 1
    assert len(spotter("export")[1].splitlines()) == 10


def alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    status = main.main([*args, "--config", str(config)])
    return status, capsys.readouterr().err


def test_without_a_journal_it_says_how_one_begins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, err = alone(tmp_path, capsys, "history")
    assert status == 74
    assert "it begins with `spotter run`" in err
    assert not (tmp_path / "journal.db").exists()


@pytest.mark.parametrize("verb", ["history", "export"])
def test_reading_a_damaged_journal_says_who_mends_it_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database")
    status, err = alone(tmp_path, capsys, verb)
    assert status == 74
    assert "was left as it is" in err
    assert "when the daemon starts" in err
    assert err.count("\n") == 1
    assert (tmp_path / "journal.db").read_bytes() == b"no database"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["journal.db", "spotter.toml"]


def test_reading_shows_what_a_damaged_journal_still_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "journal.db"
    writer = JournalWriter(path, SystemClock())
    writer.append(workouts())
    writer.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    before = path.read_bytes()
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{path}"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    assert main.main(["history", "--json", "--config", str(config)]) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert "10 of its events can be read" in err
    assert path.read_bytes() == before


def test_a_set_from_before_the_clock_was_set_has_no_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    early, late = Lifter(begin=datetime(1970, 1, 1, tzinfo=timezone.utc)), Lifter()
    writer.append([early.starts(), early.lifts(1), early.ends(1), late.starts(), late.lifts(1), late.ends(1)])
    writer.close()
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    assert main.main(["history", "--config", str(config)]) == 0
    first, its_set, second, _ = capsys.readouterr().out.splitlines()
    assert first == "Date not known"
    assert its_set.split()[:3] == ["-", "squat", "1"]
    assert second == "Saturday, 31 January 2026"


def test_reading_a_journal_that_another_process_holds_does_not_wait_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    JournalWriter(tmp_path / "journal.db", SystemClock()).close()
    lock = JournalLock(tmp_path / "journal.db")
    assert alone(tmp_path, capsys, "history") == (0, "")
    lock.release()


def test_a_daemon_that_does_not_answer_is_not_gone_around(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    writer = JournalWriter(tmp_path / "journal.db", SystemClock())
    writer.close()
    lock = JournalLock(tmp_path / "journal.db")
    status, err = alone(tmp_path, capsys, "forget", "--all", "--yes")
    lock.release()
    assert status == 73
    assert "is in use by another Spotter" in err


def test_set_aside_journals_are_named_because_they_may_hold_what_was_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "journal.db").write_text("no database")
    config = tmp_path / "spotter.toml"
    config.write_text(f'[journal]\npath = "{tmp_path}/journal.db"\n[socket]\npath = "{tmp_path}/spotter.sock"\n')
    assert main.main(["forget", "--all", "--yes", "--config", str(config)]) == 0
    out, err = capsys.readouterr()
    assert "delete it yourself" in out
    assert "was damaged: it is kept as" in err
