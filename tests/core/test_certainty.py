"""The range of a count holds the true number as often as it says."""

from collections.abc import Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.certainty import SHARE, fewest


@pytest.mark.parametrize(
    ("confidences", "least"),
    [((), 0), ((1.0, 1.0), 2), ((0.95,), 1), ((0.5,), 0), ((0.7, 0.6), 0), ((0.79,) * 10, 6)],
)
def test_so_many_are_true_at_least(confidences: Sequence[float], least: int) -> None:
    assert fewest(confidences) == least


@given(st.lists(st.floats(0.0, 1.0), max_size=8))
def test_nine_in_ten_sets_have_at_least_so_many_and_fewer_have_one_more(confidences: list[float]) -> None:
    """Held against every way in which the reps can be true or false."""

    def share_with(least: int) -> float:
        ways = product((True, False), repeat=len(confidences))
        return sum(
            prod(p if true else 1 - p for p, true in zip(confidences, way, strict=True))
            for way in ways
            if sum(way) >= least
        )

    least = fewest(confidences)
    assert share_with(least) >= SHARE - 1e-9
    assert least == len(confidences) or share_with(least + 1) < SHARE + 1e-9
