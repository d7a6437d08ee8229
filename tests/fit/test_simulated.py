"""Simulated sets come with the truth: which of their movements are reps, and which are none on purpose."""

import pytest

from daemon.config import exercises
from tests.fit import simulated
from tests.fit.examples import Run

DONE = ("squat", "curl")
SEED = 0


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return simulated.of_simulator([SEED], exercises.read_all(), DONE)


def test_each_set_is_counted_as_itself_and_as_what_it_is_unlike(runs: list[Run]) -> None:
    done = {run.item for run in runs if run.true is not None}
    assert done == {f"{name}_{SEED}_{kind}" for name in DONE for kind in ("wide", "plain")}
    for item in done:
        counted_as = [run.exercise for run in runs if run.item == item and run.has_depth]
        assert len(counted_as) == len(set(counted_as)) == 1 + simulated.OTHERS
        assert item.split("_")[0] in counted_as


def test_every_rep_of_a_set_is_among_its_candidates(runs: list[Run]) -> None:
    own = [run for run in runs if run.own and run.has_depth]
    assert len(own) == 2 * len(DONE)
    for run in own:
        assert sum(run.right) == run.reps > 0
        assert len(run.right) == len(run.ruled_out) == len(run.candidates)
        assert not any(right and ruled_out for right, ruled_out in zip(run.right, run.ruled_out, strict=True))
    assert any(any(run.ruled_out) for run in own if run.item.endswith("plain"))


def test_each_run_is_seen_once_more_without_depth(runs: list[Run]) -> None:
    deep, flat = (
        [(run.item, run.exercise, run.reps) for run in runs if run.has_depth is each] for each in (True, False)
    )
    assert sorted(deep) == sorted(flat)
    assert all(each.has_depth is run.has_depth for run in runs for each in run.candidates)
    for run in runs:
        if run.own and not run.has_depth:
            assert 0 < sum(run.right) <= run.reps


def test_nothing_is_right_where_another_exercise_or_none_is_done(runs: list[Run]) -> None:
    others = [run for run in runs if not run.own]
    assert {run.kind for run in runs} == {"simulated"}
    assert not any(any(run.right) or run.reps for run in others)
    idle = {run.item for run in runs if run.true is None}
    assert idle == {f"none_{i}_{SEED}" for i in range(simulated.IDLERS)}
