"""Events, from the journal to a subscriber, while everything works."""

import logging
from typing import Any

import msgspec
import pytest

from daemon import events
from daemon.core.facts import Correction
from tests.fakes.listener import Listener
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox
from tests.link.conftest import running


def test_every_event_comes_in_order_as_json_with_its_name(phone: Listener, box: FakeBox, link: None) -> None:
    box.record(*box.begin(), *box.reps(50), *box.end(50))
    phone.wait(lambda it: it.on("box/set")[1:] and it.on("box/workout")[1:])
    reps = [heard.json for heard in phone.on("box/rep")]
    assert [rep["n"] for rep in reps] == list(range(1, 51))
    assert {rep["event_type"] for rep in reps} == {"rep"}
    assert [heard.json["event_type"] for heard in phone.on("box/set")] == ["set_started", "set_ended"]
    assert [heard.json["event_type"] for heard in phone.on("box/workout")] == ["workout_started", "workout_ended"]
    told = [heard.json["seq"] for heard in phone.heard if heard.topic.split("/")[-1] in ("rep", "set", "workout")]
    assert told == list(range(1, 55))


def test_the_daemon_knows_what_the_broker_has(phone: Listener, box: FakeBox, link: None) -> None:
    box.record(*box.reps(3))
    phone.wait(lambda it: len(it.on("/rep")) == 3 and box.cursor() == 3)
    assert box.cursor() == 3


def test_what_was_done_while_the_link_was_off_comes_when_it_starts(phone: Listener, box: FakeBox) -> None:
    box.record(*box.reps(3))
    with running(box):
        phone.wait(lambda it: len(it.on("/rep")) == 3 and box.cursor() == 3)
    box.record(*box.reps(2))
    with running(box):
        phone.wait(lambda it: len(it.on("/rep")) == 5)
    assert [heard.json["seq"] for heard in phone.on("/rep")] == [1, 2, 3, 4, 5]


def test_late_events_go_to_late_so_that_a_hub_does_not_fire(phone: Listener, box: FakeBox, link: None) -> None:
    box.record(box.rep(1, age_s=60), box.rep(2, boot="another"), box.rep(3))
    phone.wait(lambda it: it.on("/rep"))
    assert [heard.json["n"] for heard in phone.on("/late")] == [1, 2]
    assert [heard.json["n"] for heard in phone.on("/rep")] == [3]


def test_once_the_clock_is_set_it_is_told_and_so_is_when_the_last_workout_was(
    phone: Listener, box: FakeBox, link: None
) -> None:
    early = [msgspec.structs.replace(each, t="1970-01-01T00:01:00.000000Z") for each in (*box.begin(), *box.end(0))]
    box.record(*early)
    phone.wait(lambda it: it.on("/workout/last") and it.on("box/workout")[1:])
    box.record(events.ClockSet(**{**box.envelope(box.clock.monotonic()), "set": None}, moved_s=1.8e9))
    phone.wait(lambda it: it.on("box/clock") and it.on("/workout/last")[-1].json["t"] > "2026")
    (told,) = phone.on("box/clock")
    assert (told.json["event_type"], told.json["moved_s"]) == ("clock_set", 1.8e9)


def test_events_are_not_retained_but_the_last_workout_is(broker: Mosquitto, box: FakeBox, link: None) -> None:
    began, reps, ended = box.begin(), box.reps(4), box.end(4)
    undone = events.RepCorrected(
        **box.envelope(box.clock.monotonic()), refers=reps[3].id, kind=Correction.UNDONE, exercise="squat", n=4
    )
    with Listener(broker.port, "spotter/box/workout/last") as hub:
        box.record(*began, *reps, undone, *ended)
        hub.wait(lambda it: len(it.heard) == 3)  # of the correction, the set's end and the workout's, the last event
        assert hub.heard[-1].json["ended"]
    with Listener(broker.port) as late:
        late.wait(lambda it: it.on("/workout/last"))
        assert late.on("/rep") == late.on("/set") == []
        summary = late.on("/workout/last")[0].json
    assert (summary["workout"], summary["reps"], summary["ended"]) == (box.workout, 3, True)
    (line,) = summary["sets"]
    assert (line["reps"], line["at_least"], line["at_most"], line["left"], line["right"]) == (3, 3, 3, 0, 0)


def test_a_workout_that_is_over_is_never_said_to_go_on(broker: Mosquitto, box: FakeBox) -> None:
    began, reps, ended = box.begin(), box.reps(2), box.end(1)
    box.record(*began, *reps, correction(box, reps[1].id), *ended)
    with Listener(broker.port, "spotter/box/workout/last") as hub, running(box):
        hub.wait(lambda it: len(it.heard) == 3)
        assert [(heard.json["ended"], heard.json["reps"]) for heard in hub.heard] == [(True, 1)] * 3


def test_a_correction_of_the_last_workout_changes_its_summary_though_it_has_ended(
    broker: Mosquitto, box: FakeBox, link: None
) -> None:
    began, reps, ended = box.begin(), box.reps(2), box.end(2)
    with Listener(broker.port, "spotter/box/workout/last") as hub:
        box.record(*began, *reps, *ended)
        hub.wait(lambda it: it.heard and it.heard[-1].json["ended"])
        box.record(correction(box, reps[1].id))
        hub.wait(lambda it: it.heard[-1].json["reps"] == 1)
        assert hub.heard[-1].json["ended"]


def test_a_correction_of_an_older_workout_leaves_the_last_one_on_show(
    broker: Mosquitto, box: FakeBox, link: None
) -> None:
    began, reps, ended = box.begin(), box.reps(2), box.end(2)
    old = correction(box, reps[1].id)
    with Listener(broker.port, "spotter/box/#") as hub:
        box.record(*began, *reps, *ended, *box.begin(), *box.reps(3), *box.end(3))
        ended_set_and_workout = [(box.workout, True)] * 2
        hub.wait(lambda it: [(last["workout"], last["ended"]) for last in summaries(it)][-2:] == ended_set_and_workout)
        box.record(old, box.rep(9))
        hub.wait(lambda it: [heard for heard in it.on("/rep") if heard.json.get("n") == 9])
        assert hub.on("/workout/last")[-1].json["workout"] == box.workout
        assert hub.on("/workout/last")[-1].json["reps"] == 3


def summaries(hub: Listener) -> list[Any]:
    return [heard.json for heard in hub.on("/workout/last")]


def correction(box: FakeBox, rep: str) -> events.RepCorrected:
    """A rep of the present set is undone."""
    return events.RepCorrected(
        **box.envelope(box.clock.monotonic()), refers=rep, kind=Correction.UNDONE, exercise="squat", n=2, why="slip"
    )


def test_the_state_is_retained_for_those_who_come_later(
    broker: Mosquitto, phone: Listener, box: FakeBox, link: None
) -> None:
    phone.wait(lambda it: it.on("/health"))
    box.show(reps=1)
    phone.wait(lambda it: it.on("/state"))
    box.show(reps=2)
    phone.wait(lambda it: it.on("/state")[-1].json["reps"] == 2)
    assert [heard.json["reps"] for heard in phone.on("/state")] == [1, 2]
    with Listener(broker.port) as late:
        late.wait(lambda it: it.on("/state") and it.on("/health") and it.on("/available"))
        assert all(heard.retained for heard in late.heard)
        assert late.on("/state")[0].json["reps"] == 2
        assert late.on("/health")[0].json["fps"] == 29.9
        assert late.on("/available")[0].payload == b"online"


def test_a_clean_stop_says_offline(broker: Mosquitto, phone: Listener, box: FakeBox) -> None:
    with running(box):
        phone.wait(lambda it: it.on("/available"))
    phone.wait(lambda it: len(it.on("/available")) == 2)
    assert [heard.payload for heard in phone.on("/available")] == [b"online", b"offline"]


def test_what_the_broker_forbids_is_said_once_and_delivered_when_it_is_allowed(
    broker: Mosquitto, box: FakeBox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "spotter.link")
    access = broker.folder / "acl"
    access.touch(mode=0o600)
    access.write_text("topic readwrite spotter/box/available\ntopic read #\n")
    broker.stop()
    broker.extra = [f"acl_file {access}"]
    broker.start()
    with Listener(broker.port) as hub, running(box):
        box.record(*box.reps(3))
        hub.wait(lambda _: "0x87" in caplog.text)
        access.write_text("topic readwrite #\n")
        broker.reload()
        hub.wait(lambda it: len(it.on("/rep")) == 3)
    said = [record.getMessage() for record in caplog.records if "refuses events" in record.getMessage()]
    assert len(said) == 1
    assert said[0].startswith("spotter/box/rep: the broker refuses events, 0x87 (not authorized")


def test_a_message_that_can_never_be_sent_is_said_and_passed_over(
    broker: Mosquitto, box: FakeBox, caplog: pytest.LogCaptureFixture
) -> None:
    broker.stop()
    broker.extra = ["max_packet_size 900"]
    broker.start()
    huge = events.Rep(
        **({name: getattr(box.rep(1), name) for name in events.Rep.__struct_fields__} | {"withheld": {"a": "x" * 900}})
    )
    with Listener(broker.port) as hub, running(box):
        box.record(huge, box.rep(2))
        hub.wait(lambda it: it.on("/rep"))
        assert hub.on("/rep")[0].json["n"] == 2
        assert "will never take rep (seq 1), 0x95: left out" in caplog.text
        hub.wait(lambda _: box.cursor() == 2)
