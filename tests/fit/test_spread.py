"""The fit of how much sets differ finds what made them."""

import numpy as np
import pytest

from daemon.core.evidence.model import Spread
from tests.fit import spread
from tests.fit.spread import Told

TRUE = Spread(0.3, 0.02, 0.5, 0.6, 0.8)
SETS = 250


def known_sets(seed: int) -> list[Told]:
    """Returns sets that are wrong by as much as ``TRUE`` says."""
    rng = np.random.default_rng(seed)

    def drawn(mean: float, size: float) -> int:
        return int(rng.poisson(rng.gamma(size, mean / size))) if mean else 0

    found = []
    for _ in range(SETS):
        refused, thought_false, counted = int(rng.integers(0, 8)), float(rng.uniform(0.0, 2.0)), 20
        missed = drawn(*TRUE.missed(refused, thought_false))
        false = min(drawn(*TRUE.false(thought_false)), counted)
        found.append(Told(counted + missed - false, counted, (), thought_false, (), refused))
    return found


def test_a_known_spread_is_found() -> None:
    found = spread.fit(known_sets(1))
    assert found.missed_refused == pytest.approx(TRUE.missed_refused, rel=0.2)
    assert found.false_unsure == pytest.approx(TRUE.false_unsure, rel=0.3)
    assert found.missed_size == pytest.approx(TRUE.missed_size, rel=0.4)


def test_sets_that_are_right_have_hardly_any() -> None:
    found = spread.fit([each._replace(true=each.counted) for each in known_sets(2)])
    assert max(found.missed_refused, found.missed_unsure, found.false_unsure) < 0.01
