import os
import queue
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from daemon.errors import BusyError, JournalError
from daemon.events import AnyEvent
from daemon.journal.jobs import Outcome
from daemon.journal.opening import open_journal
from daemon.journal.reader import JournalReader
from daemon.journal.transaction import commit
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.workout import MORNING, Lifter

Open = Callable[..., JournalWriter]


def save(writer: JournalWriter, *events: AnyEvent) -> Outcome:
    """Append and wait for what became of it."""
    told: list[Outcome] = []
    done = threading.Event()
    writer.append(events, lambda outcome: (told.append(outcome), done.set()))
    assert done.wait(60)
    return told[0]


def test_what_is_appended_is_kept_in_order_with_its_place(open_writer: Open, path: Path) -> None:
    lifter = Lifter()
    events = [lifter.starts(), lifter.lifts(1), lifter.fails(), lifter.ends(1)]
    outcome = save(open_writer(), *events)
    assert outcome.saved
    assert [event.seq for event in outcome.events] == [1, 2, 3, 4]
    with JournalReader(path) as reader:
        assert reader.after(0, 10) == list(outcome.events)
        assert reader.after(2, 1) == [outcome.events[2]]
        assert reader.last_seq() == 4


def test_the_commit_is_told_before_it_is_answered_and_can_be_read_by_then(open_writer: Open, path: Path) -> None:
    told: list[object] = []

    def committed(seq: int) -> None:
        with JournalReader(path) as reader:
            told.append((seq, len(reader.after(0, 10))))

    writer = open_writer()
    writer.subscribe(committed)
    writer.append([Lifter().starts()], told.append)
    writer.close()
    assert told[0] == (1, 1)
    assert isinstance(told[1], Outcome)


def test_appending_never_waits_and_keeps_the_order_of_the_callers(open_writer: Open, path: Path) -> None:
    writer = open_writer()
    lifter = Lifter()
    events = [lifter.lifts(n) for n in range(500)]
    for event in events:
        writer.append([event])
    writer.close(10)
    with JournalReader(path) as reader:
        assert [event.id for event in reader.export()] == [event.id for event in events]


def test_a_commit_that_takes_long_is_waited_for_at_the_end(
    open_writer: Open, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = threading.Event()
    monkeypatch.setattr("daemon.journal.writer._RETRY_LONGEST_S", 0.0)

    def slow(*args: Any) -> list[Outcome]:  # noqa: ANN401 - as of the real one
        given_up.wait(0.5)
        return commit(*args)

    monkeypatch.setattr("daemon.journal.writer.commit", slow)
    writer = open_writer()
    writer.append([Lifter().starts()])
    lost = writer.close(0.0)
    given_up.set()
    assert lost == 0
    with JournalReader(path) as reader:
        assert reader.last_seq() == 1


def test_an_event_is_kept_once_however_often_it_is_appended(open_writer: Open) -> None:
    writer = open_writer()
    event = Lifter().starts()
    assert save(writer, event).events == save(writer, event).events


def test_an_event_that_could_not_be_read_back_is_refused_at_once(open_writer: Open) -> None:
    writer = open_writer()
    broken = msgspec.structs.replace(Lifter().lifts(), confidence=float("nan"))
    endless = msgspec.structs.replace(Lifter().lifts(), withheld={"rom_deg": "x" * 40_000})
    for event in (broken, endless):
        with pytest.raises(ValueError, match="cannot be kept"):
            writer.append([event])
    assert save(writer, Lifter().starts()).events[0].seq == 1


def test_what_was_remembered_and_acknowledged_outlives_a_restart(open_writer: Open, path: Path) -> None:
    writer = open_writer()
    writer.remember("exercise", "squat")
    writer.remember("athlete", "eva")
    writer.acknowledge("link", 7)
    writer.acknowledge("link", 5)
    writer.close()
    again = open_writer()
    again.remember("athlete", None)
    again.acknowledge("link", 3)
    again.close()
    with JournalReader(path) as reader:
        assert reader.recall("exercise") == "squat"
        assert reader.recall("athlete") is None
        assert reader.cursor("link") == 7
        assert reader.cursor("nobody") == 0


def test_forgetting_takes_what_matches_and_leaves_no_trace_in_the_files(open_writer: Open, path: Path) -> None:
    writer = open_writer()
    eva, tom = Lifter("Eva-Forgettable"), Lifter("Tom")
    save(writer, eva.starts(), eva.lifts(), tom.starts())
    writer.remember("athlete", "Eva-Forgettable")
    told: list[Outcome] = []
    writer.forget(athlete="Eva-Forgettable", done=told.append)
    writer.close()
    assert told[0].forgotten == 2
    with JournalReader(path) as reader:
        assert [event.athlete for event in reader.export()] == ["Tom"]
        assert reader.recall("athlete") is None
    for file in path.parent.iterdir():
        assert b"Eva-Forgettable" not in file.read_bytes(), file


def test_forgetting_what_is_old_keeps_what_is_not_and_no_place_is_given_twice(open_writer: Open, path: Path) -> None:
    writer = open_writer()
    old, new = Lifter(), Lifter(begin=MORNING + timedelta(days=2))
    save(writer, old.starts(), old.lifts(), new.starts())
    writer.forget(before=MORNING + timedelta(days=1))
    assert save(writer, new.lifts()).events[0].seq == 4
    writer.forget()
    assert save(writer, new.lifts()).events[0].seq == 5
    with JournalReader(path) as reader:
        assert [event.seq for event in reader.export()] == [5]


def test_a_second_daemon_is_told_who_has_the_journal(open_writer: Open, path: Path) -> None:
    open_writer()
    with pytest.raises(BusyError) as error:
        JournalWriter(path, SystemClock())
    assert str(os.getpid()) in str(error.value)
    assert str(path) in str(error.value)


def test_a_closed_journal_is_free_for_the_next(open_writer: Open) -> None:
    for _ in range(3):
        open_writer().close()
    writer = open_writer()
    writer.close()
    writer.close()
    with pytest.raises(JournalError, match="closed"):
        writer.append([Lifter().starts()])


def test_only_its_owner_can_read_the_journal(open_writer: Open, path: Path) -> None:
    save(open_writer(), Lifter().starts())
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_thread_that_lives_beats_though_nothing_happens(open_writer: Open) -> None:
    beats = threading.Semaphore(0)
    open_writer(beat=beats.release)
    for _ in range(2):
        assert beats.acquire(timeout=60)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_callback_that_breaks_is_told_as_trouble_and_not_as_silence(open_writer: Open) -> None:
    told: queue.Queue[str | None] = queue.Queue()

    def broken(_: Outcome) -> None:
        raise RuntimeError("a fault of the caller")

    writer = open_writer(on_trouble=told.put)
    writer.append([Lifter().starts()], broken)
    assert "restart Spotter" in str(told.get(timeout=60))
    assert writer.trouble is not None


def test_a_journal_that_was_damaged_is_told_in_the_log_and_held_for_the_length_of_the_block(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database at all")
    with open_journal(path, SystemClock(), lambda: None) as journal:
        assert "was damaged: it is kept as" in caplog.text
        journal.append([Lifter().starts()])  # not started yet: kept, and saved at the end
        with pytest.raises(BusyError):
            JournalWriter(path, SystemClock())
    JournalWriter(path, SystemClock()).close()
    with JournalReader(path) as reader:
        assert reader.last_seq() == 1


AS_NOBODY = """
import os, sys
os.setgroups([]); os.setgid(65534); os.setuid(65534)
from pathlib import Path
from daemon.errors import JournalError
from daemon.journal.opening import open_journal
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
try:
    JournalWriter(Path(sys.argv[1]), SystemClock())
except JournalError as error:
    print(error)
"""


@pytest.mark.root
def test_a_folder_that_may_not_be_written_is_one_clear_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    path = Path("/proc") / "spotter" / "journal.db"
    run = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stderr == ""
    assert "must be writable by the user that runs Spotter" in run.stdout
    assert run.stdout.count("\n") == 1


def test_a_pipe_in_place_of_the_journal_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "j.db")
    with pytest.raises(JournalError, match="is a pipe: "):
        JournalWriter(tmp_path / "j.db", SystemClock())


def test_a_folder_in_the_journals_place_is_one_clear_error(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(JournalError, match="is a folder"):
        JournalWriter(path, SystemClock())
