"""Looks at people who stand upright in a picture."""

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from engines.roi import Roi
from engines.tracking.look import Look

WIDTH, HEIGHT = 854, 480
SIDES = ((Joint.LEFT_SHOULDER, 0.2), (Joint.LEFT_HIP, 0.5), (Joint.LEFT_KNEE, 0.75), (Joint.LEFT_ANKLE, 1.0))


def person(x: float, top: float, height: float) -> Look:
    """A look at somebody upright whose head is at that place of the picture."""
    xy = np.full((JOINT_COUNT, 2), (x, top), np.float32)
    score = np.zeros(JOINT_COUNT, np.float32)
    for joint, share in SIDES:
        xy[joint, 1] = top + share * height
        score[joint] = 1.0
    pose = Pose(t=0.0, xy=xy, world=None, score=score)
    return Look.at(pose, Roi(x, top + height / 2, 1.25 * height, 0.0), WIDTH, HEIGHT)


FACE = person(240, 40, 1100)
ATHLETE = person(640, 260, 180)
ON_A_SCREEN = person(200, 20, 300)
NEARER = person(200, 100, 370)
