"""Every constant of counting can be set by its name, and each says what it is."""

import ast
import inspect
import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from daemon.core import params, workout
from daemon.core.facts import RepCounted, RepRejected
from daemon.core.params import CountingParams, SegmenterParams
from daemon.core.state import Rules
from tests.core import figure

DEFAULTS = CountingParams()


def test_a_value_is_set_by_its_dotted_name_and_all_others_stay() -> None:
    changed = DEFAULTS.with_values({"segmenter.turn": 0.2, "recogniser.reps": 3})
    assert changed.segmenter == SegmenterParams(turn=0.2)
    assert changed.recogniser == replace(DEFAULTS.recogniser, reps=3)
    assert changed.values() == DEFAULTS.values() | {"segmenter.turn": 0.2, "recogniser.reps": 3}
    assert CountingParams() == DEFAULTS


def test_a_whole_number_serves_where_a_fraction_is_expected() -> None:
    value = DEFAULTS.with_values({"hold.min_s": 3}).hold.min_s
    assert (value, type(value)) == (3.0, float)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (
            "segmenter.trun",
            0.2,
            r"no parameter 'segmenter.trun': did you mean segmenter.turn\? known: segmenter.leave,",
        ),
        ("segmenter.zzz", 0.2, r"no parameter 'segmenter.zzz': .*known: segmenter.leave, segmenter.at_start,"),
        ("qqqqqq", 1, "no parameter 'qqqqqq': stages: smoother, features, "),
        ("segmenter", 1, "no parameter 'segmenter'"),
        ("recogniser.reps", 2.5, "recogniser.reps = 2.5: expected a whole number"),
        ("segmenter.turn", float("nan"), "segmenter.turn = nan: expected a number"),
        ("segmenter.turn", "0.2", "segmenter.turn = '0.2': expected a number"),
        ("segmenter.turn", True, "segmenter.turn = True: expected a number"),
    ],
)
def test_a_wrong_name_or_value_is_told(name: str, value: float, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        DEFAULTS.with_values({name: value})


def test_the_parameters_are_frozen_and_travel_to_other_processes() -> None:
    with pytest.raises(FrozenInstanceError):
        DEFAULTS.segmenter.turn = 0.2  # type: ignore[misc]
    changed = DEFAULTS.with_values({"segmenter.turn": 0.2})
    assert pickle.loads(pickle.dumps(changed)) == changed  # noqa: S301 - our own bytes


def test_every_parameter_says_what_it_is() -> None:
    classes = [node for node in ast.parse(inspect.getsource(params)).body if isinstance(node, ast.ClassDef)]
    undocumented = [
        f"{each.name}.{field.target.id}"
        for each in classes
        if each.name != "CountingParams"
        for field, after in zip(each.body, [*each.body[1:], None], strict=True)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant))
    ]
    assert len(classes) > 10
    assert undocumented == []


def counted(changes: dict[str, float]) -> tuple[int, int]:
    rules = Rules(params=DEFAULTS.with_values(changes))
    facts = figure.play(workout.begin(figure.SQUAT, rules), figure.stick.squats(75, 75, 130, 75))
    return sum(isinstance(fact, RepCounted) for fact in facts), sum(isinstance(fact, RepRejected) for fact in facts)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (3, 1)),
        ({"evidence.min_depth": 2.0}, (0, 0)),
        ({"evidence.sure": 50.0, "evidence.count": 50.0, "evidence.noticed": -50.0}, (0, 4)),
        ({"evidence.sure": 50.0, "evidence.count": 50.0, "evidence.noticed": 50.0}, (0, 0)),
        ({"segmenter.leave": 3.0}, (0, 0)),
    ],
)
def test_a_parameter_that_is_set_decides_the_count(changes: dict[str, float], expected: tuple[int, int]) -> None:
    assert counted(changes) == expected
