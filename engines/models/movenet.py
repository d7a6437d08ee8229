"""MoveNet (Lightning and Thunder): finds the 17 joints of the one person in a square.

Source: TensorFlow's MoveNet tutorial. The next square is that of the authors (see ``body_square``); whom to look for
when the athlete is lost, and whether a person found is the athlete, is the pipeline's.
"""

import numpy as np

from daemon.core.pose.skeleton import Joint
from daemon.ports import Frame, Stages
from engines.arrays import Array, Float32
from engines.crop_format import CropFormat, InputLayout, Outside
from engines.models import body_square, coco
from engines.ports import Found, KeypointsFamily, Runtime
from engines.roi import Roi
from engines.signature import Part, Recognised, Signature

EXPECTED = "MoveNet (one output: [1, 1, 17, 3])"
_TORSO_SCORE = 0.2
"""A square holds a person where a shoulder and a hip have this score (the authors' MIN_CROP_KEYPOINT_SCORE)."""
_DOUBTFUL_SCORE = 0.3
"""The network's own score that is 0.5 in a pose: its scores are low.

Of Thunder's joints with this one, two thirds lie within a fifth of the torso's length of BlazePose full's (24 real
clips). A steeper scale, nearer to BlazePose's visibility, counts the same sets, and more reps of people who do nothing.
"""
_SHOULDERS = [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
_HIPS = [Joint.LEFT_HIP, Joint.RIGHT_HIP]


class MoveNet:
    """The network on a runtime (see ``Keypoints``).

    Args:
        runtime: The network, with one output, (1, 1, 17, 3).
        stages: Receives the time that crop and network took.
    """

    def __init__(self, runtime: Runtime, stages: Stages) -> None:
        self._runtime = runtime
        self._stages = stages
        layout = InputLayout.of(runtime.image)
        self._size = layout.width, layout.height
        self._crop = runtime.cropper(CropFormat(outside=Outside.BLACK))

    @property
    def runtime(self) -> Runtime:
        """The network."""
        return self._runtime

    @property
    def sees_picture(self) -> bool:
        """False: it reads one person's square."""
        return False

    def find(self, frame: Frame, roi: Roi | None = None) -> list[Found]:
        """Returns the one person in a square of the frame, however unlikely (see ``Keypoints``).

        Raises:
            EngineError: The runtime failed.
        """
        to_upright = (roi or Roi.whole(frame.width, frame.height)).to_upright(*self._size)
        self._crop.fill(frame, to_upright)
        self._stages.lap("crop")
        self._runtime.run()
        joints, scores = decode(next(iter(self._runtime.outputs.values())), *self._size)
        pose = coco.canonical(frame.t, joints @ to_upright[:, :2].T + to_upright[:, 2], likely(scores))
        limit = float(likely(np.array(_TORSO_SCORE)))
        found = Found(pose, body_square.alignment(pose, limit), _presence(pose.score, limit))
        self._stages.lap("landmarks")
        return [found]


def recognise(signature: Signature) -> Recognised | None:
    """Returns how MoveNet's output is written, or None where the network is none."""
    if [tensor.shape for tensor in signature.outputs] != [(1, 1, len(coco.COCO), 3)]:
        return None
    return Recognised(Part.KEYPOINTS, "a row per joint: y, x, score", len(coco.COCO))


def decode(output: Array, width: int, height: int) -> tuple[Float32, Float32]:
    """Returns the joints (17, 2), x and y in pixels of the crop, and their scores (17,) as the network has them.

    Args:
        output: (1, 1, 17, 3): y, x and score, each 0..1.
        width: Of the crop, pixels.
        height: The same.
    """
    rows = output.reshape(-1, 3).astype(np.float32)
    return rows[:, 1::-1] * np.array([width, height], np.float32), np.clip(rows[:, 2], 0, 1)


def likely(scores: Array) -> Array:
    """Returns scores on the scale of a pose, where 0.5 is doubtful."""
    return np.interp(scores, [0, _DOUBTFUL_SCORE, 1], [0, 0.5, 1])


def _presence(score: Float32, limit: float) -> float:
    """Returns 0.5 where the better shoulder or the better hip is at the limit, and 1 from twice that."""
    worse = min(float(score[_SHOULDERS].max()), float(score[_HIPS].max()))
    return min(worse / limit / 2, 1.0)


KEYPOINTS = KeypointsFamily(MoveNet)
