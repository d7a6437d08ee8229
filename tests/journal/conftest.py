from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from daemon.journal.writer import JournalWriter
from daemon.system.clock import SystemClock

Open = Callable[..., JournalWriter]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal may be made."""
    return tmp_path / "state" / "journal.db"


@pytest.fixture
def open_writer(path: Path) -> Iterator[Open]:
    """Starts writers, and closes them in the end."""
    opened: list[JournalWriter] = []

    def start(**callbacks: Callable[..., None]) -> JournalWriter:
        writer = JournalWriter(path, SystemClock(), **callbacks)
        writer.start()
        opened.append(writer)
        return writer

    yield start
    for writer in opened:
        writer.close()
