"""Judges runs as a running set does."""

from daemon.core.counting.judge import EvidenceJudge, Ruling, Weighed
from daemon.core.counting.neighbours import Usual, usual_after
from daemon.core.facts import RepCounted, Tempo
from tests.fit.examples import Run


def rulings(run: Run, judge: EvidenceJudge) -> list[Ruling]:
    """Returns what a judge decides about a run's candidates, one after the other as they come."""
    memory: tuple[Weighed, ...] = ()
    usual: tuple[Usual, ...] = ()
    found = list[Ruling]()
    for each in run.candidates:
        fact = RepCounted(each.end, run.exercise, 0, each.start, each.end, _NO_TEMPO, each.depth, None, None, "", 0.0)
        memory, new = judge.step((*memory, Weighed(each, fact, usual)), each.end)
        found += new
        usual = usual_after(usual, each)
    return found + judge.finish(memory)


_NO_TEMPO = Tempo(0.0, 0.0, 0.0, 0.0)
