"""The judge: what is sure counts at once, what is not waits for what follows, and nothing waits for ever."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting.candidate import Candidate
from daemon.core.counting.judge import REMEMBERED, EvidenceJudge, Ruling, Weighed, waited
from daemon.core.counting.neighbours import AFTER, AFTER_S
from daemon.core.evidence.model import Additive, Term
from daemon.core.params import EvidenceParams
from tests.core.attempts import candidate, weighed

PARAMS = EvidenceParams(sure=1.0, count=-1.0, refuse=-5.0, hopeless=-10.0)
LIKE_ALIKE = Additive(0.0, {"log_odds": Term(1.0, (), 0.0, 0.0), "rep_alike_after": Term(3.0, (), 0.0, 0.0)})
"""A movement's own evidence, and up to 3 for a rep like it that follows."""
JUDGE = EvidenceJudge(PARAMS, LIKE_ALIKE)
SURE, UNSURE, DOUBTFUL, HOPELESS = 3.0, 0.0, -3.0, -11.0
"""Evidence that counts at once, that counts at the end, that needs a rep to follow, and that nothing mends."""
Told = tuple[float, bool, float]
"""Start of the movement, whether it counts, and when that was known."""


def follow(found: Sequence[Candidate], judge: EvidenceJudge = JUDGE) -> tuple[list[Told], tuple[Weighed, ...]]:
    """The rulings while the movements come, each at its end."""
    memory: tuple[Weighed, ...] = ()
    told = list[Told]()
    for each in found:
        memory, rulings = judge.step((*memory, weighed(each)), each.end)
        told += [(ruling.weighed.candidate.start, ruling.counts, each.end) for ruling in rulings]
    return told, memory


def at_the_end(memory: tuple[Weighed, ...], judge: EvidenceJudge = JUDGE) -> list[tuple[float, bool]]:
    return [(ruling.weighed.candidate.start, ruling.counts) for ruling in judge.finish(memory)]


def test_what_is_sure_counts_at_once() -> None:
    assert follow([candidate(0.0, log_odds=SURE)])[0] == [(0.0, True, 2.0)]


@pytest.mark.parametrize("log_odds", [UNSURE, DOUBTFUL])
def test_what_is_not_sure_waits(log_odds: float) -> None:
    told, memory = follow([candidate(0.0, log_odds=log_odds)])
    assert told == []
    assert [each.decided for each in memory] == [False]


@pytest.mark.parametrize("log_odds", [UNSURE, -1.9])
def test_what_is_not_sure_is_credited_when_the_next_bears_it_out(log_odds: float) -> None:
    told, _ = follow([candidate(0.0, log_odds=log_odds), candidate(3.0, log_odds=SURE)])
    assert told == [(0.0, True, 5.0), (3.0, True, 5.0)]


def test_what_follows_bears_out_only_what_is_alike() -> None:
    told, _ = follow([candidate(0.0, log_odds=-1.9), candidate(3.0, log_odds=SURE, path=2.0)])
    assert told == [(0.0, False, 5.0), (3.0, True, 5.0)]


def test_what_waits_is_decided_before_a_later_movement_counts() -> None:
    told, _ = follow([candidate(0.0, log_odds=UNSURE), candidate(3.0, log_odds=SURE, path=2.0)])
    assert told == [(0.0, True, 5.0), (3.0, True, 5.0)]
    told, memory = follow([candidate(0.0, log_odds=UNSURE), candidate(3.0, log_odds=-5.1, path=2.0)])
    assert told == [(3.0, False, 5.0)]
    assert at_the_end(memory) == [(0.0, True)]


@pytest.mark.parametrize(("log_odds", "counts"), [(UNSURE, True), (DOUBTFUL, False)])
def test_the_end_of_the_set_decides_what_waits(log_odds: float, counts: bool) -> None:  # noqa: FBT001 - a case
    _, memory = follow([candidate(0.0, log_odds=log_odds)])
    assert at_the_end(memory) == [(0.0, counts)]


def test_nothing_waits_longer_than_what_can_follow() -> None:
    _, memory = follow([candidate(0.0, log_odds=UNSURE)])
    assert not waited(memory, 2.0 + AFTER_S)
    assert waited(memory, 2.1 + AFTER_S)
    memory, rulings = JUDGE.step(memory, 2.1 + AFTER_S)
    assert [ruling.counts for ruling in rulings] == [True]
    assert not waited(memory, 99.0)


def test_once_enough_has_followed_it_is_decided() -> None:
    others = [candidate(3.0 * i, log_odds=DOUBTFUL, path=2.0 * i) for i in range(AFTER + 1)]
    told, _ = follow(others)
    assert told == [(0.0, False, others[-1].end)]


def test_what_nothing_can_make_a_rep_of_is_refused_at_once() -> None:
    assert follow([candidate(0.0, log_odds=-5.1)])[0] == [(0.0, False, 2.0)]
    told = JUDGE.step((weighed(candidate(0.0, log_odds=HOPELESS)),), 2.0)[1]
    assert [(each.counts, each.log_odds, each.features) for each in told] == [(False, HOPELESS, {})]


def test_what_was_refused_is_not_credited_later() -> None:
    told, _ = follow([candidate(0.0, log_odds=-5.1), candidate(3.0, log_odds=SURE)])
    assert told == [(0.0, False, 2.0), (3.0, True, 5.0)]


@pytest.mark.parametrize("log_odds", [SURE - 1.0, UNSURE - 0.5])
def test_where_nobody_said_what_is_done_more_is_asked(log_odds: float) -> None:
    asks_more = EvidenceJudge(PARAMS, LIKE_ALIKE, bar=1.5)
    told, memory = follow([candidate(0.0, log_odds=log_odds)], asks_more)
    assert told == []
    assert at_the_end(memory, asks_more) == [(0.0, log_odds >= 0.5)]


def test_the_ruling_tells_what_it_is_made_of() -> None:
    (ruling,) = JUDGE.step((weighed(candidate(0.0, log_odds=SURE)),), 2.0)[1]
    assert ruling.log_odds == SURE
    assert LIKE_ALIKE.log_odds(ruling.features) == ruling.log_odds


EVIDENCE = st.floats(-12, 8)
ROWS = st.lists(st.tuples(st.floats(0.0, 12.0), EVIDENCE, st.floats(-1, 1)), max_size=20)


def row(drawn: Sequence[tuple[float, float, float]]) -> list[Candidate]:
    found, t = list[Candidate](), 0.0
    for pause, log_odds, path in drawn:
        found.append(candidate(t + pause, log_odds=log_odds, path=path))
        t = found[-1].end
    return found


@given(ROWS)
def test_each_movement_is_ruled_on_once_and_soon(drawn: list[tuple[float, float, float]]) -> None:
    found = row(drawn)
    memory: tuple[Weighed, ...] = ()
    rulings = list[Ruling]()
    for each in found:
        memory, new = JUDGE.step((*memory, weighed(each)), each.end)
        rulings += new
        assert len(memory) <= REMEMBERED
        assert not waited(memory, each.end)
        starts = [ruling.weighed.candidate.start for ruling in new]
        assert starts == sorted(starts), "older ones first"
    rulings += JUDGE.finish(memory)
    assert sorted(ruling.weighed.candidate.start for ruling in rulings) == [each.start for each in found]
    counted = [ruling.weighed.candidate.start for ruling in rulings if ruling.counts]
    assert counted == sorted(counted), "a rep counts before those after it"


@given(ROWS)
def test_the_same_movements_are_ruled_on_alike(drawn: list[tuple[float, float, float]]) -> None:
    assert follow(row(drawn))[0] == follow(row(drawn))[0]


@given(st.lists(EVIDENCE, min_size=1, max_size=8))
def test_the_more_is_asked_the_less_counts(evidence: list[float]) -> None:
    found = [candidate(3.0 * i, log_odds=each) for i, each in enumerate(evidence)]

    def counted(bar: float) -> int:
        judge = EvidenceJudge(PARAMS, LIKE_ALIKE, bar)
        told, memory = follow(found, judge)
        return sum(counts for _, counts, _ in told) + sum(counts for _, counts in at_the_end(memory, judge))

    by_bar = [counted(bar) for bar in (-2.0, 0.0, 1.0, 5.0)]
    assert all(more >= less for more, less in pairwise(by_bar))
