"""Every reason has its words, and two reasons never the same."""

import pytest

from daemon import reason_text
from daemon.core.facts import Reason


@pytest.mark.parametrize("table", [reason_text.WHY, reason_text.CUES], ids=["why", "cues"])
def test_every_reason_has_words_of_its_own(table: dict[Reason, str]) -> None:
    assert set(table) == set(Reason)
    assert len(set(table.values())) == len(Reason)
