"""A whole picture lies in a network's input as the network's authors put it there."""

import numpy as np
import pytest

from engines.cropping.letterbox import Align, letterbox


def to_picture(frame: tuple[int, int], inside: tuple[int, int], align: Align, x: float, y: float) -> list[float]:
    affine = letterbox(frame, inside, align)
    found: list[float] = (affine[:, :2] @ [x, y] + affine[:, 2]).tolist()
    return found


def test_a_wide_picture_lies_in_the_middle_with_bands_above_and_below() -> None:
    # 1280x720 in 640: 640x360, 140 rows above. The input's edge at -0.5 is the picture's at -0.5.
    assert to_picture((1280, 720), (640, 640), Align.CENTRE, -0.5, 139.5) == pytest.approx([-0.5, -0.5])
    assert to_picture((1280, 720), (640, 640), Align.CENTRE, 639.5, 499.5) == pytest.approx([1279.5, 719.5])


def test_an_odd_band_is_split_as_ultralytics_splits_it() -> None:
    # 640x427 in 640: 213 rows of padding, 106 of them above: round(106.5 - 0.1).
    assert to_picture((640, 427), (640, 640), Align.CENTRE, 0, 106)[1] == pytest.approx(0)


def test_sides_are_rounded_to_whole_pixels() -> None:
    # 1000x333 in 640: 213.12 rows become 213, so a row of the input is 333 / 213 rows of the picture.
    affine = letterbox((1000, 333), (640, 640), Align.CENTRE)
    assert affine[1, 1] == pytest.approx(333 / 213)
    affine = letterbox((1000, 335), (640, 640), Align.TOP_LEFT)
    assert affine[1, 1] == pytest.approx(335 / 214)  # 214.4, rounded down


def test_top_left_has_all_padding_below_and_right() -> None:
    assert to_picture((720, 1280), (640, 640), Align.TOP_LEFT, -0.5, -0.5) == pytest.approx([-0.5, -0.5])
    assert np.allclose(letterbox((320, 320), (640, 640), Align.TOP_LEFT)[:, :2], np.eye(2) / 2)
