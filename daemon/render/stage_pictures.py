"""Draws what each stage saw of one frame: boxes, the crop, the joints' likelihood, joints, and depth from two sides."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.render.drawing import BONES, MIDDLE
from daemon.render.picture import Picture
from daemon.render.text import Colour

PLAIN = (46, 40, 36)
"""The ground where there is no picture."""
_PERSON, _REGION, _CROP = (90, 220, 120), (200, 200, 200), (60, 190, 255)
_HEAT_SIDE = 384
_PANEL, _MARGIN_M = 300, 0.15
_LEAST_M = 1.2
"""The least height of what is drawn in metres, so that a crouching athlete does not fill the panel."""
_FAINT = 0.35
"""Score under which a joint is drawn as a ring: it is guessed."""
_FONT = cv2.FONT_HERSHEY_SIMPLEX


@dataclass(frozen=True, slots=True, eq=False)
class Square:
    """A square in the picture.

    Attributes:
        corners: float (4, 2), pixels, in order around it.
        label: Written at its first corner.
    """

    corners: NDArray[np.float64]
    label: str = ""


def boxes(picture: Picture, people: list[Square], region: Square | None, crop: Square | None, scale: float) -> Picture:
    """Returns the picture with who was detected, where was searched, and the crop that the joints are found in.

    Args:
        picture: What lies below; it is not changed.
        people: Who was detected.
        region: The part that was searched; None: all of it.
        crop: The crop of the keypoint network, or None.
        scale: Pixels of this picture for each pixel that the squares are in.
    """
    drawn = picture.copy()
    for square, colour in (*((each, _PERSON) for each in people), (region, _REGION), (crop, _CROP)):
        if square is not None:
            _outline(drawn, square, colour, scale)
    return drawn


def likelihood(crop: Picture, heat: NDArray[np.float32]) -> Picture:
    """Returns the crop with the joints' likelihood over it.

    Args:
        crop: The crop, blue first.
        heat: float32 (h, w), 0..1: how likely any joint is there.
    """
    by = _HEAT_SIDE / max(crop.shape[:2])
    size = round(crop.shape[1] * by), round(crop.shape[0] * by)
    ground = cv2.cvtColor(cv2.cvtColor(cv2.resize(crop, size), cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    share = cv2.resize(heat, size, interpolation=cv2.INTER_LINEAR)
    colours = cv2.applyColorMap((np.clip(share, 0, 1) * 255).astype(np.uint8), cv2.COLORMAP_INFERNO)
    alpha = np.clip(share * 1.5, 0, 0.9)[..., None]
    return np.asarray(ground * 0.6 * (1 - alpha) + colours * alpha, np.uint8)


def joints(picture: Picture, pose: Pose, scale: float) -> Picture:
    """Returns the picture with the joints as they were found: a ring is a joint that is guessed."""
    drawn = picture.copy()
    _figure(drawn, pose.xy.astype(np.float64) * scale, pose.score, max(round(picture.shape[0] / 160), 2))
    return drawn


def depth(pose: Pose) -> Picture | None:
    """Returns the world joints from the front and from the athlete's left; None where the pose has none."""
    if pose.world is None:
        return None
    world = pose.world.astype(np.float64)
    low, high = world[:, 1].min(), world[:, 1].max()
    tall = max(high - low, np.ptp(world[:, 0]), np.ptp(world[:, 2]), _LEAST_M) + 2 * _MARGIN_M
    by, floor = _PANEL / tall, _PANEL - _MARGIN_M * _PANEL / tall
    drawn = np.empty((_PANEL, 2 * _PANEL, 3), np.uint8)
    drawn[:] = PLAIN
    for i, (axis, sign, label) in enumerate(((0, 1.0, "from the front"), (2, 1.0, "from the side"))):
        panel = drawn[:, i * _PANEL : (i + 1) * _PANEL]
        middle = (world[:, axis].min() + world[:, axis].max()) / 2
        across = _PANEL / 2 + sign * (world[:, axis] - middle) * by
        places = np.stack([across, floor + (world[:, 1] - high) * by], axis=1)
        cv2.line(panel, (0, round(floor)), (_PANEL, round(floor)), (90, 84, 80), 1)
        _figure(panel, places, pose.score, 3)
        cv2.putText(panel, label, (8, 18), _FONT, 0.45, MIDDLE, 1, cv2.LINE_AA)
    return drawn


def _figure(picture: Picture, places: NDArray[np.float64], score: NDArray[np.float32], thick: int) -> None:
    known = [(int(x), int(y)) for x, y in np.clip(places * 16, -(1 << 24), 1 << 24).round()]
    for one, other, colour in BONES:
        if score[one] > 0 and score[other] > 0:
            sure = min(score[one], score[other]) >= _FAINT
            cv2.line(picture, known[one], known[other], colour, thick if sure else 1, cv2.LINE_AA, 4)
    for joint in Joint:
        if score[joint] > 0:
            fill = cv2.FILLED if score[joint] >= _FAINT else 1
            cv2.circle(picture, known[joint], thick * 16, MIDDLE, fill, cv2.LINE_AA, 4)


def _outline(picture: Picture, square: Square, colour: Colour, scale: float) -> None:
    corners = np.clip(square.corners * scale, -1e5, 1e5)
    cv2.polylines(picture, [(corners * 16).round().astype(np.int32)], True, colour, 2, cv2.LINE_AA, 4)
    if square.label:
        x = int(np.clip(corners[:, 0].min() + 4, 2, picture.shape[1] - 60))
        y = int(np.clip(corners[:, 1].min() + 18, 16, picture.shape[0] - 6))
        for shade, width in (((0, 0, 0), 3), (colour, 1)):
            cv2.putText(picture, square.label, (x, y), _FONT, 0.5, shade, width, cv2.LINE_AA)
