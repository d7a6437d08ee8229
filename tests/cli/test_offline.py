"""What is counted from its first frame to its end: how long it is waited for."""

from daemon.cli.offline import Replay
from daemon.config import exercises
from daemon.core import workout
from daemon.ports import PoseFrame, ReadStatus
from daemon.system.clock import SystemClock
from daemon.system.stages import StageTimes
from tests.fakes.scripted import ScriptedPoses


class Patient(ScriptedPoses):
    """Notes how long it was to be waited for."""

    def __init__(self, *script: PoseFrame | ReadStatus) -> None:
        super().__init__(script)
        self.waits_s: list[float] = []

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        self.waits_s.append(timeout_s)
        return super().read(timeout_s)


def test_a_streams_first_picture_is_waited_for_longer_than_the_next() -> None:
    source = Patient(PoseFrame(0.0, None, 640, 480), PoseFrame(0.1, None, 640, 480), ReadStatus.END)
    state = workout.begin(exercises.load("squat"))
    Replay(state, "box", lambda _: None, StageTimes(SystemClock())).run(source, armed=False)
    assert source.waits_s == [20.0, 10.0, 10.0]
