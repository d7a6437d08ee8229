"""Decides on the movements of an exercise that looks like nothing known: by their range and their time alone."""

from dataclasses import dataclass

from daemon.core.counting.candidate import likeness
from daemon.core.counting.judge import REMEMBERED, Ruling, Weighed
from daemon.core.counting.neighbours import AFTER_S, own_depth
from daemon.core.evidence.model import Additive
from daemon.core.params import AnyMovementParams

SURE = 3.0
"""Log-odds of what counts."""
ASKED = "asked_depth"
"""The feature that its rulings tell: the range that was asked for."""
NEUTRAL = Additive(SURE, {})
"""Evidence of a movement without looks: it says the same of each."""


@dataclass(frozen=True, slots=True)
class PlainJudge:
    """Counts what is repeated: seen, there and back, deep enough, no quicker than anybody is, and like its neighbour."""

    params: AnyMovementParams

    def step(self, memory: tuple[Weighed, ...], t: float) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        """Decides what can be decided now."""
        return self._decide(memory, t, over=False)

    def finish(self, memory: tuple[Weighed, ...]) -> list[Ruling]:
        """Decides what is left when the set ends or pauses."""
        return self._decide(memory, 0.0, over=True)[1]

    def awaits(self, memory: tuple[Weighed, ...], t: float) -> bool:
        """Returns whether something undecided has waited long enough, so that ``step`` must be asked."""
        return any(not each.decided and t - each.candidate.end > AFTER_S for each in memory)

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
        found, usual = weighed.candidate, weighed.usual
        around = [*memory[max(i - 2, 0) : i], *memory[i + 1 : i + 2]]
        repeated = any(likeness(each.candidate, found) >= self.params.min_likeness for each in around)
        if not repeated and not over and i + 1 == len(memory) and t - found.end <= AFTER_S:
            return None
        asked = max(self.params.min_depth, self.params.min_range_ratio * own_depth(usual) if usual else 0.0)
        seen, back = found.features["confidence"] >= self.params.min_confidence, not found.features["not_back"]
        counts = repeated and found.depth >= asked and found.seconds >= self.params.min_rep_s and seen and back
        return Ruling(weighed, SURE if counts else -SURE, {ASKED: asked}, counts)
