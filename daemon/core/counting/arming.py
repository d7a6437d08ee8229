"""Armed: someone has held the exercise's start position, inside the frame, for the dwell time."""

from dataclasses import dataclass

from daemon.core.counting import measures, posture
from daemon.core.features.sample import Sample
from daemon.core.params import ArmingParams, MeasureParams
from daemon.core.spec import Exercise, When

HeldSamples = tuple[Sample, ...]
"""The start position as held so far."""


@dataclass(frozen=True, slots=True)
class StartPosition:
    """The start position of an exercise: recognised in one frame, and held for the dwell time.

    Attributes:
        params: Its parameters.
        measures: How a view is recognised.
        exercise: The exercise.
        columns: The signals of a sample, see ``Movement.columns``.
    """

    params: ArmingParams
    measures: MeasureParams
    exercise: Exercise
    columns: tuple[str, ...]

    def step(self, held: HeldSamples, sample: Sample) -> tuple[HeldSamples, bool]:
        """Adds a frame to the held position; returns True with it once it has been held for ``dwell_s``.

        A frame out of the start position, or a movement, begins the wait afresh.
        """
        if not self.shown_in(sample):
            return (), False
        held = (*held, sample)
        depths = [s.depth for s in held]
        while max(depths) - min(depths) > self.params.still:
            held, depths = held[1:], depths[1:]
        done = sample.t - held[0].t >= self.params.dwell_s
        return tuple(s for s in held if s.t >= sample.t - 2 * self.params.dwell_s), done

    def shown_in(self, sample: Sample) -> bool:
        """Returns whether this frame shows the start position: its depth, its posture, and all that must be seen."""
        if sample.confidence < self.params.min_confidence or sample.depth > self.exercise.max_start_depth:
            return False
        view = measures.view(sample.values[self.columns.index("facing")], self.measures)
        for asked in self.exercise.requires:
            column = self.columns.index(asked.signal)
            if asked.when not in (When.START, When.REP):
                continue
            if posture.stands_down(asked, sample.confidences[column], self.params.min_visibility, view=view):
                continue
            if posture.violation(asked, sample.values[column]) is not None:
                return False
        return True
