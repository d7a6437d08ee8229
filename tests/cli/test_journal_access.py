"""The journal for the command line, where it is another user's."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemon.cli.journal_access import open_access
from daemon.config.settings import Journal, Settings, Socket
from daemon.errors import JournalError
from daemon.system.clock import SystemClock

NOBODY = 65534


@pytest.fixture
def as_nobody() -> Iterator[None]:
    os.seteuid(NOBODY)
    yield
    os.seteuid(0)


@pytest.mark.root
@pytest.mark.usefixtures("as_nobody")
def test_a_journal_that_is_another_users_is_one_clear_error() -> None:
    private = Path("/root/of-root/journal.db")
    config = Settings(journal=Journal(path=private), socket=Socket(path=private.with_name("spotter.sock")))
    with open_access(config, SystemClock()) as journal, pytest.raises(JournalError, match="join the group 'spotter'"):
        journal.history(10, None)
