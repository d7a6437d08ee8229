"""The square for the next frame, of a network that gives none of its own: from the joints, as MoveNet's authors do.

Source: TensorFlow's MoveNet tutorial, ``determine_crop_region``: around the middle of the hips, 1.9 times as far as the
furthest joint of the torso and 1.2 times as far as the furthest joint that is seen.
"""

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from engines.roi import Alignment, upright_alignment

_TORSO = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]
_HIPS = [Joint.LEFT_HIP, Joint.RIGHT_HIP]
_TORSO_MARGIN = 1.9
_BODY_MARGIN = 1.2


def alignment(pose: Pose, min_score: float) -> Alignment:
    """Returns the points of the upright square around a person.

    Args:
        pose: The person's joints.
        min_score: A joint below it is not seen. The torso's four joints count in any case.
    """
    hips = pose.xy[_HIPS].mean(axis=0)
    from_hips = np.abs(pose.xy - hips).max(axis=1)
    body = from_hips[pose.score >= min_score].max(initial=0.0)
    reach = max(_TORSO_MARGIN * float(from_hips[_TORSO].max()), _BODY_MARGIN * float(body), 1.0)
    return upright_alignment(float(hips[0]), float(hips[1]), 2 * reach)
