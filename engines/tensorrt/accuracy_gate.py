"""The accuracy gate: a faster engine must put the joints where float32 puts them.

Both networks look at the same squares of the same frames. Were each to follow the athlete by itself, the smallest
difference would grow from frame to frame, as the crop follows the joints, and an exact engine would fail by chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame
from engines.models.blazepose_detector import Detector
from engines.models.blazepose_landmarks import Landmarks, Look
from engines.ports import Runtime
from engines.tracking import roi
from engines.tracking.roi import Roi

MOST = 0.01
"""The most that a keypoint may be off, in torso lengths; and the largest share of frames that may be missed."""
PERCENTILE = 99.0
"""Which of the joints must hold it: now and then the heatmap moves one by a cell for a difference in the last bit."""
_SEARCH_EVERY = 30
"""Frames between two looks with the detectors, which else would be compared only at a clip's start."""
_PRESENT = 0.5
_VISIBLE = 0.5

Networks = tuple[Runtime, Runtime]
"""Detector and landmarks."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far the candidate's keypoints are from the reference's.

    Attributes:
        joints: 99th percentile over every visible joint of every frame, torso lengths.
        people: The most that a detected person's two points are off, lengths from mid hip to the circle's point.
        missed: Frames in which only one of the two saw the athlete, or they saw different numbers of people.
        frames: Frames with the athlete.
    """

    joints: float
    people: float
    missed: int
    frames: int

    @property
    def off(self) -> float:
        """The larger of the two distances; not a number where one of them is none."""
        return float(np.max([self.joints, self.people]))

    @property
    def refused(self) -> str | None:
        """Why the candidate must not be used, in words; None where it may be."""
        if self.frames == 0:
            return "nobody was seen in the clip that it is tried on"
        if self.missed > self.frames * MOST:
            return f"it loses or invents the athlete in {self.missed} of {self.frames} frames"
        if not np.isfinite(self.off):
            return "it computes what is no number: float16 is too small for it"
        if self.off > MOST:
            return (
                f"its keypoints are {100 * self.off:.1f} % of the torso's length off, and {100 * MOST:.0f} % is allowed"
            )
        return None


def compare(reference: Networks, candidate: Networks, frames: Iterable[Frame]) -> Deviation:
    """Follow the athlete through a clip with the reference, and have the candidate look at the same.

    Args:
        reference: Float32.
        candidate: What is to be judged.
        frames: Each is released.

    Raises:
        EngineError: A runtime failed.
    """
    return _Comparison(reference, candidate).run(frames)


class _Silent:
    """Nobody asks where the time goes."""

    def lap(self, stage: str) -> None:
        """Forget it."""


class _Comparison:
    def __init__(self, reference: Networks, candidate: Networks) -> None:
        self._detectors = [Detector(networks[0], _Silent()) for networks in (reference, candidate)]
        self._landmarks = [Landmarks(networks[1], _Silent()) for networks in (reference, candidate)]
        self._joints: list[NDArray[np.float64]] = []
        self._people = [0.0]
        self._missed = 0

    def run(self, frames: Iterable[Frame]) -> Deviation:
        where: Roi | None = None
        for index, frame in enumerate(frames):
            with frame:
                if where is None or index % _SEARCH_EVERY == 0:
                    where = self._find(frame) or where
                where = None if where is None else self._look(frame, where)
        joints = np.percentile(np.concatenate(self._joints), PERCENTILE) if self._joints else 0.0
        return Deviation(float(joints), float(np.max(self._people)), self._missed, len(self._joints))

    def _find(self, frame: Frame) -> Roi | None:
        ours, theirs = (detector.people(frame) for detector in self._detectors)
        self._missed += len(ours) != len(theirs)
        for one, other in zip(ours, theirs, strict=False):
            self._people.append(_between(one.roi, other.roi))
        return ours[0].roi if ours else None

    def _look(self, frame: Frame, where: Roi) -> Roi | None:
        ours, theirs = (landmarks.look(frame, where) for landmarks in self._landmarks)
        seen = [look.presence >= _PRESENT for look in (ours, theirs)]
        self._missed += seen[0] != seen[1]
        if not seen[0]:
            return None
        self._joints.append(_apart(ours, theirs))
        return roi.around(*ours.points)


def _apart(ours: Look, theirs: Look) -> NDArray[np.float64]:
    """Distances of the visible joints, torso lengths."""
    visible = ours.pose.score > _VISIBLE
    apart: NDArray[np.float64] = np.linalg.norm(ours.pose.xy - theirs.pose.xy, axis=1)[visible] / _torso(ours.pose)
    return apart


def _torso(pose: Pose) -> float:
    """From the shoulders' middle to the hips', pixels."""
    shoulders = pose.xy[[Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]].mean(axis=0)
    hips = pose.xy[[Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=0)
    return max(float(np.linalg.norm(shoulders - hips)), 1.0)


def _between(one: Roi, other: Roi) -> float:
    """How far apart two squares' points are, in the distance between one's own."""
    reach = one.size / 2.5
    turned = abs(one.turn - other.turn)
    return (float(np.hypot(one.x - other.x, one.y - other.y)) + abs(one.size - other.size) / 2.5) / reach + turned
