"""What is told of a daemon that takes a command and does not answer."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.errors import AwayError, JournalError
from daemon.ipc import daemon_request
from tests.link.box import FakeBox


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBox]:
    monkeypatch.setattr(daemon_request, "ANSWER_S", 0.3)
    made = FakeBox(tmp_path, 1)
    made.start()
    yield made
    made.stop()


def ask(box: FakeBox, verb: str) -> object:
    assert box.settings.socket.path is not None
    return asyncio.run(daemon_request.ask(box.settings.socket.path, verb))


def test_a_command_that_cannot_be_saved_yet_is_told_to_be_accepted(box: FakeBox) -> None:
    box.unsaved = 2
    with pytest.raises(JournalError, match=r"^start: accepted but not saved yet: the disk is full$"):
        ask(box, "start")


def test_a_daemon_that_hangs_is_to_be_restarted(box: FakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "_submit", lambda _: None)
    box.stop()
    box.start()
    with pytest.raises(AwayError, match="does not answer within 0 s: restart it"):
        ask(box, "start")


def test_a_command_that_is_saved_is_answered(box: FakeBox) -> None:
    assert ask(box, "start") == {"done": "start"}
