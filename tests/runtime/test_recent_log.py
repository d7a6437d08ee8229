"""The last complaints, as the dashboard shows them."""

import logging
from collections.abc import Iterator

import pytest

from daemon.runtime.recent_log import KEEP, RecentLog, listening


@pytest.fixture
def words() -> Iterator[RecentLog]:
    with listening() as words:
        yield words


log = logging.getLogger("daemon.somewhere")


def test_the_last_ten_warnings_and_errors_are_kept_in_order(words: RecentLog) -> None:
    for number in range(KEEP + 5):
        log.warning("trouble %d", number)
    log.info("all is well")
    assert [each.says for each in words.said()] == [f"trouble {number}" for number in range(5, KEEP + 5)]


def test_a_line_says_when_and_how_bad(words: RecentLog) -> None:
    log.error("the disk is full")
    (said,) = words.said()
    assert (said.level, said.says) == ("error", "the disk is full")
    assert said.t.endswith("Z")


def test_no_password_no_traceback_and_no_endless_line(words: RecentLog) -> None:
    try:
        int("inside")
    except ValueError:
        log.exception("cannot read rtsp://me:secret@camera/1\nand more")
    log.error("x" * 10_000)
    first, second = words.said()
    assert first.says == "cannot read rtsp://***@camera/1"
    assert len(second.says) == 300
