from pathlib import Path

import pytest

from tests.link.figures import drained_s


@pytest.mark.slow
def test_a_thousand_events_are_drained(tmp_path: Path) -> None:
    """In 1 s; ``python -m tests.link.figures`` measures it. One that waited for each acknowledgement takes minutes."""
    assert drained_s(tmp_path) <= 60
