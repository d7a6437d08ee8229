"""Changes to a pose trace before it is counted: what other cameras, rooms and athletes would have shown.

Each is a pure function of an item and its frames; what is random is seeded by the item's name, so that the same item is
always changed in the same way.
"""

import zlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from daemon.cli.benchmark.items import HOLDS, Item, NoRep, Span
from daemon.core.nearest import suggestion
from daemon.core.pose.pose import Float32, Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.errors import UsageError
from daemon.ports import PoseFrame

ALL = "all"
"""Asks for every perturbation."""
COVERED = "covered"
"""The one in which a rep may be missed: it was not to be seen."""

_NOISE = 0.015
"""Standard deviation of each joint's place, as a share of the torso's length in the picture."""
_NOISE_M = 0.02
"""The same in metres, of the world landmarks."""
_DROPPED = 0.15
_COVERED_S = 1.5
_AWAY_S = 0.4
_ASIDE = 3.0
"""Torso lengths from the athlete to who stands beside: an arm's length apart."""
_MIDDLE = 0.4
"""Share of the footage at which something happens where the second rep's time is not known."""
_HIPS, _SHOULDERS = [Joint.LEFT_HIP, Joint.RIGHT_HIP], [Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER]
_FEET = list(range(Joint.LEFT_ANKLE, JOINT_COUNT))
_LEGS = list(range(Joint.LEFT_KNEE, JOINT_COUNT))

Frames = list[PoseFrame]
Change = Callable[[Item, Frames], Frames]


@dataclass(frozen=True, slots=True)
class Perturbation:
    """What is done to an item and its frames.

    Attributes:
        change: Makes other frames of an item's frames.
        speed: How many times as fast all goes afterwards; the labels go with it.
    """

    change: Change
    speed: float = 1.0

    def apply(self, item: Item, frames: Frames) -> tuple[Item, Frames]:
        """Returns the changed item and frames."""
        changed = self.change(item, frames)
        if self.speed == 1.0:
            return item, changed
        return _retimed(item, self.speed), [_at(frame, frame.t / self.speed) for frame in changed]


def named(words: str) -> tuple[str, ...]:
    """Reads ``--perturb``: names with commas between, or ``all``.

    Raises:
        UsageError: A name is unknown; one line, with the nearest.
    """
    names = list(PERTURBATIONS) if words == ALL else words.split(",")
    for name in names:
        if name not in PERTURBATIONS:
            raise UsageError(f"--perturb {name}: no such perturbation: {suggestion(name, [ALL, *PERTURBATIONS])}")
    return tuple(dict.fromkeys(names))


def _same(_: Item, frames: Frames) -> Frames:
    return frames


def _half_rate(_: Item, frames: Frames) -> Frames:
    return frames[::2]


def _at_7_fps(_: Item, frames: Frames) -> Frames:
    """Keep the first frame of each seventh of a second, as a slow camera does."""
    kept: Frames = []
    for frame in frames:
        if not kept or int((frame.t - frames[0].t) * 7) > int((kept[-1].t - frames[0].t) * 7):
            kept.append(frame)
    return kept


def _at_60_fps(_: Item, frames: Frames) -> Frames:
    times = [frame.t for frame in frames]
    count = int((times[-1] - times[0]) * 60)
    return [_between(frames, times, times[0] + i / 60) for i in range(count + 1)]


def _between(frames: Frames, times: Sequence[float], t: float) -> PoseFrame:
    """Returns the frame of a moment: of the two around it, or the nearer one where nobody was seen in one."""
    after = min(bisect_left(times, t), len(frames) - 1)
    one, two = frames[max(after - 1, 0)], frames[after]
    share = (t - one.t) / (two.t - one.t) if two.t > one.t else 1.0
    near = two if share > 0.5 else one  # noqa: PLR2004 - the nearer one
    if one.pose is None or two.pose is None:
        return _at(near, t)
    world = near.pose.world if near.pose is not None else None
    if one.pose.world is not None and two.pose.world is not None:
        world = _mixed(one.pose.world, two.pose.world, share)
    xy, score = _mixed(one.pose.xy, two.pose.xy, share), _mixed(one.pose.score, two.pose.score, share)
    return replace(near, t=t, pose=Pose(t, xy, world, score))


def _noise(item: Item, frames: Frames) -> Frames:
    random, sigma = _random(item), np.float32(_NOISE * _torso(frames))

    def noisy(pose: Pose) -> Pose:
        shift, shift_m = random.normal(size=(JOINT_COUNT, 2)), random.normal(size=(JOINT_COUNT, 3))
        world = None if pose.world is None else (pose.world + _NOISE_M * shift_m).astype(np.float32)
        return replace(pose, xy=(pose.xy + sigma * shift).astype(np.float32), world=world)

    return _each(frames, noisy)


def _dropouts(item: Item, frames: Frames) -> Frames:
    lost = _random(item).random(len(frames)) < _DROPPED
    return [replace(frame, pose=None) if gone else frame for frame, gone in zip(frames, lost, strict=True)]


def _covered(item: Item, frames: Frames) -> Frames:
    middle = _moment(item, frames)
    return [replace(f, pose=None) if abs(f.t - middle) < _COVERED_S / 2 else f for f in frames]


def _mirrored(_: Item, frames: Frames) -> Frames:
    def mirrored(pose: Pose, width: int) -> Pose:
        xy = pose.xy[_MIRRORED] * np.array([-1, 1], np.float32) + np.array([width, 0], np.float32)
        world = None if pose.world is None else pose.world[_MIRRORED] * np.array([-1, 1, 1], np.float32)
        return Pose(pose.t, xy, world, pose.score[_MIRRORED])

    return [f if f.pose is None else replace(f, pose=mirrored(f.pose, f.width)) for f in frames]


def _second_person(item: Item, frames: Frames) -> Frames:
    """The skeleton jumps to somebody who stands still beside the athlete, and back."""
    seen = next((frame for frame in frames if frame.pose is not None), None)
    if seen is None or seen.pose is None:
        return frames
    began, still = _moment(item, frames), seen.pose
    side = 1 if still.xy[_HIPS, 0].mean() < seen.width / 2 else -1
    there = still.xy + np.array([side * _ASIDE * _torso(frames), 0], np.float32)

    def someone(frame: PoseFrame) -> PoseFrame:
        if frame.pose is None or not began <= frame.t < began + _AWAY_S:
            return frame
        return replace(frame, pose=Pose(frame.t, there, still.world, still.score))

    return [someone(frame) for frame in frames]


def _no_legs(_: Item, frames: Frames) -> Frames:
    return _out_of_picture(frames, _LEGS)


def _no_feet(_: Item, frames: Frames) -> Frames:
    return _out_of_picture(frames, _FEET)


def _out_of_picture(frames: Frames, joints: list[int]) -> Frames:
    """Joints that are below the picture: not seen, and guessed to stay at its edge."""
    seen = [frame.pose for frame in frames if frame.pose is not None]
    if not seen:
        return frames
    bottom = min(frames[0].height, max(float(pose.xy[:, 1].max()) for pose in seen))
    xy, world = seen[0].xy.copy(), seen[0].world
    xy[:, 1] = bottom

    def cut(pose: Pose) -> Pose:
        metres = pose.world
        if metres is not None and world is not None:
            metres = _with(metres, joints, world)
        return Pose(pose.t, _with(pose.xy, joints, xy), metres, _with(pose.score, joints, np.zeros_like(pose.score)))

    return _each(frames, cut)


def _no_world(_: Item, frames: Frames) -> Frames:
    return _each(frames, lambda pose: replace(pose, world=None))


PERTURBATIONS: dict[str, Perturbation] = {
    "half_rate": Perturbation(_half_rate),
    "fps7": Perturbation(_at_7_fps),
    "fps60": Perturbation(_at_60_fps),
    "noise": Perturbation(_noise),
    "dropouts": Perturbation(_dropouts),
    COVERED: Perturbation(_covered),
    "mirrored": Perturbation(_mirrored),
    "slow": Perturbation(_same, 0.7),
    "fast": Perturbation(_same, 1.5),
    "second_person": Perturbation(_second_person),
    "no_legs": Perturbation(_no_legs),
    "no_feet": Perturbation(_no_feet),
    "no_world": Perturbation(_no_world),
}
"""Every perturbation by name, in the table's order."""


def _other_side(joint: Joint) -> int:
    name = joint.name
    swapped = name.replace("LEFT", "RIGHT") if "LEFT" in name else name.replace("RIGHT", "LEFT")
    return int(Joint[swapped])


_MIRRORED = [_other_side(joint) for joint in Joint]


def _random(item: Item) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(item.name.encode()))


def _each(frames: Frames, change: Callable[[Pose], Pose]) -> Frames:
    return [frame if frame.pose is None else replace(frame, pose=change(frame.pose)) for frame in frames]


def _at(frame: PoseFrame, t: float) -> PoseFrame:
    return replace(frame, t=t, pose=None if frame.pose is None else replace(frame.pose, t=t))


def _mixed(one: Float32, two: Float32, share: float) -> Float32:
    mixed: NDArray[np.float32] = (one + (two - one) * np.float32(share)).astype(np.float32)
    return mixed


def _with(all_: Float32, joints: list[int], others: Float32) -> Float32:
    changed = all_.copy()
    changed[joints] = others[joints]
    return changed


def _torso(frames: Frames) -> float:
    """Returns the median length of the torso in the picture (pixels)."""
    seen = [frame.pose.xy for frame in frames if frame.pose is not None]
    lengths = [float(np.linalg.norm(xy[_SHOULDERS].mean(axis=0) - xy[_HIPS].mean(axis=0))) for xy in seen]
    return float(np.median(lengths)) if lengths else 0.0


def _moment(item: Item, frames: Frames) -> float:
    """Returns the middle of the second rep, or 40 % of the footage where that is not known."""
    if len(item.spans) > 1:
        return (item.spans[1].start + item.spans[1].end) / 2
    if len(item.turns) > 1 and item.exercise not in HOLDS:
        return item.turns[1]
    return frames[0].t + _MIDDLE * (frames[-1].t - frames[0].t)


def _retimed(item: Item, speed: float) -> Item:
    """Returns the item with its labels at another speed; seconds of a hold become more or fewer."""

    def span(each: Span) -> Span:
        return Span(each.start / speed, each.end / speed)

    reps = round(item.reps / speed) if item.reps is not None and item.exercise in HOLDS else item.reps
    no_reps = item.no_reps and tuple(NoRep(span(each.span), each.reason) for each in item.no_reps)
    turns, window = tuple(t / speed for t in item.turns), item.window and span(item.window)
    return replace(item, reps=reps, spans=tuple(map(span, item.spans)), turns=turns, no_reps=no_reps, window=window)
