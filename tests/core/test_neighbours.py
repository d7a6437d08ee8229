"""Neighbours: what the movements around one say for it, and the athlete's own range."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon.core.counting import neighbours
from daemon.core.counting.candidate import IMPOSSIBLE, Candidate
from daemon.core.counting.neighbours import (
    AFTER,
    AFTER_S,
    BEFORE,
    BEFORE_S,
    GUESSED,
    LEANS,
    RECENT,
    Usual,
    own_depth,
    usual_after,
)
from tests.core import attempts
from tests.core.attempts import candidate

GOOD, BAD = 4.0, -4.0
OWN = ("shorter", "under_least", "deeper", "quicker", "slower")
OTHER = 2.0
"""Tolerances by which another movement's path is away."""


def features_of(
    new: Candidate, before: Sequence[Candidate] = (), after: Sequence[Candidate] = (), usual: Sequence[Usual] = ()
) -> dict[str, float]:
    return neighbours.features(new, before, after, usual, over=False)


def row(count: int, begin: float = 0.0, every_s: float = 3.0, log_odds: float = GOOD, depth: float = 1.0) -> list:
    return [candidate(begin + i * every_s, log_odds=log_odds, depth=depth) for i in range(count)]


def test_a_movement_alone_has_only_its_own_evidence() -> None:
    alone = features_of(candidate(log_odds=1.5, depth=0.8))
    assert {name: value for name, value in alone.items() if value} == {"log_odds": 1.5, "depth": math.log(0.8)}


def test_whether_anything_can_follow_is_told() -> None:
    new = candidate()
    assert neighbours.features(new, [], [], [], over=True)["over"] == 1.0
    assert neighbours.features(new, [], [], [], over=False)["over"] == 0.0


def test_reps_before_and_after_support_what_is_alike() -> None:
    new = candidate(10.0)
    found = features_of(new, row(2, 4.0), row(2, 13.0))
    for side in ("before", "after"):
        assert found[f"support_{side}"] > 1
        assert found[f"alike_{side}"] == pytest.approx(2.0)
        assert found[f"rep_alike_{side}"] > 0.9
    assert found["known_after"] == 2.0


def test_what_is_no_rep_speaks_against_what_is_alike() -> None:
    found = features_of(candidate(10.0), row(2, 4.0, log_odds=BAD))
    assert found["support_before"] < -1
    assert found["rep_alike_before"] < 0.2
    assert found["alike_before"] == pytest.approx(2.0)


def test_reps_that_are_unlike_support_it_less() -> None:
    alike, unlike = features_of(candidate(10.0), row(2, 4.0)), features_of(candidate(10.0, path=OTHER), row(2, 4.0))
    assert unlike["rep_alike_before"] < 0.2 * alike["rep_alike_before"]
    assert unlike["alike_before"] < 0.2 * alike["alike_before"]
    assert unlike["support_before"] < alike["support_before"]


def test_a_movement_that_is_surer_than_any_outvotes_no_other() -> None:
    sure, surest = (features_of(candidate(10.0), [candidate(7.0, log_odds=each)]) for each in (GOOD, 50.0))
    assert surest["support_before"] == pytest.approx(sure["support_before"])


@pytest.mark.parametrize(
    ("before_s", "after_s", "heard"),
    [(BEFORE_S - 0.1, AFTER_S - 0.1, True), (BEFORE_S + 0.1, AFTER_S + 0.1, False)],
)
def test_what_is_long_ago_or_long_after_says_nothing(before_s: float, after_s: float, heard: bool) -> None:  # noqa: FBT001 - a case
    new = candidate(100.0)
    found = features_of(new, [candidate(98.0 - before_s, log_odds=GOOD)], [candidate(102.0 + after_s, log_odds=GOOD)])
    assert (found["alike_before"] > 0, found["alike_after"] > 0, found["known_after"] > 0) == (heard,) * 3


def test_only_the_nearest_movements_are_asked() -> None:
    new, near = candidate(50.0), row(BEFORE, 50.0 - 3.0 * BEFORE)
    assert features_of(new, [candidate(36.0, log_odds=BAD), *near]) == features_of(new, near)
    later = row(AFTER, 53.0)
    assert features_of(new, near, [*later, candidate(62.0, log_odds=BAD)]) == features_of(new, near, later)


@pytest.mark.parametrize(
    ("depth", "seconds", "says"),
    [
        (0.75, 2.0, {"shorter": math.log(4 / 3), "under_least": math.log(0.9 / 0.75)}),
        (0.95, 2.0, {"shorter": math.log(1 / 0.95)}),
        (2.0, 2.0, {"deeper": math.log(2)}),
        (1.0, 1.0, {"quicker": math.log(2)}),
        (1.0, 4.0, {"slower": math.log(2)}),
        (1.0, 2.0, {}),
    ],
)
def test_it_is_compared_with_the_athlete_s_own_range_and_time(
    depth: float, seconds: float, says: dict[str, float]
) -> None:
    usual = [Usual(1.0, 2.0), Usual(0.9, 1.9), Usual(1.1, 2.1)]
    found = features_of(candidate(depth=depth, seconds=seconds), usual=usual)
    own = {name: found[name] for name in OWN if found[name]}
    assert own == pytest.approx(says)
    assert (found["own_known"], found["own_reps"]) == (1.0, 3.0)


def test_of_an_athlete_who_is_not_known_nothing_is_asked() -> None:
    found = features_of(candidate(depth=0.2, seconds=9.0))
    assert [found[name] for name in (*OWN, "own_known", "far_short")] == [0.0] * 7


@pytest.mark.parametrize(("depth", "far"), [(0.3, 1.0), (0.5, 1.0), (0.55, 0.5), (0.61, 0.0), (1.0, 0.0)])
def test_half_of_the_athlete_s_own_range_is_no_rep(depth: float, far: float) -> None:
    for known in (1, 2, RECENT):  # one rep is enough to know it
        usual = [Usual(1.0, 2.0)] * known
        assert features_of(candidate(depth=depth), usual=usual)["far_short"] == pytest.approx(far)


def test_a_twitch_before_the_first_rep_is_far_short_of_it() -> None:
    twitch, rep = candidate(depth=0.2), candidate(3.0, depth=1.0, log_odds=GOOD)
    assert features_of(twitch, after=[rep])["far_short"] == 1.0
    assert features_of(twitch, after=[candidate(3.0, depth=1.0, log_odds=BAD)])["far_short"] == 0.0
    assert features_of(twitch, after=[rep], usual=[Usual(0.2, 2.0)])["far_short"] == 0.0, "what came before tells"


def having(name: str, value: float) -> dict[str, float]:
    """What is said of a movement alone that has this feature of its own."""
    found = candidate()
    found.features[name] = value
    return features_of(found)


@pytest.mark.parametrize(
    ("times", "impossible"), [(0.8, 0.0), (1.0, 0.0), (math.sqrt(1.2), 0.5), (1.2, 1.0), (9.0, 1.0)]
)
def test_quicker_than_anybody_is_impossible(times: float, impossible: float) -> None:
    assert having("brisk", IMPOSSIBLE + math.log(times))["impossible"] == pytest.approx(impossible)


@pytest.mark.parametrize(
    ("sure", "guessed"), [(1.0, 0.0), (GUESSED, 0.0), (GUESSED - 0.03, 0.5), (GUESSED - 0.06, 1.0), (0.0, 1.0)]
)
def test_what_nobody_sees_is_guessed(sure: float, guessed: float) -> None:
    assert having("confidence", sure)["guessed"] == pytest.approx(guessed)


@pytest.mark.parametrize(("leans", "otherwise"), [(0.0, 0.0), (LEANS, 0.0), (LEANS + 0.5, 0.5), (3.0, 3.0 - LEANS)])
def test_who_ends_with_the_trunk_elsewhere_ends_otherwise(leans: float, otherwise: float) -> None:
    assert having("trunk_elsewhere", leans)["ends_otherwise"] == pytest.approx(otherwise)


@pytest.mark.parametrize("back", [0.0, 1.0])
def test_who_is_not_back_breaks_a_rule(back: float) -> None:
    assert having("not_back", back)["not_back"] == back


def test_a_deeper_movement_that_follows_tells_that_it_was_a_part_of_the_way() -> None:
    short, deep = candidate(depth=0.5), candidate(3.0, depth=1.0, log_odds=GOOD)
    assert features_of(short, after=[deep])["deeper_follows"] == pytest.approx(math.log(2))
    assert features_of(deep, [short], [candidate(6.0, depth=0.9, log_odds=GOOD)])["deeper_follows"] == 0.0
    assert features_of(short, after=[candidate(3.0, depth=1.0, log_odds=BAD)])["deeper_follows"] == 0.0


def test_sides_by_turns_are_like_the_last_but_one() -> None:
    left, right = candidate(0.0), candidate(3.0, path=OTHER)
    assert features_of(candidate(6.0), [left, right])["by_turns"] > 0.5
    assert features_of(candidate(6.0, path=OTHER), [left, right])["by_turns"] == 0.0
    assert features_of(candidate(6.0), [left])["by_turns"] == 0.0


@pytest.mark.parametrize(("before", "after", "uneven"), [(3.0, 3.0, 0.0), (2.0, 4.0, math.log(2)), (0.5, 60.0, 2.0)])
def test_a_rhythm_is_even_or_not(before: float, after: float, uneven: float) -> None:
    new = candidate(100.0, seconds=0.4)
    around = candidate(100.0 - before, seconds=0.4), candidate(100.0 + after, seconds=0.4)
    heard = after < AFTER_S
    assert features_of(new, around[:1], around[1:])["rhythm"] == pytest.approx(uneven if heard else 0.0)
    assert features_of(new, around[:1])["rhythm"] == features_of(new, (), around[1:])["rhythm"] == 0.0


def test_the_own_range_is_the_median_of_the_last_movements_like_reps() -> None:
    usual: tuple[Usual, ...] = ()
    for i, depth in enumerate((0.1, 0.8, 1.0, 1.4, 0.9, 1.1)):
        usual = usual_after(usual, candidate(3.0 * i, depth=depth, log_odds=GOOD))
    assert [each.depth for each in usual] == [0.8, 1.0, 1.4, 0.9, 1.1]
    assert len(usual) == RECENT
    assert own_depth(usual) == 1.0


def test_what_is_no_rep_or_half_as_deep_does_not_make_the_own_range() -> None:
    usual = usual_after((), candidate(depth=1.0, seconds=2.0, log_odds=GOOD))
    assert usual == (Usual(1.0, 2.0),)
    assert usual_after(usual, candidate(3.0, depth=1.0, log_odds=BAD)) == usual
    assert usual_after(usual, candidate(3.0, depth=0.49, log_odds=GOOD)) == usual
    assert len(usual_after(usual, candidate(3.0, depth=0.51, log_odds=GOOD))) == 2


ROWS = st.lists(
    st.builds(
        attempts.candidate, log_odds=st.floats(-40, 40), depth=st.floats(0.1, 4), seconds=st.floats(0.2, 20),
        path=st.floats(-3, 3),
    ),
    max_size=8,
)  # fmt: skip


@given(ROWS, ROWS, st.lists(st.builds(Usual, st.floats(0.1, 3), st.floats(0.2, 20)), max_size=5))
def test_whatever_is_around_it_says_something_finite(
    before: list[Candidate], after: list[Candidate], usual: list[Usual]
) -> None:
    found = features_of(candidate(), before, after, usual)
    assert all(math.isfinite(value) for value in found.values())
    for side in ("before", "after"):
        assert -6.0 <= found[f"support_{side}"] <= 4.0
        assert 0.0 <= found[f"rep_alike_{side}"] <= 1.0
    assert set(found) == set(features_of(candidate()))
