"""Gives the gym's athlete the movements of motion capture, so that a real engine can be held to real movements.

Each bone is turned to the way between the captured joints; the athlete's own lengths stay. What is true is then what
the athlete's bones show, so no marker's place comes into it.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.skeleton import Joint
from tests.gym.linear import Array, Z, between, frame, rotation, unit
from tests.gym.rig import SIDES, Limb, Rig
from tests.gym.solve import Bones, Turns, chain

SOLES_M = 0.1
"""How high the lowest ankle stands over the floor."""
_SIDE = {"L": "LEFT", "R": "RIGHT"}
_STRAIGHT = 0.25
"""Weight of the resting hinge beside the captured one, whose way is unsure while the limb is straight."""


def retarget(rig: Rig, world: NDArray[np.float32]) -> Bones:
    """Returns where the athlete's bones are in one captured pose.

    Args:
        rig: The athlete.
        world: float32 (33, 3), x right, y down, z away: a pose's world landmarks.
    """
    at = {joint.name: _room(world[joint]) for joint in Joint}
    root, chest = _trunk(at)
    turns: Turns = {"root": root}
    for k in range(1, 6):
        turns[f"spine0{6 - k}"] = between(root, chest, k / 5)
    for side in SIDES:
        turns |= _leg(rig, side, at, root) | _arm(rig, side, at, chest)
    bones = chain(rig, turns, np.zeros(3))
    low = min(float(bones.head[rig.index[f"foot.{side}"]][2]) for side in SIDES)
    return Bones(bones.turn, bones.head + Z * (SOLES_M - low))


def _room(point: NDArray[np.float32]) -> Array:
    x, y, z = (float(each) for each in point)
    return np.array([x, z, -y])


def _trunk(at: Mapping[str, Array]) -> tuple[Array, Array]:
    """Returns the turns of pelvis and chest; a resting body has its left at +x and stands along +z."""
    rest = frame(Z, np.array([1.0, 0.0, 0.0]))
    up = (at["LEFT_SHOULDER"] + at["RIGHT_SHOULDER"] - at["LEFT_HIP"] - at["RIGHT_HIP"]) / 2
    hips, shoulders = at["LEFT_HIP"] - at["RIGHT_HIP"], at["LEFT_SHOULDER"] - at["RIGHT_SHOULDER"]
    return frame(up, hips) @ rest.T, frame(up, shoulders) @ rest.T


def _leg(rig: Rig, side: str, at: Mapping[str, Array], root: Array) -> Turns:
    hip, knee, ankle = (at[f"{_SIDE[side]}_{name}"] for name in ("HIP", "KNEE", "ANKLE"))
    limb = rig.limb(f"upperleg01.{side}", f"lowerleg01.{side}", f"foot.{side}")
    upper, lower = _limb(limb, knee - hip, ankle - knee, root)
    turns = {f"{bone}.{side}": upper for bone in ("upperleg01", "upperleg02")}
    turns |= {f"{bone}.{side}": lower for bone in ("lowerleg01", "lowerleg02")}
    toes = at[f"{_SIDE[side]}_FOOT_INDEX"] - at[f"{_SIDE[side]}_HEEL"]
    rest = rig.head(f"toe2-1.{side}") - rig.head(f"foot.{side}")
    across = np.array([1.0, 0.0, 0.0])
    flat = frame(toes - Z * 0.1, lower @ across) @ frame(rest, across).T
    return turns | {f"foot.{side}": flat}


def _arm(rig: Rig, side: str, at: Mapping[str, Array], chest: Array) -> Turns:
    shoulder, elbow, wrist = (at[f"{_SIDE[side]}_{name}"] for name in ("SHOULDER", "ELBOW", "WRIST"))
    limb = rig.limb(f"upperarm01.{side}", f"lowerarm01.{side}", f"wrist.{side}")
    upper, lower = _limb(limb, elbow - shoulder, wrist - elbow, chest)
    clavicle = rotation(chest @ np.array([0.0, 1.0, 0.0]), _raised(elbow - shoulder, chest, side)) @ chest
    turns = {f"{bone}.{side}": upper for bone in ("upperarm01", "upperarm02")}
    turns |= {f"{bone}.{side}": lower for bone in ("lowerarm01", "lowerarm02", "wrist")}
    return turns | {f"{bone}.{side}": clavicle for bone in ("clavicle", "shoulder01")}


def _raised(way: Array, chest: Array, side: str) -> float:
    """Returns how far the girdle follows an arm that is raised over level, as in ``tests.gym.solve``: an eighth."""
    over = float(np.degrees(np.arcsin(np.clip(unit(way) @ (chest @ Z), -1, 1))))
    return (-1 if side == "L" else 1) * max(over + 60, 0) / 8


def _limb(limb: Limb, upper: Array, lower: Array, parent: Array) -> tuple[Array, Array]:
    swung = _swing(parent @ limb.upper, unit(upper)) @ parent
    hinge = np.cross(unit(upper), unit(lower)) + _STRAIGHT * (swung @ limb.hinge)
    return _turn(limb.upper, limb.hinge, upper, hinge), _turn(limb.lower, limb.hinge, lower, hinge)


def _swing(a: Array, b: Array) -> Array:
    axis = np.cross(a, b)
    return rotation(axis + 1e-9 * Z, float(np.degrees(np.arctan2(np.linalg.norm(axis), a @ b))))


def _turn(rest: Array, rest_hinge: Array, now: Array, hinge: Array) -> Array:
    return frame(now, hinge) @ frame(rest, rest_hinge).T
