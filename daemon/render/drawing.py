"""Draws a pose and a caption onto a picture, in sizes that suit the picture's."""

import cv2
import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import Joint
from daemon.render.picture import Picture

_SEEN = 0.5
"""A joint that is more likely hidden than seen is not drawn."""

_LIMBS = (
    *("SHOULDER ELBOW", "ELBOW WRIST", "WRIST INDEX", "SHOULDER HIP", "HIP KNEE"),
    *("KNEE ANKLE", "ANKLE HEEL", "HEEL FOOT_INDEX", "ANKLE FOOT_INDEX"),
)
_ACROSS = ("SHOULDER", "HIP")
_LEFT, _RIGHT, _MIDDLE = (60, 160, 255), (255, 190, 60), (235, 235, 235)
"""Blue, green, red: the athlete's left is orange, the right is blue, what joins them is white."""


def _bones() -> tuple[tuple[Joint, Joint, tuple[int, int, int]], ...]:
    sides = (("LEFT", _LEFT), ("RIGHT", _RIGHT))
    limbs = [
        (Joint[f"{side}_{limb.split()[0]}"], Joint[f"{side}_{limb.split()[1]}"], colour)
        for side, colour in sides
        for limb in _LIMBS
    ]
    across = [(Joint[f"LEFT_{name}"], Joint[f"RIGHT_{name}"], _MIDDLE) for name in _ACROSS]
    return (*across, *limbs)


BONES = _bones()
"""Pairs of joints with the colour (blue, green, red) of the line between them."""


def draw_pose(picture: Picture, pose: Pose) -> None:
    """Draw the bones whose two ends are seen, and the joints, into the picture."""
    thick = max(2, round(picture.shape[0] / 160))
    points = [(round(float(x)), round(float(y))) for x, y in np.clip(pose.xy, -1e4, 1e4)]
    seen = pose.score >= _SEEN
    for one, other, colour in BONES:
        if seen[one] and seen[other]:
            cv2.line(picture, points[one], points[other], colour, thick, cv2.LINE_AA)
    for joint in {joint for one, other, _ in BONES for joint in (one, other)}:
        if seen[joint]:
            cv2.circle(picture, points[joint], thick + 1, _MIDDLE, cv2.FILLED, cv2.LINE_AA)


def draw_caption(picture: Picture, caption: str) -> None:
    """Write the lines of the caption at the top left, white on a dark rim, shrunk until the widest fits."""
    height, width = picture.shape[:2]
    lines = caption.splitlines()
    scale = height / 400
    widest = max((_extent(line, scale)[0] for line in lines), default=0)
    scale *= min(1.0, (width * 0.94) / max(widest, 1))
    y = 0
    for line in lines:
        y += round(_extent(line, scale)[1] * 1.7)
        for colour, thick in (((20, 20, 20), 6), ((255, 255, 255), 2)):
            at, thick_px = (round(width * 0.03), y), max(1, round(thick * scale))
            cv2.putText(picture, line, at, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, thick_px, cv2.LINE_AA)


def _extent(line: str, scale: float) -> tuple[int, int]:
    (width, height), _ = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, scale, max(1, round(2 * scale)))
    return int(width), int(height)
