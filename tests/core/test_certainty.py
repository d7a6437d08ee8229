"""The range of a count holds the true number as often as it says."""

from collections.abc import Sequence
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.certainty import SHARE, More, at_most, fewest, likely, so_many


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


@given(st.lists(st.floats(0.0, 1.0), max_size=8))
def test_without_more_the_range_is_that_of_the_doubts(confidences: list[float]) -> None:
    assert at_most([1 - each for each in confidences]) == len(confidences) - fewest(confidences)


@pytest.mark.parametrize("more", [More(0.5, 0.3), More(2.0, 4.0), More(0.0, 1.0)])
def test_a_negative_binomial_number_has_its_mean_and_spread(more: More) -> None:
    numbers = range(300)
    chances = [likely(n, more) for n in numbers]
    mean = sum(n * each for n, each in zip(numbers, chances, strict=True))
    spread = sum((n - mean) ** 2 * each for n, each in zip(numbers, chances, strict=True))
    assert sum(chances) == pytest.approx(1.0)
    assert mean == pytest.approx(more.mean)
    assert spread == pytest.approx(more.mean + more.mean**2 / more.size)


@given(st.lists(st.floats(0.0, 1.0), max_size=5), st.floats(0.0, 3.0), st.floats(0.2, 5.0))
def test_no_more_come_true_in_nine_of_ten_sets(chances: list[float], mean: float, size: float) -> None:
    more = More(mean, size)
    most = at_most(chances, more)
    of_these = so_many(chances)

    def share(number: int) -> float:
        return sum(one * sum(likely(n, more) for n in range(number - i + 1)) for i, one in enumerate(of_these))

    assert share(most) >= SHARE - 1e-9
    assert most == 0 or share(most - 1) < SHARE + 1e-9
