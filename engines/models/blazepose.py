"""BlazePose: detects the athlete once, then tracks the athlete from frame to frame."""

from daemon.core.pose.pose import Pose
from daemon.ports import Frame, Stages
from engines.models.blazepose_detector import PersonDetector
from engines.models.blazepose_landmarks import LandmarkNetwork, LandmarkOutput
from engines.ports import Runtime
from engines.tracking.athlete_tracker import AthleteTracker
from engines.tracking.roi import Roi
from engines.tracking.roi_smoothing import RoiSmoother

MIN_PRESENCE = 0.5
"""MediaPipe's ``min_tracking_confidence``."""


class BlazePose:
    """The pose engine.

    Args:
        name: The engine's name for the user.
        detector: The detector in its runtime.
        landmarks: The landmark network in its runtime.
        stages: Receives the time that ``crop``, ``detect`` and ``landmarks`` took.
        notice: What the user should know about the engine, or None.
    """

    def __init__(
        self, name: str, detector: Runtime, landmarks: Runtime, stages: Stages, notice: str | None = None
    ) -> None:
        self._name = name
        self._notice = notice
        self._detector = PersonDetector(detector, stages)
        self._landmarks = LandmarkNetwork(landmarks, stages)
        self._tracker = AthleteTracker()
        self._smoother = RoiSmoother()

    @property
    def name(self) -> str:
        """The engine's name for the user, for example ``blazepose-full/onnx``."""
        return self._name

    @property
    def notice(self) -> str | None:
        """Why a slower runtime runs than this machine could have, and what to do; None where nothing is wrong."""
        return self._notice

    def estimate(self, frame: Frame) -> Pose | None:
        """Returns the athlete's pose, or None where the athlete is not seen.

        Raises:
            EngineError: The runtime failed.
        """
        return self._track(frame) or self._search(frame)

    def forget(self) -> None:
        """Forget the athlete: the next frame is searched for a person from scratch."""
        self._tracker = AthleteTracker()
        self._smoother.reset()

    def _track(self, frame: Frame) -> Pose | None:
        """Look for the athlete in the square that the last frame predicts."""
        roi = self._tracker.roi
        if roi is None:
            return None
        if self._tracker.should_recheck(frame.t):
            roi = self._return_home(frame) or roi
        return self._accept(self._landmarks.run(frame, roi))

    def _return_home(self, frame: Frame) -> Roi | None:
        """Returns the square of the person at the athlete's place, where another person is being tracked."""
        roi = self._tracker.find_at_home(self._people(frame), frame.t)
        if roi is not None:
            self._lose()
        return roi

    def _search(self, frame: Frame) -> Pose | None:
        """Look for the athlete among everybody in the picture."""
        if not self._tracker.should_search(frame.t):
            return None
        roi = self._tracker.choose(self._people(frame), frame.t, frame.width, frame.height)
        return None if roi is None else self._accept(self._landmarks.run(frame, roi))

    def _people(self, frame: Frame) -> list[Roi]:
        return [person.roi for person in self._detector.detect(frame)]

    def _accept(self, found: LandmarkOutput) -> Pose | None:
        """Returns the pose and track on from it; lose the athlete where it shows nobody or somebody else."""
        measured = Roi.from_alignment(*found.alignment)
        if found.presence < MIN_PRESENCE or not self._tracker.is_plausible(measured, found.pose.t):
            self._lose()
            return None
        smoothed = Roi.from_alignment(*self._smoother.smooth(found.alignment, found.pose.t))
        self._tracker.update(measured, smoothed, found.pose.t)
        return found.pose

    def _lose(self) -> None:
        self._tracker.lose()
        self._smoother.reset()
