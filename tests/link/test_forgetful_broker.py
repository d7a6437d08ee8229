"""A broker that acknowledges and forgets loses what a phone had not read yet; the phone asks the journal for it."""

import json

from tests.fakes.listener import Heard, Listener
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox
from tests.link.conftest import running


def seqs(heard: list[Heard]) -> list[int]:
    return [each.json["seq"] for each in heard]


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
            now = seqs(phone.on("/rep"))
            assert now == [last + 4]  # three are missing
            query = json.dumps({"after_seq": last})
            phone.send("spotter/box/command/history", query, answer_to="answers/me", correlation=b"1")
            phone.wait(lambda p: p.on("answers/me"))
            missed = phone.on("answers/me")[0].json["result"]
    assert [event["seq"] for event in missed["events"]] == [last + 1, last + 2, last + 3, last + 4]
    assert [event["event_type"] for event in missed["events"]] == ["rep"] * 4
