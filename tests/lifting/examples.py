"""What the lifter learns from and is held to: the engine's poses with the true joints, frame by frame."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.form import playing, traces
from tests.gym import set_truth
from tests.gym.rig import Rig
from tests.gym.sets import SIZE, Set, SetPlan, frozen_plans, later_plans
from tests.lifting.capture import in_camera
from tests.lifting.recording import JOINTS, Recording

LATER_SEED = 304973
"""See tests/gym/README.md."""


HELD_OUT = (4, 9, 10)
"""Bodies that are never learnt from: figures are taken on them."""
EVERY = 6
"""Of a rendered set the truth of each sixth frame is enough: the frames between differ little."""


def rendered(lot: str, rigs: Sequence[Rig]) -> Iterator[Recording]:
    """Yields the sets of a lot of ``tests/form/rendered``, with their true joints."""
    plans = {
        plan.name.partition("-")[2]: plan for plan in (frozen_plans() if lot == "frozen" else later_plans(LATER_SEED))
    }
    index = json.loads((playing.RENDERED / f"{lot}.json").read_text(encoding="utf-8"))
    for row in index:
        plan = plans[row["name"]]
        yield _rendered(plan, traces.read(playing.RENDERED / lot / f"{row['name']}.npz"), rigs[plan.person])


def _rendered(plan: SetPlan, trace: traces.Trace, rig: Rig) -> Recording:
    count = len(trace.frames)
    places = set_truth.joints(rig, Set(rig, plan), np.arange(0, count, EVERY) / plan.fps)
    room = np.full((count, len(JOINTS), 3), np.nan)
    room[::EVERY] = np.stack([places[name] for name in JOINTS], axis=1)
    seen = {
        "xy": np.zeros((count, 33, 2), np.float32),
        "world": np.zeros((count, 33, 3), np.float32),
        "score": np.zeros((count, 33), np.float32),
    }
    for k, frame in enumerate(trace.frames):
        if frame.pose is not None:
            for name, rows in seen.items():
                rows[k] = getattr(frame.pose, name)
    true, true_xy = in_camera(room, plan.camera), plan.camera.project(room, SIZE)
    return Recording(plan.name, plan.person, plan.fps, SIZE, **seen, true=true, true_xy=true_xy)


def recorded(folder: Path) -> Iterator[Recording]:
    """Yields what ``tests.lifting.capture`` wrote."""
    for path in sorted(folder.glob("*.npz")):
        yield Recording.load(path)


@dataclass(frozen=True, eq=False)
class Examples:
    """Frames in which somebody was seen.

    Attributes:
        xy, score, world: float32 (N, 33, ...), what the engine saw.
        true: float32 (N, 12, 3), metres, hip-centred; NaN where it was not kept.
        before: int64 (N, taps), the frame that each tap reads.
        known: int64 (M,), the frames whose truth was kept.
    """

    xy: NDArray[np.float32]
    score: NDArray[np.float32]
    world: NDArray[np.float32]
    true: NDArray[np.float32]
    before: NDArray[np.int64]
    known: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.known)


def examples(recordings: Sequence[Recording], taps_s: Sequence[float]) -> Examples:
    """Returns the frames of recordings."""
    rows: dict[str, list[NDArray[np.float32] | NDArray[np.int64]]] = {name: [] for name in Examples.__annotations__}
    count = 0
    for each in recordings:
        seen = np.flatnonzero(each.score.any(axis=1))
        hips = each.true[seen][:, 6:8].mean(axis=1, keepdims=True)
        rows["xy"].append(each.xy[seen])
        rows["score"].append(each.score[seen])
        rows["world"].append(each.world[seen])
        rows["true"].append((each.true[seen] - hips).astype(np.float32))
        rows["before"].append(count + taps(seen / each.fps, taps_s))
        rows["known"].append(count + np.flatnonzero(np.isfinite(hips[:, 0, 0])))
        count += len(seen)
    return Examples(**{name: np.concatenate(values) for name, values in rows.items()})  # type: ignore[arg-type] # each list holds what its field is


def taps(t: NDArray[np.float64], taps_s: Sequence[float]) -> NDArray[np.int64]:
    """Returns the row (N, taps) nearest to so long before each time, as ``TemporalLifter`` chooses it."""
    asked = t[:, None] - np.array(taps_s)
    after = np.minimum(np.searchsorted(t, asked), len(t) - 1)
    before = np.maximum(after - 1, 0)
    nearer = (after > 0) & (asked - t[before] <= t[after] - asked)
    return np.where(nearer, before, after)
