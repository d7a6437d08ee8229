import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from daemon.errors import JournalError
from daemon.journal import backup, database
from daemon.journal.reader import JournalReader
from daemon.journal.restore import restore
from daemon.journal.store import open_store
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

BANDS = (2, "ALTER TABLE events ADD COLUMN band TEXT; CREATE TABLE bands (id TEXT) STRICT;")
WHEN = "20260131T063000Z"


@pytest.fixture
def upgraded(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A Spotter with one version of the tables more; ``undo`` is the return to the one before."""
    later = [*database.migrations(), BANDS]
    monkeypatch.setattr(database, "migrations", lambda: later)
    return monkeypatch


def record(path: Path, *names: str | None) -> list[str]:
    """Each of these athletes begins a set; returns the events' ids."""
    writer = JournalWriter(path, SystemClock())
    events = [Lifter(name).starts() for name in names]
    writer.append(events)
    assert writer.close() == 0
    return [event.id for event in events]


def insert(path: Path, event_id: str) -> None:
    """What a newer Spotter records, without its code."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO events (id, event_type, t, t_mono, boot, body, band)"
            " VALUES (?, 'set_started', '2026-01-31T06:31:00.000000Z', 1.0, 'b', '{\"event_type\":\"new\"}', 'red')",
            (event_id,),
        )
        connection.execute("INSERT INTO cursors VALUES ('link', 3)")


def ids(path: Path) -> list[str]:
    with closing(database.connect_to_read(path)) as connection:
        return [found for (found,) in connection.execute("SELECT id FROM events ORDER BY seq")]


def test_a_backup_has_what_is_still_in_the_log(path: Path) -> None:
    writer = JournalWriter(path, SystemClock())
    writer.start()
    event = Lifter().starts()
    writer.append([event])
    while not writer.saved:
        os.sched_yield()
    copy = backup.back_up(path, WHEN)
    writer.close()
    assert copy.name == f"journal-v1-{WHEN}.db"
    assert ids(copy) == [event.id]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_the_newest_three_backups_are_kept(path: Path) -> None:
    record(path, None)
    made = [backup.back_up(path, str(number)) for number in range(5)]
    assert backup.backups_of(path) == made[2:]


def test_a_backup_of_a_clock_that_is_not_set_yet_is_the_newest_all_the_same(path: Path) -> None:
    record(path, None)
    made = [backup.back_up(path, str(number)) for number in range(3)]
    for copy in made:
        os.utime(copy, ns=(4 * 10**18, 4 * 10**18))  # in 2096, as seen from now
    for number in (3, 4):
        made.append(backup.back_up(path, str(number)))
        assert backup.backups_of(path) == made[-3:]


def test_the_newest_backup_of_older_tables_is_kept_for_a_return(path: Path, upgraded: pytest.MonkeyPatch) -> None:
    upgraded.undo()
    record(path, None)
    older = [backup.back_up(path, str(number)) for number in range(2)]
    upgraded.setattr(database, "migrations", lambda: [*[(1, "")], BANDS])
    open_store(path, SystemClock()).lock.release()
    newer = [backup.back_up(path, str(number)) for number in range(5)]
    assert backup.backups_of(path) == [older[0].with_name("journal-v1-before-v2.db"), *newer[-3:]]
    assert backup.newest_for(path, 1) == older[0].with_name("journal-v1-before-v2.db")


def test_what_is_kept_of_versions_that_were_left_never_outlives_what_is_returned_to(path: Path) -> None:
    record(path, None)
    copy = backup.back_up(path, WHEN)
    for number in range(4):  # a return that power cuts come into again and again
        backup.back_up(path, f"{WHEN}-of-{number}")
    assert copy in backup.backups_of(path)


def test_a_backup_that_the_disk_refuses_leaves_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(path, None)

    def refuse(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(database, "sync_folder", refuse)
    with pytest.raises(OSError, match="No space"):
        backup.back_up(path, WHEN)
    assert list(backup.folder_of(path).iterdir()) == []


def test_what_is_forgotten_is_forgotten_by_the_backups_too(path: Path) -> None:
    record(path, "ann", "ben")
    copy = backup.back_up(path, WHEN)
    spoilt = copy.with_name("journal-v1-spoilt.db")
    spoilt.write_text("no database")
    writer = JournalWriter(path, SystemClock())
    writer.forget(athlete="ann")
    writer.close()
    with JournalReader(copy) as reader:
        assert [event.athlete for event in reader.export()] == ["ben"]
    assert b"ann" not in copy.read_bytes()
    assert not spoilt.exists()


def test_a_journal_is_backed_up_before_its_tables_change(path: Path, upgraded: pytest.MonkeyPatch) -> None:
    upgraded.undo()
    [event] = record(path, None)
    upgraded.setattr(database, "migrations", lambda: [*[(1, "")], BANDS])
    open_store(path, SystemClock()).lock.release()
    [copy] = backup.backups_of(path)
    assert copy.name == "journal-v1-before-v2.db"
    assert ids(copy) == ids(path) == [event]


def test_a_start_that_fails_again_and_again_keeps_one_backup(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(path, None)
    broken = [*database.migrations(), (2, "CREATE TABLE oops (;")]
    monkeypatch.setattr(database, "migrations", lambda: broken)
    for _ in range(5):
        with pytest.raises(JournalError):
            open_store(path, SystemClock())
    assert len(backup.backups_of(path)) == 1


@pytest.mark.parametrize("damage", [False, True])
def test_an_older_spotter_changes_not_a_byte_of_a_newer_journal(
    path: Path, upgraded: pytest.MonkeyPatch, *, damage: bool
) -> None:
    record(path, *[None] * 50)
    if damage:
        data = bytearray(path.read_bytes())
        data[4096:] = b"\xff" * len(data[4096:])
        path.write_bytes(data)
    before = path.read_bytes(), path.stat().st_mtime_ns
    upgraded.undo()
    with pytest.raises(JournalError, match=r"newer Spotter.*version 2, this one knows 1.*backups in its place"):
        JournalWriter(path, SystemClock())
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_newer_journal_whose_version_is_in_the_log_alone_is_refused(path: Path, upgraded: pytest.MonkeyPatch) -> None:
    upgraded.undo()
    record(path, None)
    held = sqlite3.connect(path, isolation_level=None)
    held.execute("PRAGMA user_version = 2")  # not written into the file as long as this one holds it
    assert int.from_bytes(path.read_bytes()[60:64], "big") == 1
    with pytest.raises(JournalError, match="newer Spotter"):
        JournalWriter(path, SystemClock())
    held.close()


def test_the_refusal_names_the_spotter_that_wrote_it(path: Path, upgraded: pytest.MonkeyPatch) -> None:
    writer = JournalWriter(path, SystemClock())
    writer.remember(database.WRITER, "9.1.0")
    writer.close()
    upgraded.undo()
    with pytest.raises(JournalError, match=r"written by Spotter 9\.1\.0, a newer one"):
        JournalWriter(path, SystemClock())


def test_a_return_brings_back_the_tables_and_carries_over_what_was_recorded_since(
    path: Path, upgraded: pytest.MonkeyPatch
) -> None:
    upgraded.undo()
    old = record(path, "ann", "ben")
    copy = backup.back_up(path, WHEN)
    upgraded.setattr(database, "migrations", lambda: [(1, ""), BANDS])
    open_store(path, SystemClock()).lock.release()
    insert(path, "new-1")
    upgraded.undo()
    done = restore(path, copy, "returned")
    assert (done.carried, done.left) == (1, 0)
    assert ids(path) == [*old, "new-1"]
    assert done.kept is not None
    assert ids(done.kept) == [*old, "new-1"]
    with JournalReader(path) as reader:
        assert reader.cursor("link") == 3
    more = record(path, None)
    assert ids(path) == [*old, "new-1", *more]
    assert restore(path, copy, "again").kept is None


def test_events_that_the_older_tables_cannot_take_are_kept_aside_and_counted(
    path: Path, upgraded: pytest.MonkeyPatch
) -> None:
    upgraded.undo()
    old = record(path, "ann")
    copy = backup.back_up(path, WHEN)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO events SELECT 2, 'new', event_type, t, t_mono, boot, NULL, NULL, NULL, body FROM events"
        )
        connection.execute("ALTER TABLE events RENAME COLUMN body TO content")
        connection.execute("PRAGMA user_version = 2")
    done = restore(path, copy, "returned")
    assert (done.carried, done.left) == (0, 1)
    assert ids(path) == old


def test_a_journal_that_the_new_version_left_as_it_was_stays(path: Path) -> None:
    record(path, "ann")
    copy = backup.back_up(path, WHEN)
    both = [*ids(path), *record(path, "ben")]
    assert restore(path, copy, "returned").kept is None
    assert ids(path) == both


@pytest.mark.parametrize("spoil", ["damaged", "emptied", "deleted"])
def test_a_journal_that_the_new_version_spoilt_is_brought_back(path: Path, spoil: str) -> None:
    old = record(path, *["ann"] * 20)
    copy = backup.back_up(path, WHEN)
    if spoil == "damaged":
        path.write_bytes(b"x" * 8192)
    elif spoil == "emptied":
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("DELETE FROM events")
    else:
        path.unlink()
    restore(path, copy, "returned")
    assert ids(path) == old
