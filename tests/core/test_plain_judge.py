"""Any movement: what is repeated counts, whatever it looks like."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting.candidate import Candidate
from daemon.core.counting.judge import REMEMBERED, Weighed, waited
from daemon.core.counting.neighbours import AFTER_S, Usual
from daemon.core.counting.plain_judge import NEUTRAL, PlainJudge
from daemon.core.counting.verdict import Decision
from daemon.core.evidence.model import probability
from daemon.core.facts import Reason
from daemon.core.params import AnyMovementParams
from tests.core.attempts import candidate, weighed

JUDGE = PlainJudge(AnyMovementParams(min_depth=0.8, min_range_ratio=0.5, min_rep_s=0.3))
OTHER = 2.0
"""Tolerances by which another movement's path is away."""


def follow(found: Sequence[Candidate], usual: tuple[Usual, ...] = ()) -> list[tuple[float, bool, float]]:
    """Start of each movement, whether it counts, and when that was known; 99 at the end of the set."""
    memory: tuple[Weighed, ...] = ()
    told = list[tuple[float, bool, float]]()
    for each in found:
        memory, rulings = JUDGE.step((*memory, weighed(each, usual)), each.end)
        told += [(ruling.weighed.candidate.start, ruling.counts, each.end) for ruling in rulings]
    return told + [(ruling.weighed.candidate.start, ruling.counts, 99.0) for ruling in JUDGE.finish(memory)]


def alike(
    usual: tuple[Usual, ...] = (), *, times: int = 2, confidence: float = 1.0, not_back: bool = False, **of: float
) -> tuple[Weighed, ...]:
    """A movement that is done so many times."""
    found = [replace(candidate(3.0 * i, **of), last=0.6 if not_back else 0.0) for i in range(times)]
    for each in found:
        each.features.update(confidence=confidence, not_back=float(not_back))
    return tuple(weighed(each, usual) for each in found)


def counts(usual: tuple[Usual, ...] = (), **of: float) -> bool:
    """Whether a movement counts that is repeated."""
    return all(counted for _, counted, _ in follow([each.candidate for each in alike(usual, **of)], usual))


def test_a_movement_counts_when_another_is_like_it() -> None:
    first, again = candidate(0.0), candidate(3.0)
    assert follow([first, again]) == [(0.0, True, 5.0), (3.0, True, 5.0)]
    assert follow([first, again, candidate(6.0)])[2] == (6.0, True, 8.0)


def test_a_movement_alone_does_not_count() -> None:
    assert follow([candidate(0.0)]) == [(0.0, False, 99.0)]
    others = [candidate(0.0), candidate(3.0, path=OTHER), candidate(6.0, path=2 * OTHER)]
    assert [counted for _, counted, _ in follow(others)] == [False] * 3


def test_sides_by_turns_are_each_repeated() -> None:
    by_turns = [candidate(3.0 * i, path=OTHER * (i % 2)) for i in range(4)]
    assert [counted for _, counted, _ in follow(by_turns)][2:] == [True, True]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ({"depth": 0.81}, True),
        ({"depth": 0.79}, False),
        ({"depth": 3.0, "seconds": 0.31}, True),
        ({"depth": 3.0, "seconds": 0.29}, False),
        ({"confidence": 0.33}, True),
        ({"confidence": 0.31}, False),
        ({"not_back": True}, False),
    ],
)
def test_it_must_be_deep_seen_there_and_back_and_not_too_quick(of: dict[str, float], expected: bool) -> None:  # noqa: FBT001 - a case
    assert counts(**of) == expected


@pytest.mark.parametrize(
    ("of", "reason", "value", "limit", "unit"),
    [
        ({"confidence": 0.3, "depth": 0.5}, Reason.HIDDEN, 0.3, 0.32, "confidence"),  # what is seen matters first
        ({"depth": 0.5, "not_back": True}, Reason.SHALLOW, 0.5, 0.8, "depth"),
        ({"not_back": True, "seconds": 0.2}, Reason.NO_LOCKOUT, 0.6, 0.0, "depth"),
        ({"seconds": 0.2}, Reason.TOO_FAST, 0.2, 0.3, "s"),
        ({"times": 1}, Reason.NOT_STARTED, 1, JUDGE.params.min_streak, "reps in a row"),
    ],
)
def test_the_judge_says_itself_which_rule_is_broken(
    of: dict[str, float], reason: Reason, value: float, limit: float, unit: str
) -> None:
    (first, *_) = JUDGE.finish(alike(**of))
    assert not first.counts
    assert first.verdict is not None
    assert first.verdict.decision is Decision.REJECTED
    assert (first.verdict.reason, first.verdict.unit) == (reason, unit)
    assert (first.verdict.value, first.verdict.limit) == pytest.approx((value, limit))


def test_what_counts_has_no_verdict() -> None:
    assert [ruling.verdict for ruling in JUDGE.finish(alike())] == [None, None]


def test_of_an_athlete_who_goes_far_more_is_asked() -> None:
    far = (Usual(2.0, 2.0),) * 3
    assert not counts(far, depth=0.95)
    assert counts(far, depth=1.05)
    assert not counts((Usual(0.5, 2.0),), depth=0.79), "what is asked of everybody stays"


def test_nothing_waits_longer_than_its_like_may_come() -> None:
    memory, rulings = JUDGE.step((weighed(candidate(0.0)),), 2.0)
    assert rulings == []
    assert not waited(memory, 2.0 + AFTER_S)
    assert waited(memory, 2.1 + AFTER_S)
    memory, rulings = JUDGE.step(memory, 2.1 + AFTER_S)
    assert [ruling.counts for ruling in rulings] == [False]
    assert not waited(memory, 1e6)


@given(st.lists(st.tuples(st.floats(0.1, 2.0), st.floats(0.1, 12.0), st.sampled_from([0.0, OTHER])), max_size=20))
def test_each_movement_is_ruled_on_once_in_the_order_of_time(drawn: list[tuple[float, float, float]]) -> None:
    memory: tuple[Weighed, ...] = ()
    t, rulings, starts = 0.0, [], []
    for depth, pause, path in drawn:
        found = candidate(t + pause, depth=depth, path=path)
        t = found.end
        starts.append(found.start)
        memory, new = JUDGE.step((*memory, weighed(found)), t)
        rulings += new
        assert len(memory) <= REMEMBERED
    rulings += JUDGE.finish(memory)
    assert [ruling.weighed.candidate.start for ruling in rulings] == starts


def test_what_counts_is_likely_and_what_does_not_is_unlikely() -> None:
    (yes, _), (no,) = (JUDGE.finish(tuple(weighed(candidate(3.0 * i)) for i in range(times))) for times in (2, 1))
    assert probability(yes.log_odds) > 0.9
    assert probability(no.log_odds) < 0.1


def test_without_looks_every_movement_has_the_same_evidence() -> None:
    assert NEUTRAL.log_odds({"depth": -5.0}) == NEUTRAL.log_odds({}) > 0
