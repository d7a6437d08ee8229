"""BlazePose: finds the athlete once, then follows the athlete from frame to frame."""

from daemon.core.pose.pose import Pose
from daemon.ports import Frame, Stages
from engines.models.blazepose_detector import Detector
from engines.models.blazepose_landmarks import Landmarks, Look
from engines.ports import Runtime
from engines.tracking import roi
from engines.tracking.athlete_tracker import AthleteTracker
from engines.tracking.roi import Roi
from engines.tracking.roi_smoothing import RoiSmoother

MIN_PRESENCE = 0.5
"""MediaPipe's ``min_tracking_confidence``."""


class BlazePose:
    """The pose engine.

    Args:
        name: The engine as the user calls it.
        detector: Runtime of the detector's graph.
        landmarks: Runtime of the landmark graph.
        stages: Told what ``crop``, ``detect`` and ``landmarks`` took.
        notice: What the user should know of the engine, or None.
    """

    def __init__(
        self, name: str, detector: Runtime, landmarks: Runtime, stages: Stages, notice: str | None = None
    ) -> None:
        self._name = name
        self._notice = notice
        self._detector = Detector(detector, stages)
        self._landmarks = Landmarks(landmarks, stages)
        self._athlete = AthleteTracker()
        self._steady = RoiSmoother()

    @property
    def name(self) -> str:
        """The engine as the user calls it, for example ``blazepose-full/onnx``."""
        return self._name

    @property
    def notice(self) -> str | None:
        """Why a slower runtime is used than this machine could have, and what to do; None where all is well."""
        return self._notice

    def estimate(self, frame: Frame) -> Pose | None:
        """The athlete's pose, or None where nobody was seen.

        Raises:
            EngineError: The runtime failed.
        """
        return self._followed(frame) or self._found(frame)

    def forget(self) -> None:
        """Lose the athlete: the next frame looks for a person afresh."""
        self._athlete = AthleteTracker()
        self._steady.forget()

    def _followed(self, frame: Frame) -> Pose | None:
        """The athlete where the last frame says that the athlete is."""
        where = self._athlete.where
        if where is None:
            return None
        if self._athlete.worth_doubting(frame.t):
            where = self._recognised(frame) or where
        return self._seen(self._landmarks.look(frame, where))

    def _recognised(self, frame: Frame) -> Roi | None:
        """The athlete where the athlete was before somebody else came to be followed."""
        where = self._athlete.recognise([person.roi for person in self._detector.people(frame)], frame.t)
        if where is not None:
            self._athlete.lose()
            self._steady.forget()
        return where

    def _found(self, frame: Frame) -> Pose | None:
        """The athlete among everybody in the picture."""
        if not self._athlete.worth_searching(frame.t):
            return None
        people = [person.roi for person in self._detector.people(frame)]
        where = self._athlete.choose(people, frame.t, frame.width, frame.height)
        return None if where is None else self._seen(self._landmarks.look(frame, where))

    def _seen(self, look: Look) -> Pose | None:
        seen = roi.around(*look.points)
        if look.presence < MIN_PRESENCE or not self._athlete.believes(seen, look.pose.t):
            self._athlete.lose()
            self._steady.forget()
            return None
        where = roi.around(*self._steady.follow(look.points, look.pose.t))
        self._athlete.follow(seen, where, look.pose.t)
        return look.pose
