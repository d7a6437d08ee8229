"""RTMPose: finds the joints of one person in a box, each as a peak along x and a peak along y (SimCC).

Source: Jiang et al., "RTMPose: Real-Time Multi-Person Pose Estimation based on MMPose", 2023; Li et al., "SimCC", 2022.
"""

import numpy as np
from numpy.typing import NDArray

from daemon.errors import EngineError
from engines.models.detections import AnyFloat, Float32
from engines.signature import Part, Recognised, Signature

EXPECTED = "RTMPose (simcc_x [1, K, 2·width] and simcc_y [1, K, 2·height])"
JOINTS = {17: "COCO", 26: "Halpe", 133: "COCO-WholeBody"}
"""The sets of joints that are published."""
_BINS_PER_PIXEL = 2
_MARGIN = 1.25
"""The network was trained on boxes that are a quarter larger than the person."""


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


def decode(simcc_x: AnyFloat, simcc_y: AnyFloat, width: int, height: int) -> tuple[Float32, Float32]:
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


def crop_of(corners: Float32, width: int, height: int) -> NDArray[np.float64]:
    """Returns the affine from the crop to the picture: the box a quarter larger, widened to the crop's own shape.

    Args:
        corners: (4,), left, top, right, bottom; pixels of the picture.
        width: Of the crop, pixels.
        height: The same.
    """
    left, top, right, bottom = (float(corner) for corner in corners)
    scale = _MARGIN * max((right - left) / width, (bottom - top) / height)
    x, y = (left + right) / 2, (top + bottom) / 2
    return np.array([[scale, 0.0, x - scale * width / 2], [0.0, scale, y - scale * height / 2]])
