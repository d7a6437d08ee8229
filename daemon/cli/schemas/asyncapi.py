"""The AsyncAPI 3 document: every topic, who writes there, and which payload of ``payloads`` it carries."""

from importlib import metadata
from typing import Any

from daemon.cli.schemas import payloads
from daemon.link.commands import WORDS

FILE_NAME = "asyncapi.json"
VERSION = "3.0.0"
_BINDING = "0.2.0"
"""Of MQTT's bindings: https://github.com/asyncapi/bindings/tree/master/mqtt."""
_NOTHING = "An empty payload is a command too; so is PRESS, where nothing is needed, as a hub's button sends it."
Json = dict[str, Any]

_ABOUT = {
    "available": "Whether the link is there; offline is also the last will.",
    "rep": "Reps, holds, no-reps and corrections, as they happen.",
    "set": "Where sets begin and end.",
    "workout": "Where workouts begin and end.",
    "record": "A set that is the athlete's best of its exercise, and one that is none any more.",
    "plan": "How a plan of work and rest goes on.",
    "clock": "That the box's clock was set, and how much later what it told before in this boot truly happened.",
    "late": "Any event that is over 10 s old when it is delivered, or of another boot.",
    "state": "The present state: on change, at most five times a second.",
    "health": "The daemon's health, every 10 s.",
    "today": "What was done since midnight; an undo makes it fall.",
    "workout/last": "The workout that goes on, or the last one.",
}
_RETAINED = frozenset({"available", *payloads.TOPICS})


def document() -> Json:
    """Returns the document."""
    channels: Json = {}
    operations: Json = {}
    messages: Json = {}
    for topic, about in _ABOUT.items():
        name = payloads.key(topic)
        made = _published(topic)
        messages |= made
        channels[name] = _channel(topic, made, about)
        operations[f"publish_{name}"] = _publish(topic, made)
    for name in payloads.COMMANDS:
        made, answer = _command(name), _answer(name)
        messages |= {**made, **answer}
        channels[f"command_{name}"] = _channel(f"command/{name}", made, payloads.COMMANDS[name].__doc__ or "")
        channels[f"answer_{name}"] = {"address": None, "messages": _refs("components/messages", answer)}
        operations[f"take_{name}"] = _take(name, made, answer)
    return {
        "asyncapi": VERSION,
        "info": _info(),
        "defaultContentType": "application/json",
        "servers": {"broker": _BROKER},
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


_BROKER: Json = {
    "host": "127.0.0.1:1883",
    "protocol": "mqtt",
    "protocolVersion": "5",
    "description": "The broker of the settings' table mqtt. Phones and hubs that know 3.1.1 alone get no answers.",
}
_BOX: Json = {"box": {"description": "The box's id: `box.id` of its settings."}}


def _info() -> Json:
    return {
        "title": "Spotter",
        "version": metadata.version("spotter"),
        "description": "What a box tells over MQTT, and what it can be told. `spotter` is the setting `mqtt.base`.",
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    }


def _channel(topic: str, messages: Json, about: str) -> Json:
    return {
        "address": f"spotter/{{box}}/{topic}",
        "description": about.partition("\n\n")[0].replace("``", "`"),
        "parameters": _BOX,
        "messages": _refs("components/messages", messages),
    }


def _published(topic: str) -> Json:
    """The messages of a topic: one for each kind of event."""
    if topic == "available":
        return {topic: {"contentType": "text/plain", "payload": {"type": "string", "enum": ["online", "offline"]}}}
    names = payloads.branches().get(topic, [payloads.key(topic)])
    return {name: _message(name) for name in names}


def _command(name: str) -> Json:
    """The messages of a command: a JSON object, and the plain word where it takes one."""
    made = {f"command_{name}": _message(f"command_{name}")}
    word = WORDS[name]
    if word is not None:
        made[f"word_{name}"] = {
            "contentType": "text/plain",
            "summary": f"One plain word: `{word}`.",
            "payload": _word(name, word),
        }
    return made


def _word(name: str, word: str) -> Json:
    if word == "on":
        return {"type": "string", "enum": ["on", "off"]}
    return {"type": "string", "pattern": "^[0-9]+$"} if name in ("target", "history") else {"type": "string"}


def _answer(name: str) -> Json:
    return {f"answer_{name}": _message(f"answer_{name}")}


def _message(definition: str) -> Json:
    return {"contentType": "application/json", "payload": {"$ref": f"./{payloads.FILE_NAME}#/definitions/{definition}"}}


def _publish(topic: str, messages: Json) -> Json:
    name = payloads.key(topic)
    mqtt = {"qos": 0 if topic == "state" else 1, "retain": topic in _RETAINED, "bindingVersion": _BINDING}
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": list(_refs(f"channels/{name}/messages", messages).values()),
        "bindings": {"mqtt": mqtt},
    }


def _take(name: str, messages: Json, answer: Json) -> Json:
    return {
        "action": "receive",
        "description": f"{_NOTHING} A retained one is ignored.",
        "channel": {"$ref": f"#/channels/command_{name}"},
        "messages": list(_refs(f"channels/command_{name}/messages", messages).values()),
        "bindings": {"mqtt": {"qos": 1, "retain": False, "bindingVersion": _BINDING}},
        "reply": {
            "address": {
                "location": "$message.header#/responseTopic",
                "description": "MQTT 5's response topic, with the command's correlation data.",
            },
            "channel": {"$ref": f"#/channels/answer_{name}"},
            "messages": list(_refs(f"channels/answer_{name}/messages", answer).values()),
        },
    }


def _refs(under: str, messages: Json) -> Json:
    return {name: {"$ref": f"#/{under}/{name}"} for name in messages}
