"""kill -9 of a real process at many instants: what a subscriber of the broker and an open page have in the end."""

from pathlib import Path

import pytest

from tests.fault.instants import VICTIMS, killed

pytestmark = pytest.mark.slow

KILLS = {"run": 6, "trickle": 20, "link": 20, "web": 20}
"""``python -m tests.fault.instants`` kills 200 times. A daemon that counts takes seconds to be back: its first few
instants are before its first answer, in a set and about a rep."""


@pytest.mark.parametrize("victim", VICTIMS)
def test_kill_9_at_any_instant_loses_nothing_at_the_broker_nor_on_the_page(tmp_path: Path, victim: str) -> None:
    came = killed(tmp_path, victim, KILLS[victim])
    assert came.complete, came
    assert came.repeats <= (KILLS[victim] if victim == "link" else 0)
