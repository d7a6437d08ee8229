from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from daemon.errors import UsageError
from daemon.link.commands import Command, check_age, parse

NOW = datetime(2026, 1, 31, 18, 0, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("name", "payload", "args"),
    [
        ("start", b"", {}),
        ("start", b"PRESS", {}),
        ("start", b"null", {}),
        ("start", b"squat", {"exercise": "squat"}),
        ("start", b' "squat" ', {"exercise": "squat"}),
        ("start", b"nonsense", {"exercise": "nonsense"}),
        ("start", b"press", {"exercise": "press"}),
        ("start", b"12", {"exercise": "12"}),
        ("stop", b"PRESS", {}),
        ("undo", b"PRESS", {}),
        ("stop", b'{"why": "tired"}', {"why": "tired"}),
        ("exercise", b"pushup", {"exercise": "pushup"}),
        ("exercise", b'"pushup"', {"exercise": "pushup"}),
        ("exercise", b'{"exercise": "pushup"}', {"exercise": "pushup"}),
        ("exercise", b"", {}),
        ("athlete", b" Anna \n", {"athlete": "Anna"}),
        ("athlete", b"7", {"athlete": "7"}),
        ("athlete", b"007", {"athlete": "007"}),
        ("athlete", b"1e3", {"athlete": "1e3"}),
        ("athlete", b"true", {"athlete": "true"}),
        ("athlete", b"null", {"athlete": None}),
        ("target", b"", {"reps": None}),
        ("add", b"PRESS", {}),
        ("confirm", b"PRESS", {}),
        ("confirm", b'{"reason": "deep enough"}', {"reason": "deep enough"}),
        ("target", b"12", {"reps": 12}),
        ("target", b'"12"', {"reps": 12}),
        (
            "target",
            b'{"reps": 8, "tempo": [3, 0, 1, 0], "rest_s": 90}',
            {"reps": 8, "tempo": [3, 0, 1, 0], "rest_s": 90},
        ),
        ("load", b"80", {"load": "80"}),
        ("load", b"82,5 kg", {"load": "82,5 kg"}),
        ("load", b'{"load": 82.5, "next": true}', {"load": 82.5, "next": True}),
        ("load", b"", {"load": None}),
        ("undo", b'{"reason": "racked it"}', {"reason": "racked it"}),
        ("correct", b'{"set": "s", "kind": "added"}', {"set": "s", "kind": "added"}),
        ("counting", b"OFF", {"on": False}),
        ("camera", b"true", {"on": True}),
        ("camera", b"1", {"on": True}),
        ("history", b'{"after_seq": 9}', {"after_seq": 9}),
    ],
)
def test_a_command_is_json_or_the_plain_word_of_a_hub(name: str, payload: bytes, args: dict[str, Any]) -> None:
    assert parse(name, payload) == Command(name, args)


@pytest.mark.parametrize(
    "t", ['"2026-01-31T18:00:00Z"', '"2026-01-31T19:00:00+01:00"', '"2026-01-31T18:00:00"', "1769882400"]
)
def test_the_time_of_sending_is_read_and_not_passed_on(t: str) -> None:
    assert parse("undo", f'{{"t": {t}}}'.encode()) == Command("undo", {}, NOW)


def test_an_old_command_is_refused_and_a_new_one_is_not() -> None:
    check_age(Command("undo"), NOW)
    check_age(Command("undo", {}, NOW - timedelta(seconds=10)), NOW)
    check_age(Command("undo", {}, NOW + timedelta(seconds=60)), NOW)
    with pytest.raises(UsageError, match="undo: not carried out: sent 11 s ago, over 10 s"):
        check_age(Command("undo", {}, NOW - timedelta(seconds=11)), NOW)


@pytest.mark.parametrize(
    ("name", "payload", "expected"),
    [
        ("strat", b"", "no command 'strat': did you mean start?"),
        ("picture", b"", "no command 'picture'"),
        ("x" * 900, b"", "no command 'xxx"),
        ("start", b'{"a": ', "start: the payload is not JSON"),
        ("start", b"\xff", "start: the payload is not UTF-8"),
        ("start", b" " * 5000, "start: a payload of 5000 bytes, at most 4096"),
        ("start", b"[" * 4000, "start: the payload is not JSON"),
        ("start", b'["squat"]', "start: the payload is a JSON list: send an object, or one plain word"),
        ("stop", b"squat", "stop: takes no word, and got 'squat': send nothing"),
        ("stop", b"3", "stop: takes no word, and got '3': send nothing"),
        ("undo", b"3", "undo: takes no word, and got '3': send nothing, or"),
        ("undo", b"false", "undo: takes no word, and got 'false': send nothing, or"),
        ("add", b"push_up", "add: takes no word, and got 'push_up': send nothing, or"),
        ("confirm", b"3", "confirm: takes no word, and got '3': send nothing, or"),
        ("correct", b"PRESS", "correct: takes no word, and got 'PRESS': send"),
        ("target", b"twelve", "target: 'twelve' is no whole number: send 8, or"),
        ("target", b"1.5", "target: '1.5' is no whole number: send 8, or"),
        ("target", b"-1", "target: '-1' is no whole number: send 8, or"),
        ("history", b"9" * 400, "history: '99999"),
        ("counting", b"of", "counting: 'of' is neither on nor off: did you mean off?"),
        ("counting", b"2", "counting: '2' is neither on nor off: known: off, on"),
        ("camera", b"squat", "camera: 'squat' is neither on nor off"),
        ("start", b'{"t": "yesterday"}', "start: t is neither RFC 3339"),
        ("start", b'{"t": [1]}', "start: t is neither RFC 3339"),
        ("start", b'{"t": 1e300}', "start: t is neither RFC 3339"),
    ],
)
def test_a_mistaken_command_is_one_line_that_says_what_is_meant(name: str, payload: bytes, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(name, payload)
    assert str(caught.value).startswith(expected)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name", ["start", "stop", "undo", "add", "confirm", "exercise", "correct", "athlete", "target", "load", "camera"]
)
@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=20))
def test_no_word_is_ignored(name: str, word: str) -> None:
    assume(word not in ("null", "on", "off", "true", "false"))
    try:
        assert word in parse(name, word.encode()).args.values()
    except UsageError as error:
        assert repr(word) in str(error)  # noqa: PT017 - being understood is right too


NAMES = st.sampled_from(["start", "add", "exercise", "counting", "history"]) | st.text(max_size=20)
JSON_LIKE = st.text(alphabet='{}[]":,.teE+-0123456789 alsu', max_size=60).map(str.encode)


@given(NAMES, st.binary(max_size=100) | JSON_LIKE)
def test_no_payload_breaks_the_link(name: str, payload: bytes) -> None:
    try:
        check_age(parse(name, payload), NOW)
    except UsageError as error:
        assert str(error)  # noqa: PT017 - being understood is right too
