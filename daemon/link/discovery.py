"""Home Assistant's MQTT discovery: one retained message makes the box a device with all its entities. Pure.

After https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload. An unknown key at the root refuses the
whole payload, and a missing key of ours in a template is a warning in Home Assistant's log: ``topics.State`` always has
every field. A null there is said to be unknown.
"""

from typing import Any

import msgspec

from daemon.link.components.box import Box
from daemon.link.components.controls import controls
from daemon.link.components.happenings import events, triggers
from daemon.link.components.sensors import binary_sensors, diagnostics, sensors
from daemon.link.topics import Outgoing

__all__ = ["Box", "announcement", "payload", "removal", "topic"]


def topic(prefix: str, box_id: str) -> str:
    """Returns the topic on which a box is announced."""
    return f"{prefix}/device/{_safe(box_id)}/config"


def announcement(prefix: str, box: Box) -> Outgoing:
    """Returns the message that announces the box."""
    return Outgoing(topic(prefix, box.id), msgspec.json.encode(payload(box)), retain=True)


def removal(prefix: str, box_id: str) -> Outgoing:
    """Returns the message that removes the box, and all that was announced of it."""
    return Outgoing(topic(prefix, box_id), b"", retain=True)


def payload(box: Box) -> dict[str, Any]:
    """Returns the discovery payload: device, origin, availability and every component."""
    components = {**events(box), **sensors(box), **binary_sensors(box), **diagnostics(box), **controls(box)}
    own = {name: {"unique_id": f"{box.id}_{name}", "qos": 1, **each} for name, each in components.items()}
    return {
        "dev": {
            "ids": [box.id],
            "name": box.name,
            "mf": "Spotter",
            "mdl": "Rep counter",
            "sw": box.version,
            "sn": box.id,
        },
        "o": {"name": "spotter", "sw": box.version},
        "availability_mode": "all",
        "availability": [
            {"topic": f"{box.topics.root}/available"},
            {
                "topic": box.state_topic,
                "value_template": "{{ 'offline' if value_json.daemon == 'away' else 'online' }}",
            },
        ],
        "cmps": {**own, **triggers(box)},
    }


def _safe(box_id: str) -> str:
    """Returns the id with those characters alone that Home Assistant allows there."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in box_id)
