"""Camera and engine as one source of poses."""

from collections.abc import Callable

from daemon.core.pose.pose import Pose
from daemon.ports import Frame, FrameSource, PoseEngine, PoseFrame, ReadStatus, Stages

Onlooker = Callable[[Frame, Pose | None], None]
"""Is called with each frame and its pose while the frame's planes are valid."""


class CameraPoseSource:
    """A ``PoseSource`` that reads frames and finds the athlete in them. Copies no frame."""

    def __init__(
        self, frames: FrameSource, engine: PoseEngine, stages: Stages, onlooker: Onlooker | None = None
    ) -> None:
        self._frames = frames
        self._engine = engine
        self._stages = stages
        self._onlooker = onlooker

    @property
    def live(self) -> bool:
        """True where only the newest frame counts."""
        return self._frames.live

    def read(self, timeout_s: float) -> PoseFrame | ReadStatus:
        """Waits for the next frame and finds the athlete in it.

        Raises:
            SourceError: The source broke.
            EngineError: The engine broke.
        """
        frame = self._frames.read(timeout_s)
        self._stages.lap("wait")
        if isinstance(frame, ReadStatus):
            return frame
        with frame:
            pose = self._engine.estimate(frame)
            if self._onlooker is not None:
                self._onlooker(frame, pose)
        self._stages.lap("follow")  # choosing the next crop, and giving the frame back
        return PoseFrame(frame.t, pose, frame.width, frame.height, self._engine.others)

    def close(self) -> None:
        """Closes the source."""
        self._frames.close()
