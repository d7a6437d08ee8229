"""JSON Schema (draft 7) of every payload: a file of definitions, of which ``#/definitions/NAME`` is one payload's."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from daemon import envelope
from daemon.cli.schemas import meanings
from daemon.events import Event
from daemon.ipc.codec import Telemetry
from daemon.ipc.failures import CODES
from daemon.ipc.queries import Day, Page
from daemon.ipc.results import RESULTS
from daemon.ipc.verbs import table
from daemon.link.history import HistoryArgs
from daemon.link.summary import Summary
from daemon.link.topics import BRANCHES, State
from daemon.runtime.health import Health

FILE_NAME = "mqtt.schema.json"
DRAFT = "http://json-schema.org/draft-07/schema#"
Json = dict[str, Any]

TOPICS: dict[str, type] = {"state": State, "health": Health, "today": Day, "workout/last": Summary}
"""What a retained topic tells."""
COMMANDS: dict[str, type] = {**table.COMMANDS, "history": HistoryArgs}
"""The arguments of each command."""
ANSWERS: dict[str, type] = {**RESULTS, "history": Page}
"""What each command is answered with."""
_SENT: Json = {
    "description": "When it was sent, RFC 3339 or Unix seconds; over 10 s ago, it is refused.",
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "number"}],
}
_REFUSED: Json = {
    "title": "Refused",
    "description": "Why the command was not carried out; with the code unsaved it was, and waits for the disk.",
    "type": "object",
    "properties": {"ok": {"const": False}, "error": {"type": "string"}, "code": {"enum": list(CODES)}},
    "required": ["ok", "error", "code"],
}


def document() -> Json:
    """Returns the file of definitions: each payload's by its name here, each part's by that of its type."""
    payloads = {**_events(), **_topics(), **_commands(), **_answers()}
    return {
        "$schema": DRAFT,
        "title": "Spotter over MQTT",
        "description": "Every payload: take its definition. A later version may add fields to what the box publishes.",
        "definitions": dict(sorted({**_published(), **payloads}.items())),
    }


def ref(name: str) -> Json:
    """Returns a reference to a definition of this file."""
    return {"$ref": f"#/definitions/{name}"}


def key(topic: str) -> str:
    """Returns the name of a topic's payload: ``workout_last``."""
    return topic.replace("/", "_")


def branches() -> dict[str, list[str]]:
    """Returns the types of the events that go to each topic."""
    found: dict[str, list[str]] = {}
    for kind, branch in BRANCHES.items():
        found.setdefault(branch, []).append(kind.__name__)
    return {**found, "late": [kind.__name__ for kind in BRANCHES]}


def _events() -> Json:
    return {branch: {"oneOf": [ref(each) for each in kinds]} for branch, kinds in branches().items()}


def _topics() -> Json:
    return {key(topic): ref(kind.__name__) for topic, kind in TOPICS.items()}


def _published() -> Json:
    """What the box sends: every field is always there, whatever its default."""
    parts = parts_of([*BRANCHES, *TOPICS.values(), *ANSWERS.values()])
    for part in parts.values():
        if "properties" in part:
            part["required"] = list(part["properties"])
            for each in part["properties"].values():
                each.pop("default", None)
    return parts


def _commands() -> Json:
    found: Json = {}
    for name, kind in COMMANDS.items():
        parts = parts_of([kind])
        own = parts.pop(kind.__name__)
        own["properties"]["t"] = _SENT
        found |= {**parts, f"command_{name}": {**own, "title": name}}
    return found


def _answers() -> Json:
    return {f"answer_{name}": _answer(ref(kind.__name__)) for name, kind in ANSWERS.items()} | {"Refused": _REFUSED}


def _answer(result: Json) -> Json:
    done = {"properties": {"ok": {"const": True}, "result": result}, "required": ["ok", "result"]}
    return {"oneOf": [{"type": "object", **done}, ref("Refused")]}


def parts_of(kinds: Iterable[Any]) -> dict[str, Json]:
    """Returns the schema of each type, and of each that is in it, by the types' names."""
    kinds = list(dict.fromkeys(kinds))
    _, parts = msgspec.json.schema_components(kinds, ref_template="#/definitions/{name}")
    types = {each.__name__: each for kind in kinds for each in _types(msgspec.inspect.type_info(kind), set())}
    return {name: _described(_draft_7(part), types[name]) for name, part in parts.items()}


def _types(info: object, seen: set[type]) -> Iterator[type]:
    """Yields every struct, dataclass, typed dictionary and enumeration that a type is made of."""
    if isinstance(info, tuple):
        for each in info:
            yield from _types(each, seen)
    elif isinstance(info, msgspec.inspect.Type | msgspec.inspect.Field):
        own = getattr(info, "cls", None)
        if own in seen:
            return
        if own is not None:
            seen.add(own)
            yield own
        for name in info.__struct_fields__:
            yield from _types(getattr(info, name), seen)


def _described(part: Json, kind: type) -> Json:
    """Returns a type's schema with what it and its fields are, in words."""
    said = meanings.fields(*_origins(kind), kind)
    for name, each in part.get("properties", {}).items():
        if name in said:
            part["properties"][name] = _with_description(each, said[name])
    return {**part, "description": meanings.summary(kind)}


def _origins(kind: type) -> Iterator[type]:
    """Yields the type of which another's fields are taken over, and which says what these are."""
    origin = Telemetry if kind is State else envelope.fact_of(kind) if issubclass(kind, Event) else None
    if origin is not None:
        yield origin


def _with_description(schema: Json, text: str) -> Json:
    """In draft 7, what stands beside a reference counts for nothing."""
    return {"description": text, **({"allOf": [schema]} if "$ref" in schema else schema)}


def _draft_7(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Returns a schema in the words of draft 7."""
    if isinstance(node, list | tuple):
        return [_draft_7(each) for each in node]
    if not isinstance(node, dict):
        return node
    found = {name: _draft_7(each) for name, each in node.items() if name != "discriminator"}
    if "prefixItems" in found:
        found["additionalItems"] = found.pop("items")
        found["items"] = found.pop("prefixItems")
    return found
