"""The last complaints, as the dashboard shows them."""

import logging
from collections.abc import Iterator

import pytest

from daemon.runtime.recent_log import KEEP, RecentLog, recording


@pytest.fixture
def recent() -> Iterator[RecentLog]:
    with recording() as recent:
        yield recent


log = logging.getLogger("daemon.somewhere")


def test_the_last_ten_warnings_and_errors_are_kept_in_order(recent: RecentLog) -> None:
    for number in range(KEEP + 5):
        log.warning("trouble %d", number)
    log.info("all is well")
    assert [each.says for each in recent.lines()] == [f"trouble {number}" for number in range(5, KEEP + 5)]


def test_a_line_says_when_and_how_bad(recent: RecentLog) -> None:
    log.error("the disk is full")
    (said,) = recent.lines()
    assert (said.level, said.says) == ("error", "the disk is full")
    assert said.t.endswith("Z")


def test_no_password_no_traceback_and_no_endless_line(recent: RecentLog) -> None:
    try:
        int("inside")
    except ValueError:
        log.exception("cannot read rtsp://me:secret@camera/1\nand more")
    log.error("x" * 10_000)
    first, second = recent.lines()
    assert first.says == "cannot read rtsp://***@camera/1"
    assert len(second.says) == 300
