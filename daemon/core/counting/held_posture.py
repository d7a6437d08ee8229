"""The posture of a hold: recognised in one frame."""

from dataclasses import dataclass

from daemon.core.counting import measures, posture
from daemon.core.features.sample import Sample
from daemon.core.params import HoldParams, MeasureParams
from daemon.core.spec import Exercise


@dataclass(frozen=True, slots=True)
class HeldPosture:
    """The posture that a hold requires.

    Attributes:
        params: Its parameters.
        measures: How a view is recognised.
        exercise: The exercise.
        columns: The signals of a sample, see ``Movement.columns``.
    """

    params: HoldParams
    measures: MeasureParams
    exercise: Exercise
    columns: tuple[str, ...]

    def shown_in(self, sample: Sample) -> bool:
        """Returns whether this frame shows the posture, and all that must be seen."""
        if sample.confidence < self.params.min_confidence:
            return False
        view = measures.view(sample.values[self.columns.index("facing")], self.measures)
        return not any(
            posture.violated(asked, sample.values[column])
            for asked in self.exercise.requires
            if not posture.stands_down(
                asked,
                sample.confidences[column := self.columns.index(asked.signal)],
                self.params.min_visibility,
                view=view,
            )
        )
