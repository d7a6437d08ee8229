"""Means and medians of short arrays: to the bit what numpy's own are."""

import numpy as np
import pytest

from daemon.core.form import numbers

SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)


@pytest.mark.parametrize("n", [1, 2, 3, 10, 97, 160])
def test_they_are_numpys_own_to_the_bit(n: int) -> None:
    values = np.random.default_rng(n).normal(size=n)
    assert numbers.mean(values) == values.mean()
    assert numbers.median(values) == np.median(values)
    assert [numbers.quantile(values, share) for share in SHARES] == np.quantile(values, SHARES).tolist()


def test_the_mean_of_each_row_is_numpys_own() -> None:
    rows = np.random.default_rng(0).normal(size=(3, 50))
    assert numbers.means(rows).tolist() == rows.mean(axis=-1).tolist()


def test_moments_from_one_time_to_another_are_numpys_own() -> None:
    assert numbers.evenly(1.3, 4.9, np.arange(32.0)).tolist() == np.linspace(1.3, 4.9, 32).tolist()
