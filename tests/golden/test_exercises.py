"""Every exercise that ships has a golden trace: a set that was done, which it must count to the bit, ever after."""

import json

import pytest

from daemon.cli.benchmark import labels
from daemon.cli.benchmark.items import HOLDS, Item
from daemon.config import exercises
from daemon.core.facts import Fact, RepCounted, RepRejected, SetEnded
from daemon.core.spec import AUTO
from daemon.core.state import Rules
from tests.golden import record, sets

SHIPPED = sorted(path.stem for path in record.EXERCISES.glob("*.toml"))
DONE = {item.path.stem: item for item in labels.read(sets.FOLDER)}
REPERTOIRE = tuple(
    each for name in SHIPPED if (each := exercises.read(record.EXERCISES / f"{name}.toml")).can_be_recognised
)
LARGEST = 60_000
"""Bytes of a trace, half a minute of somebody's own set: twenty of them are cloned with the source."""
ENTERS_S = 0.3
"""Of a hold, so much may be missing: the smoothed pose follows the athlete into the posture and out of it."""


def check(facts: list[Fact], done: Item) -> None:
    """What was done is what was counted, and nothing else."""
    ended = next(fact for fact in facts if isinstance(fact, SetEnded))
    assert ended.exercise == done.exercise
    if done.exercise in HOLDS:
        assert ended.held_s is not None
        truly_s = done.turns[-1] - done.turns[0]
        assert truly_s - ENTERS_S < ended.held_s <= truly_s
        return
    counted = [fact for fact in facts if isinstance(fact, RepCounted)]
    assert [fact.n for fact in counted] == list(range(1, done.reps + 1))
    for rep, span in zip(counted, done.spans, strict=bool(done.spans)):
        assert span.start < rep.end  # one fact for each movement, in order
        assert rep.start < span.end


@pytest.mark.parametrize("name", SHIPPED)
def test_every_exercise_has_a_golden_trace_its_facts_and_a_label(name: str) -> None:
    assert 0 < record.trace_of(name).stat().st_size <= LARGEST
    assert record.known_facts_of(name).is_file()
    assert DONE[name].exercise == name


def test_every_golden_trace_is_of_an_exercise_that_ships() -> None:
    assert {path.stem for path in sets.FOLDER.glob("*.npz")} == set(SHIPPED)
    assert {path.name.removesuffix(".facts.json") for path in sets.FOLDER.glob("*.json")} == set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_golden_trace_gives_its_facts_to_the_bit(name: str) -> None:
    known = json.loads(record.known_facts_of(name).read_text(encoding="utf-8"))
    assert json.loads(json.dumps(record.facts_of(name))) == known


@pytest.mark.parametrize("name", SHIPPED)
def test_an_exercise_counts_its_golden_trace(name: str) -> None:
    facts = record.watch(record.trace_of(name), exercises.read(record.EXERCISES / f"{name}.toml"))
    check(facts, DONE[name])
    assert [fact.reason for fact in facts if isinstance(fact, RepRejected)] == [
        no_rep.reason for no_rep in DONE[name].no_reps or ()
    ]


@pytest.mark.parametrize("name", [each.name for each in REPERTOIRE])
def test_auto_knows_the_exercise_of_a_golden_trace_and_counts_it(name: str) -> None:
    check(record.watch(record.trace_of(name), AUTO, Rules(repertoire=REPERTOIRE)), DONE[name])
