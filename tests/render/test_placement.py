"""The panels keep out of the athlete's way."""

import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.render.drawing import BONES
from daemon.render.panels import sizes, unit_px
from daemon.render.placement import Placement, dwell, place
from daemon.render.track import Track

LANDSCAPE, PORTRAIT, TINY = (1280, 720), (720, 1280), (160, 120)


def athlete(size: tuple[int, int], x: tuple[float, float], y: tuple[float, float]) -> NDArray[np.float32]:
    """Somebody who fills a part of the picture, shares of its width and height, from head to feet."""
    xy = np.zeros((JOINT_COUNT, 2), np.float32)
    for joint in Joint:
        side = x[0] if "LEFT" in joint.name else x[1]
        xy[joint] = size[0] * side, size[1] * (y[0] + (y[1] - y[0]) * joint / JOINT_COUNT)
    return xy


def placed(size: tuple[int, int], x: tuple[float, float], y: tuple[float, float]) -> Placement:
    track = Track()
    track.add(0.0, Pose(0.0, athlete(size, x, y), None, np.ones(JOINT_COUNT, np.float32)), size)
    where = dwell(track.rows, size, [(one, other) for one, other, _ in BONES])
    return place(size, sizes(size, unit_px(size)), where)


@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT, (640, 360), (406, 720)])
def test_no_panel_lies_on_another_or_outside(size: tuple[int, int]) -> None:
    found = placed(size, (0.4, 0.6), (0.1, 0.9))
    panels = found.card, found.strip, found.message
    for each in panels:
        assert each.x >= 0
        assert each.y >= 0
        assert each.x + each.width <= size[0]
        assert each.y + each.height <= size[1]
        assert not any(each.overlaps(other) for other in panels if other is not each)


def test_the_usual_place_is_left_above() -> None:
    track = Track()
    where = dwell(track.rows, LANDSCAPE, [])
    found = place(LANDSCAPE, sizes(LANDSCAPE, unit_px(LANDSCAPE)), where)
    assert found.card.x < LANDSCAPE[0] / 4
    assert found.card.y < LANDSCAPE[1] / 4
    assert found.strip.y > LANDSCAPE[1] / 2


@pytest.mark.parametrize(("x", "left"), [((0.05, 0.3), False), ((0.7, 0.95), True)])
def test_the_card_is_on_the_emptier_side(x: tuple[float, float], *, left: bool) -> None:
    card = placed(LANDSCAPE, x, (0.05, 0.95)).card
    assert (card.x < LANDSCAPE[0] / 2) is left


def test_the_strip_goes_up_where_the_athlete_lies_low() -> None:
    found = placed(LANDSCAPE, (0.1, 0.9), (0.8, 1.0))
    assert found.strip.y < LANDSCAPE[1] / 2
    assert found.card.y < LANDSCAPE[1] / 2


def test_a_tiny_picture_still_has_its_panels() -> None:
    found = placed(TINY, (0.4, 0.6), (0.1, 0.9))
    assert found.card.width <= TINY[0]
    assert unit_px(TINY) >= 7
