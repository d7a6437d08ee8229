"""The square around a person is rotated and sized like the person."""

import math

import pytest

from engines.roi import Roi


@pytest.mark.parametrize(("top", "turn"), [((100, 50), 0), ((150, 100), 90), ((50, 100), -90), ((100, 150), -180)])
def test_the_square_turns_with_the_person(top: tuple[float, float], turn: float) -> None:
    square = Roi.from_alignment(100, 100, *top)
    assert math.degrees(square.rotation_rad) == pytest.approx(turn)
    assert square.size == pytest.approx(125)
    assert square.to_upright(256) @ [128, 128, 1] == pytest.approx([100, 100])
    head = square.to_upright(256) @ [128, 128 - 256 * 50 / 125, 1]
    assert head == pytest.approx(top), "the person's head is at the top of the crop"
