"""``python -m tests.records.speed``: how long a record is looked for in five years of four athletes, and who waits.

The finder has a thread of its own. The longest pause of another thread of the process is that of the frame loop, or of
a subscriber's, with and without the finder at work.
"""

import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from daemon.core.facts import Correction
from daemon.events import AnyEvent
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.records.record_events import Change
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.history_worker import HistoryWorker
from daemon.runtime.record_finder import RecordFinder
from daemon.system.clock import SystemClock
from tests.fakes.workout import MORNING, Lifter
from tests.trends.speed import YEARS, fill

_ROUNDS = 21


def longest_pause(for_s: float) -> float:
    """Returns the longest time (s) that a thread waited which wanted to wait a millisecond."""
    until, longest = time.perf_counter() + for_s, 0.0
    while (began := time.perf_counter()) < until:
        time.sleep(0.001)
        longest = max(longest, time.perf_counter() - began)
    return longest


def look_s(finder: RecordFinder, path: Path, change: Change) -> tuple[float, float]:
    """Returns how long one look takes, and how much of that the processor works (s)."""
    with JournalReader(path) as reader:
        began, worked = time.perf_counter(), time.thread_time()
        finder._look(change, reader)
        return time.perf_counter() - began, time.thread_time() - worked


def looks(finder: RecordFinder, path: Path, change: Change) -> str:
    """Returns the medians in words."""
    taken, worked = (median(each) for each in zip(*(look_s(finder, path, change) for _ in range(_ROUNDS)), strict=True))
    return f"median {1000 * taken:.0f} ms, {1000 * worked:.0f} ms of work"


def main() -> None:
    """Writes the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.db"
        sys.stdout.write(f"{fill(path)} events\n")
        writer = JournalWriter(path, SystemClock())
        history = HistoryWorker(path)
        finder = RecordFinder(history, EventPublisher(writer, lambda _: None), str.capitalize)
        writer.start()
        history.start()
        lifter, old = Lifter("Ann", MORNING + timedelta(days=4000)), Lifter("Ann", MORNING + timedelta(days=4000))
        old.set = f"{YEARS * 52}-0-0"  # Ann's first
        committed: list[AnyEvent] = []
        kept = threading.Event()

        def done(outcome: Outcome) -> None:
            committed.extend(outcome.events)
            kept.set()

        writer.append([lifter.starts(), lifter.ends(12), old.corrects(Correction.ADDED)], done)
        kept.wait()
        changes = [each for each in committed if isinstance(each, Change)]
        for what, change in zip(("a set's end", "a correction of an old set"), changes, strict=True):
            sys.stdout.write(f"one look after {what}: {looks(finder, path, change)}\n")
        sys.stdout.write(f"another thread's longest pause, alone: {1000 * longest_pause(3):.1f} ms\n")
        for _ in range(_ROUNDS):
            finder.on_committed(changes[:1])
        sys.stdout.write(f"the same while {_ROUNDS} sets are looked at: {1000 * longest_pause(3):.1f} ms\n")
        history.close()
        writer.close()


if __name__ == "__main__":
    main()
