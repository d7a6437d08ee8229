"""Decides whether a finished attempt is a rep, and if not, why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from daemon.core.counting import measures, posture
from daemon.core.counting.segmenter import Attempt
from daemon.core.counting.verdict import Decision, Verdict, rejected
from daemon.core.facts import Reason
from daemon.core.params import MeasureParams, ValidatorParams
from daemon.core.spec import Exercise, Requirement, When

ACCEPTED = Verdict(Decision.ACCEPTED, "validator.accepted")
NOTHING = Verdict(Decision.IGNORED, "validator.min_attempt")


def own_range(depths: Sequence[float]) -> float | None:
    """Returns this athlete's own range: the median depth of the last reps, or None before the first."""
    return median(depths) if depths else None


@dataclass(frozen=True, slots=True)
class RuleValidator:
    """Holds an attempt against one rule after another; the first that is broken decides.

    Attributes:
        params: Its parameters.
        measures: How an attempt is measured.
        exercise: The exercise that the attempt should be.
        columns: The signals of a sample, see ``Movement.columns``.
    """

    params: ValidatorParams
    measures: MeasureParams
    exercise: Exercise
    columns: tuple[str, ...]

    def validate(self, attempt: Attempt, depths: Sequence[float]) -> Verdict:
        """Returns the verdict on an attempt.

        Args:
            attempt: The movement out and back.
            depths: Ranges of the last reps, at most ``recent_reps``, newest last.
        """
        if attempt.depth < self.params.min_attempt * self.exercise.min_depth:
            return NOTHING
        return self._hidden(attempt) or self._not_started(attempt) or self._wrong(attempt, depths) or ACCEPTED

    def _hidden(self, attempt: Attempt) -> Verdict | None:
        confidence, least = fmean(s.confidence for s in measures.in_rep(attempt)), self.params.min_confidence
        if confidence < least:
            return rejected("validator.min_confidence", Reason.HIDDEN, confidence, least, "confidence")
        return None

    def _not_started(self, attempt: Attempt) -> Verdict | None:
        most = self.exercise.max_start_depth
        if attempt.low > most:
            return rejected("exercise.max_start_depth", Reason.NOT_STARTED, attempt.low, most, "depth")
        return None

    def _wrong(self, attempt: Attempt, depths: Sequence[float]) -> Verdict | None:
        """Returns why it is not this rep. Only a movement that is deep enough must also move all that it should."""
        asked = self._asked(attempt)
        postures = [r for r in asked if r.when is not When.RANGE]
        moves = [r for r in asked if r.when is When.RANGE]
        return (
            self._shallow_instead(self._violated(postures, attempt), attempt, own_range(depths))
            or self._shallow(attempt, depths)
            or self._not_locked_out(attempt)
            or self._too_fast(attempt)
            or self._violated(moves, attempt)
        )

    def _asked(self, attempt: Attempt) -> list[Requirement]:
        """Returns the requirements that can be asked for in this view, with these joints seen."""
        facing = measures.value(attempt, self.columns.index("facing"), When.REP, self.measures)
        view = measures.view(facing, self.measures)
        return [
            r
            for r in self.exercise.requires
            if not posture.stands_down(
                r, measures.visibility(attempt, self.columns.index(r.signal)), self.params.min_visibility, view=view
            )
        ]

    def _violated(self, asked: Iterable[Requirement], attempt: Attempt) -> Verdict | None:
        """Returns the rejection by the first requirement that is not met, or None."""
        for each in asked:
            value = measures.value(attempt, self.columns.index(each.signal), each.when, self.measures)
            verdict = posture.violation(each, value)
            if verdict is not None:
                return verdict
        return None

    def _shallow_instead(self, verdict: Verdict | None, attempt: Attempt, own: float | None) -> Verdict | None:
        """Turns a wrong posture into ``shallow`` where the movement stopped far short and its own signals are wrong."""
        if verdict is None or own is None or attempt.depth >= self.params.short * own:
            return verdict
        if verdict.unit not in {term.signal for term in self.exercise.movement}:
            return verdict
        return rejected("validator.short", Reason.SHALLOW, attempt.depth, self.params.short * own, "depth")

    def _shallow(self, attempt: Attempt, depths: Sequence[float]) -> Verdict | None:
        needed, rule = max(self._needed(depths), key=lambda each: each[0])
        if attempt.depth < needed:
            return rejected(rule, Reason.SHALLOW, attempt.depth, needed, "depth")
        return None

    def _needed(self, depths: Sequence[float]) -> Iterable[tuple[float, str]]:
        """Yields the depths that a rep needs: any athlete's, by this one's range, and by the least of reps alike."""
        yield self.exercise.min_depth, "exercise.min_depth"
        yield self.exercise.min_range_ratio * (own_range(depths) or 0.0), "exercise.min_range_ratio"
        if len(depths) >= self.params.alike_reps and max(depths) < self.params.alike * min(depths):
            yield self.params.min_of_alike * min(depths), "validator.min_of_alike"

    @staticmethod
    def _not_locked_out(attempt: Attempt) -> Verdict | None:
        if attempt.locked_out:
            return None
        end = attempt.samples[-1].depth
        return rejected("segmenter.half_back", Reason.NO_LOCKOUT, end, attempt.low, "depth")

    def _too_fast(self, attempt: Attempt) -> Verdict | None:
        lasted, least = attempt.samples[-1].t - attempt.left_t, self.exercise.min_rep_s
        if lasted < least:
            return rejected("exercise.min_rep_s", Reason.TOO_FAST, lasted, least, "s")
        return None
