"""Decides on the movements of an exercise that looks like nothing known: by their range and their time alone."""

from dataclasses import dataclass

from daemon.core.counting.judge import REMEMBERED, Ruling, Weighed
from daemon.core.counting.neighbours import own_depth
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
    """Decides at once: deep enough for anybody, deep enough for this athlete, and not quicker than anybody can be."""

    params: AnyMovementParams

    def step(self, memory: tuple[Weighed, ...], t: float) -> tuple[tuple[Weighed, ...], list[Ruling]]:  # noqa: ARG002 - as ``EvidenceJudge.step``
        """Decides what can be decided now."""
        rulings = [self._ruling(each) for each in memory if not each.decided]
        return tuple(each._replace(decided=True) for each in memory[-REMEMBERED:]), rulings

    def finish(self, memory: tuple[Weighed, ...]) -> list[Ruling]:
        """Decides what is left: nothing ever is."""
        return self.step(memory, 0.0)[1]

    @staticmethod
    def awaits(memory: tuple[Weighed, ...], t: float) -> bool:  # noqa: ARG004 - as ``EvidenceJudge.awaits``
        """Returns False: nothing waits."""
        return False

    def _ruling(self, weighed: Weighed) -> Ruling:
        found, usual = weighed.candidate, weighed.usual
        asked = max(self.params.min_depth, self.params.min_range_ratio * own_depth(usual) if usual else 0.0)
        counts = found.depth >= asked and found.seconds >= self.params.min_rep_s
        return Ruling(weighed, SURE if counts else -SURE, {ASKED: asked}, counts)
