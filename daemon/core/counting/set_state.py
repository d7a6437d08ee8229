"""What is remembered of a running set."""

from enum import Enum
from typing import NamedTuple

from daemon.core.certainty import at_most, false_ones
from daemon.core.counting.hold import HoldState
from daemon.core.counting.judge import Weighed
from daemon.core.counting.neighbours import Usual
from daemon.core.counting.pipeline import Pipeline
from daemon.core.counting.segmenter import SegmenterState
from daemon.core.counting.streak import Streak
from daemon.core.counting.verdict import Judgement
from daemon.core.facts import UNSURE_BELOW, Fact, Side
from daemon.core.spec import Exercise


class SetPhase(str, Enum):
    """Where a set is. ``IDLE`` and ``ENDED`` are a workout without a set."""

    IDLE = "idle"
    ARMED = "armed"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class TallyMark(NamedTuple):
    """A rep on the set's tally: its side, and how sure it is; one that was added or confirmed by hand is certain."""

    side: Side | None = None
    confidence: float = 1.0

    @property
    def unsure(self) -> bool:
        """Whether it is marked as unsure, and can be confirmed."""
        return self.confidence < UNSURE_BELOW


class SetState(NamedTuple):
    """A running set.

    Attributes:
        pipeline: The exercise, and the stages that count it.
        phase: ``ARMED``, ``ACTIVE`` or ``PAUSED``.
        started: When it was started (s).
        rejected: What looked like a rep and was not counted.
        usual: The athlete's last own movements, newest last; they make the athlete's own range.
        memory: The last movements, and which of them wait to be decided.
        doubts: How likely each movement that was refused is a rep all the same.
        unseen: How many reps fit into the pauses within the set, in which nobody was seen.
        segmenter: The attempt under way.
        seen: When the athlete was last seen, None before the first time.
        last_end: End of the last movement, None before the first.
        last_active: When the set last moved on; a long rest is counted from here.
        streak: The reps of the streak under way, which confirm each other.
        hold: What was held, where the exercise counts seconds.
        judged: The verdicts of the last frame that reached any: for a trace of decisions, the count needs none.
        tally: One mark for each rep that counts, in order, corrections accounted for.
        thought_false: How many of the reps that were counted are false, by their confidences; no correction changes it.
    """

    pipeline: Pipeline
    phase: SetPhase
    started: float
    rejected: int = 0
    usual: tuple[Usual, ...] = ()
    memory: tuple[Weighed, ...] = ()
    doubts: tuple[float, ...] = ()
    unseen: int = 0
    segmenter: SegmenterState = SegmenterState()
    seen: float | None = None
    last_end: float | None = None
    last_active: float = 0.0
    streak: Streak = ()
    hold: HoldState = HoldState()
    judged: tuple[Judgement, ...] = ()
    tally: tuple[TallyMark, ...] = ()
    thought_false: float = 0.0

    @property
    def exercise(self) -> Exercise:
        """What the set is of."""
        return self.pipeline.exercise

    @property
    def reps(self) -> int:
        """How many reps count."""
        return len(self.tally)

    @property
    def left(self) -> int:
        """How many reps were done with the left side alone."""
        return sum(mark.side is Side.LEFT for mark in self.tally)

    @property
    def right(self) -> int:
        """How many reps were done with the right side alone."""
        return sum(mark.side is Side.RIGHT for mark in self.tally)

    @property
    def unsure(self) -> tuple[float, ...]:
        """The confidences of the reps that are unsure."""
        return tuple(mark.confidence for mark in self.tally if mark.unsure)

    @property
    def range(self) -> tuple[int, int]:
        """The range in which the true number of reps is with 90 % probability.

        What nobody saw may all have been reps. What sets differ by beside their doubts is added, and no correction
        changes it: the range is the same whether a rep is corrected in the set or after its end.
        """
        spread = self.pipeline.model.spread
        false = false_ones(self.unsure) + at_most((), spread.false(self.thought_false))
        missed = at_most(self.doubts, spread.missed(self.rejected, self.thought_false))
        return max(self.reps - false, 0), self.reps + missed + self.unseen

    @property
    def held_s(self) -> float | None:
        """All seconds of its holds, the one under way included; None where reps are counted."""
        return self.pipeline.timer.seconds(self.hold) if self.pipeline.is_hold else None

    @property
    def done(self) -> float:
        """What a target is compared with: reps, or the seconds of a hold."""
        return self.reps if self.held_s is None else self.held_s


SetStep = tuple[SetState, list[Fact]]
"""A new state, and what came out."""
