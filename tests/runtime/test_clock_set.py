"""A box without a battery: its clock is set while the daemon runs, or while it does not."""

import os
import signal
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from daemon.events import AnyEvent, ClockSet
from tests.boxes import Box
from tests.fakes.listener import wait_until

pytestmark = pytest.mark.slow  # each starts the real daemon once or twice

PATTERN = "test://?width=320&height=240&rate=30"
NEVER_DAYS = (datetime.now(timezone.utc) - datetime(1970, 1, 1, tzinfo=timezone.utc)).days


class EarlyBox(Box):
    """A box that starts in 1970, in a boot of its own; ``set_clock`` is what a time server does."""

    days = float(NEVER_DAYS)

    def argv(self, verb: str, *args: str) -> list[str]:
        spotter = [sys.executable, "-m", "tests.fakes.other_day", f"{self.days}", verb]
        return [*spotter, "--config", str(self.config), *args]

    def train(self) -> None:
        """Does a set of one rep."""
        self.ask("start", exercise="squat")
        self.ask("add")
        self.ask("stop")

    def moves(self) -> list[AnyEvent]:
        return [event for event in self.events() if isinstance(event, ClockSet)]

    def history(self) -> list[dict[str, Any]]:
        return list(self.ask("history")["sets"])


def age_s(line: dict[str, Any]) -> float:
    began = datetime.fromisoformat(line["t"].replace("Z", "+00:00"))
    return (datetime.now(timezone.utc) - began).total_seconds()


def test_sets_from_before_the_clock_was_set_are_told_by_when_they_were_and_forgotten_by_it(tmp_path: Path) -> None:
    box = EarlyBox(tmp_path)
    with box.running("--source", PATTERN) as process:
        box.train()
        assert age_s(box.history()[0]) > 365 * 86_400
        os.kill(process.pid, signal.SIGUSR1)
        wait_until(lambda: bool(box.moves()))
        box.train()
        lines = box.history()
        assert all(0 <= age_s(line) < 60 for line in lines)
        assert lines[0]["t"] < lines[1]["t"]
        assert box.ask("today")["reps"] == 2
        yesterday = datetime.now(timezone.utc) - timedelta(days=1)
        assert box.ask("forget", before=yesterday.isoformat())["forgotten"] == 0
        assert len(box.history()) == 2


def test_a_clock_that_was_moved_while_the_daemon_was_off_is_told_when_it_is_back(tmp_path: Path) -> None:
    box = EarlyBox(tmp_path)
    with box.running("--source", PATTERN):
        box.train()
        wait_until(lambda: len(box.events()) > 3)
    with box.running("--source", PATTERN) as process:
        assert box.moves() == [], "the same clock in the same boot"
        os.kill(process.pid, signal.SIGUSR1)
        wait_until(lambda: len(box.moves()) == 1)
    with box.running("--source", PATTERN):
        wait_until(lambda: len(box.moves()) == 2)
        assert 0 <= age_s(box.history()[0]) < 120
