"""Any movement: what is deep enough and not too quick counts, whatever it looks like."""

import pytest

from daemon.core.counting.candidate import Candidate
from daemon.core.counting.judge import REMEMBERED, Weighed
from daemon.core.counting.neighbours import Usual
from daemon.core.counting.plain_judge import NEUTRAL, PlainJudge
from daemon.core.evidence.model import probability
from daemon.core.params import AnyMovementParams
from tests.core.attempts import candidate, weighed

JUDGE = PlainJudge(AnyMovementParams(min_depth=0.8, min_range_ratio=0.5, min_rep_s=0.3))


def counts(found: Candidate, usual: tuple[Usual, ...] = ()) -> bool:
    (ruling,) = JUDGE.step((weighed(found, usual),), found.end)[1]
    return ruling.counts


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (candidate(depth=0.81), True),
        (candidate(depth=0.79), False),
        (candidate(depth=3.0, seconds=0.31), True),
        (candidate(depth=3.0, seconds=0.29), False),
    ],
)
def test_a_movement_that_is_deep_and_not_too_quick_counts(found: Candidate, expected: bool) -> None:  # noqa: FBT001 - a case
    assert counts(found) == expected


def test_of_an_athlete_who_goes_far_more_is_asked() -> None:
    far = (Usual(2.0, 2.0),) * 3
    assert not counts(candidate(depth=0.95), far)
    assert counts(candidate(depth=1.05), far)
    assert not counts(candidate(depth=0.79), (Usual(0.5, 2.0),)), "what is asked of everybody stays"


def test_nothing_waits() -> None:
    memory: tuple[Weighed, ...] = ()
    for i in range(20):
        memory, rulings = JUDGE.step((*memory, weighed(candidate(3.0 * i, depth=0.5 + i % 2))), 3.0 * i + 2.0)
        assert [ruling.counts for ruling in rulings] == [i % 2 == 1]
        assert len(memory) <= REMEMBERED
    assert JUDGE.finish(memory) == []
    assert not JUDGE.awaits(memory, 1e6)


def test_what_counts_is_likely_and_what_does_not_is_unlikely() -> None:
    (yes,) = JUDGE.step((weighed(candidate(depth=1.0)),), 2.0)[1]
    (no,) = JUDGE.step((weighed(candidate(depth=0.5)),), 2.0)[1]
    assert probability(yes.log_odds) > 0.9
    assert probability(no.log_odds) < 0.1


def test_without_looks_every_movement_has_the_same_evidence() -> None:
    assert NEUTRAL.log_odds({"depth": -5.0}) == NEUTRAL.log_odds({}) > 0
