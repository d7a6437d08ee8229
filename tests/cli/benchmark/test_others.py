"""What a count with the wrong exercise says, and which exercises are like each other."""

from pathlib import Path

import pytest

from daemon.cli.benchmark import others, score, table
from daemon.cli.benchmark.families import FAMILIES, alike
from daemon.cli.benchmark.items import Item
from daemon.cli.benchmark.play import Played
from daemon.cli.benchmark.score import Outcome
from daemon.config import exercises
from daemon.core.facts import Ending, SetEnded


def run(done: str, chosen: str, counted: int, held_s: float | None = None) -> Outcome:
    ended = SetEnded(9.0, chosen, Ending.STOPPED, counted, 0, 9.0, held_s)
    return score.outcome(Item(Path("a.npz"), done, 5), chosen, Played([ended], 300, 0.03, 0.0), 30.0)


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("deadlift", "romanian_deadlift", True),
        ("squat", "deadlift", True),
        ("squat", "lunge", True),
        ("deadlift", "lunge", False),  # each is like a squat, and not like the other
        ("push_up", "plank", True),
        ("squat", "curl", False),
    ],
)
def test_like_exercises_are_of_one_family(one: str, other: str, like: bool) -> None:  # noqa: FBT001 - a parametrised truth
    assert alike(one, other) is alike(other, one) is like


def test_families_name_exercises_that_there_are() -> None:
    assert frozenset().union(*FAMILIES) <= set(exercises.read_all(None))


def test_false_counts_are_told_over_all_and_over_unlike_exercises() -> None:
    found = others.summed_up([run("squat", "lunge", 4), run("squat", "curl", 0), run("squat", "sit_up", 1)])
    assert (found.all.runs, found.all.false_runs, found.all.share) == (3, 2, 0.6667)
    assert (found.unlike.runs, found.unlike.false_runs, found.unlike.share) == (2, 1, 0.5)


def test_the_worst_pair_is_an_unlike_one() -> None:
    found = others.summed_up([run("squat", "lunge", 9), run("squat", "curl", 1), run("squat", "sit_up", 0)])
    assert [(pair.counted_as, pair.false_reps) for pair in found.pairs] == [("curl", 1), ("lunge", 9)]
    heading, *lines = table.other_lines(found)
    assert "2 of 3 runs, 66.7%, of unlike exercises false counts in 1 of 2" in heading
    assert [line.split("  ")[1] for line in lines] == ["squat as curl", "squat as lunge (alike)"]


def test_a_hold_that_nobody_meant_is_one_false_count() -> None:
    assert run("squat", "plank", 0, held_s=12.0).counted == 1
    assert run("squat", "plank", 0, held_s=0.0).counted == 0
