"""COCO's 17 joints, which most keypoint networks find, as the canonical 33."""

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from engines.arrays import Array

COCO = (
    Joint.NOSE,
    Joint.LEFT_EYE,
    Joint.RIGHT_EYE,
    Joint.LEFT_EAR,
    Joint.RIGHT_EAR,
    Joint.LEFT_SHOULDER,
    Joint.RIGHT_SHOULDER,
    Joint.LEFT_ELBOW,
    Joint.RIGHT_ELBOW,
    Joint.LEFT_WRIST,
    Joint.RIGHT_WRIST,
    Joint.LEFT_HIP,
    Joint.RIGHT_HIP,
    Joint.LEFT_KNEE,
    Joint.RIGHT_KNEE,
    Joint.LEFT_ANKLE,
    Joint.RIGHT_ANKLE,
)
"""The canonical joint of each row."""

_NEAREST = {
    Joint.LEFT_EYE_INNER: Joint.LEFT_EYE,
    Joint.LEFT_EYE_OUTER: Joint.LEFT_EYE,
    Joint.RIGHT_EYE_INNER: Joint.RIGHT_EYE,
    Joint.RIGHT_EYE_OUTER: Joint.RIGHT_EYE,
    Joint.MOUTH_LEFT: Joint.NOSE,
    Joint.MOUTH_RIGHT: Joint.NOSE,
    Joint.LEFT_PINKY: Joint.LEFT_WRIST,
    Joint.RIGHT_PINKY: Joint.RIGHT_WRIST,
    Joint.LEFT_INDEX: Joint.LEFT_WRIST,
    Joint.RIGHT_INDEX: Joint.RIGHT_WRIST,
    Joint.LEFT_THUMB: Joint.LEFT_WRIST,
    Joint.RIGHT_THUMB: Joint.RIGHT_WRIST,
    Joint.LEFT_HEEL: Joint.LEFT_ANKLE,
    Joint.RIGHT_HEEL: Joint.RIGHT_ANKLE,
    Joint.LEFT_FOOT_INDEX: Joint.LEFT_ANKLE,
    Joint.RIGHT_FOOT_INDEX: Joint.RIGHT_ANKLE,
}
"""Where a joint that COCO lacks is put: with score 0, but on the body, so that no box around it grows."""
_ROW = {joint: row for row, joint in enumerate(COCO)}
_SOURCE = np.array([_ROW[_NEAREST.get(joint, joint)] for joint in Joint])
_IS_KNOWN = np.array([joint in _ROW for joint in Joint])


def canonical(t: float, xy: Array, score: Array) -> Pose:
    """Returns the pose of a person whose 17 joints are known.

    Args:
        t: When the frame was captured, seconds.
        xy: (17, 2), pixels of the upright picture, in COCO's order.
        score: (17,), 0..1.
    """
    return Pose(
        t=t,
        xy=np.ascontiguousarray(xy[_SOURCE], np.float32),
        world=None,
        score=np.where(_IS_KNOWN, score[_SOURCE], 0).astype(np.float32),
    )
