"""The placement picture: made only when asked, five times a second at most, and nothing of it stays."""

import gc
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest

from daemon.config import exercises
from daemon.core.pose.pose import Pose
from daemon.errors import SourceError, UsageError
from daemon.ipc import verbs
from daemon.ports import ReadStatus
from daemon.vision.preview import QUIET_S, Preview, View
from tests.fakes import stick
from tests.fakes.clock import ManualClock
from tests.fakes.frames import MemorySource

SQUAT = exercises.load("squat")


class Room:
    """A camera at 30 frames a second with somebody in front of it, and a list of what was told."""

    def __init__(self, *, pixels: bool = True) -> None:
        self.clock = ManualClock()
        self.told: list[Any] = []
        self.turned: str | None = None
        self.others = 0
        self.watching: list[bool] = []
        self.view = Preview(self.clock, pixels=pixels, watching=self.watching.append)
        self.source = MemorySource.of_noise(600, size=(128, 96))

    def ask(self, *, pixels: bool = True) -> None:
        self.view.ask(verbs.box.Picture(pixels=pixels), self.told.append)

    def frames(self, count: int, pose: Pose | None = None) -> None:
        for _ in range(count):
            frame = self.source.read(0)
            assert not isinstance(frame, ReadStatus)
            with frame:
                self.view.look(frame, pose)
            self.silence(1)

    def silence(self, turns: int, trouble: str | None = None) -> None:
        for _ in range(turns):
            self.view.answer(SQUAT, trouble, self.turned, self.others)
            self.clock.t += 1 / 30


def test_who_asks_gets_the_next_frame_small() -> None:
    room = Room()
    room.frames(3)
    assert room.told == []
    room.ask()
    room.frames(1, stick.squatting(172, 0.0))
    (view,) = room.told
    assert isinstance(view, View)
    assert (view.width, view.height) == (72, 54)
    assert view.rgb is not None
    assert len(view.rgb) == 72 * 54 * 3
    assert view.checks[0].check == "body"


def test_a_turned_picture_is_said_on_the_guide() -> None:
    room = Room()
    room.turned = "the picture seems turned by 90°: set turn = 90"
    room.ask(pixels=False)
    room.frames(1, stick.squatting(172, 0.0))
    (view,) = room.told
    assert (view.checks[0].check, view.checks[0].says) == ("turn", room.turned)


def test_somebody_else_in_view_is_said_on_the_guide() -> None:
    room = Room()
    room.others = 1
    room.ask(pixels=False)
    room.frames(1, stick.squatting(172, 0.0))
    (view,) = room.told
    assert view.checks[0].check == "people"


def pictures_kept_by(owner: object) -> list[np.ndarray]:
    """Every picture that can be reached from an object, whatever its attributes are called."""
    found, pending, known = [], [owner], set()
    while pending:
        one = pending.pop()
        if id(one) in known or isinstance(one, (type, ModuleType, FunctionType)):
            continue
        known.add(id(one))
        if isinstance(one, np.ndarray) and one.ndim > 1:
            found.append(one)
        pending += gc.get_referents(one)
    return found


def test_asking_faster_than_five_times_a_second_gives_the_newest_again() -> None:
    room = Room()
    for _ in range(30):
        room.ask()
        room.frames(1)
    assert len(room.told) == 30
    assert len({view.rgb for view in room.told}) == 5


def test_several_dashboards_share_one_picture() -> None:
    room = Room()
    for _ in range(4):
        room.ask()
    room.frames(1)
    assert len(room.told) == 4
    assert len({view.rgb for view in room.told}) == 1


def test_the_lamp_is_told_while_somebody_looks_and_nothing_stays_afterwards() -> None:
    room = Room()
    for _ in range(20):
        room.ask()
        room.frames(1)
    assert room.watching == [True]
    assert pictures_kept_by(room.view)
    room.frames(round(QUIET_S * 30) + 2)
    assert room.watching == [True, False]
    assert pictures_kept_by(room.view) == []


def test_the_checks_alone_give_no_pixel_and_light_no_lamp() -> None:
    room = Room(pixels=False)
    room.ask(pixels=False)
    room.frames(1)
    (view,) = room.told
    assert (view.width, view.height, view.rgb) == (None, None, None)
    assert len(view.checks) == 6
    assert room.watching == []


def test_a_picture_that_is_switched_off_is_refused_in_one_line() -> None:
    room = Room(pixels=False)
    room.ask()
    (error,) = room.told
    assert isinstance(error, UsageError)
    assert "camera.picture = true" in str(error)


@pytest.mark.parametrize(("trouble", "says"), [("the camera is gone", "the camera is gone"), (None, "no picture now")])
def test_without_frames_the_asker_is_told_why(trouble: str | None, says: str) -> None:
    room = Room()
    room.ask()
    room.silence(20, trouble)
    assert room.told == []
    room.silence(20, trouble)
    (error,) = room.told
    assert isinstance(error, SourceError)
    assert says in str(error)


def test_shaking_is_told_from_the_second_picture_on() -> None:
    room = Room()
    for _ in range(2):
        room.ask()
        room.frames(8)
    first, second = ({each.check: each.ok for each in view.checks} for view in room.told)
    assert first["shake"] is None
    assert second["shake"] is not None
