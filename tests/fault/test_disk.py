"""A disk that is full, and a power cut."""

import os
import re
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock
from tests.fakes.listener import wait_until
from tests.fakes.workout import Lifter

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


class FullDisk:
    """A file system of 1 MB: ``fill`` leaves no byte free."""

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
            mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
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
