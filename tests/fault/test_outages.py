"""A broker that is away, frozen, refusing or full for some seconds: what a subscriber has in the end."""

from pathlib import Path

import pytest

from tests.fault.outages import OUTAGES, after

pytestmark = pytest.mark.slow

LASTS_S = 4.0
"""``python -m tests.fault.outages`` takes ten minutes."""


@pytest.mark.parametrize("outage", OUTAGES)
def test_what_happened_while_the_broker_was_ill_comes_when_it_is_well_again(tmp_path: Path, outage: str) -> None:
    came = after(tmp_path, outage, LASTS_S)
    assert came.missing > 0
    assert came.complete, came
    assert came.repeats <= 1
