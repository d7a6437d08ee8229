"""The athlete stays the same person: real pixels, and a second body pasted in that walks by."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from daemon.config import paths
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import PoseEngine
from engines import registry
from engines.factory import open_engine
from tests.fakes.clock import ManualClock
from tests.fakes.pictures import NoStages, Picture, clip, frame, pictures

pytestmark = pytest.mark.slow

FPS = 30.0
BODY = np.s_[70:450, 370:540]
"""Where the athlete of clip c001 stands: rows and columns."""
PASSES_S = 3.5
"""From the first pixel of the walker in the picture to the last."""


def engine() -> PoseEngine:
    return open_engine(registry.DEFAULT, paths.models_folder(), 2, NoStages(), ManualClock())


def walked_by(scene: list[Picture], scale: float, still: int) -> Iterator[Picture]:
    """The scene, and from frame ``still`` on another body that crosses it from left to right before the athlete."""
    body = cv2.resize(scene[0][BODY], None, fx=scale, fy=scale)
    height, width = body.shape[:2]
    across = scene[0].shape[1] + width
    for index, picture in enumerate(scene):
        both = picture.copy()
        left = round((index - still) / (PASSES_S * FPS) * across) - width
        first, last = max(left, 0), min(left + width, picture.shape[1])
        top = max(460 - height, 0)
        if index >= still and first < last:
            both[top : top + height, first:last] = body[: 480 - top, first - left : last - left]
        yield both


def apart(one: Pose, other: Pose) -> float:
    """In torso lengths of the first."""
    torso = np.linalg.norm(one.xy[Joint.LEFT_SHOULDER] - one.xy[Joint.LEFT_HIP])
    return float(np.median(np.linalg.norm(one.xy - other.xy, axis=1)) / torso)


@pytest.mark.parametrize("scale", [0.8, 1.0])
def test_somebody_who_walks_by_is_not_followed(scale: float) -> None:
    scene = pictures(clip("c001"), 0, 170)
    alone, with_walker = engine(), engine()
    strangers = []
    for index, picture in enumerate(walked_by(scene, scale, still=45)):
        expected = alone.estimate(frame(scene[index], index / FPS))
        found = with_walker.estimate(frame(picture, index / FPS))
        assert expected is not None
        if found is None or apart(expected, found) > 0.2:
            strangers.append(index)
    assert strangers, "for a moment the walker hides the athlete, or this test shows nothing"
    assert len(strangers) < 1.7 * FPS, "the walker is before the athlete for about a second"
    assert max(strangers) < 45 + PASSES_S * FPS, "the athlete is followed again before the walker has left"


def test_with_two_people_the_bigger_and_more_central_one_is_the_athlete() -> None:
    scene = pictures(clip("c001"), 0, 1)[0]
    small = cv2.resize(scene[BODY], None, fx=0.5, fy=0.5)
    both = scene.copy()
    both[260 : 260 + small.shape[0], 40 : 40 + small.shape[1]] = small
    expected, found = engine().estimate(frame(scene)), engine().estimate(frame(both))
    assert expected is not None
    assert found is not None
    assert apart(expected, found) < 0.1


def test_an_athlete_who_is_forgotten_is_searched_for_afresh() -> None:
    scene = pictures(clip("c001"), 0, 1)[0]
    mirrored = np.ascontiguousarray(np.roll(scene, 250, axis=1))
    one, fresh = engine(), engine()
    one.estimate(frame(scene, 0.0))
    one.forget()
    found, expected = one.estimate(frame(mirrored, 1 / FPS)), fresh.estimate(frame(mirrored, 1 / FPS))
    assert found is not None
    assert expected is not None
    assert np.array_equal(found.xy, expected.xy)


def test_nobody_is_seen_in_an_empty_picture_and_the_athlete_is_seen_on_return() -> None:
    scene = pictures(clip("c001"), 0, 1)[0]
    empty = np.full_like(scene, 120)
    seeing = engine()
    assert all(seeing.estimate(frame(empty, index / FPS)) is None for index in range(200))
    back = [seeing.estimate(frame(scene, (200 + index) / FPS)) for index in range(4)]
    assert back[-1] is not None, "within a tenth of a second"
