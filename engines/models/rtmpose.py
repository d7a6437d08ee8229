"""RTMPose: finds the joints of one person in a box, each as a peak along x and a peak along y (SimCC).

Source: Jiang et al., "RTMPose: Real-Time Multi-Person Pose Estimation based on MMPose", 2023; Li et al., "SimCC", 2022.
"""

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.errors import EngineError
from daemon.ports import Frame, Stages
from engines.arrays import Affine, Array, Float32
from engines.crop_format import CropFormat, InputLayout, Outside
from engines.models import coco
from engines.models.whole_picture import presence
from engines.ports import Found, KeypointsFamily, Runtime
from engines.roi import Alignment, Roi
from engines.signature import Part, Recognised, Signature

EXPECTED = "RTMPose (simcc_x [1, K, 2·width] and simcc_y [1, K, 2·height])"
JOINTS = {17: "COCO", 26: "Halpe", 133: "COCO-WholeBody"}
"""The sets of joints that are published."""
MIN_SCORE = 0.3
"""Of a joint, and of a person as the mean of COCO's joints: MMPose's own."""
_BINS_PER_PIXEL = 2
_MEAN = (123.675, 116.28, 103.53)
_STD = (58.395, 57.12, 57.375)
_BODY = len(coco.COCO)
_BEYOND_COCO = {
    17: {},
    26: {
        Joint.LEFT_FOOT_INDEX: 20,
        Joint.RIGHT_FOOT_INDEX: 21,
        Joint.LEFT_HEEL: 24,
        Joint.RIGHT_HEEL: 25,
    },
    133: {
        Joint.LEFT_FOOT_INDEX: 17,
        Joint.LEFT_HEEL: 19,
        Joint.RIGHT_FOOT_INDEX: 20,
        Joint.RIGHT_HEEL: 22,
        Joint.RIGHT_EYE_OUTER: 59,
        Joint.RIGHT_EYE_INNER: 62,
        Joint.LEFT_EYE_INNER: 65,
        Joint.LEFT_EYE_OUTER: 68,
        Joint.MOUTH_RIGHT: 71,
        Joint.MOUTH_LEFT: 77,
        Joint.LEFT_THUMB: 93,
        Joint.LEFT_INDEX: 96,
        Joint.LEFT_PINKY: 108,
        Joint.RIGHT_THUMB: 114,
        Joint.RIGHT_INDEX: 117,
        Joint.RIGHT_PINKY: 129,
    },
}
"""The rows of canonical joints that follow COCO's 17: big toes for the foot's index, knuckles for the fingers."""
_TORSO = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.LEFT_HIP, Joint.RIGHT_HIP]


class RtmPose:
    """RTMPose on a runtime (see ``Keypoints``).

    Args:
        runtime: The network, with the outputs ``simcc_x`` and ``simcc_y``, or these two by any name as the first ones.
        stages: Receives the time that crop and network took.
    """

    sees_picture = False

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        layout = InputLayout.of(runtime.image)
        self.runtime = runtime
        self._size = layout.width, layout.height
        self._crop = runtime.cropper(CropFormat.standardised(_MEAN, _STD, Outside.BLACK))
        self._stages = stages

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        """Returns the person in a square (see ``Keypoints``).

        Raises:
            EngineError: The runtime failed.
        """
        width, height = self._size
        whole = Roi.whole(frame.width, frame.height).to_upright(width, height)
        to_upright = whole if roi is None else crop_of(roi, width, height)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self.runtime.run()
        across, down, *_ = self.runtime.outputs.values()
        joints, scores = decode(across[0], down[0], width, height)
        pose = canonical(frame.t, joints @ to_upright[:, :2].T + to_upright[:, 2], scores)
        found = Found(pose, alignment(pose), presence(float(scores[:_BODY].mean()), MIN_SCORE))
        self._stages.lap("landmarks")
        return [found]


def recognise(signature: Signature) -> Recognised | None:
    """Returns how RTMPose's outputs are written, or None where the network is none.

    Raises:
        EngineError: It finds other joints than a body's.
    """
    shapes = [tensor.shape for tensor in signature.outputs]
    width, height = signature.size
    bins = [_BINS_PER_PIXEL * width, _BINS_PER_PIXEL * height]
    if len(shapes) not in (2, 3) or any(len(shape) != 3 or shape[0] != 1 for shape in shapes):  # noqa: PLR2004 - x, y, z
        return None
    if [shape[2] for shape in shapes[:2]] != bins or shapes[0][1] != shapes[1][1]:
        return None
    count = shapes[0][1]
    if count not in JOINTS:
        raise EngineError(f"is RTMPose for {count} joints: expected a body's, {', '.join(map(str, JOINTS))}")
    depth = " with depth, which is not read" if len(shapes) > 2 else ""  # noqa: PLR2004 - x, y, z
    return Recognised(Part.KEYPOINTS, f"SimCC, {JOINTS[count]}'s joints{depth}", count)


def decode(simcc_x: Array, simcc_y: Array, width: int, height: int) -> tuple[Float32, Float32]:
    """Returns the joints (K, 2), pixels of the crop, and their scores (K,); a joint without a peak has score 0.

    Args:
        simcc_x: (K, bins across), two for each pixel in every published network.
        simcc_y: (K, bins down).
        width: Of the crop, pixels.
        height: The same.
    """
    across, down = simcc_x.argmax(axis=1), simcc_y.argmax(axis=1)
    rows = np.arange(len(simcc_x))
    scores = np.minimum(simcc_x[rows, across], simcc_y[rows, down]).astype(np.float32)
    joints = np.empty((len(rows), 2), np.float32)
    np.multiply(across, width / simcc_x.shape[1], out=joints[:, 0], casting="unsafe")
    np.multiply(down, height / simcc_y.shape[1], out=joints[:, 1], casting="unsafe")
    # A peak can be a little higher than 1; what is not a number is missing.
    return joints, np.clip(np.nan_to_num(scores, nan=0.0), 0.0, 1.0, dtype=np.float32)


def crop_of(roi: Roi, width: int, height: int) -> Affine:
    """Returns the affine from the crop to the picture: the crop is as high as the person's square.

    That is the network's own crop of a person who is higher than wide, a quarter larger than the box. The square is
    rotated so that the person is (see ``alignment``), and less than an eighth of it on each side is left out.

    Args:
        roi: The square around the person.
        width: Of the crop, pixels; at most its height.
        height: The same.
    """
    to_upright = roi.to_upright(height)
    to_upright[:, 2] += to_upright[:, 0] * (height - width) / 2
    return to_upright


def canonical(t: float, xy: Array, scores: Float32) -> Pose:
    """Returns the pose of a person whose 17, 26 or 133 joints are known (see ``coco.canonical``)."""
    pose = coco.canonical(t, xy[:_BODY], scores[:_BODY])
    further = _BEYOND_COCO[len(scores)]
    targets, sources = list(further), list(further.values())
    pose.xy[targets], pose.score[targets] = xy[sources], scores[sources]
    return pose


def alignment(pose: Pose) -> Alignment:
    """Returns the points of the next square, as BlazePose has them: mid hip, and the circle around all that is seen.

    The square has the torso upright, which is how most people stood whom the network was trained with.
    """
    shoulders, hips = pose.xy[_TORSO[:2]].mean(axis=0), pose.xy[_TORSO[2:]].mean(axis=0)
    torso = shoulders - hips
    length = float(np.hypot(*torso))
    up = torso / length if length > 1.0 else np.array([0.0, -1.0])
    is_seen = pose.score >= MIN_SCORE
    is_seen[_TORSO] = True
    radius = max(float(np.linalg.norm(pose.xy[is_seen] - hips, axis=1).max()), 1.0)
    x, y = hips.tolist()
    return x, y, x + radius * float(up[0]), y + radius * float(up[1])


KEYPOINTS = KeypointsFamily(RtmPose)
