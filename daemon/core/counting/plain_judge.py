"""Decides on the movements of an exercise that looks like nothing known: by their range and their time alone."""

from dataclasses import dataclass

from daemon.core.counting.candidate import likeness
from daemon.core.counting.judge import REMEMBERED, Ruling, Weighed
from daemon.core.counting.neighbours import AFTER_S, own_depth
from daemon.core.counting.verdict import Verdict, rejected
from daemon.core.evidence.model import Additive
from daemon.core.facts import Reason
from daemon.core.params import AnyMovementParams

SURE = 3.0
"""Log-odds of what counts."""
NEUTRAL = Additive(SURE, {})
"""Evidence of a movement without looks: it says the same of each."""


@dataclass(frozen=True, slots=True)
class PlainJudge:
    """Counts what is repeated: seen, there and back, deep enough, no quicker than anybody, and like its neighbour."""

    params: AnyMovementParams

    def step(self, memory: tuple[Weighed, ...], t: float) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        """Decides what can be decided now."""
        return self._decide(memory, t, over=False)

    def finish(self, memory: tuple[Weighed, ...]) -> list[Ruling]:
        """Decides what is left when the set ends or pauses."""
        return self._decide(memory, 0.0, over=True)[1]

    def _decide(self, memory: tuple[Weighed, ...], t: float, *, over: bool) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        found = [self._ruling(memory, i, t, over=over) for i in range(len(memory))]
        kept = tuple(
            each if ruling is None else each._replace(decided=True) for each, ruling in zip(memory, found, strict=True)
        )
        return kept[-REMEMBERED:], [each for each in found if each is not None]

    def _ruling(self, memory: tuple[Weighed, ...], i: int, t: float, *, over: bool) -> Ruling | None:
        """Returns the ruling on one movement; None while it waits for another like it, and where it is decided."""
        weighed = memory[i]
        if weighed.decided:
            return None
        found = weighed.candidate
        around = [*memory[max(i - 2, 0) : i], *memory[i + 1 : i + 2]]
        repeated = any(likeness(each.candidate, found) >= self.params.min_likeness for each in around)
        if not repeated and not over and i + 1 == len(memory) and t - found.end <= AFTER_S:
            return None
        verdict = self._broken(weighed, repeated=repeated)
        counts = verdict is None
        return Ruling(weighed, SURE if counts else -SURE, {}, counts, verdict)

    def _broken(self, weighed: Weighed, *, repeated: bool) -> Verdict | None:
        """Returns the verdict by the first rule that the movement breaks, or None."""
        found, usual, params = weighed.candidate, weighed.usual, self.params
        sure = found.features["confidence"]
        asked = max(params.min_depth, params.min_range_ratio * own_depth(usual) if usual else 0.0)
        if sure < params.min_confidence:
            return rejected("any_movement.min_confidence", Reason.HIDDEN, sure, params.min_confidence, "confidence")
        if found.depth < asked:
            return rejected("any_movement.min_depth", Reason.SHALLOW, found.depth, asked, "depth")
        if found.features["not_back"]:
            return rejected("segmenter.half_back", Reason.NO_LOCKOUT, found.last, found.low, "depth")
        if found.seconds < params.min_rep_s:
            return rejected("any_movement.min_rep_s", Reason.TOO_FAST, found.seconds, params.min_rep_s, "s")
        if not repeated:
            return rejected("any_movement.min_likeness", Reason.NOT_STARTED, 1, params.min_streak, "reps in a row")
        return None
