"""The athlete is found beside a larger head, screen or picture: who stands whole on the floor and moves."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from daemon.config import paths
from daemon.core.pose.skeleton import Joint
from daemon.ports import PoseEngine
from engines import registry
from engines.factory import open_engine
from tests.fakes.clock import ManualClock
from tests.fakes.pictures import NoStages, Picture, frame, pictures

pytestmark = pytest.mark.slow

FPS = 30
SETTLED_S = 4.0
"""By then the athlete, who walks in for two seconds, has stood on the spot and squatted."""

Scene = Callable[[list[Picture], int], Picture]


@pytest.fixture(scope="module")
def clip() -> list[Picture]:
    return pictures(paths.find("clip/demo.mp4"), 0, 300)


def beside(picture: Picture, athlete: Picture) -> Picture:
    """The clip at half size, its floor at the picture's lower end, beside another picture."""
    scene = np.full((480, 854, 3), 190, np.uint8)
    scene[240:480, 520:840] = cv2.resize(athlete, (320, 240), interpolation=cv2.INTER_AREA)
    scene[: picture.shape[0], : picture.shape[1]] = picture
    return scene


def enlarged(picture: Picture, width: int, height: int) -> Picture:
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)


def talking_head(clip: list[Picture], index: int) -> Picture:
    return beside(enlarged(clip[100][40:180, 225:375], 482, 450), clip[index])


def screen(clip: list[Picture], index: int) -> Picture:
    """Somebody larger exercises on a screen on the wall."""
    shown = clip[90 + 2 * index % 200]
    return beside(enlarged(shown[20:440, 200:440], 206, 360), clip[index])


def places(scene: Scene, clip: list[Picture], frames: range, engine: PoseEngine | None = None) -> list[float | None]:
    """Where the tracked person's hip is, from left to right, frame by frame."""
    engine = engine or opened()
    found = [engine.estimate(frame(scene(clip, index), index / FPS)) for index in frames]
    return [None if pose is None else float(pose.xy[Joint.LEFT_HIP, 0]) for pose in found]


def opened() -> PoseEngine:
    return open_engine(registry.DEFAULT, paths.models_folder(), 2, NoStages(), ManualClock())


def is_athlete(place: float | None) -> bool:
    return place is not None and place > 520


@pytest.mark.parametrize("scene", [talking_head, screen])
def test_the_athlete_is_found_at_once_beside_somebody_larger(scene: Scene, clip: list[Picture]) -> None:
    assert all(is_athlete(place) for place in places(scene, clip, range(90, 150)))


@pytest.mark.parametrize("scene", [talking_head, screen])
def test_the_athlete_who_comes_in_later_is_found(scene: Scene, clip: list[Picture]) -> None:
    found = places(scene, clip, range(len(clip)))
    assert not is_athlete(found[0]), "before the athlete comes in"
    assert all(is_athlete(place) for place in found[round(SETTLED_S * FPS) :])


def test_somebody_else_in_view_is_counted(clip: list[Picture]) -> None:
    """The head beside the athlete; the athlete alone has nobody beside."""
    for scene, others in ((talking_head, 1), (lambda clip, index: clip[index], 0)):
        engine = opened()
        places(scene, clip, range(180, 240), engine)
        assert engine.others == others


def test_what_the_engine_sees_is_told_in_numbers(clip: list[Picture]) -> None:
    engine = opened()
    assert (engine.sight.presence, engine.sight.crop_px, engine.sight.searches) == (None, None, 0)
    places(lambda clip, index: clip[index], clip, range(200, 260), engine)
    seen = engine.sight
    assert seen.presence is not None
    assert seen.presence > 0.9
    assert seen.crop_px is not None
    assert 200 < seen.crop_px < 700  # an upright athlete fills most of the picture's 480 pixels
    assert 1 <= seen.searches < 30
    engine.forget()
    assert (engine.sight.presence, engine.sight.crop_px) == (None, None)
