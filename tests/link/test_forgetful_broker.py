"""A broker that acknowledges and forgets loses what a phone had not read yet; the phone asks the journal for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from tests.fakes.gate import Gate, Mood
from tests.fakes.listener import Heard, Listener, wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox
from tests.link.conftest import running


def seqs(heard: list[Heard]) -> list[int]:
    return [each.json["seq"] for each in heard]


def asked(phone: Listener, last: int) -> list[int]:
    """What the phone gets when it asks for the events after its last one."""
    query = json.dumps({"after_seq": last})
    phone.send("spotter/box/command/history", query, answer_to="answers/me", correlation=b"1")
    phone.wait(lambda p: p.on("answers/me"))
    missed = phone.on("answers/me")[0].json["result"]
    assert not missed["more"]
    assert {event["event_type"] for event in missed["events"]} == {"rep"}
    return [event["seq"] for event in missed["events"]]


@contextmanager
def awake(port: int, heard: list[int]) -> Iterator[None]:
    """A phone for which the broker keeps, while it sleeps, what it has room for."""
    client = Client(
        CallbackAPIVersion.VERSION2, client_id="phone", protocol=MQTTProtocolVersion.MQTTv311, clean_session=False
    )
    subscribed: list[object] = []
    client.on_connect = lambda client, *_: client.subscribe("spotter/box/rep", 1)
    client.on_subscribe = lambda *_: subscribed.append(True)
    client.on_message = lambda _c, _u, message: heard.append(json.loads(message.payload)["seq"])
    client.connect("127.0.0.1", port)
    client.loop_start()
    wait_until(lambda: subscribed)
    yield
    client.disconnect()
    client.loop_stop()


def test_what_a_broker_acknowledged_and_forgot_is_in_the_history(broker: Mosquitto, box: FakeBox) -> None:
    with running(box):
        with Listener(broker.port) as phone:
            box.record(*box.reps(2))
            phone.wait(lambda p: len(p.on("/rep")) == 2)
            last = seqs(phone.on("/rep"))[-1]
        with Listener(broker.port) as other:  # the phone sleeps
            box.record(*box.reps(3))
            other.wait(lambda it: len(it.on("/rep")) == 3)
            other.wait(lambda _: box.cursor() == last + 3)  # acknowledged: the link sends them never again
        broker.kill()  # it keeps nothing on its disk
        broker.start()
        with Listener(broker.port) as phone:
            phone.wait(lambda p: [each.payload for each in p.on("/available")][-1:] == [b"online"])
            box.record(box.rep(6))
            phone.wait(lambda p: p.on("/rep"))
            assert seqs(phone.on("/rep")) == [last + 4]  # three are missing
            assert asked(phone, last) == [last + 1, last + 2, last + 3, last + 4]


def test_what_a_full_queue_dropped_while_a_phone_slept_is_in_the_history(broker: Mosquitto, box: FakeBox) -> None:
    broker.stop()
    broker.extra = ["max_queued_messages 5", "max_inflight_messages 1"]
    broker.start()
    before: list[int] = []
    after: list[int] = []
    with Listener(broker.port) as other, running(box):
        with awake(broker.port, before):
            box.record(box.rep(1))
            wait_until(lambda: before)
        box.record(*box.reps(30))
        other.wait(lambda it: len(it.on("/rep")) == 31)
        assert seqs(other.on("/rep")) == list(range(1, 32))  # for who is awake none is dropped
        with awake(broker.port, after):
            wait_until(lambda: len(after) >= 5)
            box.record(box.rep(32))
            wait_until(lambda: after[-1] == 32)
        assert after != list(range(2, 33))
        assert asked(other, before[-1]) == list(range(2, 33))


def test_what_a_broker_took_and_dropped_is_in_the_history(broker: Mosquitto, box: FakeBox) -> None:
    with Gate(broker.port) as gate, Listener(broker.port) as phone:
        box.port = gate.port
        with running(box):
            box.record(box.rep(1))
            phone.wait(lambda p: p.on("/rep"))
            gate.set(Mood.FORGETFUL)
            box.record(*box.reps(3))
            phone.wait(lambda _: box.cursor() == 4)
            gate.set(Mood.OPEN)
            box.record(box.rep(5))
            phone.wait(lambda p: seqs(p.on("/rep")) == [1, 5])
            assert asked(phone, 1) == [2, 3, 4, 5]
