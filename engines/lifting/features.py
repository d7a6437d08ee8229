"""What the lifter reads of a pose, and how its answer becomes world joints."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.body import ANKLES, HIPS, LIMBS, SHOULDERS, WRISTS
from daemon.core.pose.skeleton import JOINT_COUNT, Joint

Floats = NDArray[np.floating[Any]]
HEAD = (Joint.NOSE, Joint.LEFT_EAR, Joint.RIGHT_EAR)
"""Which way the athlete looks; every common layout of joints has them."""
SEEN = np.array([*HEAD, *LIMBS])
"""The joints whose places are read."""
_LIMBS = np.array(LIMBS)
_LIMB_ROWS = slice(len(HEAD), None)
_HIP_ROWS = [len(HEAD) + row for row in HIPS]
SEEN_SIZE, WORLD_SIZE = 3 * len(SEEN), 3 * len(LIMBS)
"""Numbers of a pose: x, y and score of each joint that is read; and x, y, z of each limb's joint."""
_SMALLEST_PX = 1.0
_NEAREST = np.empty(JOINT_COUNT, np.int64)
"""For each joint the row of the limb joint that it goes with."""
_NEAREST[_LIMBS] = np.arange(len(LIMBS))
_NEAREST[: Joint.LEFT_SHOULDER] = SHOULDERS[0]
for _side, _name in enumerate(("LEFT", "RIGHT")):
    for _part in ("PINKY", "INDEX", "THUMB"):
        _NEAREST[Joint[f"{_name}_{_part}"]] = WRISTS[_side]
    for _part in ("HEEL", "FOOT_INDEX"):
        _NEAREST[Joint[f"{_name}_{_part}"]] = ANKLES[_side]
_OTHERS = np.setdiff1d(np.arange(JOINT_COUNT), _LIMBS)


def features(xy: Floats, score: Floats, world: Floats | None) -> Floats:
    """Returns what the lifter reads of poses (..., F): places around the hips in units of the body's spread.

    Args:
        xy: (..., 33, 2), pixels.
        score: (..., 33).
        world: (..., 33, 3), metres, for a lifter that corrects them, else None.
    """
    return joined(xy[..., SEEN, :], score[..., SEEN], None if world is None else world[..., _LIMBS, :])


def joined(seen: Floats, sure: Floats, limbs: Floats | None) -> Floats:
    """Returns the same from the joints that are read (..., 15, 2), their scores, and the limbs' metres (..., 12, 3)."""
    centred, spread = _centred(seen)
    # Where a joint is not seen nothing is known of its place.
    places = centred / spread * (sure > 0)[..., None]
    parts = [places.reshape(*places.shape[:-2], -1), sure]
    if limbs is not None:
        parts.append(limbs.reshape(*limbs.shape[:-2], -1))
    return np.concatenate(parts, axis=-1)


def _centred(seen: Floats) -> tuple[Floats, Floats]:
    """Returns the places of the joints around the hips' middle, and the limbs' spread around it (pixels)."""
    centred = seen - seen[..., _HIP_ROWS, :].mean(axis=-2, keepdims=True)
    limbs = centred[..., _LIMB_ROWS, :]
    spread = np.sqrt((limbs * limbs).sum(axis=-1).mean(axis=-1))[..., None, None]
    return centred, np.maximum(spread, _SMALLEST_PX)


def corrected(world: Floats, by: Floats) -> NDArray[np.float32]:
    """Returns world joints (33, 3), each limb's joint moved by its row of ``by`` (12, 3), others with the nearest."""
    moved = world + by[_NEAREST]
    return _hip_centred(moved)


def whole(xy: Floats, limbs: Floats) -> NDArray[np.float32]:
    """Returns world joints (33, 3) from the limbs' (12, 3); others lie as in the picture, as deep as the nearest."""
    world = limbs[_NEAREST]
    centred, _ = _centred(xy[SEEN])
    flat = centred[_LIMB_ROWS]
    metres = float((flat * limbs[:, :2]).sum() / max(float((flat * flat).sum()), _SMALLEST_PX))
    offset = (xy[_OTHERS] - xy[_LIMBS[_NEAREST[_OTHERS]]]) * metres
    world[_OTHERS, :2] += offset
    return _hip_centred(world)


def _hip_centred(world: Floats) -> NDArray[np.float32]:
    hips = (world[Joint.LEFT_HIP] + world[Joint.RIGHT_HIP]) / 2
    centred: NDArray[np.float32] = (world - hips).astype(np.float32)
    return centred
