"""The journal's file is deleted, replaced or overwritten while the writer has it."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.events import AnyEvent
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from tests.fakes.listener import wait_until
from tests.fakes.workout import Lifter

pytestmark = pytest.mark.slow

Open = Callable[..., JournalWriter]


def delete(path: Path) -> None:
    for file in path.parent.glob("journal.db*"):
        file.unlink()


def delete_the_database_alone(path: Path) -> None:
    path.unlink()


def delete_the_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def replace_by_text(path: Path) -> None:
    other = path.with_name("other")
    other.write_text("no database")
    other.rename(path)


def replace_by_another_database(path: Path) -> None:
    other = path.with_name("other")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE things (id TEXT)")
    connection.close()
    other.rename(path)


def overwrite_with_text(path: Path) -> None:
    path.write_text("no database")


def cut_to_nothing(path: Path) -> None:
    os.truncate(path, 0)


LOSSES = [
    delete,
    delete_the_database_alone,
    delete_the_folder,
    replace_by_text,
    replace_by_another_database,
    overwrite_with_text,
    cut_to_nothing,
]


@pytest.mark.parametrize("lose", LOSSES)
def test_a_journal_that_is_lost_is_made_anew_with_all_that_it_had(
    open_writer: Open, path: Path, caplog: pytest.LogCaptureFixture, lose: Callable[[Path], None]
) -> None:
    lifter = Lifter()
    writer = open_writer()
    before = [lifter.starts(), lifter.lifts(1), lifter.lifts(2)]
    save(writer, *before)
    writer.remember("exercise", "squat")
    writer.acknowledge("link", 2)
    wait_until(lambda: read(path).cursor("link") == 2 and read(path).recall("exercise") == "squat")
    reader = JournalReader(path)
    assert reader.last_seq() == 3
    lose(path)
    wait_until(lambda: writer.fresh_notice is not None, 5)
    assert writer.notice is not None
    assert str(path) in writer.notice
    assert writer.notice == writer.fresh_notice
    assert writer.notice in caplog.text
    after = save(writer, lifter.lifts(3))
    assert after.events[0].seq == 4
    assert writer.trouble is None
    assert [event.id for event in reader.export()] == [event.id for event in [*before, *after.events]]
    assert reader.cursor("link") == 2
    assert reader.recall("exercise") == "squat"
    writer.close()
    again = open_writer()
    assert again.notice is None
    with JournalReader(path) as reader:
        assert reader.last_seq() == 4


@pytest.mark.parametrize("table", ["events", "cursors", "memory"])
def test_a_table_that_another_program_drops_is_there_again_when_it_is_needed(
    open_writer: Open, path: Path, table: str
) -> None:
    lifter = Lifter()
    writer = open_writer()
    save(writer, lifter.starts(), lifter.lifts(1))
    with sqlite3.connect(path) as connection:
        connection.execute(f"DROP TABLE {table}")
    connection.close()
    writer.remember("exercise", "squat")
    writer.acknowledge("link", 2)
    assert save(writer, lifter.lifts(2)).events[0].seq == 3
    assert table in str(writer.notice)
    reader = read(path)
    assert reader.last_seq() == len(list(reader.export())) == 3
    assert (reader.cursor("link"), reader.recall("exercise")) == (2, "squat")


def test_what_lies_in_the_journal_s_place_is_kept(open_writer: Open, path: Path) -> None:
    writer = open_writer()
    save(writer, Lifter().starts())
    replace_by_text(path)
    wait_until(lambda: writer.fresh_notice is not None, 5)
    (aside,) = path.parent.glob("journal.db.damaged-*Z")
    assert aside.read_text() == "no database"
    assert aside.name in str(writer.notice)


def test_events_that_come_while_the_journal_is_gone_are_saved(open_writer: Open, path: Path) -> None:
    lifter = Lifter()
    writer = open_writer()
    delete(path)
    events = [lifter.starts(), lifter.lifts(1), lifter.ends(1)]
    for event in events:
        writer.append([event])
    writer.close(10)
    assert [event.id for event in read(path).export()] == [event.id for event in events]


def test_a_journal_that_was_only_touched_goes_on(open_writer: Open, path: Path) -> None:
    lifter = Lifter()
    writer = open_writer()
    save(writer, lifter.starts())
    inode = path.stat().st_ino
    path.touch()
    path.chmod(0o640)
    save(writer, lifter.lifts())
    assert writer.notice is None
    assert path.stat().st_ino == inode


def test_what_was_forgotten_stays_so_when_the_journal_is_lost(open_writer: Open, path: Path) -> None:
    lifter = Lifter("Eva-Forgettable")
    writer = open_writer()
    save(writer, lifter.starts(), lifter.lifts())
    told: list[Outcome] = []
    writer.forget(athlete="Eva-Forgettable", done=told.append)
    wait_until(lambda: bool(told))
    overwrite_with_text(path)
    wait_until(lambda: writer.fresh_notice is not None, 5)
    writer.close()
    assert b"Eva-Forgettable" not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_a_journal_that_cannot_be_made_anew_is_said_until_it_can(open_writer: Open, path: Path) -> None:
    lifter = Lifter()
    writer = open_writer()
    save(writer, lifter.starts())
    aside = path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.write_text("a file in the folder's place")
    wait_until(lambda: writer.trouble is not None, 5)
    assert str(path.parent) in str(writer.trouble)
    writer.append([lifter.lifts(1)])
    path.parent.unlink()
    wait_until(lambda: writer.trouble is None, 10)
    assert len(list(read(path).export())) == 2
    assert aside.exists()


def read(path: Path) -> JournalReader:
    return JournalReader(path)


def save(writer: JournalWriter, *events: AnyEvent) -> Outcome:
    told: list[Outcome] = []
    writer.append(events, told.append)
    wait_until(lambda: bool(told))
    return told[0]
