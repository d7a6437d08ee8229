"""A real daemon, link and broker send what the schemas say, while the clip is counted and every command is given.

In this test no field may be there that they do not name: where one is added, they are made anew.
"""

import copy
import json
import time
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from daemon.link.commands import WORDS
from tests.boxes import Box
from tests.cli.schemas.test_schemas import PAYLOADS
from tests.fakes.listener import Heard, Listener
from tests.fakes.mosquitto import Mosquitto
from tests.link.test_lifecycle import process

pytestmark = pytest.mark.slow

CLIP = Path(__file__).parents[3] / "configs" / "clip" / "demo.mp4"
AFTER_THE_SET = (
    *(
        ("undo", ""),
        ("add", '{"reason": "hidden"}'),
        ("confirm", ""),
        ("load", "60"),
        ("athlete", "Anna"),
        ("athlete_set", '{"athlete": "Anna", "targets": {"squat": 12}, "board": true}'),
        ("athlete_remove", "Anna"),
        ("target", "8"),
    ),
    *(("correct", '{"kind": "exercise", "exercise": "lunge"}'), ("exercise", "push_up"), ("exercise", "pushup")),
    *(
        ("counting", "on"),
        ("counting", "off"),
        ("plan", "emom"),
        ("hold", "on"),
        ("hold", "off"),
        ("skip", ""),
        ("plan", ""),
        ("take", ""),
        ("programme", "hiit"),
    ),
    *(("history", "0"), ("camera", "off")),
)


TOLD = {"rep", "rep_rejected", "rep_corrected", "set_started", "set_ended", "workout_started", "plan_started"}
"""Events that come at least."""


def strict() -> dict[str, Any]:
    """The schemas, in which every object has the fields that are named, and no other."""
    made = copy.deepcopy(PAYLOADS)
    for each in made["definitions"].values():
        if "properties" in each:
            each["additionalProperties"] = False
    return made


STRICT = strict()


def wrong(heard: Heard) -> list[str]:
    name = heard.topic.removeprefix("spotter/test/").replace("/", "_")
    if name == "available":
        return [] if heard.payload in (b"online", b"offline") else [str(heard)]
    validator = Draft7Validator({**STRICT, "$ref": f"#/definitions/{name}"})
    return [f"{heard.topic}: {each.json_path}: {each.message[:300]}" for each in validator.iter_errors(heard.json)]


def told(phone: Listener) -> set[str]:
    """The types of the events that have come."""
    came = [each for each in list(phone.heard) if each.topic.startswith("spotter/")]
    return {each.json["event_type"] for each in came if b"event_type" in each.payload and b'"ok"' not in each.payload}


class Hub:
    """Gives commands, one after the other, and waits for each one's answer."""

    def __init__(self, phone: Listener) -> None:
        self.phone = phone
        self.given = 0

    def give(self, name: str, payload: str) -> dict[str, Any]:
        mark = str(self.given).encode()
        self.given += 1
        self.phone.send(f"spotter/test/command/{name}", payload, answer_to=f"answer/{name}", correlation=mark)
        self.phone.wait(lambda it: any(each.correlation == mark for each in it.on(f"answer/{name}")))
        (answer,) = [each.json for each in self.phone.on(f"answer/{name}") if each.correlation == mark]
        return answer  # type: ignore[no-any-return]  # an answer is an object


def test_every_message_is_as_the_schemas_say(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path)
    broker.start()
    box = Box(tmp_path, **{"mqtt.port": broker.port})
    refused: set[str] = set()
    with Listener(broker.port) as phone, process(box.config), box.running("--source", str(CLIP)):
        hub = Hub(phone)
        phone.wait(lambda it: it.on("test/health") and it.on("test/state"))
        assert hub.give("start", "squat")["ok"]
        phone.wait(lambda it: {"rep", "rep_rejected"} <= {each.json["event_type"] for each in it.on("test/rep")})
        assert hub.give("stop", "")["ok"]
        for name, payload in AFTER_THE_SET:
            if not hub.give(name, payload)["ok"]:
                refused.add(f"{name} {payload}")
        phone.wait(lambda it: it.on("test/workout/last") and it.on("test/today"))
        phone.wait(lambda _: told(phone) >= TOLD)
        time.sleep(1)  # whatever else comes is looked at, too
    broker.kill()
    heard = [
        each for each in phone.heard if "/command/" not in each.topic and each.topic.split("/")[0] != "homeassistant"
    ]
    assert [line for each in heard for line in wrong(each)] == []
    assert refused == {"confirm ", "exercise pushup", "take "}
    assert {each.topic.removeprefix("answer/") for each in heard if each.topic.startswith("answer/")} == WORDS.keys()


def test_an_event_with_a_field_more_or_less_would_be_noticed() -> None:
    envelope = {
        "id": "a",
        "seq": 1,
        "schema": 1,
        "t": "2026-01-31T06:30:00Z",
        "boot": "b",
        "t_mono": 1.0,
        "box": "test",
    }
    about = {"athlete": None, "workout": None, "set": None, "exercise": "squat", "load_kg": None}
    event = {"event_type": "set_started"} | envelope | about
    assert wrong(Heard("spotter/test/set", json.dumps(event).encode(), retained=False)) == []
    more, less = event | {"weight": 1}, {key: value for key, value in event.items() if key != "boot"}
    for changed in (more, less):
        assert wrong(Heard("spotter/test/set", json.dumps(changed).encode(), retained=False))
