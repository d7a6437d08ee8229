"""The athlete's own best rep, as it was at the same depth: what the rep under way can be held against."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.skeleton import Joint
from daemon.events import Rep
from daemon.render.track import SEEN, Rows, Track

_HIPS = [Joint.LEFT_HIP, Joint.RIGHT_HIP]
_FEWEST = 3
"""A rep of fewer frames has no shape."""

Outline = NDArray[np.float32]
"""float32 (33, 2), pixels; NaN where a joint was not seen."""


@dataclass(frozen=True, slots=True, eq=False)
class Ghost:
    """A rep without its place and size.

    Attributes:
        rep: Id of the rep.
        body: float32 (N, 33, 2), torso lengths from the middle of the hips; NaN where a joint was not seen.
        depth: Of each moment, 0 start and 1 turning point.
        t: Times of the moments (s).
        turn: The deepest moment's index.
    """

    rep: str
    body: NDArray[np.float32]
    depth: NDArray[np.float32]
    t: NDArray[np.float64]
    turn: int

    @classmethod
    def of(cls, rep: Rep, track: Track) -> "Ghost | None":
        """Takes a rep's shape from the track; None where too little of it was seen."""
        rows = track.between(rep.start, rep.end)
        rows = rows[np.isfinite(rows["torso"]) & (rows["torso"] > 0) & rows["score"][:, _HIPS].all(axis=1)]
        if len(rows) < _FEWEST:
            return None
        body = (rows["xy"] - hips(rows)[:, None]) / rows["torso"][:, None, None]
        body[rows["score"] < SEEN] = np.nan
        depth = depths(rows)
        return cls(rep.id, body.astype(np.float32), depth, rows["t"].copy(), int(np.argmax(depth)))

    def at(self, depth: float, *, back: bool, place: tuple[float, float], torso: float) -> Outline:
        """Returns the joints as they were at a depth.

        Args:
            depth: 0 start, 1 turning point.
            back: On the way back from the turning point.
            place: Middle of the hips to put it on (pixels).
            torso: The torso's length there (pixels).
        """
        half = slice(self.turn, None) if back else slice(0, self.turn + 1)
        k = int(np.argmin(np.abs(self.depth[half] - depth))) + (half.start or 0)
        return np.asarray(self.body[k] * np.float32(torso) + np.array(place, np.float32), np.float32)

    @property
    def turn_t(self) -> float:
        """When it is deepest (s)."""
        return float(self.t[self.turn])

    def depth_at(self, t: float) -> float:
        """Returns how deep the rep was at a time within it (s)."""
        return float(np.interp(t, self.t, self.depth))


def hips(rows: Rows) -> NDArray[np.float32]:
    """Returns the middle of the hips of each row (pixels)."""
    return np.asarray(rows["xy"][:, _HIPS].mean(axis=1), np.float32)


def depths(rows: Rows) -> NDArray[np.float32]:
    """Returns how deep a rep was in each of its rows: as counted, else by the angle that moved most."""
    depth = rows["depth"]
    if np.isfinite(depth).all():
        return np.asarray(depth, np.float32)
    angles = rows["angle"].mean(axis=2)
    most = angles[:, int(np.argmax(np.ptp(angles, axis=0)))]
    far = np.abs(most - most[0])
    return np.asarray(far / max(float(far.max()), 1e-6), np.float32)
