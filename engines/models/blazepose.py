"""BlazePose: a detector, and a landmark network for 33 joints and their world landmarks."""

from daemon.ports import Stages
from engines.models.blazepose_detector import PersonDetector
from engines.models.blazepose_landmarks import LandmarkNetwork
from engines.ports import Parts, Runtime


def parts(detector: Runtime, landmarks: Runtime, stages: Stages) -> Parts:
    """Returns the family's parts, each on its runtime."""
    return Parts(PersonDetector(detector, stages), LandmarkNetwork(landmarks, stages))
