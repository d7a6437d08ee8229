"""What the drawing needs of each frame: where the joints were, and how far the movement had gone. No picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.features.body_measures import angle
from daemon.core.pose.body import ANKLES, ELBOWS, HIPS, KNEES, LIMBS, SHOULDERS, WRISTS, Body, Pair
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.core.rep_progress import RepProgress

ANGLES: dict[str, tuple[Pair, Pair, Pair]] = {
    "knee": (HIPS, KNEES, ANKLES),
    "hip": (SHOULDERS, HIPS, KNEES),
    "elbow": (SHOULDERS, ELBOWS, WRISTS),
    "shoulder": (HIPS, SHOULDERS, ELBOWS),
}
"""The angles that can be drawn: rows of ``LIMBS`` of both sides, the one at whose joint the angle is in the middle."""
PHASES = ("start", "eccentric", "bottom", "concentric")
NO_PHASE = -1
SEEN = 128
"""Score, of 255, from which a joint is drawn: one that is more likely hidden than seen is not."""
_ROW = np.dtype(
    [
        ("t", "f8"),
        ("xy", "f4", (JOINT_COUNT, 2)),
        ("score", "u1", (JOINT_COUNT,)),
        ("angle", "f4", (len(ANGLES), 2)),
        ("torso", "f4"),
        ("phase", "i1"),
        ("depth", "f4"),
        ("held", "f4"),
    ]
)
_FIRST_ROWS = 1024
_FAR = 1e5
"""Pixels from which on a joint's place means nothing."""

Rows = NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Angle:
    """A joint's angle that can be drawn.

    Attributes:
        name: Its name in ``ANGLES``.
        joints: For the left and the right side: an end, the joint itself, the other end.
        leads: Only the side that works more is looked at.
        flat: It is measured in the picture's plane.
    """

    name: str
    joints: tuple[tuple[Joint, Joint, Joint], tuple[Joint, Joint, Joint]]
    leads: bool
    flat: bool

    @classmethod
    def of(cls, signal: str) -> "Angle | None":
        """Returns the angle that a signal measures, None where it is no joint's."""
        name = signal.removesuffix("_lead").removesuffix("_image")
        if name not in ANGLES:
            return None
        sides = _three(ANGLES[name], 0), _three(ANGLES[name], 1)
        return cls(name, sides, signal.endswith("_lead"), signal.endswith("_image"))


def _three(pairs: tuple[Pair, Pair, Pair], side: int) -> tuple[Joint, Joint, Joint]:
    a, b, c = pairs
    return LIMBS[a[side]], LIMBS[b[side]], LIMBS[c[side]]


class Track:
    """A row for each frame, of about 350 bytes.

    Its fields are ``t`` (s), ``xy`` (pixels), ``score`` (0..255), ``angle`` (degrees), ``torso`` (pixels), ``phase``
    (an index of ``PHASES`` or ``NO_PHASE``), ``depth`` and ``held`` (s), which are NaN where there is none.

    Attributes:
        size: Width and height of the first picture (pixels), which all joints are in; None before it.
    """

    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self._rows: Rows = np.zeros(_FIRST_ROWS, _ROW)
        self._count = 0

    def __len__(self) -> int:
        """Frames so far."""
        return self._count

    @property
    def rows(self) -> Rows:
        """A view of the rows so far; only until the next frame is added."""
        return self._rows[: self._count]

    def add(self, t: float, pose: Pose | None, size: tuple[int, int]) -> None:
        """Adds a frame; ``size`` is its picture's width and height."""
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        row = self._rows[self._count]
        self._count += 1
        self.size = self.size or size
        row["t"], row["phase"], row["depth"], row["held"], row["torso"] = t, NO_PHASE, math.nan, math.nan, math.nan
        if pose is not None:
            self._see(row, pose, size)

    def note(self, progress: RepProgress, held_s: float | None) -> None:
        """Adds to the newest frame what was counted with it."""
        if self._count:
            row = self._rows[self._count - 1]
            row["phase"] = NO_PHASE if progress.phase is None else PHASES.index(progress.phase)
            row["depth"] = math.nan if progress.signal is None else progress.signal
            row["held"] = math.nan if held_s is None else held_s

    def index(self, t: float) -> int:
        """Returns the row that is nearest in time; -1 where there is none."""
        times = self.rows["t"]
        after = int(np.searchsorted(times, t))
        near = [i for i in (after - 1, after) if 0 <= i < self._count]
        return min(near, key=lambda i: abs(float(times[i]) - t), default=-1)

    def between(self, start: float, end: float) -> Rows:
        """Returns the rows from one time to another, both included."""
        times = self.rows["t"]
        return self.rows[np.searchsorted(times, start - 1e-6) : np.searchsorted(times, end + 1e-6)]

    @property
    def step_s(self) -> float | None:
        """Seconds from one frame to the next, as usual in this video; None with less than two frames."""
        return float(np.median(np.diff(self.rows["t"]))) if self._count > 1 else None

    def _see(self, row: np.void, pose: Pose, size: tuple[int, int]) -> None:
        width, height = self.size or size
        row["xy"] = np.clip(np.nan_to_num(pose.xy, nan=-_FAR), -_FAR, _FAR)
        if size != self.size:  # a stream may change its size
            row["xy"] *= (width / size[0], height / size[1])
        row["score"] = (np.clip(pose.score, 0, 1) * 255).round()
        body = Body.of(pose)
        row["torso"] = body.torso_px * height / size[1]
        for i, (a, b, c) in enumerate(ANGLES.values()):
            for side in (0, 1):
                ends = (body.world[pair[side]] for pair in (a, b, c))
                row["angle"][i, side] = angle(*ends)
