import pytest

from tui.drawing.bar import bar
from tui.drawing.curve import curve

V_SHAPE = [170.0, 130.0, 90.0, 130.0, 170.0]


@pytest.mark.parametrize("plain", [False, True])
def test_a_curve_has_its_extremes_and_its_length_beside_it(plain: bool) -> None:  # noqa: FBT001 - pytest gives it
    *plot, time = curve(V_SHAPE, 1.8, 40, 6, plain=plain)
    assert len(plot) == 6
    assert plot[0].split()[0].startswith("170")
    assert plot[-1].split()[0].startswith("90")
    assert time.split() == ["0", "1.80", "s"]
    assert max(map(len, (*plot, time))) <= 40
    assert all(line.isascii() for line in plot) == plain


def test_an_angle_that_stays_the_same_is_a_line() -> None:
    *plot, _ = curve([90.0] * 4, 1.0, 30, 4)
    assert sum(len(line.split("│")[1]) > 0 for line in plot) == 1


def test_a_bar_is_full_at_one_and_empty_at_nothing() -> None:
    assert bar(1.0, 4) == "████"
    assert bar(0.0, 4) == "░░░░"
    assert bar(0.5, 4, plain=True) == "##--"
    assert bar(7.0, 4) == "████"
    assert {len(bar(share / 50, 7)) for share in range(51)} == {7}
