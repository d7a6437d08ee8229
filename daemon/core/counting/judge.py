"""Decides what counts once the evidence suffices: at once where it is sure, else when what follows bears it out."""

from dataclasses import dataclass
from typing import NamedTuple

from daemon.core.counting import neighbours
from daemon.core.counting.candidate import Candidate
from daemon.core.counting.neighbours import AFTER, AFTER_S, BEFORE, Usual
from daemon.core.counting.verdict import Verdict
from daemon.core.evidence.model import Additive
from daemon.core.facts import RepCounted
from daemon.core.params import EvidenceParams

REMEMBERED = BEFORE + AFTER + 1


class Weighed(NamedTuple):
    """A candidate in the judge's memory.

    Attributes:
        candidate: The movement.
        rep: Its fact, should it count.
        usual: The athlete's own range before it.
        decided: It counts or is refused.
    """

    candidate: Candidate
    rep: RepCounted
    usual: tuple[Usual, ...]
    decided: bool = False


class Ruling(NamedTuple):
    """What was decided about a candidate.

    Attributes:
        weighed: The candidate.
        log_odds: Its evidence among its neighbours.
        features: What that is made of.
        counts: It is a rep.
        verdict: Why it is none, where the judge says so itself.
    """

    weighed: Weighed
    log_odds: float
    features: dict[str, float]
    counts: bool
    verdict: Verdict | None = None


def waited(memory: tuple[Weighed, ...], t: float) -> bool:
    """Returns whether something undecided has waited long enough, so that the judge must be asked."""
    return any(not each.decided and t - each.candidate.end > AFTER_S for each in memory)


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

    def _decide(self, memory: tuple[Weighed, ...], t: float, *, over: bool) -> tuple[tuple[Weighed, ...], list[Ruling]]:
        """Rules in the order of time: what waits before a movement that counts is decided with it."""
        found = [self._ruling(memory, i, t, over=over) for i in range(len(memory))]
        last = max((i for i, each in enumerate(found) if each is not None and each.counts), default=-1)
        rulings = [
            ruling
            for i, each in enumerate(found)
            if (ruling := self._ruling(memory, i, t, over=True) if each is None and i < last else each) is not None
        ]
        decided = {id(each.weighed) for each in rulings}
        kept = tuple(each._replace(decided=True) if id(each) in decided else each for each in memory)
        return kept[-REMEMBERED:], rulings

    def _ruling(self, memory: tuple[Weighed, ...], i: int, t: float, *, over: bool) -> Ruling | None:
        """Returns the ruling on one candidate; None while it waits, and where it is decided already."""
        weighed = memory[i]
        if weighed.decided:
            return None
        found = weighed.candidate
        if found.log_odds < self.params.hopeless:
            return Ruling(weighed, found.log_odds, {}, counts=False)
        before, after = ([each.candidate for each in some] for some in (memory[:i], memory[i + 1 :]))
        over = over or len(after) >= AFTER or t - found.end > AFTER_S
        features = neighbours.features(found, before, after, weighed.usual, over=over)
        log_odds = self.model.log_odds(features)
        if log_odds >= (self.params.count if over else self.params.sure) + self.bar:
            return Ruling(weighed, log_odds, features, counts=True)
        if over or log_odds < self.params.refuse:
            return Ruling(weighed, log_odds, features, counts=False)
        return None
