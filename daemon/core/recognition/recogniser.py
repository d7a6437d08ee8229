"""Recognises the exercise: every one that the box knows counts along, and its reps are compared with how it looks.

The likeness of a rep to an exercise is the mean squared distance of its signals, at the start and at the turning point,
from the exercise's usual ones, in tolerances; each signal weighs as surely as it was seen. It is a diagonal Mahalanobis
distance whose outliers are cut off, as one hidden limb must not decide.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import NamedTuple, Protocol

from daemon.core.counting import sets
from daemon.core.counting.pipeline import Pipeline
from daemon.core.counting.set_state import SetPhase, SetState, SetStep
from daemon.core.facts import RepCounted
from daemon.core.features.movement import Readings
from daemon.core.features.signals import TOLERANCES
from daemon.core.params import RecogniserParams
from daemon.core.spec import Exercise, Part

COLUMNS = {name: i for i, name in enumerate(TOLERANCES)}
"""Where each signal stands in a snapshot."""


class FeatureSnapshot(NamedTuple):
    """One moment: time (s), each signal of ``TOLERANCES`` with its confidence, shoulders' height and torso (pixels)."""

    t: float
    values: tuple[float, ...]
    confidences: tuple[float, ...]
    shoulders: float
    torso: float


class Recognition(NamedTuple):
    """What may be going on.

    Attributes:
        rivals: Every exercise that the box knows, each counting for itself.
        counted: The reps of each that waits to be recognised, in the order of ``rivals``.
        snapshots: The last moments, oldest first.
    """

    rivals: tuple[SetState, ...]
    counted: tuple[tuple[RepCounted, ...], ...]
    snapshots: tuple[FeatureSnapshot, ...] = ()

    @property
    def phase(self) -> SetPhase:
        """``ACTIVE`` once any of them is: once the athlete was seen."""
        return SetPhase.ACTIVE if any(r.phase is SetPhase.ACTIVE for r in self.rivals) else self.rivals[0].phase


class RecognitionResult(NamedTuple):
    """The exercise: its set, and the reps that were counted so far."""

    set: SetState
    reps: tuple[RepCounted, ...]


class Recogniser(Protocol):
    """The stage beside the count that finds out which exercise it is."""

    def begin(self, rivals: Sequence[Pipeline], phase: SetPhase, t: float) -> Recognition:
        """Returns the state before the first frame of a set, which may be any of the rivals."""
        ...

    def step(self, state: Recognition, readings: Readings, needed: int) -> tuple[Recognition, RecognitionResult | None]:
        """Follows the athlete by one frame; ``needed`` reps of one exercise tell."""
        ...

    def step_without_pose(self, state: Recognition, t: float, *, at_edge: bool) -> Recognition:
        """Lets a frame pass in which nobody was seen."""
        ...

    def finish(self, state: Recognition, t: float) -> RecognitionResult | None:
        """Returns what the set was, if that can be decided at its end."""
        ...


@dataclass(frozen=True, slots=True)
class AppearanceRecogniser:
    """Lets every exercise count, and compares what they counted with how each looks."""

    params: RecogniserParams

    @staticmethod
    def begin(rivals: Sequence[Pipeline], phase: SetPhase, t: float) -> Recognition:
        """Returns the state before the first frame of a set, which may be any of the rivals."""
        return Recognition(tuple(sets.begin(each, phase, t) for each in rivals), tuple(() for _ in rivals))

    def step(self, state: Recognition, readings: Readings, needed: int) -> tuple[Recognition, RecognitionResult | None]:
        """Follows the athlete by one frame; ``needed`` reps tell.

        Costs about 10 µs an exercise, beside the signals.
        """
        followed = [sets.step(rival, rival.pipeline.features.sample(readings)) for rival in state.rivals]
        return self._decide(_take(state._replace(snapshots=self._kept(state.snapshots, readings)), followed), needed)

    @staticmethod
    def step_without_pose(state: Recognition, t: float, *, at_edge: bool) -> Recognition:
        """Lets a frame pass in which nobody was seen."""
        return _take(state, [sets.step_without_pose(rival, t, at_edge=at_edge) for rival in state.rivals])

    def finish(self, state: Recognition, t: float) -> RecognitionResult | None:
        """Returns what the set was, if there was a single rep that looks like something."""
        return self._decide(_take(state, [sets.finish(rival, t) for rival in state.rivals]), 1)[1]

    def _kept(self, snapshots: tuple[FeatureSnapshot, ...], readings: Readings) -> tuple[FeatureSnapshot, ...]:
        """Adds this moment, if the last one kept is long enough ago."""
        if snapshots and readings.t - snapshots[-1].t < self.params.snapshot_s:
            return snapshots
        full = snapshots and readings.t - snapshots[0].t > self.params.keep_s
        return (*(snapshots[1:] if full else snapshots), _snapshot(readings))

    def _decide(self, state: Recognition, needed: int) -> tuple[Recognition, RecognitionResult | None]:
        """Finds the likeliest exercise, once it, or long since another, has ``needed`` reps."""
        params = self.params
        most = max((len(reps) for reps in state.counted), default=0)
        if most == 0:
            holds = (rival for rival in state.rivals if rival.pipeline.is_hold)
            held = (rival for rival in holds if rival.pipeline.timer.seconds(rival.hold) >= params.hold_s)
            return state, next((RecognitionResult(rival, ()) for rival in held), None)
        if most < needed:
            return state, None
        rated = self._rated(state, needed)
        able = min((each for each in rated if len(each.reps) >= needed), key=_distance, default=None)
        if able is None:
            return state, None
        likeliest = min(rated, key=_distance)
        # The likeliest may need a moment longer than another, and one that is by far the likeliest twice as long.
        by_far = likeliest.distance < params.by_far * able.distance
        waits = most < params.max_reps or (most < 2 * params.max_reps and by_far)
        return state, RecognitionResult(able.rival, able.reps) if able is likeliest or not waits else None

    def _rated(self, state: Recognition, needed: int) -> list["_Rated"]:
        """Rates every exercise, and returns those that their reps look like."""
        params, found = self.params, []
        for rival, reps in zip(state.rivals, state.counted, strict=True):
            rated = self._rate(rival, reps, state.snapshots)
            if rated is None:
                continue
            alone = max(needed, len(rated.reps)) == 1
            if rated.distance < (params.max_mean_distance_alone if alone else params.max_mean_distance):
                found.append(rated)
        return found

    def _rate(
        self, rival: SetState, counted: tuple[RepCounted, ...], snapshots: Sequence[FeatureSnapshot]
    ) -> "_Rated | None":
        """Rates an exercise by its reps, those included that wait to be confirmed: so none is overtaken meanwhile.

        Of what has no looks, only a streak tells that it repeats.
        """
        waiting = [each.rep for each in rival.streak if not each.counted] if rival.exercise.appearance else []
        reps = (*counted, *waiting)
        if not reps:
            return None
        return _Rated(fmean(self.distance(rival.exercise, rep, snapshots) for rep in reps), rival, counted)

    def distance(self, exercise: Exercise, rep: RepCounted, snapshots: Sequence[FeatureSnapshot]) -> float:
        """Returns how far a rep is from the exercise's looks, mean of squared tolerances: about 1 for a good one."""
        if not exercise.appearance:
            return 1 / (rep.depth * rep.confidence)  # of signals that say nothing of an exercise, the clearest
        params = self.params
        start, turn = (_around(snapshots, t, params.around_s) for t in (rep.start, _turn(exercise, rep)))
        distance = weight = 0.0
        for look in exercise.appearance:
            column, tolerance = COLUMNS[look.signal], TOLERANCES[look.signal]
            for seen, usual in ((start, look.start), (turn, look.turn)):
                sure = max(seen.confidences[column], params.min_weight)
                distance += sure * min(((seen.values[column] - usual) / tolerance) ** 2, params.max_distance)
                weight += sure
        if (
            exercise.shoulder_rise is not None and start.shoulders != turn.shoulders
        ):  # a trace without place never moves
            rise = (start.shoulders - turn.shoulders) / start.torso
            distance += params.rise_weight * min(
                ((rise - exercise.shoulder_rise) / params.rise_tolerance) ** 2, params.max_distance
            )
            weight += params.rise_weight
        return distance / weight


class _Rated(NamedTuple):
    """What speaks for an exercise: how far its reps are from what it looks like, and those that it counted."""

    distance: float
    rival: SetState
    reps: tuple[RepCounted, ...]


def _distance(rated: _Rated) -> float:
    return rated.distance


def _take(state: Recognition, followed: Sequence[SetStep]) -> Recognition:
    """Takes over each rival's new state, and the reps it counted."""
    rivals = tuple(rival for rival, _ in followed)
    if not any(facts for _, facts in followed):
        return state._replace(rivals=rivals)
    counted = tuple(
        (*before, *(fact for fact in facts if isinstance(fact, RepCounted)))
        for before, (_, facts) in zip(state.counted, followed, strict=True)
    )
    return state._replace(rivals=rivals, counted=counted)


def _snapshot(readings: Readings) -> FeatureSnapshot:
    signals = [readings[name] for name in TOLERANCES]
    values, confidences = tuple(s.value for s in signals), tuple(s.confidence for s in signals)
    return FeatureSnapshot(readings.t, values, confidences, readings.place.shoulders, readings.place.torso)


def _turn(exercise: Exercise, rep: RepCounted) -> float:
    """Returns when the athlete was at the turning point (s)."""
    tempo = rep.tempo
    if exercise.first is Part.ECCENTRIC:
        return rep.start + tempo.eccentric_s + tempo.bottom_s / 2
    return rep.start + tempo.concentric_s + tempo.top_s / 2


def _around(snapshots: Sequence[FeatureSnapshot], t: float, around_s: float) -> FeatureSnapshot:
    """Returns the median of the snapshots around a moment."""
    times = [each.t for each in snapshots]
    first, last = bisect_left(times, t - around_s), bisect_left(times, t + around_s)
    near = snapshots[first:last] or snapshots[max(min(first, len(snapshots) - 1), 0) :][:1]
    middle = [
        tuple(map(median, zip(*rows, strict=True)))
        for rows in ([s.values for s in near], [s.confidences for s in near])
    ]
    return FeatureSnapshot(t, middle[0], middle[1], median(s.shoulders for s in near), median(s.torso for s in near))
