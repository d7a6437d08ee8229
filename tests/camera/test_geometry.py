"""From upright pixels to stored ones."""

import cv2
import numpy as np
import pytest

from daemon.camera.geometry import turned, upright

STORED = np.random.default_rng(7).integers(0, 255, (24, 40), np.uint8)

TURNED = {
    "rotate-0": STORED,
    "rotate-90": np.rot90(STORED, -1),
    "rotate-180": np.rot90(STORED, 2),
    "rotate-270": np.rot90(STORED, 1),
    "flip-rotate-0": STORED[:, ::-1],
    "flip-rotate-90": np.rot90(STORED[:, ::-1], -1),
    "flip-rotate-180": np.rot90(STORED[:, ::-1], 2),
    "flip-rotate-270": np.rot90(STORED[:, ::-1], 1),
}


@pytest.mark.parametrize("orientation", TURNED)
def test_each_orientation_gives_the_picture_that_a_player_shows(orientation: str) -> None:
    geometry = upright((40, 24), 1.0, orientation)
    shown = cv2.warpAffine(
        STORED, geometry.to_stored, (geometry.width, geometry.height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    np.testing.assert_array_equal(shown, TURNED[orientation])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_turn_of_ones_own_turns_what_a_player_shows(orientation: str, turn: int) -> None:
    geometry = upright((40, 24), 1.0, turned(orientation, turn))
    shown = cv2.warpAffine(
        STORED, geometry.to_stored, (geometry.width, geometry.height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    np.testing.assert_array_equal(shown, np.rot90(TURNED[orientation], -turn // 90))


def test_a_turn_holds_where_the_tag_is_unknown() -> None:
    assert turned("sideways", 90) == "rotate-90"


def test_wide_pixels_make_a_wider_picture_and_corners_stay_corners() -> None:
    geometry = upright((720, 576), 16 / 11, "rotate-0")
    assert (geometry.width, geometry.height) == (1047, 576)
    corners = np.array([[-0.5, -0.5, 1], [1046.5, 575.5, 1]]) @ geometry.to_stored.T
    np.testing.assert_allclose(corners, [[-0.5, -0.5], [719.5, 575.5]], atol=1e-9)


def test_wide_pixels_of_a_turned_picture_make_it_higher() -> None:
    geometry = upright((720, 576), 16 / 11, "rotate-90")
    assert (geometry.width, geometry.height) == (576, 1047)
    top_left = geometry.to_stored @ [-0.5, -0.5, 1]
    np.testing.assert_allclose(top_left, [-0.5, 575.5], atol=1e-9)


def test_pixels_that_are_square_but_for_rounding_change_nothing() -> None:
    assert upright((854, 480), 1280 / 1281, "rotate-0").width == 854


def test_an_unknown_orientation_leaves_the_picture_as_it_is() -> None:
    np.testing.assert_array_equal(upright((40, 24), 1.0, "sideways").to_stored, np.eye(2, 3))
