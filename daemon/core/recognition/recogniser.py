"""Recognises the exercise: every one that the box knows counts along, and what they counted is held against its looks.

The likeness of a rep to an exercise is the mean squared distance of its signals, at the start and at the turning point,
from the exercise's usual ones, in tolerances; each signal weighs as surely as it was seen. It is a diagonal Mahalanobis
distance whose outliers are cut off, as one hidden limb must not decide.
"""

from bisect import bisect_left
from collections.abc import Sequence
from statistics import fmean, median
from typing import NamedTuple

from daemon.core.counting import sets
from daemon.core.counting.sets import SetPhase, SetState
from daemon.core.facts import Fact, RepCounted
from daemon.core.features.movement import Movement, Readings
from daemon.core.spec import Exercise, Part

TOLERANCE = {
    "knee": 25.0,
    "hip": 22.0,
    "elbow": 22.0,
    "shoulder": 22.0,
    "torso_tilt": 20.0,
    "wrist_over_shoulder": 0.3,
    "wrist_over_hip": 0.35,
    "wrist_spread": 0.5,
    "ankle_spread": 0.4,
    "hip_height": 0.35,
    "knee_lead": 25.0,
    "hip_lead": 25.0,
}
"""How much athletes, cameras and the pose model differ in each signal that an exercise is recognised by: about the
standard deviation between people doing the same, degrees or torso lengths."""
RISE_TOLERANCE, RISE_WEIGHT = 0.3, 2.0
"""The same for how far the shoulders go up in the picture (torso lengths), and its weight beside a sure signal."""
FARTHEST = 9.0
"""Squared distance, in tolerances, beyond which a signal is simply wrong."""
UNLIKE = 3.2
"""Mean squared distance above which a rep is not of this exercise, whatever else there is."""
UNLIKE_ALONE = 1.2
"""The same for a single rep at the end of a set, which no second one bears out."""
LEAST_SURE = 0.1
"""Weight of a signal that is all guessed."""
REPS, AT_MOST = 2, 4
"""Reps after which the exercise is known: two of the likeliest, or four of any other that does not wait longer."""
BY_FAR = 0.7
"""Share of another's distance at which an exercise is by far the likelier: its long reps contain the other's."""
HOLD_S = 8.0
"""Seconds of a hold, without a rep of anything, after which it is one: a push-up's start is not held for so long."""
STEP_S, KEEP_S = 1 / 20, 40.0
"""How often a glimpse is kept, and for how long: two slow reps."""
AROUND_S = 0.09
"""Glimpses within so many seconds of a moment are averaged."""


class FeatureSnapshot(NamedTuple):
    """One moment: time (s), each signal of ``TOLERANCE`` with its confidence, shoulders' height and torso (pixels)."""

    t: float
    values: tuple[float, ...]
    sure: tuple[float, ...]
    shoulders: float
    torso: float


class Recognition(NamedTuple):
    """What may be going on.

    Attributes:
        rivals: Every exercise that the box knows, each counting for itself.
        counted: The reps of each that waits to be recognised, in the order of ``rivals``.
        glimpses: The last moments, oldest first.
    """

    rivals: tuple[SetState, ...]
    counted: tuple[tuple[RepCounted, ...], ...]
    glimpses: tuple[FeatureSnapshot, ...] = ()

    @property
    def phase(self) -> SetPhase:
        """``ACTIVE`` once any of the start positions was held."""
        return SetPhase.ACTIVE if any(r.phase is SetPhase.ACTIVE for r in self.rivals) else self.rivals[0].phase


class RecognitionResult(NamedTuple):
    """The exercise: its set, and the reps that were counted so far."""

    set: SetState
    reps: tuple[RepCounted, ...]


def begin(movements: Sequence[Movement], phase: SetPhase, t: float) -> Recognition:
    """Before the first frame of a set, which may be any of the movements."""
    return Recognition(tuple(sets.begin(m, phase, t) for m in movements), tuple(() for _ in movements))


def see(
    state: Recognition, readings: Readings, dwell_s: float, needed: int = REPS
) -> tuple[Recognition, RecognitionResult | None]:
    """Follow the athlete by one frame; ``needed`` reps tell. Costs about 10 µs an exercise, beside the signals."""
    followed = [sets.see(rival, rival.movement.sample(readings), dwell_s) for rival in state.rivals]
    return _decide(_take(state._replace(glimpses=_glimpsed(state.glimpses, readings)), followed), needed)


def miss(state: Recognition, t: float, *, at_edge: bool) -> Recognition:
    """Nobody was seen."""
    return _take(state, [sets.miss(rival, t, at_edge=at_edge) for rival in state.rivals])


def close(state: Recognition, t: float) -> RecognitionResult | None:
    """The set ends: what it was, if there was a single rep that looks like something."""
    return _decide(_take(state, [sets.close(rival, t) for rival in state.rivals]), 1)[1]


def _take(state: Recognition, followed: Sequence[tuple[SetState, list[Fact]]]) -> Recognition:
    """With each rival's new state, and the reps it counted."""
    rivals = tuple(rival for rival, _ in followed)
    if not any(facts for _, facts in followed):
        return state._replace(rivals=rivals)
    counted = tuple(
        (*before, *(fact for fact in facts if isinstance(fact, RepCounted)))
        for before, (_, facts) in zip(state.counted, followed, strict=True)
    )
    return state._replace(rivals=rivals, counted=counted)


def _glimpsed(glimpses: tuple[FeatureSnapshot, ...], readings: Readings) -> tuple[FeatureSnapshot, ...]:
    """With this moment, if the last one kept is long enough ago."""
    if glimpses and readings.t - glimpses[-1].t < STEP_S:
        return glimpses
    signals = [readings[name] for name in TOLERANCE]
    place = readings.place
    new = FeatureSnapshot(
        readings.t, tuple(s.value for s in signals), tuple(s.confidence for s in signals), place.shoulders, place.torso
    )
    return (*(glimpses[1:] if glimpses and readings.t - glimpses[0].t > KEEP_S else glimpses), new)


def _decide(state: Recognition, needed: int) -> tuple[Recognition, RecognitionResult | None]:
    """The likeliest exercise, once it, or long since another, has ``needed`` reps."""
    most = max((len(reps) for reps in state.counted), default=0)
    if most == 0:
        return state, next(
            (RecognitionResult(rival, ()) for rival in state.rivals if rival.hold.seconds >= HOLD_S), None
        )
    if most < needed:
        return state, None
    rated = [
        each
        for rival, reps in zip(state.rivals, state.counted, strict=True)
        if (each := _rate(rival, reps, state.glimpses)) is not None
        and each.distance < (UNLIKE if max(needed, len(each.reps)) > 1 else UNLIKE_ALONE)
    ]
    able = min((each for each in rated if len(each.reps) >= needed), key=_distance, default=None)
    if able is None:
        return state, None
    likeliest = min(rated, key=_distance)
    # The likeliest may need a moment longer than another, and one that is by far the likeliest twice as long.
    waits = most < AT_MOST or (most < 2 * AT_MOST and likeliest.distance < BY_FAR * able.distance)
    return state, RecognitionResult(able.rival, able.reps) if able is likeliest or not waits else None


class _Rated(NamedTuple):
    """What speaks for an exercise: how far its reps are from what it looks like, and those that it counted."""

    distance: float
    rival: SetState
    reps: tuple[RepCounted, ...]


def _rate(rival: SetState, counted: tuple[RepCounted, ...], glimpses: Sequence[FeatureSnapshot]) -> _Rated | None:
    """Rate an exercise; reps that wait for a run to settle speak too, so that none is overtaken while it settles.

    Of what has no looks, only a run tells that it repeats.
    """
    waiting = [each.rep for each in rival.run if not each.counted] if rival.movement.exercise.appearance else []
    reps = (*counted, *waiting)
    if not reps:
        return None
    return _Rated(fmean(unlike(rival.movement.exercise, rep, glimpses) for rep in reps), rival, counted)


def _distance(rated: _Rated) -> float:
    return rated.distance


def unlike(exercise: Exercise, rep: RepCounted, glimpses: Sequence[FeatureSnapshot]) -> float:
    """How far a rep is from what the exercise looks like, mean of squared tolerances: about 1 for a good one."""
    if not exercise.appearance:
        return 1 / (rep.depth * rep.confidence)  # of signals that say nothing of an exercise, the clearest
    start, turn = (_around(glimpses, t) for t in (rep.start, _turn(exercise, rep)))
    columns = {name: i for i, name in enumerate(TOLERANCE)}
    distance = weight = 0.0
    for look in exercise.appearance:
        column, tolerance = columns[look.signal], TOLERANCE[look.signal]
        for seen, usual in ((start, look.start), (turn, look.turn)):
            sure = max(seen.sure[column], LEAST_SURE)
            distance += sure * min(((seen.values[column] - usual) / tolerance) ** 2, FARTHEST)
            weight += sure
    if exercise.shoulder_rise is not None and start.shoulders != turn.shoulders:  # a trace without place never moves
        rise = (start.shoulders - turn.shoulders) / start.torso
        distance += RISE_WEIGHT * min(((rise - exercise.shoulder_rise) / RISE_TOLERANCE) ** 2, FARTHEST)
        weight += RISE_WEIGHT
    return distance / weight


def _turn(exercise: Exercise, rep: RepCounted) -> float:
    """When the athlete was at the turning point (s)."""
    tempo = rep.tempo
    if exercise.first is Part.ECCENTRIC:
        return rep.start + tempo.eccentric_s + tempo.bottom_s / 2
    return rep.start + tempo.concentric_s + tempo.top_s / 2


def _around(glimpses: Sequence[FeatureSnapshot], t: float) -> FeatureSnapshot:
    """The median of the glimpses around a moment."""
    times = [g.t for g in glimpses]
    first, last = bisect_left(times, t - AROUND_S), bisect_left(times, t + AROUND_S)
    near = glimpses[first:last] or glimpses[max(min(first, len(glimpses) - 1), 0) :][:1]
    middle = [
        tuple(map(median, zip(*rows, strict=True))) for rows in ([g.values for g in near], [g.sure for g in near])
    ]
    return FeatureSnapshot(t, middle[0], middle[1], median(g.shoulders for g in near), median(g.torso for g in near))
