from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.box import Box


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A journal and a socket; started."""
    running = Box(tmp_path)
    running.start()
    yield running
    running.stop()
