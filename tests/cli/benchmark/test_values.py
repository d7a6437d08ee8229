"""``--set`` names counting parameters and the values to count with."""

import pytest

from daemon.cli.benchmark.values import combinations, distance, parsed
from daemon.core.params import CountingParams
from daemon.errors import UsageError

PARAMS = CountingParams()


def test_a_value_and_a_list_of_values_are_read() -> None:
    assert parsed(["segmenter.turn=0.2", "streak.alike=1.5,2.5"], PARAMS) == {
        "segmenter.turn": (0.2,),
        "streak.alike": (1.5, 2.5),
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["segmenter.trun=0.2"], "no parameter 'segmenter.trun': did you mean segmenter.turn?"),
        (["segmenter.turn"], "--set segmenter.turn: write it as name=value"),
        (["segmenter.turn=wide"], "'wide' is no number"),
        (["segmenter.turn=0.1,"], "'' is no number"),
        (["segmenter.turn=nan"], "segmenter.turn"),
        (["recogniser.max_reps=2.5"], "recogniser.max_reps = 2.5: expected a whole number"),
        (["segmenter.turn=0.1", "segmenter.turn=0.2"], "given twice: write its values as a list"),
    ],
)
def test_a_wrong_word_is_wrong_use_in_one_line(words: list[str], says: str) -> None:
    with pytest.raises(UsageError) as raised:
        parsed(words, PARAMS)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


def test_every_combination_is_tried() -> None:
    assert combinations({"a": (1, 2), "b": (3, 4)}) == [
        {"a": 1, "b": 3},
        {"a": 1, "b": 4},
        {"a": 2, "b": 3},
        {"a": 2, "b": 4},
    ]
    assert combinations({}) == [{}]


def test_the_distance_is_in_shares_of_the_usual_value() -> None:
    usual = PARAMS.values()["segmenter.turn"]
    assert distance({"segmenter.turn": usual * 1.5}, PARAMS) == pytest.approx(0.5)
    assert distance({}, PARAMS) == 0
