"""The fit finds a model that is known, and keeps to the way that sense says."""

import numpy as np
import pytest

from daemon.core.evidence.model import Additive
from tests.fit import logistic

COUNT = 4000
TRUE_BIAS, TRUE_SLOPES = 0.5, (2.0, -1.5, 0.0)
NAMES = ("depth", "brisk", "noise")


def known_rows(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns features, and whether each row is a rep by a logistic model that is known."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(COUNT, len(NAMES)))
    likely = 1.0 / (1.0 + np.exp(-(TRUE_BIAS + rows @ np.array(TRUE_SLOPES))))
    return rows, (rng.random(COUNT) < likely).astype(float)


def fitted(seed: int, ways: dict[str, int], knots: int = 0) -> Additive:
    rows, true = known_rows(seed)
    every = np.ones(COUNT)
    return logistic.fit(NAMES, rows, true, every, every.astype(bool), ways=ways, knots=knots, ridge=1.0)


def test_a_known_model_is_found() -> None:
    found = fitted(1, {"depth": 1, "brisk": -1})
    assert found.bias == pytest.approx(TRUE_BIAS, abs=0.15)
    assert [found.terms[name].slope for name in NAMES] == pytest.approx(TRUE_SLOPES, abs=0.2)


def test_what_cannot_go_a_way_weighs_nothing_there() -> None:
    found = fitted(2, {"depth": -1, "brisk": 1})
    assert found.terms["depth"].slope == 0.0
    assert found.terms["brisk"].slope == 0.0


@pytest.mark.parametrize("seed", [3, 4])
def test_a_term_with_knots_keeps_its_way_all_along(seed: int) -> None:
    terms = fitted(seed, {"depth": 1, "brisk": -1}, knots=3).terms
    assert terms["depth"].bends
    values = np.linspace(-3, 3, 61)
    assert (np.diff([terms["depth"](value) for value in values]) >= -1e-3).all()
    assert (np.diff([terms["brisk"](value) for value in values]) <= 1e-3).all()


def test_an_offset_is_taken_as_given() -> None:
    rows, true = known_rows(5)
    every = np.ones(COUNT)
    found = logistic.fit(
        NAMES[1:], rows[:, 1:], true, every, every.astype(bool),
        ways={"brisk": -1}, knots=0, ridge=1.0, offset=TRUE_SLOPES[0] * rows[:, 0],
    )  # fmt: skip
    assert found.terms["brisk"].slope == pytest.approx(TRUE_SLOPES[1], abs=0.2)


def test_a_flag_gets_no_knot() -> None:
    rng = np.random.default_rng(6)
    flag = rng.integers(0, 2, (COUNT, 1)).astype(float)
    true = (rng.random(COUNT) < np.where(flag[:, 0] == 1, 0.9, 0.2)).astype(float)
    every = np.ones(COUNT)
    found = logistic.fit(["over"], flag, true, every, every.astype(bool), ways={}, knots=3, ridge=0.1)
    assert found.terms["over"].bends == ()
    assert found.terms["over"].slope == pytest.approx(np.log(9) - np.log(0.25), abs=0.2)
