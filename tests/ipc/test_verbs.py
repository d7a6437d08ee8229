from datetime import datetime, timezone
from typing import Any

import pytest

from daemon.errors import UsageError
from daemon.ipc import verbs
from daemon.ipc.verbs.command import Command
from daemon.ipc.verbs.parsing import parse
from daemon.ipc.verbs.table import COMMANDS, QUERIES


@pytest.mark.parametrize(
    ("verb", "args", "says"),
    [
        ("strat", {}, "no verb 'strat': did you mean start?"),
        ("start", {"exercize": "squat"}, "start has no 'exercize': did you mean exercise?"),
        ("stop", {"now": True}, "stop has no 'now': it takes nothing"),
        ("start", {"exercise": 3}, "start: exercise: expected str"),
        ("exercise", {}, "exercise: missing exercise"),
        ("target", {"reps": 0}, "target: reps: expected int >= 1"),
        ("forget", {}, "name what to erase"),
        ("forget", {"all": True, "athlete": "eva"}, "name what to erase"),
        ("forget", {"before": "soon"}, "forget: before: invalid"),
        ("forget", {"before": "2026-01-01T00:00:00"}, "forget: before: expected datetime with a timezone"),
        ("history", {"after_seq": -1}, "history: after_seq: expected int >= 0"),
        ("correct", {"set": "s"}, "correct: missing kind"),
        ("correct", {"set": "s", "kind": "gone"}, "correct: kind: invalid enum value 'gone'"),
        ("correct", {"set": "s", "kind": "exercise"}, "exercise goes with the kind 'exercise'"),
        ("correct", {"set": "s", "kind": "added", "rep": "r"}, "rep goes with the kinds 'undone' and 'confirmed'"),
        ("target", {"tempo": [1, 2]}, "target: tempo: expected array of length 4"),
        ("target", {"rest_s": -1}, "target: rest_s: expected float >= 0"),
        ("weeks", {"weeks": 53}, "weeks: weeks: expected int <= 52"),
    ],
)
def test_a_wrong_request_is_told_with_the_nearest_name(verb: str, args: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as error:
        parse(verb, args)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_arguments_become_the_verbs_own_type() -> None:
    assert parse("start", {}) == verbs.sets.Start()
    assert parse("athlete", {"athlete": None}) == verbs.athletes.Athlete(athlete=None)
    before = parse("forget", {"before": "2026-01-01T01:00:00+01:00"})
    assert before == verbs.journal.Forget(before=datetime(2026, 1, 1, tzinfo=timezone.utc))


def test_to_confirm_is_short_for_a_correction() -> None:
    assert parse("confirm", {"reason": "it was one"}) == verbs.sets.Confirm(reason="it was one")
    assert verbs.sets.Confirm(reason="it was one").correction == parse(
        "correct", {"kind": "confirmed", "reason": "it was one"}
    )
    assert parse("correct", {"kind": "confirmed", "rep": "r"})


def test_every_command_knows_its_verb() -> None:
    assert Command(verbs.sets.Undo()).verb == "undo"
    assert Command(verbs.sets.Confirm()).verb == "confirm"
    assert Command(verbs.sets.Exercise(exercise="squat")).verb == "exercise"
    assert not set(COMMANDS) & set(QUERIES)
