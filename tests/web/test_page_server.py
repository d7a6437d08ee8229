"""What a phone that is paired gets: events once and in order, the newest state, answers, its commands carried out."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

import pytest

from daemon.cli.demo.broker import free_port
from daemon.core.facts import Correction
from daemon.ipc import verbs
from daemon.ipc.codec import Outline
from daemon.ipc.verbs.args import Args
from daemon.pairing import store
from daemon.web import feed
from tests.link.box import FakeBox
from tests.web.conftest import running, wait_until_open
from tests.web.phone import LIMIT_S, Phone, Stream


def test_a_page_that_begins_gets_the_newest_set_and_then_what_is_new(phone: Phone, box: FakeBox) -> None:
    box.record(*box.begin(), *box.reps(3), *box.end(3))
    phone.await_heard(box.record(*box.begin(), *box.reps(2)))
    with phone.listening() as stream:
        found = stream.take(3)
        assert [message.data["event_type"] for message in found] == ["set_started", "rep", "rep"]
        assert all(message.id == message.data["seq"] for message in found)
        box.record(box.rep(3))
        (rep,) = stream.take(1)
        assert (rep.id, rep.data["n"]) == (found[-1].data["seq"] + 1, 3)


def test_a_page_is_told_the_boxs_clock_before_any_event(phone: Phone, box: FakeBox) -> None:
    phone.await_heard(box.record(*box.begin(), box.rep(1)))
    with phone.listening() as stream:
        (told,) = stream.take(1, "clock")
        (_, rep) = stream.take(2)
        assert told.data["boot"] == rep.data["boot"]
        assert 0 <= told.data["mono"] - rep.data["t_mono"] < 300  # the same clock: the other one is decades away


def test_a_page_that_was_away_gets_what_it_missed_once_and_in_order(phone: Phone, box: FakeBox) -> None:
    box.record(*box.begin(), *box.reps(5))
    with phone.listening(after=3) as stream:
        assert [message.id for message in stream.take(4)] == [4, 5, 6, 7]


def test_what_is_no_longer_kept_comes_from_the_journal(
    box: FakeBox, pairings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "KEPT", 10)
    box.record(*box.begin(), *box.reps(40))
    token = store.add(pairings, "phone", box.clock.now())
    port = free_port()
    with running(box, pairings, port):
        wait_until_open(port)
        phone = Phone(port)
        assert phone.pair(token).status == 200
        with phone.listening(after=2) as stream:
            assert [message.id for message in stream.take(40)] == list(range(3, 43))
            box.record(*box.reps(20))
            assert [message.id for message in stream.take(20)] == list(range(43, 63))


def test_the_daemons_absence_is_said_and_leaves_no_gap(phone: Phone, box: FakeBox) -> None:
    phone.await_heard(box.record(*box.begin(), box.rep(1)))
    with phone.listening() as stream:
        stream.take(2)
        box.await_watched()
        box.show()
        while stream.take(1, "state")[0].data["daemon"] == "away":
            pass
        box.stop()
        assert stream.take(1, "state")[0].data["daemon"] == "away"
        assert phone.get("/api/health").status == 503
        box.start()
        box.record(box.rep(2), box.rep(3))
        assert [message.data["n"] for message in stream.take(2)] == [2, 3]


def test_another_journal_makes_the_page_begin_anew(phone: Phone, box: FakeBox) -> None:
    phone.await_heard(box.record(*box.begin(), *box.reps(5)))
    with phone.listening() as stream:
        stream.take(6)
        box.stop()
        for path in box.folder.glob("journal.db*"):
            path.unlink()
        box.start()
        box.record(*box.begin(), box.rep(1))
        messages = iter(stream)
        while (message := next(messages)).event != "reset":
            pass
        assert message.id == 0
        seqs = [
            stream.take(1)[0].id
        ]  # 1, the workout's start, where the page heard of the journal before its set began
        while seqs[-1] != 3:
            seqs += [each.id for each in stream.take(1)]
        assert seqs in ([1, 2, 3], [2, 3])


def test_a_page_with_more_events_than_there_are_begins_anew(phone: Phone, box: FakeBox) -> None:
    phone.await_heard(box.record(*box.begin(), box.rep(1)))
    with phone.listening(after=900) as stream:
        assert stream.take(1, "reset")[0].id == 0
        assert [each.id for each in stream.take(2)] == [2, 3]


def test_state_and_joints_are_the_newest(phone: Phone, box: FakeBox) -> None:
    outline = Outline(xy=[0.25, 0.5] * 33, score=[0.9] * 32 + [0.1], aspect=16 / 9)
    with phone.listening() as stream:
        box.await_watched()
        box.show(reps=3, person=True, signal=0.4567, outline=outline, rest_s=12.7)
        pose = None
        while pose is None:  # the first one is nobody's
            pose = stream.take(1, "pose")[0].data
    assert pose["joints"][:2] == [250, 500]
    assert pose["joints"][-2:] == [None, None]
    assert pose["signal"] == 0.457


def test_nothing_is_asked_of_the_frame_loop_while_no_page_is_open(phone: Phone, box: FakeBox) -> None:
    def watched() -> bool:
        assert box._server is not None
        return box._server.demand.pose

    def becomes(*, wanted: bool) -> bool:
        end = time.monotonic() + LIMIT_S
        while watched() != wanted and time.monotonic() < end:
            box.show()
            time.sleep(0.05)
        return watched() == wanted

    assert becomes(wanted=False)
    with phone.listening() as stream:
        stream.take(1, "state")
        assert becomes(wanted=True)
    assert becomes(wanted=False)


@pytest.mark.parametrize(
    ("verb", "args", "expected"),
    [
        ("start", {"exercise": "squat"}, verbs.sets.Start(exercise="squat")),
        ("stop", {}, verbs.sets.Stop()),
        ("add", {}, verbs.sets.Add()),
        ("confirm", {}, verbs.sets.Confirm()),
        ("exercise", {"exercise": "squat"}, verbs.sets.Exercise(exercise="squat")),
        ("athlete", {"athlete": None}, verbs.athletes.Athlete(athlete=None)),
        ("target", {"reps": 8, "rest_s": 90}, verbs.sets.Target(reps=8, rest_s=90)),
        ("load", {"load": "135 lb", "next": True}, verbs.sets.Load(load="135 lb", next=True)),
        ("correct", {"set": "s", "kind": "added"}, verbs.sets.Correct(set="s", kind=Correction.ADDED)),
    ],
)
def test_a_command_reaches_the_daemon(phone: Phone, box: FakeBox, verb: str, args: object, expected: Args) -> None:
    answer = phone.post(f"/api/command/{verb}", args)
    assert (answer.status, answer.json["ok"]) == (200, True)
    assert box.commands == [expected]


def test_a_command_sent_twice_has_one_key_and_another_phones_has_another(phone: Phone, box: FakeBox) -> None:
    for _ in range(2):
        phone.post("/api/command/add", {}, idempotency_key="k")
    assert box.keys == ["web phone k", "web phone k"]
    phone.post("/api/command/add", {}, idempotency_key="k" * 101)
    assert len(box.keys) == 2


def test_a_command_that_makes_no_sense_is_refused_with_the_daemons_words(phone: Phone) -> None:
    answer = phone.post("/api/command/undo")
    assert (answer.status, answer.json["error"]) == (400, "there is no rep to take back")
    assert phone.post("/api/command/forget", {"all": True}).status == 400
    assert phone.post("/api/command/start", {"exercize": "squat"}).json["error"].startswith("start has no 'exercize'")
    assert phone.get("/api/forget?all=1").status == 400
    assert phone.get("/api/picture").status == 400
    assert phone.get("/api/export").status == 400


def test_an_unsaved_command_is_accepted_and_said(phone: Phone, box: FakeBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.ipc.daemon_request.ANSWER_S", 0.3)
    box.unsaved = 3
    answer = phone.post("/api/command/add")
    assert (answer.status, answer.json["code"]) == (202, "unsaved")


def test_the_history_is_told(phone: Phone, box: FakeBox) -> None:
    box.record(*box.begin(), *box.reps(2), *box.end(2))
    (line,) = phone.get("/api/history?limit=5").json["result"]["sets"]
    assert line["reps"] == 2
    events = phone.get(f"/api/set?set={line['set']}&after_seq=0").json["result"]["events"]
    assert [event["event_type"] for event in events] == ["set_started", "rep", "rep", "set_ended"]
    assert phone.get("/api/weeks").json["result"]["weeks"][0]["reps"] == 2
    progress = phone.get("/api/progress").json["result"]
    assert (progress["load"]["sets"][-1], progress["exercises"][0]["findings"][0]["told"]) == (1, False)
    assert phone.get("/api/progress?athlete=7").json["result"]["athlete"] == "7", "a name is no number"
    assert phone.get("/api/today").json["result"]["reps"] == 2
    assert phone.get("/api/health").json["result"]["version"] == "test"
    assert phone.get("/api/athletes").json["result"] == {"athletes": [], "profiles": [], "chosen": None}
    assert phone.get("/api/history?limit=x").status == 400


def test_nothing_listens_before_the_first_pairing_nor_after_the_last_revocation(box: FakeBox, pairings: Path) -> None:
    port = free_port()

    def opens(*, wanted: bool) -> bool:
        end = time.monotonic() + LIMIT_S
        while time.monotonic() < end:
            try:
                with Phone(port).raw():
                    is_open = True
            except OSError:
                is_open = False
            if is_open == wanted:
                return True
            time.sleep(0.05)
        return False

    with running(box, pairings, port):
        time.sleep(0.6)
        assert opens(wanted=False)
        store.add(pairings, "phone", box.clock.now())
        assert opens(wanted=True)
        store.revoke(pairings, "phone")
        assert opens(wanted=False)
        store.add(pairings, "phone", box.clock.now())
        assert opens(wanted=True)


def test_a_damaged_file_of_pairings_lets_nobody_in(phone: Phone, pairings: Path) -> None:
    pairings.write_text("{")
    with pytest.raises(OSError):  # noqa: PT011, PT012 - nothing listens, once it has looked
        for _ in range(600):
            phone.get("/icon.svg")
            time.sleep(0.1)


def test_fifty_phones_get_every_event_once_and_in_order(phone: Phone, box: FakeBox) -> None:
    box.record(*box.begin())
    with ExitStack() as stack:
        streams = [stack.enter_context(phone.listening()) for _ in range(50)]
        for n in range(1, 21):
            box.record(box.rep(n))
        for stream in streams:
            assert list(islice(_numbers(stream), 20)) == list(range(1, 21))
        assert phone.get("/api/health").status == 200


def _numbers(stream: Stream) -> Iterator[int]:
    """The reps' numbers as they come; a page that opens early is also told that workout and set began."""
    while True:
        (message,) = stream.take(1)
        if "n" in message.data:
            yield message.data["n"]
