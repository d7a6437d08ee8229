"""A question that the journal takes long over holds nobody up but its asker."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from daemon.errors import AwayError, JournalError, SpotterError
from daemon.ipc.client import Client, ask
from daemon.ipc.codec import Live, Recorded
from daemon.journal.reader import JournalReader
from daemon.journal.weeks import Week
from tests.fakes.box import Box, an_event, go, take


class SlowJournal(JournalReader):
    """A real reader whose disk takes its time over ``weeks``, until it is let go on.

    Attributes:
        asked: Set once somebody waits.
        go_on: Set by the test.
    """

    asked = threading.Event()
    go_on = threading.Event()

    def weeks(self, since: datetime, athlete: str | None = None) -> list[Week]:
        self.asked.set()
        self.go_on.wait()
        return super().weeks(since, athlete)


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Box]:
    SlowJournal.asked.clear()
    SlowJournal.go_on.clear()
    box = Box(tmp_path, open_journal=SlowJournal)
    box.start()
    yield box
    SlowJournal.go_on.set()
    box.stop()


async def asked_for_weeks(client: Client) -> "asyncio.Future[object]":
    """A question that the journal is working at by now."""
    question = asyncio.ensure_future(client.request("weeks"))
    await asyncio.to_thread(SlowJournal.asked.wait)
    return question


def test_others_are_answered_and_get_their_events_meanwhile(slow: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(slow.socket) as asker, await Client.connect(slow.socket) as other:
            question = await asked_for_weeks(asker)
            assert await asker.request("health") == {"fps": 30.0}
            assert await other.request("health") == {"fps": 30.0}
            await other.subscribe()
            await take(other, 1, Live)
            slow.record(an_event())
            assert (await take(other, 1, Recorded))[0].event.seq == 1
            assert not question.done()
            SlowJournal.go_on.set()
            assert await question == {"weeks": []}

    go(scenario)


def test_who_asks_later_is_answered_after_it_and_not_instead(slow: Box) -> None:
    slow.record(an_event())

    async def scenario() -> None:
        async with await Client.connect(slow.socket) as asker:
            question = await asked_for_weeks(asker)
            history = asyncio.ensure_future(asker.request("history"))
            assert await asker.request("health") == {"fps": 30.0}
            assert not history.done()
            SlowJournal.go_on.set()
            assert await question == {"weeks": []}
            assert len((await history)["sets"]) == 1

    go(scenario)


def test_an_asker_that_left_leaves_the_journal_to_the_next(slow: Box) -> None:
    async def leaves() -> None:
        client = await Client.connect(slow.socket)
        question = await asked_for_weeks(client)
        await client.close()
        with pytest.raises(AwayError):
            await question

    go(leaves)
    SlowJournal.go_on.set()
    assert ask(slow.socket, "weeks") == {"weeks": []}


def test_a_daemon_that_stops_does_not_wait_for_the_answer(slow: Box) -> None:
    async def scenario() -> None:
        async with await Client.connect(slow.socket) as asker:
            question = await asked_for_weeks(asker)
            await asyncio.to_thread(slow.server.stop)
            with pytest.raises(AwayError, match="stopping"):
                await question

    go(scenario)
    assert not slow.socket.exists()


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [(JournalError("disk gone"), JournalError, "disk gone"), (KeyError("bug"), SpotterError, "its log says why")],
)
def test_an_answer_that_fails_is_told_and_the_next_one_comes(
    tmp_path: Path, error: Exception, kind: type[SpotterError], says: str
) -> None:
    failures = [error]

    class Failing(JournalReader):
        def weeks(self, since: datetime, athlete: str | None = None) -> list[Week]:
            if failures:
                raise failures.pop()
            return super().weeks(since, athlete)

    box = Box(tmp_path, open_journal=Failing)
    box.start()
    try:
        with pytest.raises(kind, match=says):
            ask(box.socket, "weeks")
        assert ask(box.socket, "weeks") == {"weeks": []}
    finally:
        box.stop()
