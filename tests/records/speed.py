"""``python -m tests.records.speed``: how long a record is looked for in five years of four athletes, and who waits.

The keeper has a thread of its own. The longest pause of another thread of the process is that of the frame loop, or of
a subscriber's, with and without the keeper at work.
"""

import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

from daemon.events import AnyEvent
from daemon.journal.reader import JournalReader
from daemon.journal.results import read_results
from daemon.journal.writer import JournalWriter
from daemon.records.telling import news
from daemon.runtime.bookkeeper import Bookkeeper
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.record_keeper import RecordKeeper
from daemon.system.clock import SystemClock
from tests.fakes.workout import MORNING, Lifter
from tests.trends.speed import fill

_ROUNDS = 21


def longest_pause(for_s: float) -> float:
    """Returns the longest time (s) that a thread waited which wanted to wait a millisecond."""
    until, longest = time.perf_counter() + for_s, 0.0
    while (began := time.perf_counter()) < until:
        time.sleep(0.001)
        longest = max(longest, time.perf_counter() - began)
    return longest


def look_s(path: Path, set_id: str) -> tuple[float, float]:
    """Returns how long one look takes, and how much of that the processor works (s)."""
    with JournalReader(path) as reader:
        began, worked = time.perf_counter(), time.thread_time()
        sets = read_results(reader, "Ann")
        news(sets[set_id], sets, "Squat")
        return time.perf_counter() - began, time.thread_time() - worked


def main() -> None:
    """Writes the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        sys.stdout.write(f"{fill(path)} events\n")
        writer = JournalWriter(path, SystemClock())
        books = Bookkeeper(path)
        keeper = RecordKeeper(books, EventPublisher(writer, lambda _: None), str.capitalize)
        writer.start()
        books.start()
        lifter = Lifter("Ann", MORNING + timedelta(days=4000))
        kept = threading.Event()
        ended: list[AnyEvent] = [lifter.starts(), lifter.ends(12)]
        writer.append(ended, lambda _: kept.set())
        kept.wait()
        taken = sorted(look_s(path, lifter.set) for _ in range(_ROUNDS))
        worked = sorted(work for _, work in taken)[_ROUNDS // 2]
        sys.stdout.write(f"one look: median {1000 * taken[_ROUNDS // 2][0]:.0f} ms, {1000 * worked:.0f} ms of work\n")
        sys.stdout.write(f"another thread's longest pause, alone: {1000 * longest_pause(3):.1f} ms\n")
        for _ in range(_ROUNDS):
            keeper.on_committed(ended)
        sys.stdout.write(f"the same while {_ROUNDS} sets are looked at: {1000 * longest_pause(3):.1f} ms\n")
        books.close()
        writer.close()


if __name__ == "__main__":
    main()
