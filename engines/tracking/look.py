"""One look at a person: how much of the body is in the picture, and whether the person can stand on the floor."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from engines.roi import Roi

_MIN_SCORE = 0.5
"""A joint with a lower score is not seen."""
_SIDES = (
    (Joint.LEFT_SHOULDER, Joint.LEFT_HIP, Joint.LEFT_KNEE),
    (Joint.RIGHT_SHOULDER, Joint.RIGHT_HIP, Joint.RIGHT_KNEE),
)
"""A talking head or a half-length portrait lacks the knees. Feet are not asked for: a camera that hangs too high cuts
them off, and so do shoes behind a bench."""
_MIN_SIZE = 0.25
"""A square with a smaller share of the picture's height holds nobody who trains here: a photo on the wall."""
_RAISED = 0.2
"""A larger person whose lowest joint is higher than a smaller one's by this many of the smaller one's squares is not on
the floor: who is nearer on one floor is lower in the picture. Hanging from a bar makes less than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one frame shows of a person.

    Attributes:
        roi: The square around the person, as measured.
        xy: The joints, float32 (33, 2) pixels.
        seen: Which of them are seen within the picture, bool (33,).
        is_whole: Whether a shoulder, hip and knee of one side are seen, large enough for somebody who trains.
    """

    roi: Roi
    xy: NDArray[np.float32]
    seen: NDArray[np.bool_]
    is_whole: bool

    @classmethod
    def at(cls, pose: Pose, roi: Roi, width: int, height: int) -> "Look":
        """Returns the look at a pose in a picture of this size."""
        inside = np.all((pose.xy >= 0) & (pose.xy < (width, height)), axis=1)
        seen = inside & (pose.score >= _MIN_SCORE)
        whole = roi.size >= _MIN_SIZE * height and any(all(seen[joint] for joint in side) for side in _SIDES)
        return cls(roi, pose.xy, seen, whole)

    def outranks(self, other: "Look") -> bool:
        """Returns whether this person is rather the athlete: whole where the other is cut off, or on the floor."""
        if self.is_whole != other.is_whole:
            return self.is_whole
        return self.is_whole and _is_raised(other, self)


def _is_raised(larger: Look, smaller: Look) -> bool:
    raised = _lowest_y(smaller) - _lowest_y(larger)
    return larger.roi.size > smaller.roi.size and raised > _RAISED * smaller.roi.size


def _lowest_y(look: Look) -> float:
    return float(look.xy[look.seen, 1].max())


def best(looks: Sequence[Look]) -> int:
    """Returns the index of the athlete among people in falling order of prominence: the first whom nobody outranks."""
    found = 0
    for index, look in enumerate(looks):
        if look.outranks(looks[found]):
            found = index
    return found


def movement(looks: Sequence[Look]) -> float:
    """Returns how far the joint that moves most goes within the looks, in sides of the square; 0..1 or so.

    Only joints that are seen in every look count.
    """
    seen = np.all([look.seen for look in looks], axis=0)
    if not seen.any():
        return 0.0
    xy = np.array([look.xy[seen] for look in looks])
    return float(np.hypot(*np.ptp(xy, axis=0).T).max()) / looks[-1].roi.size
