"""The signals, depth and verdicts of a count over time, and the plots that show them with the limits in force."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from daemon import reason_text
from daemon.cli.offline import SetLine
from daemon.core.counting.verdict import Decision, Judgement
from daemon.core.explain import FrameTrace, Judged, explain
from daemon.core.features.signals import SIGNALS, TOLERANCES
from daemon.core.params import SegmenterParams
from daemon.core.rep_progress import rep_progress
from daemon.core.spec import Exercise, Kind
from daemon.core.state import Workout
from daemon.events import AnyEvent, Held, Rep, RepRejected
from daemon.ports import PoseFrame
from daemon.report.plot import Limit, Line, Plot, Span
from daemon.report.stages_page import Chapter, VerdictRow

LONGEST_S = 60.0
"""A longer set is plotted in pieces of this length at most."""
_AROUND_S = 1.0
_MOST_MOVING = 3
_IGNORED, _COUNTED = Decision.IGNORED, Decision.COUNTED.value
_CREDITED = "credited when the exercise was known"
Done = Rep | Held | RepRejected
"""What was counted, and what was not."""
_SIGNAL = list(SIGNALS)
Floats = NDArray[np.float64]
_NAN = math.nan


@dataclass(frozen=True, slots=True)
class _Row:
    """One frame, as it is kept."""

    t: float
    depth: float
    low: float
    top: float
    phase: str
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the footage: the exercise, from when to when (s), and what was done in its set."""

    exercise: str
    start: float
    end: float
    done: tuple[Done, ...]


class SignalTrace:
    """Follows a count frame by frame; give it to ``Replay``."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._judged: list[Judged] = []
        self._done: list[Done] = []

    def see(self, before: Workout, after: Workout, frame: PoseFrame) -> None:
        """Takes one frame."""
        made = explain(before, after, frame.t)
        self._judged += made.judged
        self._rows.append(_row(made, rep_progress(after).phase or ""))

    def decide(self, before: Workout, after: Workout, t: float) -> None:
        """Takes what was decided between two states, at a time (s)."""
        self._judged += explain(before, after, t).judged

    def hear(self, event: AnyEvent) -> None:
        """Takes an event in: what was counted, and what was not."""
        if isinstance(event, Done):
            self._done.append(event)

    def turn(self, done: Done) -> float:
        """Returns when a movement was deepest (s): by its depth, by its angle, or else in the middle."""
        there = [row for row in self._rows if done.start <= row.t <= done.end]
        if there and not any(math.isnan(row.depth) for row in there):
            return max(there, key=lambda row: row.depth).t
        angles = np.array(done.angles if isinstance(done, Rep) else (), np.float64)
        if len(angles) > 1:
            share = int(np.argmax(np.abs(angles - angles[0]))) / (len(angles) - 1)
            return done.start + share * (done.end - done.start)
        return (done.start + done.end) / 2

    def chapters(
        self, sets: Sequence[SetLine], exercises: dict[str, Exercise], chosen: Exercise, params: SegmenterParams
    ) -> Iterator[Chapter]:
        """Yields the plots of each set, a long one in pieces; of all of it where nothing was done.

        Args:
            sets: The sets in which something was done.
            exercises: Those that may be done, by name.
            chosen: What is plotted where there was no set.
            params: The limits by which the movement is cut.
        """
        if not self._rows:
            return
        found = list(self._stretches(sets)) or [_Stretch(chosen.name, self._rows[0].t, self._rows[-1].t, ())]
        for number, stretch in enumerate(found, start=1):
            exercise = exercises.get(stretch.exercise, chosen)
            for start, end in _pieces(stretch.start, stretch.end):
                heading = f"{exercise.title}, {start:.1f} to {end:.1f} s"
                named = f"Set {number}: {heading}" if len(found) > 1 else heading
                yield Chapter(named, tuple(self._plots(exercise, replace(stretch, start=start, end=end), params)))

    def verdicts(self) -> list[VerdictRow]:
        """Returns the verdicts that the set reached itself, and the reps that it was credited with, in order."""
        rows = [_verdict(each) for each in self._judged if each.own]
        starts = [row.start for row in rows]
        credited = [each for each in self._done if isinstance(each, Rep) and each.start not in starts]
        rows += [VerdictRow(rep.start, rep.end, rep.exercise, _COUNTED, _CREDITED, "") for rep in credited]
        return sorted(rows, key=lambda row: (row.start, row.end))

    def _stretches(self, sets: Sequence[SetLine]) -> Iterator[_Stretch]:
        """Yields what is plotted of each set: from its first rep, which may have come before it was known."""
        done = list(self._by_set())
        begins = [min(line.start, *(each.start for each in of_set)) for line, of_set in zip(sets, done, strict=False)]
        for i, (line, of_set, begin) in enumerate(zip(sets, done, begins, strict=False)):
            start = self._rows[0].t if i == 0 else begin - _AROUND_S
            until = begins[i + 1] - _AROUND_S if i + 1 < len(begins) else self._rows[-1].t
            yield _Stretch(line.exercise, start, until, of_set)

    def _by_set(self) -> Iterator[tuple[Done, ...]]:
        for set_id in dict.fromkeys(each.set for each in self._done):
            yield tuple(each for each in self._done if each.set == set_id)

    def _plots(self, exercise: Exercise, stretch: _Stretch, params: SegmenterParams) -> Iterator[Plot]:
        start, end = stretch.start, stretch.end
        rows = [row for row in self._rows if start <= row.t <= end]
        if not rows:
            return
        t = np.array([row.t for row in rows])
        shades, strip = tuple(self._shades(stretch)), tuple(_phases(rows))
        if any(not math.isnan(row.depth) for row in rows):
            lines = tuple(_depth_lines(rows, t, params))
            yield Plot(
                "depth: 0 the start position, 1 the usual turning point", "", start, end, lines, (), shades, strip
            )
        for name in _plotted(exercise) if exercise.kind is Kind.ONE else _moving(rows):
            values = np.array([row.values[_SIGNAL.index(name)] for row in rows], np.float64)
            spec = SIGNALS[name]
            unit = "°" if spec.unit == "°" else ""
            lines = (Line(name, t, values),)
            fewest = 40.0 if unit else 0.4
            title = f"{name}: {spec.text}"
            yield Plot(title, unit, start, end, lines, tuple(_limits(exercise, name)), shades, strip, fewest)

    def _shades(self, stretch: _Stretch) -> Iterator[Span]:
        """Yields what was counted and what was not, and behind it what was too small to look like a rep."""
        ignored = [each.judgement for each in self._judged if each.own and each.judgement.verdict.decision is _IGNORED]
        spans = [Span(each.start, each.end, _IGNORED.value, title=f"ignored: {each.verdict.rule}") for each in ignored]
        for span in (*spans, *map(_span, stretch.done)):
            if span.end > stretch.start and span.start < stretch.end:
                yield replace(span, start=max(span.start, stretch.start), end=min(span.end, stretch.end))


def limits(exercises: Iterable[Exercise], params: SegmenterParams) -> Iterator[tuple[str, str, str]]:
    """Yields the settings that the plots' limits are: key, value, and what it decides."""
    for exercise in exercises:
        for name in _plotted(exercise):
            for limit in _limits(exercise, name):
                yield limit.key, f"{limit.value:g}", f"{exercise.title}: {name} {limit.name}"
        if not exercise.is_hold:
            yield f"{exercise.name}.min_rep_s", f"{exercise.min_rep_s:g}", "the shortest possible rep, s"
    yield "segmenter.leave", f"{params.leave:g}", "depth above the start level from which the athlete is under way"
    yield "segmenter.turn", f"{params.turn:g}", "share of the range to come back before the turning point is certain"
    yield "segmenter.back", f"{params.back:g}", "share of the range at which the athlete is back for certain"


def _row(made: FrameTrace, phase: str) -> _Row:
    values = [made.signals[name].value for name in _SIGNAL] if made.signals else [_NAN] * len(_SIGNAL)
    depth, low, top = (
        _NAN if each is None else each
        for each in (None if made.sample is None else made.sample.depth, made.low, made.top)
    )
    return _Row(made.t, depth, low, top, phase, np.array(values, np.float32))


def _plotted(exercise: Exercise) -> list[str]:
    """Returns the signals of an exercise's movement, or of a hold's posture, and the reported angle's."""
    named = [term.signal for term in exercise.movement] + [each.signal for each in exercise.requires]
    return list(dict.fromkeys([*named, exercise.angle]))


def _moving(rows: Sequence[_Row]) -> list[str]:
    """Returns the signals that move most, in their tolerances, where no exercise says which ones matter."""
    values = np.array([row.values for row in rows], np.float64)
    if np.isnan(values).all():
        return []
    spans = np.nanmax(values, axis=0, initial=-math.inf) - np.nanmin(values, axis=0, initial=math.inf)
    by = {name: spans[_SIGNAL.index(name)] / tolerance for name, tolerance in TOLERANCES.items()}
    return sorted(by, key=lambda name: -by[name])[:_MOST_MOVING]


def _limits(exercise: Exercise, name: str) -> Iterator[Limit]:
    for i, term in enumerate(exercise.movement):
        if term.signal == name:
            yield Limit("usual start", term.start, f"{exercise.name}.movement[{i}].start")
            yield Limit("usual turn", term.turn, f"{exercise.name}.movement[{i}].turn")
    for i, each in enumerate(exercise.requires):
        for side, value in (("at least", each.min), ("at most", each.max)):
            if each.signal == name and value is not None:
                yield Limit(side, value, f"{exercise.name}.requires[{i}].{'min' if side == 'at least' else 'max'}")


def _depth_lines(rows: Sequence[_Row], t: Floats, params: SegmenterParams) -> Iterator[Line]:
    """Yields the depth, and the levels at which the athlete leaves the start, has turned, and is back."""
    depth, low, top = (np.array([getattr(row, key) for row in rows]) for key in ("depth", "low", "top"))
    low[~np.isfinite(low)] = _NAN
    span = top - low
    under_way = span >= params.leave
    yield Line("depth", t, depth)
    yield Line("leaves", t, low + params.leave, "level", ("segmenter.leave", params.leave))
    turned, back = top - params.turn * span, top - params.back * span
    yield Line("turned", t, np.where(under_way, turned, _NAN), "level", ("segmenter.turn", params.turn))
    yield Line("back", t, np.where(under_way, back, _NAN), "level", ("segmenter.back", params.back))


def _phases(rows: Sequence[_Row]) -> Iterator[Span]:
    at = 0
    for phase, group in groupby(rows, key=lambda row: row.phase):
        count = len(list(group))
        end = rows[min(at + count, len(rows) - 1)].t
        if phase:
            yield Span(rows[at].t, end, phase, title=f"{phase}, {end - rows[at].t:.2f} s")
        at += count


def _pieces(start: float, end: float) -> Iterator[tuple[float, float]]:
    count = max(math.ceil((end - start) / LONGEST_S), 1)
    edges = np.linspace(start, end, count + 1).tolist()
    yield from pairwise(edges)


def _span(done: Done) -> Span:
    if isinstance(done, RepRejected):
        return Span(
            done.start,
            done.end,
            Decision.REJECTED.value,
            "✕",
            f"not counted: {reason_text.why(done.reason, done.unit)}",
        )
    return Span(done.start, done.end, _COUNTED, "✓", f"rep {done.n}" if isinstance(done, Rep) else "held")


def _verdict(each: Judged) -> VerdictRow:
    judged = each.judgement
    return VerdictRow(
        judged.start, judged.end, each.exercise, judged.verdict.decision.value, judged.verdict.rule, _says(judged)
    )


def _says(judged: Judgement) -> str:
    verdict = judged.verdict
    if verdict.reason is None:
        return ""
    figures = f" ({verdict.value:.3g}, limit {verdict.limit:.3g} {verdict.unit})" if verdict.unit else ""
    return reason_text.why(verdict.reason, verdict.unit) + figures
