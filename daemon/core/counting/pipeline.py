"""One exercise's stages, each bound to its parameters: made once, and used for every frame."""

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.core.counting.held_posture import HeldPosture
from daemon.core.counting.hold import HoldTimer
from daemon.core.counting.judge import EvidenceJudge
from daemon.core.counting.plain_judge import NEUTRAL, PlainJudge
from daemon.core.counting.segmenter import HysteresisSegmenter
from daemon.core.counting.stages import Confirmer, Judge, Segmenter
from daemon.core.counting.streak import StreakConfirmer
from daemon.core.evidence.looks import Looks
from daemon.core.evidence.model import Model
from daemon.core.evidence.weights import MODEL
from daemon.core.features.movement import Features, Movement
from daemon.core.params import CountingParams
from daemon.core.spec import Exercise, Kind


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An exercise made ready to be counted.

    Attributes:
        exercise: The exercise.
        params: Every parameter, for what is measured beside the stages.
        features: Makes a sample out of a body's signals.
        segmenter, judge, confirmer: Sample to attempt, candidates to reps, rep to count.
        looks: How the exercise looks, and how the others do.
        model: What each part of the evidence weighs.
        posture, timer: The posture of a hold, and its seconds.
        is_hold: Seconds are counted; as ``exercise.is_hold``, which is looked up in every frame.
    """

    exercise: Exercise
    params: CountingParams
    features: Features
    segmenter: Segmenter
    judge: Judge
    confirmer: Confirmer
    looks: Looks
    model: Model
    posture: HeldPosture
    timer: HoldTimer
    is_hold: bool


def prepare(
    exercise: Exercise,
    params: CountingParams,
    others: Sequence[Exercise] = (),
    model: Model = MODEL,
    *,
    given: bool = True,
) -> Pipeline:
    """Makes an exercise ready to be counted.

    Args:
        exercise: The exercise.
        params: The constants of counting.
        others: What else might be done.
        model: What the evidence weighs.
        given: The athlete said that it is this one.
    """
    features = Movement.of(exercise, params.features)
    known = exercise.kind is not Kind.ANY
    bar = 0.0 if given else params.evidence.not_given
    judge: Judge = EvidenceJudge(params.evidence, model.among, bar) if known else PlainJudge(params.any_movement)
    return Pipeline(
        exercise,
        params,
        features,
        HysteresisSegmenter(params.segmenter, exercise.starts_at_turn),
        judge,
        StreakConfirmer(params.streak, exercise.min_streak, exercise.allow_travel),
        Looks.of(exercise, others),
        model if known else Model(NEUTRAL, NEUTRAL),
        HeldPosture(params.hold, params.measures, exercise, features.columns),
        HoldTimer(params.hold),
        exercise.is_hold,
    )
