"""``python -m tests.trends.speed``: what the questions of the history take of five years of four athletes.

Then a dashboard of its own process follows the socket of a daemon without a camera, which journals a rep every 50 ms:
how long each is under way, while nobody asks anything, and while others ask again and again. Takes a minute.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import msgspec

from daemon.athletes.roster import Roster
from daemon.config import programmes
from daemon.events import AnyEvent
from daemon.ipc import codec, queries, verbs
from daemon.ipc.client import Client
from daemon.ipc.daemon_request import ask
from daemon.ipc.verbs.args import Args
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.programmes.template import Choice, kept, key
from daemon.system.clock import SystemClock
from tests.fakes.box import Box
from tests.fakes.workout import Lifter

YEARS = 5
ATHLETES = ("Ann", "Bo", "Cy", "Di")
_SETS_A_WEEK = 5
_REPS = 10
_NOW = datetime.now(timezone.utc)
_ROUNDS = 7
_LIVE = 200
_EVERY_S = 0.05
_QUESTIONS: Mapping[str, Args] = {
    "progress": verbs.journal.Progress(athlete="Ann"),
    "weeks": verbs.journal.Weeks(),
    "weeks of one": verbs.journal.Weeks(athlete="Ann"),
    "today": verbs.journal.Today(),
    "history": verbs.journal.History(),
    "board": verbs.athletes.Board(),
    "programme": verbs.plans.Schedule(athlete="Ann", led=True),
}
_ASKED = {"progress": {"athlete": "Ann"}, "weeks": {}, "board": {}}
"""What is asked while reps are under way."""


def fill(path: Path) -> int:
    """Writes the history; returns how many events it has."""
    writer = JournalWriter(path, SystemClock())
    writer.start()
    roster = Roster(remember=writer.remember)
    for athlete in ATHLETES:
        roster.write(athlete, board=True)
    writer.remember(key("Ann"), kept(_half_a_year()))
    count = 0
    for week in range(YEARS * 52, 0, -1):
        for at, athlete in enumerate(ATHLETES):
            for n in range(_SETS_A_WEEK):
                made = _set(Lifter(athlete, _NOW - timedelta(weeks=week - 1, days=n, hours=at + 1)), f"{week}-{at}-{n}")
                count += len(made)
                writer.append(made)
    if lost := writer.close():
        raise SystemExit(f"{lost} events were not saved: the figures would be of less")
    return count


def _half_a_year() -> Choice:
    """Returns a programme that began half a year ago, every day."""
    template = msgspec.structs.replace(programmes.load("hiit"), days=tuple(range(7)))
    return Choice(template=template, start=f"{_NOW - timedelta(weeks=25):%Y-%m-%d}", weeks=26)


def _set(lifter: Lifter, name: str) -> list[AnyEvent]:
    made = [lifter.starts(), *(lifter.shows_form(n) for n in range(1, _REPS + 1)), lifter.ends(_REPS)]
    return [msgspec.structs.replace(event, id=f"{name}-{i}", set=name) for i, event in enumerate(made)]


def main() -> None:
    """Writes the median time of each question, and the reps' times under way."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sys.stdout.write(f"{fill(folder / 'journal.db')} events\n")
        with JournalReader(folder / "journal.db") as reader:
            for what, args in _QUESTIONS.items():
                taken = [_seconds(args, reader) for _ in range(_ROUNDS)]
                sys.stdout.write(f"{what}: {1000 * median(taken):.0f} ms, {1000 * max(taken):.0f} ms at most\n")
        box = Box(folder)
        box.start()
        try:
            for asking in ({}, _ASKED):
                sys.stdout.write(f"{_under_way(box, asking)}\n")
        finally:
            box.stop()


def _seconds(args: Args, reader: JournalReader) -> float:
    began = time.perf_counter()
    queries.answer(args, reader, _NOW)
    return time.perf_counter() - began


def _under_way(box: Box, asking: Mapping[str, Mapping[str, Any]]) -> str:
    """Returns how long reps are under way to a subscriber, in words."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    follower = spawn.Process(target=_follow, args=(box.socket, there), daemon=True)
    follower.start()
    assert here.poll(30)
    here.recv()
    lifter = Lifter("Ann")
    with _asked(box.socket, asking) as answered:
        for n in range(_LIVE):
            box.writer.append([msgspec.structs.replace(lifter.shows_form(n + 1), t_mono=time.monotonic())])
            time.sleep(_EVERY_S)
        assert here.poll(30)
        taken = here.recv()
    follower.join(10)
    meanwhile = f"{' and '.join(asking)} ({sum(answered)} answers)" if asking else "nothing"
    share = quantiles(taken, n=20)[-1]
    said = f"a rep to a subscriber, asked meanwhile: {meanwhile}"
    return f"{said}; p50 {1000 * median(taken):.1f} ms, p95 {1000 * share:.1f} ms, {1000 * max(taken):.1f} ms at most"


@contextmanager
def _asked(socket: Path, asking: Mapping[str, Mapping[str, Any]]) -> Iterator[list[int]]:
    """Asks the daemon again and again, each question from a process of its own; keeps how often, once it is over."""
    spawn = multiprocessing.get_context("spawn")
    over = spawn.Event()
    answered: list[int] = []
    pipes = [spawn.Pipe() for _ in asking]
    askers = [
        spawn.Process(target=_ask_on, args=(socket, verb, dict(args), over, there), daemon=True)
        for (verb, args), (_, there) in zip(asking.items(), pipes, strict=True)
    ]
    for asker, (here, _) in zip(askers, pipes, strict=True):
        asker.start()
        assert here.poll(30)
        here.recv()
    try:
        yield answered
    finally:
        over.set()
        answered += [here.recv() for here, _ in pipes]
        for asker in askers:
            asker.join(10)


def _ask_on(socket: Path, verb: str, args: dict[str, Any], over: threading.Event, told: Connection) -> None:
    async def on() -> int:
        count = 0
        while not over.is_set():
            await ask(socket, verb, None, **args)
            count += 1
            if count == 1:
                told.send("asking")
        return count

    told.send(asyncio.run(on()))


def _follow(socket: Path, told: Connection) -> None:
    async def follow() -> list[float]:
        taken: list[float] = []
        async with await Client.connect(socket) as client:
            await client.subscribe(after=client.hello.last_seq)
            told.send("following")
            async for message in client:
                if isinstance(message, codec.Recorded):
                    taken.append(time.monotonic() - message.event.t_mono)
                if len(taken) >= _LIVE:
                    break
        return taken

    told.send(asyncio.run(follow()))


if __name__ == "__main__":
    main()
