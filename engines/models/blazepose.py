"""BlazePose (lite, full and heavy): a detector, and a landmark network for 33 joints and their world landmarks."""

from collections.abc import Mapping

from engines.models.blazepose_detector import PersonDetector
from engines.models.blazepose_landmarks import LandmarkNetwork
from engines.ports import DetectorFamily, KeypointsFamily
from engines.signature import Part, Recognised, Signature

EXPECTED = "BlazePose (MediaPipe's TFLite files)"
_JOINTS = 33
_DETECTOR = {"boxes": (1, 2254, 12), "scores": (1, 2254, 1)}
_LANDMARKS = {"landmarks": (1, 195), "presence": (1, 1), "heatmap": (1, 39, 64, 64), "world": (1, 117)}


def recognise(signature: Signature) -> Recognised | None:
    """Returns which of BlazePose's networks it is, or None where it is none.

    Known are TFLite files by the order of their outputs, and the ONNX files that Spotter makes of them by the names.
    """
    if _has(signature, _DETECTOR, DETECTOR.outputs):
        return Recognised(Part.DETECTOR, "MediaPipe's person detector")
    if _has(signature, _LANDMARKS, KEYPOINTS.outputs):
        return Recognised(Part.KEYPOINTS, "MediaPipe's landmarks, with depth", _JOINTS)
    return None


def _has(signature: Signature, shapes: Mapping[str, tuple[int, ...]], places: Mapping[str, int]) -> bool:
    """Returns whether every output is there under its own name, or its name in a converted TFLite file."""
    found = [signature.output(name) or signature.output(f"output{places[name]}") for name in shapes]
    return [None if tensor is None else tensor.shape for tensor in found] == list(shapes.values())


DETECTOR = DetectorFamily(PersonDetector, {"boxes": 0, "scores": 1})
KEYPOINTS = KeypointsFamily(LandmarkNetwork, {"landmarks": 0, "presence": 1, "heatmap": 3, "world": 4})
