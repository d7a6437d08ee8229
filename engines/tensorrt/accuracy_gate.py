"""The accuracy gate: a faster engine must find the joints where float32 finds them.

Both read the same squares of the same frames. If each tracked the athlete by itself, the smallest difference would grow
from frame to frame, as the crop follows the joints, and an exact engine would fail by chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame
from engines.ports import Detector, Found, Parts
from engines.roi import Roi, relative_distance
from engines.tracking.people import MIN_PRESENCE, KeypointsAsDetector

MAX_DEVIATION = 0.01
"""The largest deviation of a keypoint, in torso lengths, and the largest share of missed frames."""
PERCENTILE = 99.0
"""The share of joints that must hold it: at times the heatmap moves one by a cell for a difference in the last bit."""
_DETECT_EVERY = 30
"""Frames between two runs of the detectors, which would otherwise be compared only at the start of a clip."""
_MIN_VISIBILITY = 0.5


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far the candidate's keypoints are from the reference's.

    Attributes:
        joints: 99th percentile over every visible joint of every frame, torso lengths.
        detections: The largest deviation of a detected person's square, in distances from mid hip to the circle.
        missed: Frames in which only one of the two saw the athlete, or they saw different numbers of people.
        frames: Frames with the athlete.
    """

    joints: float
    detections: float
    missed: int
    frames: int

    @property
    def largest(self) -> float:
        """The larger of the two deviations; NaN where one of them is."""
        return float(np.max([self.joints, self.detections]))

    @property
    def refusal(self) -> str | None:
        """Why the candidate must not be used, or None where it may be."""
        if self.frames == 0:
            return "nobody was seen in the test clip"
        if self.missed > self.frames * MAX_DEVIATION:
            return f"it loses or invents the athlete in {self.missed} of {self.frames} frames"
        if not np.isfinite(self.largest):
            return "its outputs are not numbers: the range of float16 is too small"
        if self.largest > MAX_DEVIATION:
            deviation, allowed = f"{100 * self.largest:.1f} %", f"{100 * MAX_DEVIATION:.0f} %"
            return f"its keypoints are {deviation} of the torso's length off, and {allowed} is allowed"
        return None


def compare(reference: Parts, candidate: Parts, frames: Iterable[Frame]) -> Deviation:
    """Track the athlete through a clip with the reference, and run the candidate on the same squares.

    Args:
        reference: The parts with their networks in float32.
        candidate: The parts to check.
        frames: The clip; each frame is released.

    Raises:
        EngineError: A runtime failed.
    """
    return _Comparison(reference, candidate).run(frames)


class NoStages:
    """Measures no times."""

    def lap(self, stage: str) -> None:
        """Ignore it."""


class _Comparison:
    def __init__(self, reference: Parts, candidate: Parts) -> None:
        self._detectors = [_detector(parts) for parts in (reference, candidate)]
        self._keypoints = [parts.keypoints for parts in (reference, candidate)]
        self._joints: list[NDArray[np.float64]] = []
        self._detections = [0.0]
        self._missed = self._frames = 0

    def run(self, frames: Iterable[Frame]) -> Deviation:
        roi: Roi | None = None
        for index, frame in enumerate(frames):
            with frame:
                if roi is None or index % _DETECT_EVERY == 0:
                    roi = self._compare_detections(frame) or roi
                roi = None if roi is None else self._compare_landmarks(frame, roi)
        joints = np.percentile(np.concatenate(self._joints), PERCENTILE) if self._joints else 0.0
        return Deviation(float(joints), float(np.max(self._detections)), self._missed, self._frames)

    def _compare_detections(self, frame: Frame) -> Roi | None:
        reference, candidate = (detector.detect(frame) for detector in self._detectors)
        self._missed += len(reference) != len(candidate)
        for one, other in zip(reference, candidate, strict=False):
            self._detections.append(_roi_deviation(one.roi, other.roi))
        return reference[0].roi if reference else None

    def _compare_landmarks(self, frame: Frame, roi: Roi) -> Roi | None:
        reference, candidate = (_person(keypoints.find(frame, roi), roi) for keypoints in self._keypoints)
        self._missed += (reference is None) != (candidate is None)
        if reference is None:
            return None
        self._frames += 1
        if candidate is not None:
            self._joints.append(_joint_deviations(reference, candidate))
        return reference.roi


def _detector(parts: Parts) -> Detector:
    return parts.detector or KeypointsAsDetector(parts.keypoints)


def _person(found: list[Found], roi: Roi) -> Found | None:
    """Returns who is in the square: of several people the nearest."""
    present = [one for one in found if one.presence >= MIN_PRESENCE]
    if len(present) < 2:  # noqa: PLR2004 - nobody to choose among, and a square of what are not numbers is none
        return present[0] if present else None
    return min(present, key=lambda one: relative_distance(roi, one.roi))


def _joint_deviations(reference: Found, candidate: Found) -> NDArray[np.float64]:
    """Returns the distances between the visible joints, torso lengths."""
    visible = reference.pose.score > _MIN_VISIBILITY
    apart_px = np.linalg.norm(reference.pose.xy - candidate.pose.xy, axis=1)[visible]
    deviations: NDArray[np.float64] = apart_px / _torso_px(reference.pose)
    return deviations


def _torso_px(pose: Pose) -> float:
    """Returns the distance from mid shoulder to mid hip."""
    shoulders = pose.xy[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]].mean(axis=0)
    hips = pose.xy[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
    return max(float(np.linalg.norm(shoulders - hips)), 1.0)


def _roi_deviation(one: Roi, other: Roi) -> float:
    """Returns an upper bound of how far apart two squares' alignment points are, in the radius of one's circle."""
    radius_px = one.size / 2.5
    rotation_rad = abs(one.rotation_rad - other.rotation_rad)
    centres_px = float(np.hypot(one.x - other.x, one.y - other.y))
    return (centres_px + abs(one.size - other.size) / 2.5) / radius_px + rotation_rad
