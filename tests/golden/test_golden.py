"""The bundled clip's poses give the same facts on every machine and after every change that is not meant to count."""

import json
from collections import Counter

from tests.golden import record


def test_the_golden_trace_gives_its_facts() -> None:
    facts = json.loads(json.dumps(record.replay()))
    assert facts == json.loads(record.FACTS.read_text())


def test_the_golden_facts_are_those_of_the_bundled_clip() -> None:
    facts = json.loads(record.FACTS.read_text())
    reps = Counter(fact["exercise"] for fact in facts if fact["fact"] == "RepCounted")
    assert reps == {"squat": 4, "push_up": 4}
    assert [fact["reason"] for fact in facts if fact["fact"] == "RepRejected"] == ["shallow"]
