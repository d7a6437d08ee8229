"""Decides what counts once the evidence suffices: at once where it is sure, else when what follows bears it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from daemon.core.counting import neighbours
from daemon.core.counting.candidate import Candidate
from daemon.core.counting.neighbours import AFTER, AFTER_S, BEFORE, Usual
from daemon.core.evidence.model import Additive
from daemon.core.facts import RepCounted
from daemon.core.params import EvidenceParams

REMEMBERED = BEFORE + AFTER + 1


class Weighed(NamedTuple):
    """A candidate in the judge's memory.

    Attributes:
        candidate: The movement.
        rep: Its fact, should it count.
        across, grown: How far it took the athlete, see ``measures.travel``.
        usual: The athlete's own range before it.
        decided: It counts or is refused.
    """

    candidate: Candidate
    rep: RepCounted
    across: float
    grown: float
    usual: tuple[Usual, ...]
    decided: bool = False


class Ruling(NamedTuple):
    """What was decided about a candidate: its log-odds among its neighbours, and the features they are made of."""

    weighed: Weighed
    log_odds: float
    features: dict[str, float]
    counts: bool


@dataclass(frozen=True, slots=True)
class EvidenceJudge:
    """Weighs each candidate among its neighbours, until it is sure or nothing more can come.

    Attributes:
        params: Its parameters.
        model: What neighbours weigh.
        bar: What is asked for beside the parameters, where it is not known that this exercise is done.
    """

    params: EvidenceParams
    model: Additive
    bar: float = 0.0

    def step(self, memory: tuple[Weighed, ...], t: float) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        """Decides what can be decided now; the newest candidate is the last of ``memory``."""
        return self._decide(memory, t, over=False)

    def finish(self, memory: tuple[Weighed, ...]) -> list[Ruling]:
        """Decides what is left when the set ends or pauses: nothing follows."""
        return self._decide(memory, 0.0, over=True)[1]

    def awaits(self, memory: tuple[Weighed, ...], t: float) -> bool:
        """Returns whether something undecided has waited long enough, so that ``step`` must be asked."""
        return any(not each.decided and t - each.candidate.end > AFTER_S for each in memory)

    def _decide(self, memory: tuple[Weighed, ...], t: float, *, over: bool) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        rulings, kept = list[Ruling](), list(memory)
        candidates = [each.candidate for each in memory]
        for i, weighed in enumerate(memory):
            if weighed.decided:
                continue
            found = self._ruling(weighed, candidates[:i], candidates[i + 1 :], t, over=over)
            if found is not None:
                kept[i] = weighed._replace(decided=True)
                rulings.append(found)
        return tuple(kept[-REMEMBERED:]), rulings

    def _ruling(
        self, weighed: Weighed, before: Sequence[Candidate], after: Sequence[Candidate], t: float, *, over: bool
    ) -> Ruling | None:
        """Returns the ruling on one candidate; None while it waits."""
        end = weighed.candidate.end
        if weighed.candidate.log_odds < self.params.hopeless:
            return Ruling(weighed, weighed.candidate.log_odds, {}, counts=False)
        over = over or len(after) >= AFTER or t - end > AFTER_S
        found = neighbours.features(weighed.candidate, before, after, weighed.usual, over=over)
        log_odds = self.model.log_odds(found)
        if log_odds >= (self.params.count if over else self.params.sure) + self.bar:
            return Ruling(weighed, log_odds, found, counts=True)
        if over or log_odds < self.params.refuse:
            return Ruling(weighed, log_odds, found, counts=False)
        return None
