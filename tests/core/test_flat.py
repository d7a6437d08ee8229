"""Without world landmarks a body gets its size and the lean of its trunk from what the picture foreshortens."""

import math

import pytest

from daemon.core.pose import flat
from daemon.core.pose.body import Body

SURE = [1.0] * 12
Limbs = list[tuple[float, float]]


def standing(torso: float = 100.0, across: float = 66.0, leg: float = 75.0) -> Limbs:
    """Pixels of somebody who stands with hanging arms, hips at (200, 200)."""
    half, hip = across / 2, across / 3
    return [
        (200 + half, 200 - torso), (200 - half, 200 - torso), (200 + half, 230 - torso), (200 - half, 230 - torso),
        (200 + half, 260 - torso), (200 - half, 260 - torso), (200 + hip, 200), (200 - hip, 200),
        (200 + hip, 200 + leg), (200 - hip, 200 + leg), (200 + hip, 200 + 2 * leg), (200 - hip, 200 + 2 * leg),
    ]  # fmt: skip


def body(image: Limbs, size: float) -> Body:
    return Body(image, flat.metres(image, SURE, size), SURE, has_depth=False)


def tilt(image: Limbs, size: float) -> float:
    seen = body(image, size)
    return math.degrees(math.acos(seen.upright / seen.torso))


def test_who_stands_in_the_picture_s_plane_stays_flat() -> None:
    image = standing()
    seen = body(image, flat.size(image, SURE, None, 0.0))
    assert seen.torso == pytest.approx(flat.TORSO_M)
    assert seen.torso_px == pytest.approx(100, abs=1)
    assert tilt(image, 100.0) == pytest.approx(0)


def test_a_trunk_that_is_seen_shorter_leans() -> None:
    upright, bent = standing(), standing(torso=50)
    size = flat.size(upright, SURE, None, 0.0)
    size = flat.size(bent, SURE, size, 1 / 30)
    assert 45 < tilt(bent, size) < 65
    assert body(bent, size).torso_px == pytest.approx(100, rel=0.15)


def test_shoulders_tell_the_size_of_a_trunk_that_points_at_the_camera() -> None:
    image = standing(torso=20, across=80)
    assert flat.size(image, [1.0] * 8 + [0.0] * 4, None, 0.0) > 90


def test_one_leg_that_errs_does_not_tell_the_size() -> None:
    image = standing()
    image[8] = (200, 600)
    assert flat.size(image, SURE, None, 0.0) == pytest.approx(100)


def test_the_size_follows_who_comes_near_at_once_and_who_bends_hardly() -> None:
    size = 100.0
    for _ in range(30):
        size = flat.size(standing(torso=150, across=99, leg=112), SURE, size, 1 / 30)
    assert size > 145
    for _ in range(30):
        size = flat.size(standing(torso=60), SURE, size, 1 / 30)
    assert size > 120


def test_shoulders_that_are_seen_narrow_are_turned_and_the_surer_side_is_nearer() -> None:
    image = standing(across=20)
    left_nearer = flat.metres(image, [1.0, 0.4] * 6, 100.0)
    assert left_nearer[0][2] < 0 < left_nearer[1][2]
    assert math.dist(left_nearer[0], left_nearer[1]) == pytest.approx(0.345, abs=0.05)
