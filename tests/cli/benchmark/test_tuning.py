"""Values are chosen on the other folds, and reported on the one that had no say."""

from pathlib import Path

import pytest

from daemon.cli.benchmark import score
from daemon.cli.benchmark.items import Item
from daemon.cli.benchmark.play import Played
from daemon.cli.benchmark.runs import Counted, Task
from daemon.cli.benchmark.score import Outcome
from daemon.cli.benchmark.tuning import Tried, best, figures, tune
from daemon.core.facts import Ending, SetEnded
from daemon.core.params import CountingParams

PARAMS = CountingParams()
USUAL = PARAMS.values()["segmenter.turn"]


def outcome(counted: int, true: int = 10, exercise: str | None = "squat") -> Outcome:
    ended = SetEnded(60.0, "squat", Ending.STOPPED, counted, 0, 60.0)
    return score.outcome(Item(Path("a.npz"), exercise, true), "squat", Played([ended], 1, 0.0, None), 60.0)


def tried(*counts: int, distance: float = 0.0, false: int = 0) -> Tried:
    nobody = ((outcome(false, 0, None),),)
    return Tried({}, distance, tuple((outcome(count),) for count in counts) + nobody)


def test_figures_keep_false_reps_apart() -> None:
    found = figures([outcome(10), outcome(9), outcome(5), outcome(3, 0, None)])
    assert (found.items, found.exact, found.within_one, found.mae, found.false_reps) == (3, 1, 2, 0.2, 3)


def test_of_nothing_the_figures_are_zero() -> None:
    assert figures([]).mae == 0


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (tried(10, 10, 2), tried(10, 9, 9)),  # exact comes first
        (tried(10, 9, 5), tried(10, 8, 8)),  # then within one
        (tried(10, 9, 7), tried(10, 9, 6)),  # then the mean error
        (tried(10, 9, false=1), tried(10, 9, false=2)),  # then false reps
        (tried(10, 9, distance=0.1), tried(10, 9, distance=0.2)),  # then what is nearest to the usual
    ],
)
def test_the_best_is_chosen_by_one_measure_after_the_other(better: Tried, worse: Tried) -> None:
    everything = range(len(better.outcomes))
    assert best([worse, better], everything) is better
    assert best([better, worse], everything) is better


def counted(name: str, *counts: int) -> Counted:
    """An item that is counted so with each of the combinations and, last, with the usual values."""
    task = Task(Item(Path(name), "squat", 10), ())
    return Counted(task, tuple((outcome(count),) for count in counts))


def test_a_fold_has_no_say_in_its_own_values() -> None:
    tries = [{"segmenter.turn": USUAL}, {"segmenter.turn": 2 * USUAL}]
    # The second way is right on a alone; whoever looked at a would take it there.
    items = [counted("a.npz", 8, 10, 8), counted("b.npz", 10, 7, 10), counted("c.npz", 10, 7, 10)]
    found = tune(PARAMS, tries, items, [[0], [1], [2]])
    assert [fold.values["segmenter.turn"] for fold in found.folds] == [USUAL] * 3
    assert [fold.files for fold in found.folds] == [["a.npz"], ["b.npz"], ["c.npz"]]
    assert found.held_out is not None
    assert (found.held_out.items, found.held_out.exact) == (3, 2)
    assert [trial.figures.exact for trial in found.trials] == [2, 1]
    assert found.defaults.exact == 2


def test_without_folds_nothing_is_held_out() -> None:
    found = tune(PARAMS, [{"segmenter.turn": USUAL}], [counted("a.npz", 10, 9)], [])
    assert (found.held_out, found.folds) == (None, [])
    assert (found.trials[0].figures.exact, found.defaults.exact) == (1, 0)
