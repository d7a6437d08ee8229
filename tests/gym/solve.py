"""From a posture to every bone: the trunk by its angles, legs and planted arms by two-bone inverse kinematics."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.gym.linear import Array, X, Y, Z, between, frame, rotation, turned, twist, unit
from tests.gym.posture import Arm, Foot, Posture
from tests.gym.rig import SIDES, Limb, Rig

SOLE_M = 0.022
"""How thick the shoes' soles are."""
BALL_M, HEEL_M = 0.150, -0.052
"""How far the ball of the foot and the heel are ahead of the ankle."""
WRIST_M = 0.052
"""How high the wrist is over a palm that lies on the floor."""
STRAIGHT = 0.9985
"""The share of its length to which a limb can be stretched: about 174 degrees."""

Turns = dict[str, Array]


@dataclass(frozen=True, slots=True, eq=False)
class Bones:
    """Every bone in the room: ``turn`` (bones, 3, 3) from rest, ``head`` (bones, 3) metres."""

    turn: Array
    head: Array


def solve(rig: Rig, posture: Posture) -> Bones:
    """Place every bone of ``rig``."""
    root = turned(posture.pelvis.turn) @ rotation(X, posture.pitch) @ rotation(Y, posture.roll)
    turns = {"root": root, **dict(_trunk(posture, root))}
    for side, foot in zip(SIDES, posture.feet, strict=True):
        hip = posture.pelvis.point + root @ (rig.head(f"upperleg01.{side}") - rig.head("root"))
        turns.update(_leg(rig, side, foot, hip, root, posture.pelvis.turn))
    trunk = chain(rig, turns, posture.pelvis.point)
    for side, arm in zip(SIDES, posture.arms, strict=True):
        turns.update(_arm(rig, side, arm, trunk))
    return chain(rig, turns, posture.pelvis.point)


def chain(rig: Rig, turns: Turns, root: Array) -> Bones:
    """Hang the bones on each other; a bone without a turn of its own moves with its parent."""
    turn, head = np.empty((len(rig.names), 3, 3)), np.empty((len(rig.names), 3))
    for i, (name, parent) in enumerate(zip(rig.names, rig.parents, strict=True)):
        if parent < 0:
            turn[i], head[i] = turns[name], root
            continue
        head[i] = head[parent] + turn[parent] @ (rig.heads[i] - rig.heads[parent])
        turn[i] = turns.get(name, turn[parent])
    return Bones(turn, head)


def _trunk(posture: Posture, root: Array) -> Iterator[tuple[str, Array]]:
    for k in range(1, 6):
        share = k / 5
        bent = rotation(Z, posture.twist * share) @ rotation(X, posture.bend * share)
        yield f"spine0{6 - k}", root @ bent @ rotation(Y, posture.side * share)
    chest = root @ rotation(Z, posture.twist) @ rotation(X, posture.bend) @ rotation(Y, posture.side)
    for k, name in enumerate(("neck01", "neck02", "neck03", "head"), 1):
        yield name, chest @ rotation(Z, posture.gaze * k / 4) @ rotation(X, posture.nod * k / 4)


def foot_turn(foot: Foot) -> Array:
    """The foot's rotation from rest."""
    return turned(foot.ball.turn) @ rotation(X, foot.pitch)


def ankle_of(rig: Rig, side: str, foot: Foot) -> Array:
    """Where the ankle is when the foot is so, (3,)."""
    high = rig.head(f"foot.{side}")[2] - rig.floor + SOLE_M
    ball, heel = np.array([0, -BALL_M, -high]), np.array([0, -HEEL_M, -high])
    pivot = ball if foot.pitch >= 0 else heel
    level = turned(foot.ball.turn)
    return np.asarray(foot.ball.point + level @ (pivot - ball) + foot_turn(foot) @ -pivot)


def _leg(rig: Rig, side: str, foot: Foot, hip: Array, root: Array, turn: float) -> Turns:  # noqa: PLR0913, PLR0917
    limb = rig.limb(f"upperleg01.{side}", f"lowerleg01.{side}", f"foot.{side}")
    inward = -foot.cave if side == "L" else foot.cave
    knee_way = root @ turned(foot.ball.turn + inward - turn) @ -Y
    upper, lower = _two_bones(limb, hip, ankle_of(rig, side, foot), knee_way)
    toes = turned(foot.ball.turn) @ rotation(X, max(0.0, foot.pitch - 75.0))
    turns = {f"{bone}.{side}": upper for bone in ("upperleg01", "upperleg02")}
    turns |= {f"{bone}.{side}": lower for bone in ("lowerleg01", "lowerleg02")}
    turns[f"foot.{side}"] = foot_turn(foot)
    return turns | {f"toe{k}-1.{side}": toes for k in range(1, 6)}


def _two_bones(limb: Limb, start: Array, end: Array, pole: Array) -> tuple[Array, Array]:
    """The turns of both bones so that the limb goes from ``start`` to ``end``, its joint towards ``pole``."""
    way = unit(end - start)
    a, b = limb.upper_m, limb.lower_m
    d = min(float(np.linalg.norm(end - start)), (a + b) * STRAIGHT)
    out = frame(way, pole)[:, 1]
    along = (a * a - b * b + d * d) / (2 * d)
    joint = way * along + out * np.sqrt(max(a * a - along * along, 0.0))
    hinge = np.cross(out, way)
    return _turn(limb.upper, limb.hinge, joint, hinge), _turn(limb.lower, limb.hinge, way * d - joint, hinge)


def _turn(rest: Array, rest_hinge: Array, now: Array, hinge: Array) -> Array:
    return frame(now, hinge) @ frame(rest, rest_hinge).T


def _arm(rig: Rig, side: str, arm: Arm, trunk: Bones) -> Turns:
    out = 1.0 if side == "L" else -1.0
    limb = rig.limb(f"upperarm01.{side}", f"lowerarm01.{side}", f"wrist.{side}")
    chest = trunk.turn[rig.index["spine01"]]
    free = _free_arm(limb, arm, out, chest)
    at_rest = trunk.head[rig.index[f"upperarm01.{side}"]]
    wrist = at_rest + free[0] @ limb.upper * limb.upper_m + free[1] @ limb.lower * limb.lower_m
    wrist = wrist + unit(wrist - at_rest) * arm.reach
    wrist = wrist + arm.plant * (arm.hand.point + Z * WRIST_M - wrist)
    clavicle = _clavicle(chest, limb, wrist - at_rest)
    joint = rig.index[f"clavicle.{side}"]
    shoulder = trunk.head[joint] + clavicle @ (rig.head(f"upperarm01.{side}") - rig.heads[joint])
    free_way = free[0] @ limb.upper * limb.upper_m - (wrist - at_rest) * 0.5
    planted_way = turned(arm.hand.turn) @ rotation(Z, -out * arm.flare) @ Y
    pole = unit(free_way) * (1 - arm.plant) + planted_way * arm.plant
    upper, lower = _two_bones(limb, shoulder, wrist, pole)
    hand = between(lower @ rotation(limb.lower, -out * 10), _flat_hand(rig, side, arm, out), arm.plant)
    half = rotation(lower @ limb.lower, twist(hand @ lower.T, lower @ limb.lower) / 2) @ lower
    turns = {f"clavicle.{side}": clavicle, f"lowerarm01.{side}": lower, f"lowerarm02.{side}": half}
    turns |= {f"shoulder01.{side}": clavicle, f"upperarm01.{side}": upper, f"upperarm02.{side}": upper}
    return turns | {f"wrist.{side}": hand} | _fingers(rig, side, hand, 14 - 32 * arm.plant, out)


def _free_arm(limb: Limb, arm: Arm, out: float, chest: Array) -> tuple[Array, Array]:
    lifted = chest @ rotation(Y, -out * arm.abduct) @ rotation(X, -arm.flex) @ rotation(Z, -out * arm.spin)
    hinge, down = lifted @ -X, lifted @ -Z
    upper = _turn(limb.upper, limb.hinge, down, hinge)
    return upper, _turn(limb.lower, limb.hinge, rotation(hinge, arm.elbow) @ down, hinge)


def _clavicle(chest: Array, limb: Limb, way: Array) -> Array:
    """The shoulder girdle follows an arm that leaves the side, by an eighth of its way."""
    hanging = chest @ unit(limb.upper * np.array([0.5, 1, 1]))
    axis = np.cross(hanging, unit(way))
    angle = np.degrees(np.arctan2(np.linalg.norm(axis), hanging @ unit(way)))
    return rotation(axis + 1e-9 * X, angle / 8) @ chest


def _flat_hand(rig: Rig, side: str, arm: Arm, out: float) -> Array:
    wrist = rig.head(f"wrist.{side}")
    fingers = rig.head(f"finger3-1.{side}") - wrist
    across = rig.head(f"finger5-1.{side}") - rig.head(f"finger2-1.{side}")
    level = turned(arm.hand.turn)
    return frame(level @ rotation(X, 16.0) @ -Y, level @ X * out) @ frame(fingers, across).T


def _fingers(rig: Rig, side: str, hand: Array, curl: float, out: float) -> Turns:
    across = rig.head(f"finger5-1.{side}") - rig.head(f"finger2-1.{side}")
    return {
        f"finger{f}-{k}.{side}": hand @ rotation(across * out, curl * k * 0.6) for f in range(2, 6) for k in (1, 2, 3)
    }
