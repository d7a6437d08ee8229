"""The journal for the command line, where it is another user's."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.cli.journal_access import open_access
from daemon.config.settings import Journal, Settings, Socket
from daemon.errors import JournalError
from daemon.ipc.verbs.journal import Forget
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

NOBODY = 65534


@pytest.fixture
def as_nobody() -> Iterator[None]:
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


@pytest.mark.root
@pytest.mark.usefixtures("as_nobody")
def test_a_journal_that_is_another_users_is_one_clear_error() -> None:
    private = Path("/root/of-root/journal.db")
    config = Settings(journal=Journal(path=private), socket=Socket(path=private.with_name("spotter.sock")))
    with open_access(config, SystemClock()) as journal:
        with pytest.raises(JournalError, match="join the group 'spotter'"):
            journal.history(10, None)
        with pytest.raises(JournalError, match="join the group 'spotter'"):
            journal.athletes()


@pytest.fixture
def of_nobody(tmp_path: Path) -> Path:
    """A journal in a folder of the user who runs the service; this process is root."""
    path = tmp_path / "state" / "journal.db"
    writer = JournalWriter(path, SystemClock())
    writer.append([Lifter().starts()])
    writer.close()
    path.with_name("journal.db.lock").unlink()
    path.parent.chmod(0o700)
    for each in (path.parent, path):
        os.chown(each, NOBODY, NOBODY)
    return path


def owners(folder: Path) -> set[tuple[str, int, int]]:
    return {(file.name, file.stat().st_uid, file.stat().st_gid) for file in folder.iterdir()}


def of(path: Path) -> Settings:
    return Settings(journal=Journal(path=path), socket=Socket(path=path.with_name("spotter.sock")))


@pytest.mark.root
@pytest.mark.parametrize("damaged", [False, True])
def test_what_root_does_to_the_service_s_journal_leaves_every_file_to_the_service(
    of_nobody: Path, *, damaged: bool
) -> None:
    if damaged:
        of_nobody.write_bytes(b"no database")
    with open_access(of(of_nobody), SystemClock()) as journal:
        if not damaged:
            assert len(journal.history(10, None)) == 1
            assert len(list(journal.export())) == 1
        assert journal.forget(Forget(everything=True)).forgotten == (0 if damaged else 1)
        # One process is root, another holds the journal as its owner: the log and its index are made for both.
        writer = JournalWriter(of_nobody, SystemClock())
        writer.start()
        writer.append([Lifter().starts()])
        made = owners(of_nobody.parent)
        writer.close()
    assert {(uid, gid) for _, uid, gid in made | owners(of_nobody.parent)} == {(NOBODY, NOBODY)}
    assert any("damaged" in name for name, _, _ in made) == damaged


@pytest.mark.root
def test_a_lock_that_root_has_left_is_given_back(of_nobody: Path) -> None:
    lock = of_nobody.with_name("journal.db.lock")
    lock.touch()
    with open_access(of(of_nobody), SystemClock()) as journal:
        journal.forget(Forget(everything=True))
    assert lock.stat().st_uid == NOBODY


@pytest.mark.root
def test_root_follows_no_link_that_lies_in_the_service_s_folder(of_nobody: Path, tmp_path: Path) -> None:
    target = tmp_path / "of-root"
    target.write_text("precious")
    of_nobody.with_name("journal.db.lock").symlink_to(target)
    with open_access(of(of_nobody), SystemClock()) as journal, pytest.raises(JournalError):
        journal.forget(Forget(everything=True))
    assert target.read_text() == "precious"
    of_nobody.with_name("journal.db.lock").unlink()
    os.link(target, of_nobody.with_name("journal.db.lock"))
    with open_access(of(of_nobody), SystemClock()) as journal:
        journal.forget(Forget(everything=True))
    assert target.stat().st_uid == 0


def test_the_last_events_are_had_though_some_before_them_were_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    kept, gone = Lifter("eva"), Lifter("max")
    writer = JournalWriter(path, SystemClock())
    writer.append([kept.starts(), *(kept.lifts(n) for n in range(3))])
    writer.append([gone.starts(), *(gone.lifts(n) for n in range(40))])
    writer.append([kept.starts()])
    writer.close()
    with open_access(of(path), SystemClock()) as journal:
        journal.forget(Forget(athlete="max"))
        last = journal.last(3)
        assert [event.seq for event in last] == [3, 4, 46]
        assert len(journal.last(100)) == 5
        assert journal.athletes().athletes == ["eva"]
