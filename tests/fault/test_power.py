"""A power cut: the disk keeps what was synced, and any part of what was not.

The system calls of a recording are replayed onto a disk that forgets. This shows what SQLite and we ask of the
kernel, not what a disk does that lies about syncing.
"""

import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from daemon.journal.reader import JournalReader
from daemon.journal.store import open_store
from daemon.system.clock import SystemClock

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CUTS = 100
EVENTS = 300
RECORD = f"""
import sys
from pathlib import Path
import msgspec
from daemon.ipc.client import Client
from daemon.ipc.codec import Live, Recorded
from tests.fakes.box import Box, an_event, go, take
box = Box(Path(sys.argv[1]))
box.start()
async def scenario():
    async with await Client.connect(box.socket) as client:
        await client.subscribe()
        await take(client, 1, Live)
        for number in range({EVENTS}):
            box.writer.append([msgspec.structs.replace(an_event(), id=f"event:{{number:05}}:")])
            await take(client, 1, Recorded)
go(scenario, 240)
box.stop()
"""
CALL = re.compile(r"^\d+ +(\w+)\(\d+<([^>]*)>(.*)$")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
NUMBERS = re.compile(r", (\d+)(?=[,) ])")


@dataclass
class Disk:
    """One file on a disk that forgets: what is safe, and what was written since the last sync."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        for at, data in self.pending:
            put(self.safe, at, data)
        self.pending = []

    def after_cut(self, dice: random.Random) -> bytes:
        left = bytearray(self.safe)
        for at, data in self.pending:
            if dice.random() < 0.5:
                put(left, at, data[: dice.choice([len(data), len(data) // 512 * 256])])
        return bytes(left)


def put(content: bytearray, at: int, data: bytes) -> None:
    content.extend(bytes(max(0, at + len(data) - len(content))))
    content[at : at + len(data)] = data


@dataclass(frozen=True)
class Call:
    """One system call on a file or socket."""

    name: str
    target: str
    data: bytes
    numbers: tuple[int, ...]


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """Everything that a recording of many events wrote, truncated, synced and sent."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    folder = tmp_path_factory.mktemp("recording")
    trace = folder / "trace"
    which = "trace=pwrite64,ftruncate,fdatasync,fsync,sendto"
    command = ["strace", "-f", "-y", "-xx", "-s", "70000", "-e", which, "-o", str(trace)]
    command += [sys.executable, "-c", RECORD, str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=250, check=False)
    if "Operation not permitted" in run.stderr:
        pytest.skip("no process may be traced here")
    assert run.returncode == 0, run.stderr
    with trace.open(encoding="ascii") as lines:
        return [call for line in lines if (call := parse(line)) is not None]


def parse(line: str) -> Call | None:
    found = CALL.match(line)
    if found is None:
        return None
    name, target, rest = found.groups()
    text = TEXT.search(rest)
    data = b"" if text is None else bytes.fromhex(text[1].replace("\\x", ""))
    after = rest if text is None else rest[text.end() :]
    plain = bytes.fromhex(target.replace("\\x", "")).decode() if target.startswith("\\x") else target
    return Call(name, plain, data, tuple(int(number) for number in NUMBERS.findall(after)))


def replay(calls: list[Call]) -> tuple[dict[str, Disk], set[bytes]]:
    """The files of the journal after these calls, and the ids of the events that were sent."""
    files = {"journal.db": Disk(), "journal.db-wal": Disk()}
    sent: set[bytes] = set()
    for call in calls:
        name = Path(call.target).name
        if call.name == "sendto":
            sent.update(re.findall(rb"event:\d{5}:", call.data))
        elif name not in files:
            continue
        elif call.name == "pwrite64":
            files[name].pending.append((call.numbers[-1], call.data))
        elif call.name in ("fsync", "fdatasync"):
            files[name].sync()
        else:
            files[name].sync()
            del files[name].safe[call.numbers[0] :]
    return files, sent


def test_after_a_power_cut_the_journal_has_all_that_was_sent(calls: list[Call], tmp_path: Path) -> None:
    dice = random.Random(11)  # noqa: S311 - instants, no secrets
    _, all_sent = replay(calls)
    assert len(all_sent) == EVENTS
    first = next(n for n, call in enumerate(calls) if b"event:" in call.data)
    checkpointed = sum(call.name == "pwrite64" and call.target.endswith("journal.db") for call in calls[first:])
    assert checkpointed, "the recording is too short to show a checkpoint"
    for cut in sorted(dice.sample(range(first, len(calls)), CUTS)):
        files, sent = replay(calls[:cut])
        folder = tmp_path / str(cut)
        folder.mkdir()
        for name, disk in files.items():
            (folder / name).write_bytes(disk.after_cut(dice))
        store = open_store(folder / "journal.db", SystemClock())
        assert store.notice is None
        with JournalReader(store.path) as reader:
            kept = [event.id.encode() for event in reader.export()]
        store.lock.release()
        assert len(set(kept)) == len(kept)
        assert sent <= set(kept)
        shutil.rmtree(folder)
