"""A hot box looks at fewer frames, evenly, and counts the same reps in them."""


import pytest

from daemon.errors import SourceError
from daemon.pacing import Paced
from daemon.ports import Gap, Sight
from tests.fakes.clock import ManualClock
from tests.fakes.scripted import ScriptedPoses


class Camera(ScriptedPoses):
    """Thirty frames a second; whoever asks gets the newest, or waits for the next."""

    def __init__(self, clock: ManualClock, *, live: bool = True) -> None:
        super().__init__([])
        self.live = live
        self.looked = 0
        self._clock = clock
        self._given = -1

    def read(self, timeout_s: float) -> Sight | Gap:
        number = int(self._clock.t * 30 + 1e-6)
        if number == self._given:
            number += 1
            self._clock.t = number / 30
        self._given, self.looked = number, self.looked + 1
        return Sight(number / 30, None, 640, 480)


def watched(cap_fps: float | None, *, seconds: float = 20.0, live: bool = True) -> Camera:
    clock = ManualClock(0.0)
    camera = Camera(clock, live=live)

    def wait(rest_s: float) -> None:
        clock.t += rest_s

    paced = Paced(camera, clock, lambda: cap_fps, wait)
    while clock.t < seconds:
        paced.read(0.05)
    return camera


@pytest.mark.parametrize(("cap_fps", "fps"), [(None, 30), (20.0, 20), (15.0, 15), (5.0, 5), (60.0, 30)])
def test_the_camera_is_looked_at_as_often_as_the_heat_allows(cap_fps: float | None, fps: float) -> None:
    assert watched(cap_fps).looked / 20.0 == pytest.approx(fps, rel=0.05)


def test_a_recording_is_read_whole_however_hot_it_is() -> None:
    assert watched(5.0, live=False).looked / 20.0 == pytest.approx(30, rel=0.05)


def test_commands_are_never_kept_waiting_for_a_frame() -> None:
    clock = ManualClock(0.0)
    waits: list[float] = []

    def wait(rest_s: float) -> None:
        waits.append(rest_s)
        clock.t += rest_s

    paced = Paced(Camera(clock), clock, lambda: 5.0, wait)
    found = [paced.read(0.05) for _ in range(8)]
    assert max(waits) <= 0.05
    assert found.count(Gap.STALL) >= 4


def test_a_broken_camera_is_told_as_it_is() -> None:
    paced = Paced(ScriptedPoses([SourceError("the camera is gone")]), ManualClock(), lambda: 15.0)
    with pytest.raises(SourceError, match="the camera is gone"):
        paced.read(0.05)
    paced.close()
