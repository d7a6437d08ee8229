"""A disk that is full, and a power cut."""

import logging
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from daemon import events
from daemon.errors import JournalError, UnsavedError
from daemon.ipc.client import ask
from daemon.journal.jobs import Outcome
from daemon.journal.opening import open_journal
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.boxes import ANSWER_S, STOP_S, Box
from tests.fakes.listener import wait_until
from tests.fakes.workout import Lifter

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


class FullDisk:
    """A file system of 3 MB: ``fill`` leaves no byte free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        assert os.statvfs(self.folder).f_bavail == 0

    def free(self) -> None:
        self._ballast.unlink()


class ShortFiles:
    """Where nothing can be mounted: no file of this process may grow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(self) -> None:
        longest = max(file.stat().st_size for file in self.folder.iterdir())
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(longest, 65536), self._limits[1]))

    def free(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self._limits)


@pytest.fixture(params=[pytest.param("mounted", marks=pytest.mark.root), "limited"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FullDisk | ShortFiles]:
    """A disk that can be filled and freed."""
    with ExitStack() as stack:
        if request.param == "mounted":
            mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(tmp_path)]
            if subprocess.run(mount, check=False, capture_output=True).returncode:
                pytest.skip("this machine lets nobody mount")
            stack.callback(subprocess.run, ["umount", "-l", str(tmp_path)], check=True)
            yield FullDisk(tmp_path)
        else:
            short = ShortFiles(tmp_path)
            stack.callback(short.free)
            yield short


class Told:
    """What the writer says, to wait for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.troubles: list[str | None] = []
        self.outcomes: list[Outcome] = []

    def trouble(self, what: str | None) -> None:
        with self._changed:
            self.troubles.append(what)
            self._changed.notify()

    def outcome(self, what: Outcome) -> None:
        with self._changed:
            self.outcomes.append(what)
            self._changed.notify()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(until, 60)


def test_a_full_disk_is_told_and_nothing_queued_is_lost(disk: FullDisk | ShortFiles) -> None:
    told, lifter = Told(), Lifter()
    writer = JournalWriter(disk.folder / "journal.db", SystemClock(), on_trouble=told.trouble)
    writer.start()
    events = [lifter.lifts(n) for n in range(600)]
    writer.append(events[:10], told.outcome)
    told.wait(lambda: len(told.outcomes) == 1)
    disk.fill()
    for event in events[10:]:
        writer.append([event], told.outcome)
    writer.remember("exercise", "push_up")
    told.wait(lambda: bool(told.troubles))
    assert writer.trouble is not None
    assert "\n" not in writer.trouble
    assert writer.unsaved > 0
    with JournalReader(writer.path) as reader:
        wait_until(lambda: reader.last_seq() == sum(len(outcome.events) for outcome in list(told.outcomes)))
        assert reader.last_seq() < 600
    disk.free()
    told.wait(lambda: len(told.outcomes) == 591)
    assert writer.unsaved == 0
    assert writer.trouble is None
    assert told.troubles[-1] is None
    writer.close()
    with JournalReader(writer.path) as reader:
        assert [event.id for event in reader.export()] == [event.id for event in events]
        assert reader.recall("exercise") == "push_up"


def test_a_full_disk_is_one_line_in_the_log_and_so_is_its_end(
    disk: FullDisk | ShortFiles, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "daemon.journal")
    told, lifter = Told(), Lifter()
    with open_journal(disk.folder / "journal.db", SystemClock(), lambda: None) as writer:
        writer.start()
        disk.fill()
        for _ in range(600):
            writer.append([lifter.lifts()], told.outcome)
        wait_until(lambda: writer.trouble is not None)
        time.sleep(2.5)  # it is tried again and again
        assert len(caplog.messages) == 1
        assert "nothing is saved until then" in caplog.messages[0]
        disk.free()
        told.wait(lambda: len(told.outcomes) == 600)
    assert caplog.messages[1:] == [f"the journal {writer.path} is saved again, with all that waited"]


def test_a_stop_that_loses_events_is_an_error_that_says_how_many(disk: FullDisk | ShortFiles) -> None:
    lifter = Lifter()
    path = disk.folder / "journal.db"

    def lose() -> None:
        with open_journal(path, SystemClock(), lambda: None) as writer:
            writer.start()
            disk.fill()
            for _ in range(600):
                writer.append([lifter.lifts()])

    with pytest.raises(JournalError, match=r"^\d+ events could not be saved before the end") as lost:
        lose()
    disk.free()
    with JournalReader(path) as reader:
        assert str(lost.value).startswith(f"{600 - reader.last_seq()} events")


mounted = pytest.mark.parametrize("disk", [pytest.param("mounted", marks=pytest.mark.root)], indirect=True)
PATTERN = "test://?width=320&height=240&rate=30"


@mounted
def test_the_daemon_says_at_once_what_is_not_saved_and_counts_a_retry_once(disk: FullDisk) -> None:
    box = Box(disk.folder)
    with box.running("--source", PATTERN):
        box.ask("start", exercise="squat")
        disk.fill()
        first = unsaved(box, "add", "key-1")
        assert first == f"add: accepted but not saved yet: the disk is full; free space in {disk.folder}"
        assert unsaved(box, "add", "key-1") == first
        assert unsaved(box, "add", "key-2") == first
        with pytest.raises(JournalError, match="nothing was erased: the disk is full"):
            box.ask("forget", all=True)
        wait_until(lambda: box.ask("health")["trouble"] == f"the disk is full; free space in {disk.folder}")
        disk.free()
        wait_until(lambda: box.ask("health")["unsaved"] == 0)
        assert ask(box.socket, "add", {}, ANSWER_S, "key-2")["reps"] == 2
        assert box.ask("undo")["reps"] == 1
    kinds = [event.kind.value for event in box.events() if isinstance(event, events.RepCorrected)]
    assert kinds == ["added", "added", "undone"]


@mounted
def test_a_daemon_that_ends_on_a_full_disk_says_how_many_events_it_loses(disk: FullDisk) -> None:
    box = Box(disk.folder)
    with box.running("--source", PATTERN) as process:
        disk.fill()
        unsaved(box, "start", "key-1")
        unsaved(box, "add", "key-2")
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_S) == 74
        assert process.stderr is not None
        *_, warned, last = process.stderr.read().splitlines()
    assert "nothing is saved until then" in warned
    assert last.startswith("spotter: 3 events could not be saved before the end")
    disk.free()
    assert box.events() == []


@mounted
def test_a_choice_that_cannot_be_saved_is_told_like_a_rep(disk: FullDisk) -> None:
    box = Box(disk.folder)
    with box.running("--source", PATTERN) as process:
        disk.fill()
        assert unsaved(box, "athlete", athlete="eva").startswith(
            "athlete: accepted but not saved yet: the disk is full"
        )
        assert unsaved(box, "target", reps=5).startswith("target: accepted but not saved yet")
        assert box.ask("camera", on=False) == {"camera": "off"}
        process.send_signal(signal.SIGTERM)
        status = process.wait(STOP_S)
        assert process.stderr is not None
        # A daemon that ends lets go of some room: what it can save then is saved, and only then nothing is said.
        said = "spotter: the chosen athlete and the chosen target could not be saved" in process.stderr.read()
    with JournalReader(box.journal) as reader:
        saved = reader.recall("athlete") == "eva" and reader.recall("target") is not None
    assert (status, said) == ((0, False) if saved else (74, True))


class WornOutDisk:
    """A file system on a file, which the kernel closes at an error, as it does with a worn-out card."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "disk"
        self._image = folder / "image"

    def mount(self) -> bool:
        self.folder.mkdir()
        self._image.write_bytes(b"")
        os.truncate(self._image, 24 * 2**20)
        made = subprocess.run(["mkfs.ext4", "-q", self._image], check=False, capture_output=True)
        mount = ["mount", "-o", "loop,errors=remount-ro", self._image, self.folder]
        return made.returncode == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0

    def unmount(self) -> None:
        subprocess.run(["umount", "-l", str(self.folder)], check=True)

    def fail(self) -> None:
        subprocess.run(["mount", "-o", "remount,abort", str(self.folder)], check=True)


@pytest.fixture
def worn_out(tmp_path: Path) -> Iterator[WornOutDisk]:
    disk = WornOutDisk(tmp_path)
    if shutil.which("mkfs.ext4") is None or not disk.mount():
        pytest.skip("this machine lets nobody mount a file")
    yield disk
    disk.unmount()


@pytest.mark.root
def test_a_disk_that_becomes_read_only_is_told_and_counting_goes_on(worn_out: WornOutDisk) -> None:
    """Also where nothing is to be saved at that moment."""
    box = Box(worn_out.folder)
    says = f"the disk of {worn_out.folder} is read-only: nothing is saved"
    with box.running("--source", PATTERN):
        worn_out.fail()
        wait_until(lambda: str(box.ask("health")["trouble"]).startswith(says))
        assert unsaved(box, "start").startswith("start: accepted but not saved yet: " + says)
        assert unsaved(box, "add", "key").startswith("add: accepted but not saved yet: " + says)
        frames = box.ask("health")["frames"]
        wait_until(lambda: box.ask("health")["frames"] > frames)
    done = box.call("run", "--source", PATTERN)
    assert done.returncode == 74
    assert f"{says}: restart the machine" in done.stderr


def unsaved(box: Box, verb: str, key: str | None = None, **args: object) -> str:
    """What a command is answered on a full disk, which must be soon: who waited for the disk would wait for ever."""
    began = time.monotonic()
    with pytest.raises(UnsavedError) as told:
        ask(box.socket, verb, args, ANSWER_S, key)
    assert time.monotonic() - began < ANSWER_S / 3
    return str(told.value)


def test_a_stop_on_a_full_disk_ends_and_says_what_was_not_saved(disk: FullDisk | ShortFiles) -> None:
    told, lifter = Told(), Lifter()
    writer = JournalWriter(disk.folder / "journal.db", SystemClock(), on_trouble=told.trouble)
    writer.start()
    disk.fill()
    for _ in range(600):
        writer.append([lifter.lifts()], told.outcome)
    told.wait(lambda: bool(told.troubles))
    lost = writer.close(0.2)
    assert lost > 0
    assert len([outcome for outcome in told.outcomes if not outcome.saved]) == lost
    disk.free()
    again = JournalWriter(disk.folder / "journal.db", SystemClock())
    again.close()
    assert again.notice is None
    with JournalReader(writer.path) as reader:
        assert reader.last_seq() == 600 - lost


ONE_EVENT = """
import sys
from pathlib import Path
from daemon.ipc.client import Client
from tests.fakes.box import Box, an_event, go, take
from daemon.ipc.codec import Live, Recorded
box = Box(Path(sys.argv[1]))
box.start()
async def scenario():
    async with await Client.connect(box.socket) as client:
        await client.subscribe()
        await take(client, 1, Live)
        for number in range(5):
            box.writer.append([an_event(exercise=f"marked-{number}")])
            await take(client, 1, Recorded)
go(scenario)
box.stop()
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_an_event_is_on_the_disk_before_it_reaches_a_socket(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "trace=pwrite64,write,fdatasync,fsync,sendto,sendmsg,send"
    strace = ["strace", "-f", "-y", "-s", "4096", "-e", calls, "-o", str(trace)]
    command = [*strace, sys.executable, "-c", ONE_EVENT, str(tmp_path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    if "Operation not permitted" in run.stderr:
        pytest.skip("no process may be traced here")
    assert run.returncode == 0, run.stderr
    lines = trace.read_text(errors="replace").splitlines()
    for number in range(5):
        mark = f"marked-{number}"
        written = next(at for at, line in enumerate(lines) if mark in line and "journal.db-wal" in line)
        sent = next(
            at for at, line in enumerate(lines) if mark in line and re.search(r"send\w*\(\d+<.*(socket|UNIX)", line)
        )
        synced = [at for at, line in enumerate(lines) if re.search(r"f(data)?sync.*journal\.db-wal", line)]
        done = [at for at in synced if written < at < sent]
        assert done, mark
        assert ended(lines, done[0]) < sent, mark


def ended(lines: list[str], at: int) -> int:
    """The line on which the call that begins at ``at`` returns."""
    if "unfinished" not in lines[at]:
        return at
    thread = lines[at].split()[0]
    return next(n for n in range(at + 1, len(lines)) if lines[n].startswith(f"{thread} ") and "resumed" in lines[n])
