"""The committed schemas are the code's, are schemas, and say what the link understands."""

import json
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from daemon.cli.schemas.__main__ import texts
from daemon.errors import UsageError
from daemon.ipc.results import RESULTS
from daemon.ipc.verbs import parsing
from daemon.ipc.verbs.table import COMMANDS
from daemon.link.commands import WORDS, parse

FOLDER = Path(__file__).parents[3] / "deploy" / "schema"
PAYLOADS: dict[str, Any] = json.loads((FOLDER / "mqtt.schema.json").read_text(encoding="utf-8"))
DOCUMENT: dict[str, Any] = json.loads((FOLDER / "asyncapi.json").read_text(encoding="utf-8"))

OBJECTS = ("channels", "operations", "components")
CHANNEL_KEYS = {"address", "messages", "title", "summary", "description", "servers", "parameters", "bindings"}


def by(definition: str) -> Draft7Validator:
    return Draft7Validator({**PAYLOADS, "$ref": f"#/definitions/{definition}"})


def refs(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    for each in node if isinstance(node, list) else ():
        yield from refs(each)


def pointed(pointer: str, document: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return reduce(lambda node, name: node[name], pointer.strip("/").split("/"), document)


@pytest.mark.parametrize("name", ["mqtt.schema.json", "asyncapi.json", "commands.schema.json"])
def test_what_is_committed_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == texts()[name], "run `make schema`"


def test_the_payloads_are_schemas_of_draft_7_and_say_what_they_are() -> None:
    Draft7Validator.check_schema(PAYLOADS)
    for name, each in PAYLOADS["definitions"].items():
        if "properties" in each:
            assert len(each["description"]) > 5, name


def test_the_document_has_the_form_that_asyncapi_3_asks_for() -> None:
    """The specification's own rules: https://www.asyncapi.com/docs/reference/specification/v3.0.0."""
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert DOCUMENT.keys() <= {"asyncapi", "id", "info", "defaultContentType", "servers", *OBJECTS}
    assert DOCUMENT["info"].keys() >= {"title", "version"}
    assert all(each.keys() >= {"host", "protocol"} for each in DOCUMENT["servers"].values())
    for name, channel in DOCUMENT["channels"].items():
        assert {"address", "messages"} <= channel.keys() <= CHANNEL_KEYS, name
        named = set(re.findall(r"{(\w+)}", channel["address"] or ""))
        assert named == set(channel.get("parameters", ())), name
    for name, operation in DOCUMENT["operations"].items():
        assert operation["action"] in {"send", "receive"}, name
        channel = operation["channel"]["$ref"]
        assert channel.startswith("#/channels/"), name
        offered = pointed(channel.removeprefix("#"), DOCUMENT)["messages"]
        for each in operation.get("messages", ()):
            assert each["$ref"].startswith(f"{channel}/messages/"), name
            assert each["$ref"].rpartition("/")[2] in offered, name
    assert all("payload" in each for each in DOCUMENT["components"]["messages"].values())


@pytest.mark.parametrize("document", [PAYLOADS, DOCUMENT], ids=["payloads", "asyncapi"])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    found = list(refs(document))
    assert len(found) > 50
    for each in found:
        file, _, pointer = each.partition("#")
        assert file in ("", "./mqtt.schema.json")
        assert pointed(pointer, PAYLOADS if file else document)


def test_the_document_has_every_topic_and_every_command() -> None:
    addresses = {channel["address"] for channel in DOCUMENT["channels"].values()}
    commands = {f"spotter/{{box}}/command/{name}" for name in WORDS}
    events = ("rep", "set", "record", "workout", "plan", "clock", "late")
    topics = ("available", *events, "state", "health", "today", "workout/last")
    assert addresses - {None} == commands | {f"spotter/{{box}}/{topic}" for topic in topics}


def test_every_command_has_its_answer() -> None:
    assert RESULTS.keys() == COMMANDS.keys()
    assert WORDS.keys() == COMMANDS.keys() | {"history"}


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("start", {}),
        ("start", {"exercise": "squat"}),
        ("stop", {"t": "2026-01-31T18:00:00Z"}),
        ("undo", {"reason": "racked it", "t": 1769882400}),
        ("exercise", {"exercise": "push_up", "reason": None}),
        ("correct", {"kind": "exercise", "exercise": "curl", "set": "0190"}),
        ("load", {"load": "82,5 kg", "next": True}),
        ("load", {"load": 60}),
        ("athlete", {"athlete": None}),
        ("target", {"reps": 8, "tempo": [2, 0, 1, 0], "rest_s": 90}),
        ("counting", {"on": False}),
        ("plan", {"plan": "emom"}),
        ("history", {"after_seq": 17}),
    ],
)
def test_a_command_that_the_link_takes_is_right_by_its_schema(name: str, payload: dict[str, Any]) -> None:
    assert not list(by(f"command_{name}").iter_errors(payload))
    assert understood(name, payload)


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("start", {"exercise": 3}),
        ("start", {"exercis": "squat"}),
        ("start", {"exercise": ""}),
        ("stop", {"why": "tired"}),
        ("undo", {"reason": "x" * 201}),
        ("exercise", {}),
        ("correct", {"kind": "doubled"}),
        ("load", {}),
        ("target", {"reps": 0}),
        ("target", {"tempo": [2, 0, 1]}),
        ("counting", {"on": "on"}),
        ("history", {"after_seq": -1}),
    ],
)
def test_a_command_that_is_refused_is_wrong_by_its_schema(name: str, payload: dict[str, Any]) -> None:
    assert list(by(f"command_{name}").iter_errors(payload))
    assert not understood(name, payload)


def understood(name: str, payload: dict[str, Any]) -> bool:
    """Whether link and daemon take it; history is the link's own."""
    try:
        command = parse(name, json.dumps(payload).encode())
        if name != "history":
            parsing.parse(name, command.args)
    except UsageError:
        return False
    return name != "history" or payload["after_seq"] >= 0
