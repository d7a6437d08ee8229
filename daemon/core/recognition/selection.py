"""What is chosen for a set, made ready: one exercise, or all that it may turn out to be."""

from dataclasses import dataclass

from daemon.core.counting.pipeline import Pipeline, prepare
from daemon.core.evidence.model import Model
from daemon.core.evidence.weights import MODEL
from daemon.core.params import CountingParams
from daemon.core.recognition.any_movement import movements
from daemon.core.spec import Exercise, Kind


@dataclass(frozen=True, slots=True)
class Selection:
    """What is chosen for a set.

    Attributes:
        pipeline: The exercise; where it is to be found out, the one that stands for that.
        rivals: What it may turn out to be; empty where it is known.
    """

    pipeline: Pipeline
    rivals: tuple[Pipeline, ...] = ()

    @property
    def exercise(self) -> Exercise:
        """What is chosen."""
        return self.pipeline.exercise

    @property
    def follows_changes(self) -> bool:
        """Whether another exercise begins the next set by itself."""
        return self.exercise.kind is Kind.AUTO


def select(
    exercise: Exercise, repertoire: tuple[Exercise, ...], params: CountingParams, model: Model = MODEL
) -> Selection:
    """Makes what is chosen ready to be counted.

    Args:
        exercise: The exercise, or the one that stands for finding it out.
        repertoire: What ``auto`` may turn out to be.
        params: The constants of counting.
        model: What the evidence weighs.
    """
    choices: tuple[Exercise, ...] = ()
    if exercise.kind is Kind.AUTO:
        choices = repertoire
    elif exercise.kind is Kind.ANY:
        choices = movements(params.any_movement)
    rivals = tuple(prepare(each, params, repertoire, model, given=False) for each in choices)
    return Selection(prepare(exercise, params, repertoire, model), rivals)
