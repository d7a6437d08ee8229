"""Candidates of labelled footage: every movement that the segmenter proposes, and whether it was a rep."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from daemon.cli.benchmark import footage, labels
from daemon.cli.benchmark.families import alike
from daemon.cli.benchmark.items import Item
from daemon.config.settings import Settings
from daemon.core.counting.candidate import Candidate, candidate
from daemon.core.counting.pipeline import Pipeline, prepare
from daemon.core.counting.segmenter import Attempt
from daemon.core.evidence.model import Additive
from daemon.core.features.movement import Readings
from daemon.core.params import CountingParams
from daemon.core.pose.smoothing import OneEuroSmoother
from daemon.core.spec import Exercise
from daemon.ports import PoseFrame
from daemon.system.clock import SystemClock

GROUPED_BY = ("source", "prefix")
"""Columns that tell what belongs together: a clip's source, or how one subject's traces are called."""
NOTHING = Additive(0.0, {})
_NEAR_S = 0.2
_AFTER_S = 0.35
"""A labelled turning point belongs to a candidate that it is in, or so close to."""
_OVERLAP = 0.5


@dataclass
class Run:
    """One item counted as one exercise.

    Attributes:
        group: Items that must stay in one fold.
        kind: ``clip``, ``trace`` or ``simulated``.
        item: Its name.
        true: What is done; None where nobody exercises.
        exercise: What it is counted as.
        reps: The true count; 0 where another exercise is done.
        candidates: In order.
        right: Whether each is a rep.
        ruled_out: Whether each is a no-rep that was done on purpose.
        has_depth: It is seen with world landmarks; False for the same in the picture alone.
    """

    group: str
    kind: str
    item: str
    true: str | None
    exercise: str
    reps: int
    candidates: list[Candidate] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    ruled_out: list[bool] = field(default_factory=list)
    has_depth: bool = True

    @property
    def own(self) -> bool:
        """Whether the exercise is the one that is done."""
        return self.true == self.exercise


def of_folders(folders: Sequence[Path], exercises: Mapping[str, Exercise]) -> list[Run]:
    """Returns the runs of labelled folders; one source or subject is one group."""
    asked = [item for folder in folders for item in labels.read(folder, GROUPED_BY)]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        return [run for runs in pool.map(partial(_of_item, exercises), asked, chunksize=4) for run in runs]


def _of_item(exercises: Mapping[str, Exercise], item: Item) -> list[Run]:
    kind = "trace" if item.path.suffix == ".npz" else "clip"
    frames = footage.pose_frames(item.path, footage.engine(Settings(), None), SystemClock())
    return list(of_frames(kind, item, footage.within(frames, item.window), exercises))


def of_frames(
    kind: str,
    item: Item,
    frames: Sequence[PoseFrame],
    exercises: Mapping[str, Exercise],
    known: Sequence[Exercise] | None = None,
) -> Iterator[Run]:
    """Yields an item counted as what is done in it, and as everything that is unlike it; then the same, seen flat.

    Args:
        kind: See ``Run``.
        item: With its labels.
        frames: Of all of it.
        exercises: What it is counted as.
        known: All exercises; None where they are the same.
    """
    yield from _seen(kind, item, frames, exercises, known)
    for run in _seen(kind, item, [_flat(frame) for frame in frames], exercises, known):
        yield replace(run, has_depth=False)


def _flat(frame: PoseFrame) -> PoseFrame:
    """Returns a frame without its world landmarks."""
    return frame if frame.pose is None else replace(frame, pose=replace(frame.pose, world=None))


def _seen(
    kind: str,
    item: Item,
    frames: Sequence[PoseFrame],
    exercises: Mapping[str, Exercise],
    known: Sequence[Exercise] | None,
) -> Iterator[Run]:
    params = CountingParams()
    readings = _readings(frames, params)
    group = item.group or item.path.name
    for name, exercise in exercises.items():
        own = item.exercise == name
        if exercise.is_hold or (not own and item.exercise is not None and alike(item.exercise, name)):
            continue
        run = Run(group, kind, item.path.name, item.exercise, name, item.reps if own else 0)
        pipeline = prepare(exercise, params, tuple(exercises.values()) if known is None else known)
        run.candidates = list(_candidates(pipeline, readings))
        run.right = _right(run.candidates, item) if own else [False] * len(run.candidates)
        run.ruled_out = [
            own and not right and _refused(each, item) for each, right in zip(run.candidates, run.right, strict=True)
        ]
        yield run


def _readings(frames: Sequence[PoseFrame], params: CountingParams) -> list[tuple[float, Readings | None]]:
    smoother, smoothed, found = OneEuroSmoother(params.smoother), None, []
    for frame in frames:
        if frame.pose is None:
            found.append((frame.t, None))
            continue
        smoothed, body = smoother.step(smoothed, frame.pose)
        found.append((frame.t, Readings(body, frame.t, params.features)))
    return found


def _candidates(pipeline: Pipeline, readings: Sequence[tuple[float, Readings | None]]) -> Iterator[Candidate]:
    """Yields what a set of this exercise would weigh: a long gap begins the segmenter afresh, as a pause does."""
    params, segmenter = pipeline.params, pipeline.segmenter
    state, seen = segmenter.begin(), None
    for t, reading in readings:
        attempt: Attempt | None = None
        if reading is None:
            if seen is not None and t - seen > params.set.lost_s:
                state, seen = segmenter.begin(), None
            continue
        seen = t
        state, attempt = segmenter.step(state, pipeline.features.sample(reading))
        if attempt is not None and attempt.depth >= params.evidence.min_depth:
            yield _weighed(pipeline, attempt)
    last = segmenter.finish(state)
    if last is not None and last.depth >= params.evidence.min_depth:
        yield _weighed(pipeline, last)


def _weighed(pipeline: Pipeline, attempt: Attempt) -> Candidate:
    return candidate(attempt, pipeline.looks, NOTHING, pipeline.params.measures, pipeline.exercise.min_rep_s)


def _right(candidates: Sequence[Candidate], item: Item) -> list[bool]:
    """Returns which candidates are labelled reps: each label takes the candidate that fits it best."""
    taken: set[int] = set()
    marks = [(s.start, s.end) for s in item.spans] if item.spans else [(turn, turn) for turn in item.turns]
    for start, end in marks:
        fits = {i: _fit(each, start, end) for i, each in enumerate(candidates) if i not in taken}
        best = max((i for i, fit in fits.items() if fit is not None), key=lambda i: fits[i] or 0.0, default=None)
        if best is not None:
            taken.add(best)
    return [i in taken for i in range(len(candidates))]


def _refused(found: Candidate, item: Item) -> bool:
    """Returns whether a candidate is a labelled no-rep."""
    return any(_fit(found, each.span.start, each.span.end) is not None for each in item.no_reps or ())


def _fit(found: Candidate, start: float, end: float) -> float | None:
    """Returns how well a candidate fits a labelled rep, greater is better; None where it is another movement."""
    if start == end:  # only the moment of its turning point, or of its end, is known
        if not found.start - _NEAR_S <= start <= found.end + _AFTER_S:
            return None
        return -min(abs(start - found.turn), abs(start - found.end) + 0.1, abs(start - found.start) + 0.3)
    shared = min(end, found.end) - max(start, found.start)
    inside = start - 0.1 <= found.turn <= end + 0.1
    if not inside and shared <= _OVERLAP * min(end - start, found.end - found.start):
        return None
    return shared / (max(end, found.end) - min(start, found.start))
