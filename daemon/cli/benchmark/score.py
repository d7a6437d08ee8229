"""How good a count is: per item, and summed up by exercise.

MAE and OBO as the repetition-counting papers define them: MAE = mean(|counted - true| / true); OBO = share of items
that are off by one at most, here "within one". Exact = share with counted = true.
"""

from collections.abc import Iterable, Sequence
from statistics import fmean

import msgspec
import numpy as np

from daemon.cli.benchmark.items import HOLDS, Item, NoRep, Span
from daemon.cli.benchmark.matching import Rep, matched
from daemon.cli.benchmark.play import Played
from daemon.core.facts import RepCounted, RepRejected, SetEnded
from daemon.core.spec import RESERVED

_ALSO_RIGHT = {"deadlift": ("romanian_deadlift",), "romanian_deadlift": ("deadlift",)}
"""An exercise -> its variants with files of their own, which labels do not always tell apart."""
_LATE_S = 2.0
"""An event so long after a rep's end is of no use to anyone, and taken as missing."""


class Refused(msgspec.Struct, frozen=True):
    """A ``rep_rejected`` as the table's reader needs it."""

    start: float
    end: float
    reason: str
    value: float
    limit: float
    unit: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One item counted as one exercise.

    Attributes:
        item: The file's name.
        true_exercise: As labelled; None where nobody exercises.
        counted_as: The exercise it was counted as, ``auto`` where the box chose.
        named: With ``auto``, the exercise that most reps were counted as; None where none was.
        true, counted: Reps, or seconds of a hold; ``true`` is None where nobody counted them. Where another exercise
            was done, or none, a hold is counted as one.
        at_least, at_most: The count's 90 % range; None where it was not told.
        reps: Each rep that was counted.
        rejected: What was not counted.
        refused: How many of these are none of the labelled no-reps.
        latency_s: From each rep's true end to its event; negative before the end.
        no_reps, no_reps_right: Movements that must be rejected, and those that were, for the right reason.
        ready_s: When the set became active.
        frames, video_s, core_us: Length, and the core's microseconds a frame.
    """

    item: str
    true_exercise: str | None
    counted_as: str
    named: str | None
    true: int | None
    counted: int
    at_least: int | None
    at_most: int | None
    reps: list[Rep]
    rejected: list[Refused]
    refused: int
    latency_s: list[float]
    no_reps: int
    no_reps_right: int
    ready_s: float | None
    frames: int
    video_s: float
    core_us: float

    @property
    def is_scored(self) -> bool:
        """Whether someone exercises, and it is known how often."""
        return self.true_exercise is not None and self.true is not None

    @property
    def error(self) -> int:
        """How many reps, or seconds, too many or too few; a hold's edges are labelled to the second.

        0 where the true count is not known.
        """
        off = 0 if self.true is None else abs(self.counted - self.true)
        return max(off - 1, 0) if self.true_exercise in HOLDS else off

    @property
    def right_exercise(self) -> bool:
        """Whether ``auto`` found out what was done."""
        true = self.true_exercise
        return self.named is not None and self.named in (true, *_ALSO_RIGHT.get(true or "", ()))


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Items summed up; shares are 0..1, None where nothing was labelled.

    Attributes:
        refused_per_item, refused_per_minute: Rejected attempts that are none of the labelled no-reps.
    """

    name: str
    items: int
    true: int
    exact: float
    within_one: float
    mae: float
    wrong_exercise: float | None
    no_reps: int
    no_reps_right: int
    refused_per_item: float
    refused_per_minute: float
    latency_p50_s: float | None
    latency_p95_s: float | None
    core_us: float


class Negatives(msgspec.Struct, frozen=True, kw_only=True):
    """Footage in which nobody exercises: runs of an item under an exercise, and what was counted all the same."""

    items: int
    runs: int
    minutes: float
    false_reps: int
    false_per_minute: float


class Uncounted(msgspec.Struct, frozen=True, kw_only=True):
    """Footage of exercises of which nobody knows how many reps there are.

    Attributes:
        items: How many.
        minutes: Of the footage.
        counted: Reps.
        refused: Rejected attempts.
        right_exercise: With ``auto``, the share of items of which it found out what was done; None where not asked.
    """

    items: int
    minutes: float
    counted: int
    refused: int
    right_exercise: float | None


def outcome(item: Item, counted_as: str, played: Played, video_s: float) -> Outcome:
    """Hold what was counted against the truth."""
    reps = [fact for fact in played.facts if isinstance(fact, RepCounted)]
    rejected = [fact for fact in played.facts if isinstance(fact, RepRejected)]
    ended = [fact for fact in played.facts if isinstance(fact, SetEnded)]
    no_reps = item.no_reps or ()
    false = item.exercise is None or counted_as not in (item.exercise, *RESERVED)
    return Outcome(
        item=item.name,
        true_exercise=item.exercise,
        counted_as=counted_as,
        named=_named(ended),
        true=item.reps,
        counted=sum(map(_false if false else _counted, ended)),
        at_least=_sum(fact.at_least for fact in ended),
        at_most=_sum(fact.at_most for fact in ended),
        reps=matched(item, reps, false=false),
        rejected=[Refused(f.start, f.end, f.reason.value, f.value, f.limit, f.unit) for f in rejected],
        latency_s=latencies(item.spans, [fact.t for fact in reps]),
        refused=sum(not any(_overlap(fact, no_rep) for no_rep in no_reps) for fact in rejected),
        no_reps=len(no_reps),
        no_reps_right=sum(_was_refused(no_rep, rejected) for no_rep in no_reps),
        ready_s=played.ready,
        frames=played.frames,
        video_s=round(video_s, 3),
        core_us=round(played.core_s / max(played.frames, 1) * 1e6, 1),
    )


def latencies(spans: Sequence[Span], events: Sequence[float]) -> list[float]:
    """Returns the seconds from each rep's true end to its event, of the reps that have one.

    An event belongs to the rep whose second half, or the time up to the next rep's middle, it falls into.
    """
    found = []
    left = list(events)
    for i, span in enumerate(spans):
        after = spans[i + 1] if i + 1 < len(spans) else None
        until = min(span.end + _LATE_S, (after.start + after.end) / 2 if after else span.end + _LATE_S)
        mine = [t for t in left if (span.start + span.end) / 2 <= t < until]
        if mine:
            found.append(round(mine[0] - span.end, 3))
            left = [t for t in left if t > mine[0]]
    return found


def row(name: str, some: Sequence[Outcome], *, auto: bool) -> Row:
    """Sum up items in which someone exercises."""
    late = [s for o in some for s in o.latency_s]
    p50, p95 = (round(float(v), 3) for v in np.percentile(late, [50, 95])) if late else (None, None)
    refused, minutes = sum(o.refused for o in some), _minutes(some)
    in_reps = [o for o in some if o.true_exercise not in HOLDS] or some  # seconds and reps make no sum
    return Row(
        name=name,
        items=len(some),
        true=sum(o.true or 0 for o in in_reps),
        exact=_share(o.error == 0 for o in some),
        within_one=_share(o.error <= 1 for o in some),
        mae=round(fmean(o.error / max(o.true or 0, 1) for o in some), 4),
        wrong_exercise=_share(not o.right_exercise for o in some) if auto else None,
        no_reps=sum(o.no_reps for o in some),
        no_reps_right=sum(o.no_reps_right for o in some),
        refused_per_item=round(refused / len(some), 3),
        refused_per_minute=round(refused / minutes, 3) if minutes else 0.0,
        latency_p50_s=p50,
        latency_p95_s=p95,
        core_us=_core_us(some),
    )


def negatives(some: Sequence[Outcome]) -> Negatives:
    """Sum up items in which nobody exercises."""
    minutes = _minutes(some)
    false = sum(o.counted for o in some)
    return Negatives(
        items=len({o.item for o in some}),
        runs=len(some),
        minutes=round(minutes, 2),
        false_reps=false,
        false_per_minute=round(false / minutes, 3) if minutes else 0.0,
    )


def uncounted(some: Sequence[Outcome], *, auto: bool) -> Uncounted:
    """Sum up items of which nobody knows the count."""
    return Uncounted(
        items=len(some),
        minutes=round(_minutes(some), 2),
        counted=sum(o.counted for o in some),
        refused=sum(o.refused for o in some),
        right_exercise=_share(o.right_exercise for o in some) if auto and some else None,
    )


def _minutes(some: Iterable[Outcome]) -> float:
    return sum(o.video_s for o in some) / 60


def _named(ended: Iterable[SetEnded]) -> str | None:
    reps: dict[str, int] = {}
    for fact in ended:
        reps[fact.exercise] = reps.get(fact.exercise, 0) + _counted(fact)
    best = max(reps, key=lambda name: reps[name], default=None)
    return best if best is not None and reps[best] else None


def _counted(ended: SetEnded) -> int:
    """Returns a set's reps, or the seconds of a hold."""
    return ended.reps if ended.held_s is None else round(ended.held_s)


def _false(ended: SetEnded) -> int:
    """Returns what was counted where nothing of the kind was done; a hold counts as one, however long."""
    return ended.reps if ended.held_s is None else int(ended.held_s > 0)


def _sum(values: Iterable[int | None]) -> int | None:
    """Returns the sum; None where any is missing."""
    all_ = list(values)
    known = [value for value in all_ if value is not None]
    return sum(known) if len(known) == len(all_) else None


def _was_refused(no_rep: NoRep, rejected: Iterable[RepRejected]) -> bool:
    """Returns whether a rejection with the right reason overlaps it."""
    return any(fact.reason is no_rep.reason and _overlap(fact, no_rep) for fact in rejected)


def _overlap(rejected: RepRejected, no_rep: NoRep) -> bool:
    return rejected.start < no_rep.span.end and rejected.end > no_rep.span.start


def _share(true: Iterable[bool]) -> float:
    return round(fmean(true), 4)


def _core_us(some: Sequence[Outcome]) -> float:
    return round(sum(o.core_us * o.frames for o in some) / max(sum(o.frames for o in some), 1), 1)
