"""BlazePose (lite, full and heavy): a detector, and a landmark network for 33 joints and their world landmarks."""

from engines.models.blazepose_detector import PersonDetector
from engines.models.blazepose_landmarks import LandmarkNetwork
from engines.ports import DetectorFamily, KeypointsFamily

DETECTOR = DetectorFamily(PersonDetector, {"boxes": 0, "scores": 1})
KEYPOINTS = KeypointsFamily(LandmarkNetwork, {"landmarks": 0, "presence": 1, "heatmap": 3, "world": 4})
