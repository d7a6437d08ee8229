from pathlib import Path

import pytest

from tests.link.figures import drained_s


@pytest.mark.slow
def test_a_thousand_events_are_drained_within_ten_seconds(tmp_path: Path) -> None:
    assert drained_s(tmp_path) <= 10
