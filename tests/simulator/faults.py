"""What a pose model does wrong beyond jitter: it guesses hidden limbs, changes left and right, and bends the depth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from tests.simulator.linear import Vectors, across, unit
from tests.simulator.weakness import Weakness, blind

Floats = NDArray[np.float32]
_ARM = ("SHOULDER", "ELBOW", "WRIST", ("PINKY", "INDEX", "THUMB"))
_LEG = ("HIP", "KNEE", "ANKLE", ("HEEL", "FOOT_INDEX"))
_TORSO_M = 0.5
_PX_PER_M = 240.0
_NOWHERE_PX = 100_000
_EPOCH_S = 0.9
"""How long a guess lasts before the model makes another one."""
_GLIDE_S = 0.15
"""How long it takes from one guess to the next: models smooth what they find."""
_BESIDE = 0.3
"""Share of the roots' distance at which a limb that is laid onto the other stays beside it."""
_PARTS = (
    "NOSE", "EYE", "EAR", "MOUTH", "SHOULDER", "ELBOW", "WRIST", "PINKY", "INDEX", "THUMB",
    "HIP", "KNEE", "ANKLE", "HEEL", "FOOT",
)  # fmt: skip
_UPRIGHT = (-0.8, -0.8, -0.6, -0.75, -0.4, -0.45, -0.6, -0.65, -0.65, -0.65, 0.0, 0.0, 0.85, 0.9, 0.3)
_PRONE = (-0.7, -0.7, -0.6, -0.7, -0.45, -0.35, -0.35, -0.4, -0.4, -0.4, 0.0, 0.45, 0.95, 0.95, 0.9)
_SUPINE = (-0.3, -0.3, -0.3, -0.3, -0.1, -0.15, -0.2, -0.2, -0.2, -0.2, 0.0, -0.15, 0.2, 0.2, 0.1)
"""Torso lengths by which landmarks of the picture are too far away, by part: BlazePose takes the head nearer and the
feet farther than they are. Near the medians of the RepCount traces: of jumping jacks, push-ups and sit-ups. Its world
landmarks have about a quarter of that."""
_OWN = 0.09
"""How much a part's depth error differs from set to set, torso lengths."""
_LYING = 0.3, 0.7
"""Cosine of the trunk's lean at which a body is taken for lying, and for upright."""


@dataclass(frozen=True)
class Faults:
    """How wrong a model is; the defaults are a model without these faults.

    Attributes:
        laid, straight: Shares of the time in which a hidden limb is laid onto the other one, or taken for straight;
            the rest of the time its guess is right.
        sure: Score of a hidden joint, 0..1; None: as ``Weakness`` says.
        unfolds: How far an arm that is folded in the picture is unfolded in depth, in lengths of the arm: the hand to
            where the athlete faces, or to the arm's own side. Elbows that are sharp in the picture are blunt in metres.
        stiff: Share of the elbows' bend that is missing in world landmarks, which need not fit to the picture.
        flips: Share of frames in which left and right are changed.
        flip_s: How long that lasts.
        bow: Times the depth error of landmarks of the picture.
        picture: Gives landmarks of the picture in place of world landmarks, as data sets publish them: the torso is
            0.5 m in each frame, the hips are in the middle, and every score is 1.
    """

    laid: float = 0.0
    straight: float = 0.0
    sure: float | None = None
    unfolds: float = 0.0
    stiff: float = 0.0
    flips: float = 0.0
    flip_s: float = 0.15
    bow: float = 0.0
    picture: bool = False


def guessed(faults: Faults, seen: Vectors, cover: Vectors, fps: float, rng: np.random.Generator) -> Vectors:
    """Returns the joints (N, 33, 3) with hidden limbs where the model guesses them.

    Args:
        faults: How wrong the model is.
        seen: The true joints in the camera's axes, metres.
        cover: How much of each joint is hidden (N, 33), 0..1.
        fps: Frames a second.
        rng: The chance.
    """
    out = seen.copy()
    for side, other in (("LEFT", "RIGHT"), ("RIGHT", "LEFT")):
        for limb in (_ARM, _LEG):
            laid, straight = _modes(faults, len(seen), fps, rng)
            mine, its = _places(side, limb), _places(other, limb)
            by = cover[:, mine]
            # Where the other limb is hidden too, there is nothing to lay this one onto.
            laid = laid * (1 - cover[:, its[1:3]].max(axis=1)[:, None])
            onto = seen[:, its] + _BESIDE * (seen[:, mine[0]] - seen[:, its[0]])[:, None]
            along = _straightened(seen[:, mine])
            moved = laid[..., None] * (onto - seen[:, mine]) + straight[..., None] * (along - seen[:, mine])
            out[:, mine[1:]] += (by[..., None] * moved)[:, 1:]
    return out


def scores(faults: Faults, score: Vectors, cover: Vectors, rng: np.random.Generator) -> Vectors:
    """Returns the scores (N, 33) that the model gives: middling ones for what is hidden."""
    if faults.sure is None:
        return score
    habit = (faults.sure + rng.normal(0, 0.15, JOINT_COUNT)).clip(0.03, 0.95)
    return (1 - cover) * score + cover * np.minimum(habit + rng.normal(0, 0.03, score.shape), 1.0).clip(0.02)


def flipped(faults: Faults, frames: int, fps: float, rng: np.random.Generator) -> Vectors:
    """Returns the joint that each joint is taken for (N, 33): whole bodies are changed over, or legs or arms alone."""
    same = np.arange(JOINT_COUNT)
    out = np.tile(same, (frames, 1))
    mirror = np.array([Joint[_other(joint.name)].value for joint in Joint])
    for part in (slice(0, JOINT_COUNT), slice(0, Joint.LEFT_HIP), slice(Joint.LEFT_KNEE, JOINT_COUNT)):
        share = faults.flips / 3
        when = blind(Weakness(blind=share, gap_s=faults.flip_s), frames, fps, rng)
        swap = same.copy()
        swap[part] = mirror[part]
        out[when] = swap
    return out


def of_picture(xy: Floats, depth: Floats, px_per_m: Vectors) -> Floats:
    """Returns landmarks of the picture (N, 33, 3) around the hips, the torso 0.5 m long in each frame.

    Args:
        xy: Pixels (N, 33, 2).
        depth: Metres (N, 33) that each joint is farther away than the hips, as the model has it.
        px_per_m: Pixels a metre at the hips (N,).
    """
    hips, shoulders = [Joint.LEFT_HIP, Joint.RIGHT_HIP], [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
    flat = (xy - xy[:, hips].mean(axis=1, keepdims=True)) / px_per_m[:, None, None]
    out = np.concatenate([flat, depth[..., None]], axis=2)
    out -= out[:, hips].mean(axis=1, keepdims=True)
    torso = np.linalg.norm(out[:, shoulders].mean(axis=1), axis=-1)
    out *= (_TORSO_M / np.maximum(torso, 0.05))[:, None, None]
    return out.astype(np.float32)


def placeless(metres: Floats, rng: np.random.Generator) -> tuple[Floats, tuple[int, int]]:
    """Returns pixels for landmarks whose place is lost, and the size of their picture, near whose edges nobody is.

    The hips tremble by a pixel: footage whose hips are at one point throughout is moved again by who reads it.
    """
    trembling = rng.normal(0, 0.5, (len(metres), 1, 2))
    xy = metres[..., :2] * _PX_PER_M + _NOWHERE_PX / 2 + trembling
    return xy.astype(np.float32), (_NOWHERE_PX, _NOWHERE_PX)


def bowed(faults: Faults, seen: Vectors, torso_m: float, rng: np.random.Generator) -> Vectors:
    """Returns metres (N, 33) by which each joint seems farther away than it is; another set has others."""
    if faults.bow == 0:
        return np.zeros(seen.shape[:2])
    stands, prone = _position(seen)
    own, habit = 1 + 0.25 * rng.normal(0, 1), _OWN * rng.normal(0, 1, len(_PARTS))
    columns = [_PARTS.index(_part(joint.name)) for joint in Joint]

    def offsets(table: tuple[float, ...]) -> Vectors:
        row = np.array(table) * own + habit * (np.array(_UPRIGHT) != 0)
        return row[columns]

    lying = prone * offsets(_PRONE) + (1 - prone) * offsets(_SUPINE)
    return faults.bow * torso_m * (stands * offsets(_UPRIGHT) + (1 - stands) * lying)


def unfolded(faults: Faults, seen: Vectors) -> Vectors:
    """Returns metres (N, 33) by which joints of folded arms seem farther away than they are."""
    out = np.zeros(seen.shape[:2])
    if faults.unfolds == 0:
        return out
    _, front, left = _axes(seen)
    for side, sign in (("LEFT", 1.0), ("RIGHT", -1.0)):
        arm = _places(side, _ARM)
        limb = seen[:, arm]
        upper, lower = (np.linalg.norm(limb[:, i + 1] - limb[:, i], axis=-1) for i in (0, 1))
        fold = 1 - np.linalg.norm(limb[:, 2] - limb[:, 0], axis=-1) / np.maximum(upper + lower, 1e-9)
        away = (1.5 * front[:, 2] + 0.8 * sign * left[:, 2]).clip(-1, 1) * faults.unfolds * fold
        out[:, arm[1]] = away * upper
        out[:, arm[2:]] = (away * (upper + lower))[:, None]
    return out


def stiffened(faults: Faults, metres: Vectors) -> Vectors:
    """Returns world landmarks (N, 33, 3) with the elbows less bent than they are; hands keep their shape."""
    if faults.stiff == 0:
        return metres
    out = metres.copy()
    for side in ("LEFT", "RIGHT"):
        shoulder, elbow, wrist, *hand = _places(side, _ARM)
        upper = unit(metres[:, elbow] - metres[:, shoulder])
        lower = metres[:, wrist] - metres[:, elbow]
        bend = np.arccos((unit(lower) * upper).sum(axis=-1, keepdims=True).clip(-1, 1)) * (1 - faults.stiff)
        turned = np.cos(bend) * upper + np.sin(bend) * across(lower, upper)
        moved = turned * np.linalg.norm(lower, axis=-1, keepdims=True) - lower
        out[:, [wrist, *hand]] += moved[:, None]
    return out


def _axes(seen: Vectors) -> tuple[Vectors, Vectors, Vectors]:
    """Returns the trunk's up, front and left (N, 3), of length 1."""
    left, right = (seen[:, [Joint[f"{side}_SHOULDER"], Joint[f"{side}_HIP"]]] for side in ("LEFT", "RIGHT"))
    up = unit((left + right)[:, 0] - (left + right)[:, 1])
    side = unit((left - right).sum(axis=1))
    return up, unit(np.cross(side, up)), side


def _position(seen: Vectors) -> tuple[Vectors, Vectors]:
    """Returns how upright the trunk is, and how far it lies on its front (N, 1), each 0..1."""
    up, front, _ = _axes(seen)
    low, high = _LYING
    stands = ((-up[:, 1] - low) / (high - low)).clip(0, 1)
    # Down is positive in the camera's axes.
    prone = (front[:, 1] + 0.5).clip(0, 1)
    return stands[:, None], prone[:, None]


def _modes(faults: Faults, frames: int, fps: float, rng: np.random.Generator) -> tuple[Vectors, Vectors]:
    """Returns how much a limb is laid onto the other and how much it is straight (N, 1), each 0..1."""
    epoch = max(round(_EPOCH_S * fps), 1)
    draws = np.repeat(rng.random(frames // epoch + 2), epoch)
    laid, straight = draws < faults.laid, draws > 1 - faults.straight
    width = max(round(_GLIDE_S * fps), 1)
    start = int(rng.integers(0, epoch))

    def glide(mode: Vectors) -> Vectors:
        smooth = np.convolve(mode.astype(float), np.ones(width) / width, mode="same")
        return smooth[start : start + frames, None]

    return glide(laid), glide(straight)


def _straightened(limb: Vectors) -> Vectors:
    """Returns a limb (N, joints, 3) that goes straight from its root to where its end is."""
    along = unit(limb[:, 2] - limb[:, 0])
    upper = np.linalg.norm(limb[:, 1] - limb[:, 0], axis=-1, keepdims=True)
    lower = np.linalg.norm(limb[:, 2] - limb[:, 1], axis=-1, keepdims=True)
    out = limb.copy()
    out[:, 1] = limb[:, 0] + upper * along
    out[:, 2] = limb[:, 0] + (upper + lower) * along
    out[:, 3:] += (out[:, 2] - limb[:, 2])[:, None]
    return out


def _places(side: str, limb: tuple[str, str, str, tuple[str, ...]]) -> list[int]:
    root, middle, end, rest = limb
    return [Joint[f"{side}_{part}"].value for part in (root, middle, end, *rest)]


def _part(name: str) -> str:
    word = name.removeprefix("LEFT_").removeprefix("RIGHT_")
    return word.split("_", maxsplit=1)[0]


def _other(name: str) -> str:
    return name.replace("LEFT", "*").replace("RIGHT", "LEFT").replace("*", "RIGHT")
