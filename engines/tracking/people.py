"""How a pipeline looks at people: through a detector and squares, or through a network that sees the whole picture."""

from typing import Protocol

from daemon.ports import Frame
from engines.ports import Detector, Found, Keypoints, Parts, Person
from engines.roi import Roi, relative_distance

MIN_PRESENCE = 0.5
"""MediaPipe's ``min_tracking_confidence``."""


class People(Protocol):
    """The people in one frame."""

    def begin(self) -> None:
        """Forget the frame before."""

    def squares(self, frame: Frame, region: Roi | None = None) -> list[Roi]:
        """Returns the squares of the people in the picture or a square of it, likeliest first."""

    def person(self, frame: Frame, roi: Roi) -> Found | None:
        """Returns the person in a square."""


def people_of(parts: Parts) -> People:
    """Returns the way of looking that fits the parts."""
    if parts.keypoints.sees_picture:
        return _InPicture(parts.keypoints)
    return _InSquares(parts.detector or KeypointsAsDetector(parts.keypoints), parts.keypoints)


class KeypointsAsDetector:
    """A ``Detector`` made of a keypoint network: a person is where joints are.

    Args:
        keypoints: The network.
    """

    def __init__(self, keypoints: Keypoints) -> None:
        self._keypoints = keypoints

    def detect(self, frame: Frame, region: Roi | None = None) -> list[Person]:
        """Returns who has joints in the picture (see ``Detector``).

        Raises:
            EngineError: The runtime failed.
        """
        found = self._keypoints.find(frame, region)
        return [Person(one.roi, one.presence) for one in found if one.presence >= MIN_PRESENCE]


class _InSquares:
    """A detector says where people are; the keypoint network reads one square at a time."""

    def __init__(self, detector: Detector, keypoints: Keypoints) -> None:
        self._detector = detector
        self._keypoints = keypoints

    def begin(self) -> None:
        """Nothing is kept."""

    def squares(self, frame: Frame, region: Roi | None = None) -> list[Roi]:
        return [person.roi for person in self._detector.detect(frame, region)]

    def person(self, frame: Frame, roi: Roi) -> Found | None:
        return next(iter(self._keypoints.find(frame, roi)), None)


class _InPicture:
    """One run finds everybody; a frame is read as a whole once, and in parts where these are asked for."""

    def __init__(self, keypoints: Keypoints) -> None:
        self._keypoints = keypoints
        self._found: list[Found] = []
        self._is_read = False

    def begin(self) -> None:
        self._found, self._is_read = [], False

    def squares(self, frame: Frame, region: Roi | None = None) -> list[Roi]:
        if region is None:
            self._read(frame)
            return [one.roi for one in self._found]
        found = self._keypoints.find(frame, region)
        self._found += found
        return [one.roi for one in found]

    def person(self, frame: Frame, roi: Roi) -> Found | None:
        """Returns who is nearest to the square; whether that can be the same person is the tracker's to say."""
        self._read(frame)
        return min(self._found, key=lambda one: relative_distance(roi, one.roi), default=None)

    def _read(self, frame: Frame) -> None:
        if not self._is_read:
            self._found = [*self._keypoints.find(frame), *self._found]
            self._is_read = True
