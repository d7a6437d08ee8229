"""The steps of a change of version, and a power cut before and after each of them."""

import contextlib
import dataclasses
import itertools
import signal
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from daemon.errors import SpotterError
from daemon.journal import backup, database
from daemon.journal.lock import JournalLock
from daemon.journal.reader import JournalReader
from daemon.journal.restore import Restored, set_aside
from daemon.journal.store import open_store
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from daemon.upgrade import __main__ as command
from daemon.upgrade import activation, keeper, mark, notice
from daemon.upgrade.activation import Ending, Machine, activate, resume
from daemon.upgrade.layout import Layout
from daemon.upgrade.mark import Stage
from tests.fakes.workout import Lifter

BANDS = (2, "ALTER TABLE events ADD COLUMN band TEXT;")
UNIT = "spotter.service"


class PowerCutError(Exception):
    """The machine has no power any more."""


class Box:
    """A machine whose services are names, and whose new version migrates the journal and then is healthy or not."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.layout = Layout(root)
        self.layout.state.mkdir(parents=True)
        self.journal = self.layout.state / "journal.db"
        self.why: dict[str, str | None] = {}
        self.runs: str | None = None
        self.did: list[str] = []
        self.limits_s: list[float] = []
        self.stops: Callable[[], None] = lambda: None
        self._known = database.migrations()
        self._patch = monkeypatch
        self.machine = Machine(self.layout, self, lambda *words: self.healthy(*words), lambda _: self.journal)  # noqa: PLW0108 - a test cuts the power there

    def install(self, version: str, why: str | None = None) -> str:
        program = self.layout.program(version)
        program.parent.mkdir(parents=True)
        program.touch(0o755)
        self.why[version] = why
        return version

    def units(self) -> tuple[str, ...]:
        return (UNIT,)

    def stop(self, _: Sequence[str]) -> None:
        self.did.append("stop")
        self.stops()
        self.runs = None

    def start(self, _: Sequence[str]) -> None:
        self.runs = self.layout.running()
        self.did.append(f"start {self.runs}")
        later = [*self._known, BANDS] if self.runs == "2.0" else self._known
        self._patch.setattr(database, "migrations", lambda: later)
        try:
            open_store(self.journal, SystemClock()).lock.release()
        except SpotterError:
            self.did.append("refuses the journal")

    def finish(self) -> int | None:
        return None

    def healthy(self, version: str, limit_s: float) -> str | None:
        assert version == self.runs
        self.limits_s.append(limit_s)
        return self.why[version]

    def boot(self) -> None:
        """What the next boot does: the services start, and then the change is carried on."""
        self.start(())
        resume(self.machine)

    def record(self, count: int) -> list[str]:
        self._patch.setattr(database, "migrations", lambda: self._known)
        writer = JournalWriter(self.journal, SystemClock())
        events = [Lifter().starts() for _ in range(count)]
        writer.append(events)
        assert writer.close() == 0
        return [event.id for event in events]

    def knows(self, version: str, tables: int) -> None:
        """Let a version's folder have the steps up to these tables."""
        folder = self.layout.home / version / "daemon/journal"
        folder.mkdir(parents=True)
        for number in range(1, tables + 1):
            (folder / f"{number:04}.sql").touch()

    def insert(self, event_id: str) -> None:
        """What the newer version records."""
        with closing(sqlite3.connect(self.journal, isolation_level=None)) as connection:
            connection.execute(
                "INSERT INTO events (seq, id, event_type, t, t_mono, boot, body, band)"
                " SELECT seq + 1, ?, event_type, t, t_mono, boot, json_set(body, '$.id', ?, '$.seq', seq + 1), 'red'"
                " FROM events ORDER BY seq DESC LIMIT 1",
                (event_id, event_id),
            )

    def ids(self) -> list[str]:
        with JournalReader(self.journal) as reader:
            return [event.id for event in reader.export()]

    def version(self) -> int:
        connection = database.connect_to_read(self.journal)
        found = database.version(connection)
        connection.close()
        return found


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Box:
    """1.0 runs, and has recorded. The journal's keeper is a function here, and no process of its own."""

    def as_owner(_: Path, word: str, *words: str) -> object:
        try:
            return keeper._WORDS[word](*words)
        except OSError as error:
            raise SpotterError(str(error)) from error

    monkeypatch.setattr(keeper, "_as_owner", as_owner)
    made = Box(tmp_path, monkeypatch)
    made.record(3)
    assert activate(made.machine, made.install("1.0")) is Ending.RUNS
    made.did.clear()
    return made


def finish_in_a_service(box: Box) -> int:
    """What spotter-activate.service does, and the status that it ends with."""
    try:
        return resume(box.machine).value
    except SpotterError:
        return Ending.FAILED.value


@pytest.mark.parametrize(
    ("why", "full", "ending"),
    [
        (None, False, Ending.RUNS),
        ("it crashes", False, Ending.RETURNED),
        (None, True, Ending.FAILED),
    ],
    ids=["healthy", "not healthy", "nothing was changed"],
)
def test_what_came_of_a_change_is_told_where_a_service_carries_it_on(
    box: Box, monkeypatch: pytest.MonkeyPatch, why: str | None, *, full: bool, ending: Ending
) -> None:
    def no_room(*_: object) -> None:
        raise SpotterError("the disk is full")

    if full:
        monkeypatch.setattr(keeper, "back_up", no_room)
    monkeypatch.setattr(box, "finish", lambda: finish_in_a_service(box))
    assert activate(box.machine, box.install("1.1", why)) is ending
    assert box.layout.running() == ("1.1" if ending is Ending.RUNS else "1.0")


def test_the_first_version_has_none_to_return_to_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(tmp_path, monkeypatch)
    assert activate(box.machine, box.install("1.0", "no engine")) is Ending.FAILED
    assert box.runs == box.layout.running() == "1.0"
    told = notice.read(box.layout.state / notice.NAME)
    assert told is not None
    assert (told.what, told.why) == ("failed", "no engine")
    assert told.trouble is None  # it says for itself what is wrong


def test_a_healthy_version_has_the_migrated_journal_and_a_backup_of_the_old_one(box: Box) -> None:
    before = box.ids()
    assert activate(box.machine, box.install("2.0")) is Ending.RUNS
    assert box.did == ["stop", "start 2.0"]
    assert box.version() == 2
    assert box.ids() == before
    assert {copy.name[:10] for copy in backup.backups_of(box.journal)} == {"journal-v1"}


def test_an_unhealthy_version_is_taken_back_with_its_journal(box: Box) -> None:
    before = box.ids()
    assert activate(box.machine, box.install("2.0", "it crashes")) is Ending.RETURNED
    assert box.did == ["stop", "start 2.0", "stop", "start 1.0"]
    assert (box.version(), box.ids()) == (1, before)
    told = notice.read(box.layout.state / notice.NAME)
    assert told is not None
    assert told.trouble == "the update to 2.0 was taken back, 1.0 runs again: it crashes"


@pytest.mark.parametrize(("busy_s", "left_s"), [(5.0, 60.0), (25.0, 50.0), (70.0, 40.0), (400.0, 40.0)])
def test_a_busy_machine_gives_a_version_up_in_time_for_the_old_one(box: Box, busy_s: float, left_s: float) -> None:
    now_s = [1000.0]

    def stops() -> None:
        now_s[0] += busy_s

    box.stops = stops
    box.machine = dataclasses.replace(box.machine, monotonic=lambda: now_s[0])
    assert activate(box.machine, box.install("2.0", "it hangs")) is Ending.RETURNED
    assert box.limits_s[-2:] == [left_s, activation.AGAIN_S]


@pytest.mark.parametrize("passed_s", [-900.0, 30.0, 400.0])
def test_after_a_power_cut_a_version_has_all_the_time_that_it_may_have(box: Box, passed_s: float) -> None:
    now_s, boots = [1000.0], ["before"]

    def stops() -> None:
        now_s[0] += passed_s
        boots[0] = "after"

    box.stops = stops
    box.machine = dataclasses.replace(box.machine, monotonic=lambda: now_s[0], boot=lambda: boots[0])
    assert activate(box.machine, box.install("2.0", "it hangs")) is Ending.RETURNED
    assert box.limits_s[-2:] == [activation.TRY_S, activation.AGAIN_S]


def test_the_old_version_is_started_before_anything_is_said(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    real = keeper.note

    def note(folder: Path, said: notice.Notice) -> None:
        box.did.append(f"say {said.what}")
        real(folder, said)

    monkeypatch.setattr(keeper, "note", note)
    assert activate(box.machine, box.install("2.0", "it crashes")) is Ending.RETURNED
    assert box.did[-2:] == ["start 1.0", "say returned"]


def test_where_the_old_version_is_not_healthy_either_it_says_both(box: Box) -> None:
    box.why["1.0"] = "no camera"
    assert activate(box.machine, box.install("2.0", "it crashes")) is Ending.FAILED
    told = notice.read(box.layout.state / notice.NAME)
    assert told is not None
    assert "it crashes; 1.0 was returned to, and is not healthy: no camera" in str(told.trouble)


def test_the_same_version_again_is_started_again(box: Box) -> None:
    assert activate(box.machine, "1.0") is Ending.RUNS
    assert box.did == ["stop", "start 1.0"]
    assert box.layout.program("1.0").exists()


@pytest.mark.parametrize("version", ["3.0", "", "..", "current", "1.0/../1.0"])
def test_a_version_that_is_not_there_changes_nothing(box: Box, version: str) -> None:
    with pytest.raises(SpotterError):
        activate(box.machine, version)
    assert box.did == []
    assert box.layout.running() == "1.0"


def test_a_full_disk_is_said_before_anything_stops(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activation, "SPARE", 2**60)
    with pytest.raises(SpotterError, match=r"the disk is full: .* MiB more"):
        activate(box.machine, box.install("2.0"))
    assert box.did == []
    told = notice.read(box.layout.state / notice.NAME)
    assert told is not None
    assert "the update to 2.0 was not begun, 1.0 goes on: the disk is full" in str(told.trouble)


def test_a_journal_that_another_process_has_is_left_alone(box: Box) -> None:
    held = JournalWriter(box.journal, SystemClock())
    with pytest.raises(SpotterError, match=r"2\.0 was not activated: .* is in use by another Spotter"):
        activate(box.machine, box.install("2.0"))
    held.close()
    told = notice.read(box.layout.state / notice.NAME)
    assert told is not None
    assert "was not begun, 1.0 goes on" in str(told.trouble)
    assert box.did[:2] == ["stop", "start 1.0"]
    assert box.layout.running() == "1.0"
    assert not box.layout.mark.exists()


def test_a_version_in_the_middle_of_a_change_is_carried_on_first(box: Box) -> None:
    box.install("2.0", "it crashes")
    cut(box, activation.mark, "keep", 2)
    with pytest.raises(PowerCutError):
        activate(box.machine, "2.0")
    mend(box)
    assert activate(box.machine, box.install("3.0")) is Ending.RUNS
    assert box.layout.running() == "3.0"
    assert box.version() == 1


def cut(box: Box, where: object, name: str, call: int, *, after: bool = False) -> None:
    """Let the power go at this call of a function: before or after it did its work."""
    real: Callable[..., object] = getattr(where, name)
    calls = 0

    def cutting(*args: object, **more: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call and not after:
            raise PowerCutError
        done = real(*args, **more)
        if calls == call:
            raise PowerCutError
        return done

    box._patch.setattr(where, name, cutting)
    box.real = (where, name, real)  # type: ignore[attr-defined]  # for ``mend`` alone


def mend(box: Box) -> None:
    """The power is back."""
    box._patch.setattr(*box.real)  # type: ignore[attr-defined]  # see ``cut``


STEPS = [
    (mark, "keep", 1),
    (keeper, "back_up", 1),
    (mark, "keep", 2),
    (Layout, "switch", 1),
    (Box, "start", 1),
    (Box, "healthy", 1),
    (mark, "keep", 3),
    (Box, "stop", 2),
    (Layout, "switch", 2),
    (keeper, "give_back", 1),
    (keeper, "note", 1),
    (Box, "start", 2),
    (Box, "healthy", 2),
    (mark, "clear", 1),
]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("where", "name", "call"), STEPS, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_power_cut_at_any_step_ends_with_the_old_version_and_its_journal(
    box: Box, where: object, name: str, call: int, *, after: bool
) -> None:
    before = box.ids()
    box.install("2.0", "it crashes")
    cut(box, where, name, call, after=after)
    with pytest.raises(PowerCutError):
        activate(box.machine, "2.0")
    mend(box)
    box.boot()
    assert not box.layout.mark.exists()
    assert box.runs == box.layout.running() == "1.0"
    assert (box.version(), box.ids()) == (1, before)
    if (name, call, after) != ("keep", 1, False):
        told = notice.read(box.layout.state / notice.NAME)
        assert told is not None
        assert told.what == "returned"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("where", "name", "call"), [*STEPS[1:6], (mark, "clear", 1)], ids=str)
def test_a_power_cut_on_the_way_to_a_good_version_ends_with_that_version(
    box: Box, where: object, name: str, call: int, *, after: bool
) -> None:
    before = box.ids()
    box.install("2.0")
    cut(box, where, name, call, after=after)
    with pytest.raises(PowerCutError):
        activate(box.machine, "2.0")
    mend(box)
    box.boot()
    assert not box.layout.mark.exists()
    assert box.runs == box.layout.running() == "2.0"
    assert (box.version(), box.ids()) == (2, before)


def test_a_mark_that_somebody_else_wrote_is_said(box: Box) -> None:
    box.layout.mark.write_text('{"stage": "party"}')
    with pytest.raises(SpotterError, match=r"activation\.json cannot be read"):
        resume(box.machine)


def test_the_stages_are_what_the_file_says(box: Box) -> None:
    cut(box, activation.mark, "keep", 2, after=True)
    with pytest.raises(PowerCutError):
        activate(box.machine, box.install("2.0"))
    found = mark.read(box.layout.mark)
    assert found is not None
    assert (found.stage, found.old, found.new) == (Stage.TRY, "1.0", "2.0")
    assert found.copy is not None


def test_an_older_version_gets_the_journal_that_it_knows_with_what_was_recorded_since(box: Box) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0"), 2)
    before = box.ids()
    assert activate(box.machine, "2.0") is Ending.RUNS
    box.insert("since")
    assert activate(box.machine, "1.0") is Ending.RUNS
    assert (box.runs, box.version()) == ("1.0", 1)
    assert "refuses the journal" not in box.did
    assert box.ids() == [*before, "since"]


def test_an_older_version_that_is_not_healthy_is_left_again_with_the_newer_journal(box: Box) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0"), 2)
    assert activate(box.machine, "2.0") is Ending.RUNS
    box.insert("since")
    there = box.ids()
    box.why["1.0"] = "no engine"
    assert activate(box.machine, "1.0") is Ending.RETURNED
    assert (box.runs, box.version(), box.ids()) == ("2.0", 2, there)


def test_an_older_version_for_which_there_is_no_journal_is_refused(box: Box) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0"), 2)
    assert activate(box.machine, "2.0") is Ending.RUNS
    for copy in backup.backups_of(box.journal):
        copy.unlink()
    with pytest.raises(SpotterError, match=r"1\.0 was not activated: .* up to version 1, these are of version 2"):
        activate(box.machine, "1.0")
    assert (box.runs, box.version()) == ("2.0", 2)


def test_an_older_version_is_activated_after_two_changes_of_a_newer_one(box: Box) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0"), 2)
    before = box.ids()
    for _ in range(4):
        assert activate(box.machine, "2.0") is Ending.RUNS
    box.insert("since")
    assert activate(box.machine, "1.0") is Ending.RUNS
    assert (box.runs, box.version(), box.ids()) == ("1.0", 1, [*before, "since"])


def test_a_power_cut_after_the_older_version_has_started_is_carried_on(box: Box) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0"), 2)
    before = box.ids()
    assert activate(box.machine, "2.0") is Ending.RUNS
    cut(box, Box, "healthy", 1)
    with pytest.raises(PowerCutError):
        activate(box.machine, "1.0")
    mend(box)
    box.start(())
    daemon = JournalLock(box.journal)  # it runs while the change is carried on, until it is stopped
    box.stops = daemon.release
    assert resume(box.machine) is Ending.RUNS
    assert not box.layout.mark.exists()
    assert (box.runs, box.version(), box.ids()) == ("1.0", 1, before)


def test_an_older_version_whose_journal_cannot_be_put_there_is_left_again(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0"), 2)
    assert activate(box.machine, "2.0") is Ending.RUNS
    there, real, calls = box.ids(), keeper.give_back, itertools.count()

    def full(journal: Path, copy: Path, when: str) -> Restored:
        if next(calls) == 0:
            raise SpotterError("the disk is full")
        return real(journal, copy, when)

    monkeypatch.setattr(keeper, "give_back", full)
    assert activate(box.machine, "1.0") is Ending.RETURNED
    assert not box.layout.mark.exists()
    assert (box.runs, box.version(), box.ids()) == ("2.0", 2, there)
    assert "the disk is full" in (notice.read(box.layout.state / notice.NAME) or pytest.fail("nothing is said")).why


def test_where_there_was_no_journal_the_old_version_begins_anew_and_the_new_ones_is_kept(box: Box) -> None:
    box.knows("1.0", 1)
    box.knows(box.install("2.0", "it crashes"), 2)
    box.journal.unlink()
    assert activate(box.machine, "2.0") is Ending.RETURNED
    assert (box.runs, box.version()) == ("1.0", 1)
    assert box.did.count("refuses the journal") == 0
    told = notice.read(box.layout.state / notice.NAME)
    assert told is not None
    assert told.kept is not None
    assert backup.version_of(Path(told.kept)) == 2


@pytest.mark.parametrize("tables", [1, 2])
def test_a_journal_that_the_old_version_knows_stays(tmp_path: Path, tables: int) -> None:
    journal = tmp_path / "journal.db"
    JournalWriter(journal, SystemClock()).close()
    assert set_aside(journal, tables, "now") == Restored()
    assert journal.exists()
    assert set_aside(journal, 0, "now").kept is not None
    assert not journal.exists()
    assert set_aside(journal, 0, "now") == Restored()


def test_a_disk_that_the_new_version_fills_keeps_no_old_one_from_coming_back(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, before = mark.keep, box.ids()

    def full(path: Path, change: mark.Mark) -> mark.Mark:
        if change.stage is Stage.RETURN:
            raise OSError(28, "No space left on device")
        return real(path, change)

    monkeypatch.setattr(mark, "keep", full)
    assert activate(box.machine, box.install("2.0", "the disk is full")) is Ending.RETURNED
    assert not box.layout.mark.exists()
    assert (box.runs, box.version(), box.ids()) == ("1.0", 1, before)


def test_a_disk_that_takes_no_mark_is_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: str | None) -> int:
        raise OSError(28, "No space left on device", "/opt/spotter/activation.json")

    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(command, "_run", full)
    assert command.main(["2.0"]) == 1
    assert "activation.json" in caplog.text


@pytest.mark.parametrize("there", ["gone", None])
def test_a_link_that_leads_nowhere_is_no_version_to_return_to(box: Box, there: str | None) -> None:
    box.layout.current.unlink()
    if there is not None:
        box.layout.current.symlink_to(there)
    assert activate(box.machine, box.install("2.0", "it crashes")) is Ending.FAILED
    assert box.runs == box.layout.running() == "2.0"  # it answers in safe mode
    assert activate(box.machine, box.install("3.0")) is Ending.RUNS


def test_two_changes_at_once_come_one_after_the_other(box: Box) -> None:
    box.install("2.0")
    box.install("3.0")
    both = threading.Barrier(2)
    ends: list[str] = []

    def units() -> tuple[str, ...]:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.3)  # each would see that no change is under way
        return (UNIT,)

    box.units = units  # type: ignore[method-assign]  # at this moment both are

    def change(version: str) -> None:
        try:
            ends.append(activate(box.machine, version).name)
        except SpotterError as error:
            ends.append(str(error))

    threads = [threading.Thread(target=change, args=(version,)) for version in ("2.0", "3.0")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [refused] = [end for end in ends if end != "RUNS"]  # the first one has deleted what it came too late for
    assert "install" in refused
    assert len(ends) == 2
    assert [each for each in box.did if each.startswith("start")] == [f"start {box.layout.running()}"]
    assert not box.layout.mark.exists()
