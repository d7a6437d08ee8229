"""The evidence as a sum: every feature has its part, and each part can be told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting import candidate, neighbours
from daemon.core.evidence.looks import Looks
from daemon.core.evidence.model import Additive, Calibration, Term, probability
from daemon.core.evidence.weights import MODEL
from daemon.core.params import MeasureParams
from tests.core import attempts
from tests.core.figure import SQUAT

NUMBERS = st.floats(-100, 100)
KNOTS = st.lists(NUMBERS, max_size=4, unique=True).map(sorted)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    bends = tuple((knot, draw(st.floats(-5, 5))) for knot in draw(KNOTS))
    return Term(draw(st.floats(-5, 5)), bends, draw(NUMBERS), draw(NUMBERS))


@st.composite
def models(draw: st.DrawFn) -> Additive:
    return Additive(draw(NUMBERS), draw(st.dictionaries(st.sampled_from("abcdef"), terms())))


FEATURES = st.fixed_dictionaries(dict.fromkeys("abcdef", NUMBERS))


def test_a_term_bends_at_its_knots() -> None:
    term = Term(2.0, ((1.0, -3.0), (4.0, 1.0)), 0.0, 0.0)
    assert [term(x) for x in (-1.0, 0.0, 1.0, 2.0, 4.0, 5.0)] == [-2.0, 0.0, 2.0, 1.0, -1.0, -1.0]


@given(terms())
def test_a_term_makes_no_jump(term: Term) -> None:
    steepest = abs(term.slope) + sum(abs(bend) for _, bend in term.bends)
    for knot, _ in term.bends:
        assert abs(term(knot + 1e-6) - term(knot - 1e-6)) <= 2e-6 * steepest + 1e-9


@given(models(), FEATURES)
def test_the_terms_add_up(model: Additive, features: dict[str, float]) -> None:
    parts = [term(features[name]) for name, term in model.terms.items()]
    assert model.log_odds(features) == pytest.approx(model.bias + sum(parts))


@given(models(), FEATURES)
def test_what_speaks_against_a_rep_is_what_it_lacks_of_a_usual_one(model: Additive, features: dict[str, float]) -> None:
    lost = model.against(features)
    usual = model.bias + sum(term.usual for term in model.terms.values())
    assert usual - sum(lost.values()) == pytest.approx(model.log_odds(features), abs=1e-6)
    assert list(lost.values()) == sorted(lost.values(), reverse=True)
    assert set(lost) == set(model.terms)


def test_what_weighed_most_comes_first() -> None:
    model = Additive(1.0, {"deep": Term(1.0, (), 0.0, -1.0), "quick": Term(-2.0, (), 0.0, 1.0)})
    assert model.log_odds({"deep": -3.0, "quick": 1.0}) == pytest.approx(-4.0)
    assert list(model.against({"deep": -3.0, "quick": 1.0}).items()) == [("deep", 3.0), ("quick", 2.0)]
    assert list(model.against({"deep": -1.0, "quick": 2.0}).items()) == [("quick", 4.0), ("deep", 1.0)]


def test_a_feature_that_the_model_does_not_know_says_nothing() -> None:
    assert Additive(0.5, {}).log_odds({"new": 9.0}) == 0.5
    assert Additive(0.5, {}).against({"new": 9.0}) == {}


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_probability_is_one(log_odds: float, other: float) -> None:
    assert 0.0 < probability(log_odds) < 1.0
    assert probability(log_odds) + probability(-log_odds) == pytest.approx(1.0)
    assert (probability(log_odds) <= probability(other)) or log_odds > other


def test_even_odds_are_a_half_and_three_to_one_are_three_quarters() -> None:
    assert probability(0.0) == 0.5
    assert probability(math.log(3)) == pytest.approx(0.75)


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(-3, 3), st.floats(0.01, 3))
def test_the_surer_the_evidence_the_surer_the_rep(log_odds: float, other: float, shift: float, scale: float) -> None:
    low, high = sorted((log_odds, other))
    for by in (Calibration(shift, scale), MODEL.calibration):
        assert 0.0 < by.confidence(low) <= by.confidence(high) < 1.0
    assert Calibration().confidence(log_odds) == probability(log_odds)
    assert Calibration(shift, scale).confidence(log_odds) == probability(shift + scale * log_odds)


PARTS = {"own": MODEL.own, "among": MODEL.among, "flat": MODEL.alone(has_depth=False)}


def test_the_fitted_model_knows_what_is_measured_and_nothing_else() -> None:
    looks = Looks.of(SQUAT)
    made = candidate.candidate(attempts.attempt(), looks, MODEL.own, MeasureParams(), 0.4)
    assert set(MODEL.own.terms) == set(made.features)
    assert set(MODEL.alone(has_depth=False).terms) == set(made.features)
    assert set(MODEL.among.terms) == set(neighbours.features(made, [], [], [], over=False))


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_the_fitted_model_is_made_of_numbers(part: Additive) -> None:
    numbers = [part.bias, *(value for term in part.terms.values() for value in (term.slope, term.usual, term.edge))]
    numbers += [value for term in part.terms.values() for bend in term.bends for value in bend]
    assert np.isfinite(numbers).all()
    for term in part.terms.values():
        assert list(term.bends) == sorted(term.bends)


MORE_IS_BETTER = ("depth", "confidence", "direction", "reach", "log_odds", "support_before", "support_after")
MORE_IS_WORSE = ("brisk", "quicker", "shorter", "deeper_follows", "not_back", "ends_elsewhere", "turn_distance")


@pytest.mark.parametrize("name", [*MORE_IS_BETTER, *MORE_IS_WORSE])
@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_no_fit_makes_a_fault_speak_for_a_rep(part: Additive, name: str) -> None:
    """What a refusal says must be true: a rep that is shallower or quicker is never the surer for it."""
    if name in part.terms:
        values = [part.terms[name](float(x)) for x in np.linspace(-6, 6, 200)]
        steps = np.diff(values if name in MORE_IS_BETTER else values[::-1])
        assert steps.min() >= -3e-4 * 12 / 200, "slope and bends are written with four places each"
