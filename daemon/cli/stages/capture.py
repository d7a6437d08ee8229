"""What the stages saw of one frame, packed small enough to keep half a minute of it, and the pictures drawn of it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.pose import Pose
from daemon.ports import Frame
from daemon.render import stage_pictures
from daemon.render.picture import Picture, upright_bgr
from daemon.render.stage_pictures import Square

KEEP_S = 30.0
"""How long a frame is remembered: a rep of ``auto`` counts seconds after it was done."""
STEP_S = 1 / 15
"""Least time between two frames that are remembered."""
_WIDEST = 640
_QUALITY = 90
_FAST = 1
"""PNG's quickest compression."""


@dataclass(frozen=True, slots=True, eq=False)
class CropSeen:
    """The keypoint network's input.

    Attributes:
        png: Its pixels, exactly as fed, as 8-bit colours.
        square: Where it lies in the picture.
        says: Its size and how it is fed.
        presence: How sure the network is that there is a person, 0..1.
        heat: uint8 (h, w), 255 where a joint is certain; None: the network has no such output.
        heat_name: What the network says it by: heatmaps or SimCC.
    """

    png: bytes
    square: Square
    says: str
    presence: float
    heat: NDArray[np.uint8] | None
    heat_name: str


@dataclass(frozen=True, slots=True, eq=False)
class Capture:
    """One frame.

    Attributes:
        t: When it was captured (s).
        size: Width and height of the picture (pixels).
        picture: JPEG, or None where the source has poses alone.
        pose: The athlete's, or None.
        people: Who was detected when the detector last ran, and ``searched_t`` when that was; None: it never ran.
        region: The part that was searched then; None: all of it, or several parts.
        crop: What the joints were found in, or None.
    """

    t: float
    size: tuple[int, int]
    picture: bytes | None
    pose: Pose | None
    people: tuple[Square, ...] = ()
    searched_t: float | None = None
    region: Square | None = None
    crop: CropSeen | None = None

    @property
    def has_depth(self) -> bool:
        """Whether the joints are known in space."""
        return self.pose is not None and self.pose.world is not None

    @property
    def ground(self) -> Picture:
        """The picture, or a plain ground of its shape."""
        if self.picture is not None:
            return np.asarray(cv2.imdecode(np.frombuffer(self.picture, np.uint8), cv2.IMREAD_COLOR), np.uint8)
        width, height = _shrunk(self.size)
        return np.full((height, width, 3), stage_pictures.PLAIN, np.uint8)


class Captures:
    """The last half minute of captures."""

    def __init__(self) -> None:
        self._kept: deque[Capture] = deque()

    def is_due(self, t: float) -> bool:
        """Returns whether the frame of this time (s) is to be remembered."""
        return not self._kept or t - self._kept[-1].t >= STEP_S

    def add(self, capture: Capture) -> None:
        """Remembers one, and forgets the oldest."""
        self._kept.append(capture)
        while capture.t - self._kept[0].t > KEEP_S:
            self._kept.popleft()

    def near(self, t: float) -> Capture | None:
        """Returns the one nearest to a time (s); None where there is none within a moment."""
        nearest = min(self._kept, key=lambda each: abs(each.t - t), default=None)
        return nearest if nearest is not None and abs(nearest.t - t) <= 5 * STEP_S else None


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """What a stage saw, as a picture.

    Attributes:
        name: The stage's, for a file.
        title: The stage's, for a reader.
        says: What is to be known of it.
        picture: Blue first.
        exact: The very bytes of a PNG, where they matter.
        broad: It is twice as wide as high.
    """

    name: str
    title: str
    says: str
    picture: Picture
    exact: bytes | None = None
    broad: bool = False


def packed(frame: Frame) -> bytes:
    """Returns a frame's upright picture as a small JPEG."""
    picture = upright_bgr(frame)
    size = _shrunk((frame.width, frame.height))
    smaller = (
        picture if size == (frame.width, frame.height) else cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    )
    return cv2.imencode(".jpg", smaller, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()


def png_of(rgb: Picture) -> bytes:
    """Returns a picture, red first, as a PNG."""
    return cv2.imencode(".png", rgb[:, :, ::-1], [cv2.IMWRITE_PNG_COMPRESSION, _FAST])[1].tobytes()


def drawn(capture: Capture) -> Iterator[Drawn]:
    """Yields a picture for each stage that saw something."""
    ground = capture.ground
    scale = ground.shape[1] / capture.size[0]
    if capture.searched_t is not None or capture.crop is not None:
        crop = None if capture.crop is None else capture.crop.square
        boxes = stage_pictures.boxes(ground, list(capture.people), capture.region, crop, scale)
        yield Drawn("1-detector", "Detector", _searched(capture), boxes)
    if capture.crop is not None:
        yield from _of_crop(capture.crop)
    if capture.pose is None:
        return
    score = float(capture.pose.score[capture.pose.score > 0].mean()) if capture.pose.score.any() else 0.0
    says = f"{int((capture.pose.score > 0).sum())} of 33, mean score {score:.2f}"
    yield Drawn("4-joints", "Joints", says, stage_pictures.joints(ground, capture.pose, scale))
    sides = stage_pictures.depth(capture.pose)
    if sides is not None:
        yield Drawn("5-space", "In space", "world joints in metres, from two sides", sides, broad=True)


def _searched(capture: Capture) -> str:
    if capture.searched_t is None:
        return "did not run; orange is the crop"
    ago = capture.t - capture.searched_t
    boxes = f"{len(capture.people)} {'box' if len(capture.people) == 1 else 'boxes'}"
    return f"{boxes}, {'in this frame' if ago < STEP_S / 2 else f'{ago:.1f} s before'}"


def _of_crop(crop: CropSeen) -> Iterator[Drawn]:
    picture = np.asarray(cv2.imdecode(np.frombuffer(crop.png, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    yield Drawn("2-crop", "Crop as fed", f"{crop.says}; presence {crop.presence:.2f}", picture, exact=crop.png)
    if crop.heat is not None:
        heat = stage_pictures.likelihood(picture, crop.heat.astype(np.float32) / 255)
        yield Drawn("3-heat", crop.heat_name, "how likely any joint is there", heat)


def _shrunk(size: tuple[int, int]) -> tuple[int, int]:
    by = min(_WIDEST / max(size), 1.0)
    return max(round(size[0] * by), 1), max(round(size[1] * by), 1)
