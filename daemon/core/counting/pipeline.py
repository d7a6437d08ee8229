"""One exercise's stages, each bound to its parameters: made once, and used for every frame."""

from dataclasses import dataclass

from daemon.core.counting.arming import StartPosition
from daemon.core.counting.hold import HoldTimer
from daemon.core.counting.segmenter import HysteresisSegmenter
from daemon.core.counting.stages import Confirmer, Segmenter, Validator
from daemon.core.counting.streak import StreakConfirmer
from daemon.core.counting.validator import RuleValidator
from daemon.core.features.movement import Features, Movement
from daemon.core.params import CountingParams
from daemon.core.spec import Exercise


@dataclass(frozen=True, slots=True)
class Pipeline:
    """An exercise made ready to be counted.

    Attributes:
        exercise: The exercise.
        params: Every parameter, for what is measured beside the stages.
        features: Makes a sample out of a body's signals.
        start: Waits for the start position.
        segmenter, validator, confirmer: Sample to attempt, attempt to rep, rep to count.
        timer: Times a hold, where seconds are counted.
        is_hold: Seconds are counted; as ``exercise.is_hold``, which is looked up in every frame.
    """

    exercise: Exercise
    params: CountingParams
    features: Features
    start: StartPosition
    segmenter: Segmenter
    validator: Validator
    confirmer: Confirmer
    timer: HoldTimer
    is_hold: bool


def prepare(exercise: Exercise, params: CountingParams) -> Pipeline:
    """Makes an exercise ready to be counted."""
    features = Movement.of(exercise, params.features)
    return Pipeline(
        exercise,
        params,
        features,
        StartPosition(params.arming, params.measures, exercise, features.columns),
        HysteresisSegmenter(params.segmenter, exercise.starts_at_turn),
        RuleValidator(params.validator, params.measures, exercise, features.columns),
        StreakConfirmer(params.streak, exercise.min_streak, exercise.allow_travel),
        HoldTimer(params.hold),
        exercise.is_hold,
    )
