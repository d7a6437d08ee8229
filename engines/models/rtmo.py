"""RTMO: finds everybody in the picture, with box and joints, in one run.

Source: Lu et al., "RTMO: Towards High-Performance One-Stage Real-Time Multi-Person Pose Estimation", 2023.
"""

import numpy as np

from daemon.errors import EngineError
from daemon.ports import Frame, Stages
from engines.arrays import Array
from engines.crop_format import ChannelOrder, CropFormat, Outside
from engines.cropping.letterbox import Align
from engines.models.detections import Boxes, People, likeliest, suppress
from engines.models.whole_picture import WholePicture
from engines.ports import Found, KeypointsFamily, Runtime
from engines.roi import Roi
from engines.signature import Part, Recognised, Signature

EXPECTED = "RTMO (dets [1, N, 5] and keypoints [1, N, 17, 3])"
MIN_SCORE = 0.3
"""Of a box: as for those that RTMDet and YOLOX hand to RTMPose."""
_MAX_OVERLAP = 0.65
"""The overlap that the network's authors suppress at."""
_JOINTS = 17
_BOX = 4


class Rtmo:
    """RTMO on a runtime (see ``Keypoints``).

    Args:
        runtime: The network, with the outputs ``dets`` and ``keypoints``.
        stages: Receives the time that crop and network took.
    """

    sees_picture = True

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        crop = CropFormat(outside=Outside.GREY, order=ChannelOrder.BGR)
        self.runtime = runtime
        self._picture = WholePicture(runtime, crop, Align.TOP_LEFT, stages)
        self._stages = stages

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        """Returns the people in the picture or a square of it (see ``Keypoints``).

        Raises:
            EngineError: The runtime failed.
        """
        outputs = self._picture.read(frame, roi)
        people = decode(outputs["dets"][0], outputs["keypoints"][0])
        found = self._picture.found(people, frame.t, MIN_SCORE)
        self._stages.lap("landmarks")
        return found


def recognise(signature: Signature) -> Recognised | None:
    """Returns how RTMO's outputs are written, or None where the network is none.

    Raises:
        EngineError: It finds other joints than COCO's.
    """
    dets, keypoints = signature.output("dets"), signature.output("keypoints")
    if dets is None or keypoints is None or len(keypoints.shape) != 4:  # noqa: PLR2004 - picture, person, joint, value
        return None
    if dets.shape[::2] != (1, _BOX + 1) or keypoints.shape[:2] != dets.shape[:2]:
        return None
    if keypoints.shape[2:] != (_JOINTS, 3):
        raise EngineError(f"is RTMO for {keypoints.shape[2]} joints: expected COCO's {_JOINTS}")
    return Recognised(Part.PEOPLE, "boxes and joints, a row per person", _JOINTS)


def decode(dets: Array, keypoints: Array, min_score: float = MIN_SCORE) -> People:
    """Returns the people in the network's outputs.

    Args:
        dets: ``dets`` without its batch, (N, 5): left, top, right, bottom, score.
        keypoints: ``keypoints`` without its batch, (N, K, 3): x, y, score.
        min_score: People with a lower score are left out.
    """
    likely = likeliest(dets[:, _BOX], min_score)
    boxes, joints = dets[likely].astype(np.float32), keypoints[likely].astype(np.float32)
    is_finite = np.isfinite(boxes).all(axis=1) & np.isfinite(joints).all(axis=(1, 2))
    boxes, joints = boxes[is_finite], joints[is_finite]
    kept = suppress(boxes[:, :_BOX], _MAX_OVERLAP)
    boxes, joints = boxes[kept], joints[kept]
    return People(Boxes(boxes[:, :_BOX], boxes[:, _BOX]), joints[:, :, :2], joints[:, :, 2])


KEYPOINTS = KeypointsFamily(Rtmo)
