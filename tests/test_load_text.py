import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.load_text import KG_PER_LB, beside, checked, load, parse_load


@pytest.mark.parametrize(
    ("typed", "kg"),
    [
        ("80", 80.0),
        ("82.5", 82.5),
        ("82,5", 82.5),
        (" 82.5 kg ", 82.5),
        ("20KG", 20.0),
        ("135lb", 61.235),
        ("135 lbs", 61.235),
        ("45 Lb.", 20.412),
        ("0", 0.0),
        ("-20", -20.0),
        ("+5", 5.0),
    ],
)
def test_a_load_is_read_as_a_lifter_types_it(typed: str, kg: float) -> None:
    assert parse_load(typed) == kg


@pytest.mark.parametrize(
    "typed", ["", "heavy", "80 stone", "1.000,5", "8 0", "1e3", "nan", "inf", "\u0668\u0660", "80kg lb", "--5"]
)
def test_what_is_no_load_is_refused_with_how_one_is_written(typed: str) -> None:
    with pytest.raises(ValueError, match=re.escape("is no load: write 80, 82.5 kg or 135 lb")):
        parse_load(typed)


@pytest.mark.parametrize("kg", [1000.5, -200.1, math.inf, math.nan])
def test_a_load_that_nobody_lifts_is_refused(kg: float) -> None:
    with pytest.raises(ValueError, match="is no load: it is -200 to 1000 kg"):
        checked(kg)


@given(st.integers(1, 2000))
def test_whole_pounds_come_back_as_they_were_typed(pounds: int) -> None:
    assert round(parse_load(f"{pounds} lb") / KG_PER_LB, 2) == pounds


def test_a_load_is_shown_short() -> None:
    assert (load(80.0), load(61.235), load(0.0), beside(None), beside(82.5)) == (
        ("80 kg", "61.23 kg", "0 kg", "", " at 82.5 kg")
    )
