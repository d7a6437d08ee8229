"""How signals spread over the frames of an exercise: of simulated sets, and of real ones where they are there."""

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from daemon.cli.benchmark import footage, labels
from daemon.cli.benchmark.items import Span
from daemon.config.settings import Settings
from daemon.core.features.signals import DEGREES, SHARE, SIGNALS, TORSOS
from daemon.core.params import FeatureParams
from daemon.core.pose.body import Body
from daemon.ports import PoseFrame
from daemon.system.clock import SystemClock

Values = NDArray[np.float64]
NAMES = tuple(SIGNALS)
"""The columns of ``Values``."""
FRAMES = 100
"""Frames looked at in each set, so that a long set weighs no more than a short one."""
_SHARED = Path(__file__).resolve().parents[3] / "shared"
TRACES = Path(os.environ.get("SPOTTER_TRACES") or _SHARED / "poses" / "repcount")
CLIPS = Path(os.environ.get("SPOTTER_CLIPS") or _SHARED / "clips")
_LITTLE, _FACTOR = {DEGREES: 4.0, TORSOS: 0.1, SHARE: 0.1}, 2.0
_BESIDE_S = 1.0
"""Where only the turning points are labelled, the reps begin and end about so long before and after."""


def values(pose_frames: Iterable[PoseFrame], spans: Sequence[Span] = ()) -> Values:
    """Returns the signals of a set, a row for each of ``FRAMES`` frames in which somebody is seen.

    Args:
        pose_frames: The footage.
        spans: The reps; frames before the first and after the last are left out. Empty: every frame counts.
    """
    start, end = (spans[0].start, spans[-1].end) if spans else (-np.inf, np.inf)
    poses = [frame.pose for frame in pose_frames if frame.pose is not None and start <= frame.t <= end]
    if not poses:
        return np.zeros((0, len(NAMES)))
    chosen = np.linspace(0, len(poses) - 1, FRAMES).round().astype(int)
    bodies = [Body.of(poses[i]) for i in chosen]
    params = FeatureParams()
    return np.array([[spec.measure(body, params).value for spec in SIGNALS.values()] for body in bodies])


def real(folder: Path, only: str | None = None) -> dict[str, list[Values]]:
    """Returns the signals of the labelled sets of a folder, by exercise; none where the folder is not there.

    Of a video, the poses that ``spotter benchmark`` found before are taken; a video without is left out.
    """
    if not (folder / labels.LABELS).exists():
        return {}
    engine, found = footage.engine(Settings(), None), defaultdict(list)
    for item in labels.read(folder):
        trace = item.path if item.path.suffix == ".npz" else footage.cached(item.path, engine)
        if item.exercise is not None and only in (None, item.exercise) and trace.exists():
            spans = item.spans or tuple(Span(t - _BESIDE_S, t + _BESIDE_S) for t in item.turns)
            seen = values(footage.pose_frames(trace, engine, SystemClock()), spans)
            if len(seen):
                found[item.exercise].append(seen)
    return dict(found)


def of_sets(sets: Iterable[tuple[Sequence[PoseFrame], Sequence[Span]]]) -> list[Values]:
    """Returns the signals of sets with their reps; one in which no rep was seen is left out."""
    seen = (values(pose_frames, spans) for pose_frames, spans in sets if spans)
    return [rows for rows in seen if len(rows)]


def spread(sets: Sequence[Values]) -> tuple[Values, Values]:
    """Returns the mean and the standard deviation of each signal over all frames of these sets."""
    rows = np.concatenate(sets)
    return rows.mean(axis=0), rows.std(axis=0)


def apart(simulated: Sequence[Values], real_sets: Sequence[Values]) -> dict[str, str]:
    """Returns the signals whose spread is unlike the real one, each with both.

    Alike: the mean is within one real standard deviation, and the standard deviation within a factor of two; a little
    is added to both, because a few real sets may happen to agree.
    """
    (mean, own), (real_mean, real_own) = spread(simulated), spread(real_sets)
    little = np.array([_LITTLE[spec.unit] for spec in SIGNALS.values()])
    off, ratio = np.abs(mean - real_mean) / (real_own + little), (own + little) / (real_own + little)
    return {
        name: f"{mean[i]:.2f} ± {own[i]:.2f}, real {real_mean[i]:.2f} ± {real_own[i]:.2f}"
        for i, name in enumerate(NAMES)
        if off[i] > 1 or not 1 / _FACTOR < ratio[i] < _FACTOR
    }


def table(exercise: str, populations: Mapping[str, Sequence[Values]]) -> str:
    """Returns a table: a signal a line, a population a column."""
    there = {name: sets for name, sets in populations.items() if sets}
    head = f"{exercise:<20}" + "".join(f"{f'{name} ({len(sets)})':>22}" for name, sets in there.items())
    found = [spread(sets) for sets in there.values()]
    lines = [
        f"{name:<20}" + "".join(f"{f'{mean[i]:.2f} ± {deviation[i]:.2f}':>22}" for mean, deviation in found)
        for i, name in enumerate(NAMES)
    ]
    return "\n".join([head, *lines])
