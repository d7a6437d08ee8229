"""Which joints the body hides from the camera: those behind its own trunk, thighs or arms."""

import numpy as np

from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.simulator.linear import Vectors

_BONES = (("SHOULDER", "ELBOW", 0.05), ("ELBOW", "WRIST", 0.04), ("HIP", "KNEE", 0.08), ("KNEE", "ANKLE", 0.05))
"""A limb's bones and how thick each is around its middle line (m)."""
_TRUNK_M = 0.13
"""Metres from the trunk's middle line to its side, less what one sees around it."""
_BEHIND_M = 0.10
"""Metres behind a bone from which a joint is hidden and not beside it."""
_CAN_HIDE = ("ELBOW", "WRIST", "PINKY", "INDEX", "THUMB", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_SOFT = 0.5
"""Share of a bone's thickness within which what is half hidden lies."""


def hidden(seen: Vectors) -> Vectors:
    """Returns how much of each joint is hidden (N, 33), 0..1.

    Args:
        seen: Joints in the camera's axes (N, 33, 3), metres.
    """
    rays = seen[..., :2] / np.maximum(seen[..., 2:], 0.1)
    out = np.zeros((len(seen), JOINT_COUNT))
    for begin, end, thick, own in _bones(seen):
        share, gap = _nearest(rays, _ray(begin), _ray(end))
        depth = begin[:, None, 2] + share * (end - begin)[:, None, 2]
        behind = ((seen[..., 2] - depth) / _BEHIND_M - 0.5).clip(0, 1)
        beside = (1 - (gap * depth / thick - 1 + _SOFT) / _SOFT).clip(0, 1)
        cover = behind * beside
        cover[:, own] = 0.0
        out = np.maximum(out, cover)
    kept = [joint.value for joint in Joint if joint.name.partition("_")[2] not in _CAN_HIDE]
    out[:, kept] = 0.0
    return out


def _bones(seen: Vectors) -> list[tuple[Vectors, Vectors, float, list[int]]]:
    """Returns each bone's ends, its thickness, and the joints that are its own and so not hidden by it."""

    def middle(part: str) -> Vectors:
        pair: Vectors = seen[:, [Joint[f"LEFT_{part}"], Joint[f"RIGHT_{part}"]]].mean(axis=1)
        return pair

    bones = [(middle("SHOULDER"), middle("HIP"), _TRUNK_M, list[int]())]
    for side in ("LEFT", "RIGHT"):
        for a, b, thick in _BONES:
            ends = Joint[f"{side}_{a}"], Joint[f"{side}_{b}"]
            arm = a in ("SHOULDER", "ELBOW")
            own = [joint.value for joint in Joint if joint.name.startswith(side) and _of_arm(joint) == arm]
            bones.append((seen[:, ends[0]], seen[:, ends[1]], thick, own))
    return bones


def _of_arm(joint: Joint) -> bool:
    return joint < Joint.LEFT_HIP


def _ray(points: Vectors) -> Vectors:
    rays: Vectors = points[:, None, :2] / np.maximum(points[:, None, 2:], 0.1)
    return rays


def _nearest(points: Vectors, begin: Vectors, end: Vectors) -> tuple[Vectors, Vectors]:
    """Returns where along a bone each point is nearest to it in the picture (0..1), and how far it is from there."""
    way = end - begin
    share = ((points - begin) * way).sum(axis=-1) / np.maximum((way**2).sum(axis=-1), 1e-9)
    share = share.clip(0, 1)
    return share, np.linalg.norm(points - begin - share[..., None] * way, axis=-1)
