import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.events import AnyEvent
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

Open = Callable[..., JournalWriter]
PAGE = 4096


def fill(path: Path, count: int = 400) -> list[AnyEvent]:
    """A journal with so many reps, closed; returns them."""
    lifter = Lifter()
    writer = JournalWriter(path, SystemClock())
    writer.append([lifter.starts(), *(lifter.lifts(n) for n in range(1, count))])
    writer.acknowledge("link", count - 1)
    writer.remember("exercise", "squat")
    writer.close(10)
    with JournalReader(path) as reader:
        return list(reader.export())


def leaf_of(path: Path, event: AnyEvent) -> int:
    """The page that holds the event's row."""
    return path.read_bytes().index(b'"id":"%s"' % event.id.encode()) // PAGE


def overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_a_bad_page_costs_its_own_rows_and_no_other(path: Path) -> None:
    events = fill(path)
    overwrite(path, leaf_of(path, events[200]) * PAGE, b"\xaa" * 64)
    damaged = path.read_bytes()
    writer = JournalWriter(path, SystemClock())
    writer.append([Lifter().starts()])
    writer.close()
    assert writer.notice is not None
    assert re.search(r"was damaged: it is kept as journal\.db\.damaged-\d{8}T\d{6}Z, and 3\d\d of", writer.notice)
    with JournalReader(path) as reader:
        saved = list(reader.export())
        assert reader.cursor("link") == 399
        assert reader.recall("exercise") == "squat"
    assert saved[-1].seq == 401
    assert 385 <= len(saved) - 1 < 400
    assert {event.seq: event for event in events}.items() >= {event.seq: event for event in saved[:-1]}.items()
    (aside,) = path.parent.glob("journal.db.damaged-????????T??????Z")
    assert aside.read_bytes()[PAGE:] == damaged[PAGE:]


@pytest.mark.parametrize(
    "damage", [b"", b"not a database at all", b"\0" * 20000, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_no_database_is_set_aside_and_a_new_one_begun(
    path: Path, damage: bytes, open_writer: Open
) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    writer = open_writer()
    assert (writer.notice is not None) == bool(damage)
    writer.append([Lifter().starts()])
    writer.close()
    with JournalReader(path) as reader:
        assert reader.last_seq() == 1
    kept = [file.read_bytes() for file in path.parent.glob("journal.db.damaged-*Z")]
    assert kept == ([damage] if damage else [])


def test_with_its_first_pages_gone_the_rows_are_found_in_the_bare_bytes(path: Path, open_writer: Open) -> None:
    events = fill(path)
    overwrite(path, 0, b"\0" * PAGE)
    open_writer().close()
    with JournalReader(path) as reader:
        saved = list(reader.export())
        assert reader.last_seq() == 400
    assert {event.seq: event for event in events}.items() >= {event.seq: event for event in saved}.items()
    assert len(saved) > 390


def test_two_damages_within_a_second_keep_both_files(path: Path, open_writer: Open) -> None:
    path.parent.mkdir()
    for text in ("first bad file", "second bad file"):
        path.write_text(text)
        open_writer().close()
        path.unlink()
    kept = [
        file.read_text() for file in path.parent.glob("journal.db.damaged-*") if not file.name.endswith(("wal", "shm"))
    ]
    assert sorted(kept) == ["first bad file", "second bad file"]


def test_a_truncated_journal_gives_back_what_is_left(path: Path, open_writer: Open) -> None:
    events = fill(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // PAGE * PAGE)
    writer = open_writer()
    assert writer.notice is not None
    writer.close()
    with JournalReader(path) as reader:
        saved = list(reader.export())
    assert {event.seq: event for event in events}.items() >= {event.seq: event for event in saved}.items()
    assert len(saved) > 100


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a journal of 40 events."""
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    fill(path, 40)
    return path.read_bytes()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(at=st.integers(0, 10**6), data=st.binary(min_size=1, max_size=300))
def test_random_damage_never_keeps_spotter_from_starting(
    sound: bytes, tmp_path_factory: pytest.TempPathFactory, at: int, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    path.write_bytes(sound)
    overwrite(path, at % path.stat().st_size, data)
    writer = JournalWriter(path, SystemClock())
    writer.start()
    writer.append([Lifter().starts()])
    assert writer.close(10) == 0
    with JournalReader(path) as reader:
        assert len(list(reader.export())) >= 1


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        ("PRAGMA user_version = 0", 40),
        ("PRAGMA user_version = -7", 40),
        ("PRAGMA user_version = -2147483648", 40),
        ("DROP TABLE memory", 40),
        ("DROP TABLE cursors", 40),
        ("ALTER TABLE memory RENAME COLUMN value TO v", 40),
        ("ALTER TABLE events DROP COLUMN t_mono", 40),
        ("ALTER TABLE events RENAME COLUMN seq TO number", 40),
        ("ALTER TABLE events RENAME COLUMN body TO text", 40),
        ("ALTER TABLE events RENAME TO happenings", 40),
        ("ALTER TABLE events ADD COLUMN extra TEXT NOT NULL DEFAULT ''", 40),
        ("DROP TABLE events", 0),
    ],
)
def test_a_wrong_version_a_missing_table_or_column_is_damage_like_any_other(
    path: Path, open_writer: Open, sql: str, kept: int
) -> None:
    fill(path, 40)
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute(sql)
    connection.close()
    writer = open_writer()
    assert writer.notice is not None
    assert f"and {kept} of its events were saved" in writer.notice
    assert len(list(path.parent.glob("journal.db.damaged-*Z"))) == 1
    writer.append([Lifter().starts()])
    assert writer.close(10) == 0
    with JournalReader(path) as reader:
        assert len(list(reader.export())) == kept + 1
        assert reader.last_seq() == (kept or reader.cursor("link")) + 1


def test_a_journal_that_was_cut_to_nothing_gives_back_what_its_log_has(path: Path, open_writer: Open) -> None:
    writer = open_writer()
    writer.append([Lifter().starts()])
    reader = JournalReader(path)
    reader.last_seq()  # the log stays where it is while somebody reads
    writer.close()
    path.write_bytes(b"")
    again = open_writer()
    assert again.notice is not None
    assert "and 1 of its events were saved" in again.notice
    reader.close()
