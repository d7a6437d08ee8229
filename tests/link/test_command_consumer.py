"""Commands, from the broker to the daemon, and their answers."""

import json
from datetime import timedelta
from typing import Any

import pytest

from daemon.errors import UnsavedError
from daemon.ipc import verbs
from tests.fakes.listener import Listener, wait_until
from tests.link.box import FakeBox

COMMAND = "spotter/box/command/"


@pytest.fixture(autouse=True)
def _online(phone: Listener, link: None) -> None:
    phone.wait(lambda it: it.on("/available"))


def answer(phone: Listener, name: str, payload: object = b"", mark: bytes = b"7") -> Any:  # noqa: ANN401 - JSON
    raw = payload if isinstance(payload, bytes) else json.dumps(payload)
    before = len(phone.on("answers/me"))
    phone.send(COMMAND + name, raw, answer_to="answers/me", correlation=mark)
    phone.wait(lambda it: len(it.on("answers/me")) > before)
    assert phone.on("answers/me")[-1].correlation == mark
    return phone.on("answers/me")[-1].json


def test_a_command_is_done_and_answered_where_the_asker_said(phone: Listener, box: FakeBox) -> None:
    assert answer(phone, "start", b"PRESS", b"\x00\x01") == {"ok": True, "result": {"done": "start"}}
    assert answer(phone, "start", b"squat")["ok"]
    assert answer(phone, "exercise", b"pushup")["ok"]
    assert answer(phone, "target", {"reps": 12})["ok"]
    assert answer(phone, "athlete", b"")["ok"]
    assert answer(phone, "counting", b"OFF")["ok"]
    assert box.commands == [
        verbs.sets.Start(),
        verbs.sets.Start(exercise="squat"),
        verbs.sets.Exercise(exercise="pushup"),
        verbs.sets.Target(reps=12),
        verbs.athletes.Athlete(athlete=None),
        verbs.box.Counting(on=False),
    ]


def test_a_retry_has_the_key_of_the_command_and_no_other_has(phone: Listener, box: FakeBox) -> None:
    for mark in (b"1", b"1", b"2", b"\xff" * 500):
        assert answer(phone, "add", mark=mark)["ok"]
    phone.send(COMMAND + "add", answer_to="answers/other", correlation=b"1")
    phone.send(COMMAND + "add", answer_to="answers/me")
    phone.wait(lambda _: len(box.keys) == 6)
    first, again, second, third, elsewhere, without = box.keys
    assert first == again == elsewhere
    assert len({first, second, third}) == 3
    assert without is None


def test_what_is_not_saved_yet_is_said_in_one_line_and_with_a_code_of_its_own(
    phone: Listener, box: FakeBox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = UnsavedError("add: accepted but not saved yet: the disk is full; free space in /var")
    monkeypatch.setattr(box, "_answer", lambda command: command.answer(told))
    for _ in range(3):
        assert answer(phone, "add") == {"ok": False, "error": str(told), "code": "unsaved"}
    assert [line for line in caplog.messages if "not saved" in line or "not carried out" in line] == [
        "commands are carried out, but not saved yet: the daemon's log says why"
    ]


@pytest.mark.parametrize("name", ["path", "verb", "key", "self"])
def test_an_argument_with_any_name_is_only_an_unknown_argument(phone: Listener, name: str) -> None:
    told = answer(phone, "start", {name: "x"})
    assert told["code"] == "usage"
    assert told["error"].startswith(f"start has no '{name}'")


def test_a_command_without_a_response_topic_is_done_too(phone: Listener, box: FakeBox) -> None:
    phone.send(COMMAND + "stop")
    phone.wait(lambda _: box.commands)
    assert box.commands == [verbs.sets.Stop()]


def test_a_hubs_button_confirms_a_rep(phone: Listener, box: FakeBox) -> None:
    assert answer(phone, "confirm", {"reason": "deep enough"}) == {"ok": True, "result": {"done": "confirm"}}
    assert box.commands == [verbs.sets.Confirm(reason="deep enough")]


@pytest.mark.parametrize(
    ("name", "payload", "error"),
    [
        ("strat", b"", "no command 'strat': did you mean start?"),
        ("undo", b"", "there is no rep to take back"),
        ("exercise", b'{"exercise": 3}', "exercise: exercise: expected str, got int"),
        ("start", b"{", "start: the payload is not JSON"),
        ("history", b"soon", "history: "),
        ("stop", b"squat", "stop: takes no word, and got 'squat': send nothing"),
    ],
)
def test_a_command_that_fails_is_answered_with_one_line(phone: Listener, name: str, payload: bytes, error: str) -> None:
    told = answer(phone, name, payload)
    assert (told["ok"], told["code"]) == (False, "usage")
    assert told["error"].startswith(error)
    assert "\n" not in told["error"]


@pytest.mark.parametrize(
    "topic", ["spotter/box/command/stop", "spotter/other/command/undo", "spotter/box/rep", "spotter"]
)
def test_a_command_that_is_to_be_answered_on_our_own_topics_is_refused(
    phone: Listener, box: FakeBox, topic: str, caplog: pytest.LogCaptureFixture
) -> None:
    phone.send(COMMAND + "start", answer_to=topic)
    assert answer(phone, "exercise", b"squat")["ok"]
    assert box.commands == [verbs.sets.Exercise(exercise="squat")]
    assert not [heard for heard in phone.on(topic) if b'"ok"' in heard.payload]
    assert "is one of Spotter's own: name another" in caplog.text


def test_a_retained_command_is_never_done(phone: Listener, box: FakeBox) -> None:
    phone.send(COMMAND + "start", retain=True)
    assert answer(phone, "stop")["ok"]
    assert box.commands == [verbs.sets.Stop()]


def test_an_old_command_is_not_done_and_a_new_one_is(phone: Listener, box: FakeBox) -> None:
    now = box.clock.now()
    told = answer(phone, "start", {"t": (now - timedelta(seconds=60)).isoformat()})
    assert told["error"] == "start: not carried out: sent 60 s ago, over 10 s"
    assert answer(phone, "stop", {"t": now.isoformat()})["ok"]
    assert box.commands == [verbs.sets.Stop()]


def test_a_phone_that_slept_gets_what_it_missed_page_by_page(phone: Listener, box: FakeBox) -> None:
    box.record(*box.reps(400))
    seqs: list[int] = []
    pages, after = 0, 0
    while True:
        told = answer(phone, "history", {"after_seq": after})
        assert len(phone.on("answers/me")[-1].payload) <= 64 * 1024
        page = told["result"]
        seqs += [event["seq"] for event in page["events"]]
        pages, after = pages + 1, page["next"]
        if not page["more"]:
            break
    assert seqs == list(range(1, 401))
    assert pages > 1
    assert answer(phone, "history", b"400")["result"] == {"events": [], "next": 400, "more": False}


def test_while_the_daemon_is_away_a_command_is_refused_at_once(phone: Listener, box: FakeBox) -> None:
    box.stop()
    told = answer(phone, "start")
    assert (told["ok"], told["code"]) == (False, "away")
    assert "start it with `spotter run`" in told["error"]


def test_no_flood_or_rubbish_stops_the_link(phone: Listener, box: FakeBox) -> None:
    for number in range(60):
        phone.send(COMMAND + "start", bytes([number]) * 50, answer_to="spotter/#" if number % 2 else "")
    wait_until(lambda: phone.send(COMMAND + "stop") or verbs.sets.Stop() in box.commands)
    assert phone.on("/available")[-1].payload == b"online"
