"""A frame made small, for the guide that says where to put the camera."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.ports import Frame
from daemon.render.picture import Picture, stored_bgr, warped

WIDTH, HEIGHT = 96, 54
"""Pixels of the small picture at most: enough to see where somebody stands, too few to know a face."""
WHITE = 250
"""Brightness from which a pixel is burnt out, of 255."""
AROUND = 0.15
"""Share of the athlete's own size that is left out around him when the background is looked at."""
NEARLY_ALL = 0.9
"""Share of the picture that the athlete may fill for the background to be compared."""
_BT601 = np.array([0.299, 0.587, 0.114], np.float32)

Grey = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """A small upright picture.

    Attributes:
        rgb: uint8 (height, width, 3), red first.
        grey: float32 (height, width), brightness 0..255.
    """

    rgb: Picture
    grey: Grey

    @property
    def light(self) -> float:
        """Mean brightness, 0..1."""
        return float(self.grey.mean()) / 255

    @property
    def blown(self) -> float:
        """Share of the pixels that are burnt out."""
        return float((self.grey >= WHITE).mean())


def thumbnail(frame: Frame) -> Thumbnail:
    """Make a frame small. 0.5 to 1 ms whatever its size, 2 where it is YUYV: for looking, never with every frame."""
    by = min(WIDTH / frame.width, HEIGHT / frame.height, 1.0)
    width, height = max(round(frame.width * by), 1), max(round(frame.height * by), 1)
    rows, columns = frame.planes[0].shape[:2]
    size = max(round(columns * by), 1), max(round(rows * by), 1)
    to_stored = (
        _scale(size[0] / columns, size[1] / rows)
        @ np.vstack([frame.to_stored, [0.0, 0.0, 1.0]])
        @ _scale(frame.width / width, frame.height / height)
    )
    bgr = warped(stored_bgr(frame, size), to_stored[:2], (width, height))
    rgb = np.ascontiguousarray(bgr[:, :, ::-1])
    return Thumbnail(rgb, rgb.astype(np.float32) @ _BT601)


def shake(before: Thumbnail, now: Thumbnail, pose: Pose | None, size: tuple[int, int]) -> float | None:
    """Returns how far the background moved between two pictures, a share of their height; None if they do not compare.

    By phase correlation (Kuglin and Hines 1975), the athlete and what is around him left out. ``size`` is that of the
    frame (pixels), which the pose is in.
    """
    if before.grey.shape != now.grey.shape:
        return None
    height, width = now.grey.shape
    still = np.ones((height, width), np.float32)
    if pose is not None:
        low, high = pose.xy.min(axis=0) / size, pose.xy.max(axis=0) / size
        margin = AROUND * (high - low)
        (left, top), (right, bottom) = np.clip(low - margin, 0, 1), np.clip(high + margin, 0, 1)
        still[round(top * height) : round(bottom * height), round(left * width) : round(right * width)] = 0
    if still.mean() < 1 - NEARLY_ALL:
        return None
    (dx, dy), _ = cv2.phaseCorrelate(_flat(before.grey, still), _flat(now.grey, still), _window(width, height))
    return float(np.hypot(dx, dy)) / height


def _flat(grey: Grey, still: Grey) -> Grey:
    """Returns the background less its own mean, and 0 where it is not looked at."""
    mean = float((grey * still).sum() / still.sum())
    return np.asarray((grey - mean) * still, np.float32)


def _window(width: int, height: int) -> Grey:
    return np.asarray(cv2.createHanningWindow((width, height), cv2.CV_32F), np.float32)


def _scale(x: float, y: float) -> NDArray[np.float64]:
    """Scales pixel coordinates about the picture's corner, which lies half a pixel before the first one's centre."""
    return np.array([[x, 0.0, (x - 1) / 2], [0.0, y, (y - 1) / 2], [0.0, 0.0, 1.0]])
