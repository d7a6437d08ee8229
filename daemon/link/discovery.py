"""Home Assistant's MQTT discovery: one retained message makes the box a device with all its entities. Pure.

After https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload. An unknown key at the root refuses the
whole payload, and a missing key of ours in a template is a warning in Home Assistant's log: ``topics.State`` always has
every field. A null there is said to be unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from daemon.core.facts import Ending
from daemon.link.topics import Outgoing, Topics

NOBODY = "Nobody"
"""The choice that names no athlete."""
NO_PLAN = "No plan"
"""The choice that ends a plan."""
_HEALTH_EXPIRES_S = 45
"""The health comes every 10 s: older than this it is not known."""

Component = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Box:
    """What Home Assistant is told of the box.

    Attributes:
        id: The box's stable id.
        topics: Where it publishes.
        version: Spotter's.
        exercises: Names and titles that can be chosen, in the order in which they are shown.
        athletes: Names that can be chosen.
        plans: Names and titles that can be begun.
    """

    id: str
    topics: Topics
    version: str
    exercises: tuple[tuple[str, str], ...]
    athletes: tuple[str, ...] = ()
    plans: tuple[tuple[str, str], ...] = ()


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
    components = {**_events(box), **_sensors(box), **_binary_sensors(box), **_diagnostics(box), **_controls(box)}
    own = {name: {"unique_id": f"{box.id}_{name}", "qos": 1, **each} for name, each in components.items()}
    return {
        "dev": {
            "ids": [box.id],
            "name": "Spotter",
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
                "topic": _state(box),
                "value_template": "{{ 'offline' if value_json.daemon == 'away' else 'online' }}",
            },
        ],
        "cmps": {**own, **_triggers(box)},
    }


def _events(box: Box) -> dict[str, Component]:
    return {
        "rep": {
            "p": "event",
            "name": "Rep",
            "icon": "mdi:counter",
            "state_topic": f"{box.topics.root}/rep",
            "event_types": ["rep", "hold", "rep_rejected", "rep_corrected"],
        },
        "set": {
            "p": "event",
            "name": "Set",
            "icon": "mdi:dumbbell",
            "state_topic": f"{box.topics.root}/set",
            "event_types": ["set_started", "set_ended"],
        },
        "plan_event": {
            "p": "event",
            "name": "Plan event",
            "icon": "mdi:clipboard-text-clock",
            "state_topic": f"{box.topics.root}/plan",
            "event_types": ["plan_started", "step_started", "round_done", "plan_changed", "plan_ended"],
        },
    }


def _sensors(box: Box) -> dict[str, Component]:
    return {**_set_sensors(box), **_rep_sensors(box), **_plan_sensors(box)}


def _set_sensors(box: Box) -> dict[str, Component]:
    state = _state(box)
    measured: Component = {"p": "sensor", "state_topic": state, "state_class": "measurement"}
    return {
        "state": {
            "p": "sensor",
            "name": "State",
            "state_topic": state,
            "device_class": "enum",
            "options": ["idle", "armed", "active", "paused", "ended"],
            "value_template": _value("state"),
        },
        "reps": measured | {
            "name": "Reps",
            "icon": "mdi:numeric",
            "unit_of_measurement": "reps",
            "value_template": _value("reps"),
        },
        "reps_today": {
            "p": "sensor",
            "name": "Reps today",
            "icon": "mdi:calendar-today",
            "state_topic": f"{box.topics.root}/today",
            "state_class": "total",
            "unit_of_measurement": "reps",
            "value_template": "{{ value_json.reps }}",
            "last_reset_value_template": "{{ value_json.since }}",
        },
        "rest": measured | {
            "name": "Rest",
            "device_class": "duration",
            "unit_of_measurement": "s",
            "value_template": _value("rest_s"),
        },
        "cue": {
            "p": "sensor",
            "name": "Cue",
            "icon": "mdi:bullhorn",
            "state_topic": state,
            "value_template": _value("cue"),
        },
        "workout": {
            "p": "sensor",
            "name": "Last workout",
            "icon": "mdi:weight-lifter",
            "unit_of_measurement": "reps",
            "state_topic": f"{box.topics.root}/workout/last",
            "value_template": "{{ value_json.reps }}",
            "json_attributes_topic": f"{box.topics.root}/workout/last",
            "json_attributes_template": (
                "{{ {'sets': value_json.sets | length, 'rejected': value_json.rejected, 'ended': value_json.ended,"
                " 'began': value_json.t} | tojson }}"
            ),
        },
    }  # fmt: skip


def _rep_sensors(box: Box) -> dict[str, Component]:
    """Returns what is told of the last rep."""
    measured: Component = {"p": "sensor", "state_topic": _state(box), "state_class": "measurement"}
    return {
        "score": measured | {
            "name": "Score",
            "icon": "mdi:star-half-full",
            "unit_of_measurement": "%",
            "value_template": _value("score"),
        },
        "rom": measured | {
            "name": "Range of motion",
            "icon": "mdi:angle-acute",
            "unit_of_measurement": "°",
            "value_template": _value("rom_deg"),
        },
        "rep_time": measured | {
            "name": "Rep time",
            "icon": "mdi:metronome",
            "unit_of_measurement": "s",
            "suggested_display_precision": 1,
            "value_template": _value("rep_s"),
        },
        "slowing": measured | {
            "name": "Slowing",
            "icon": "mdi:speedometer-slow",
            "unit_of_measurement": "%",
            "value_template": _value("slowing"),
        },
    }  # fmt: skip


def _plan_sensors(box: Box) -> dict[str, Component]:
    """Returns what is told of the plan that is under way."""
    state = _state(box)
    return {
        "plan_phase": {
            "p": "sensor",
            "name": "Plan phase",
            "icon": "mdi:timer-play",
            "state_topic": state,
            "device_class": "enum",
            "options": ["ready", "work", "rest"],
            "value_template": _of_plan("phase"),
            "json_attributes_topic": state,
            "json_attributes_template": "{{ (value_json.plan or {}) | tojson }}",
        },
        "plan_left": {
            "p": "sensor",
            "name": "Plan time left",
            "state_topic": state,
            "state_class": "measurement",
            "device_class": "duration",
            "unit_of_measurement": "s",
            "value_template": _of_plan("left_s"),
        },
    }


def _binary_sensors(box: Box) -> dict[str, Component]:
    return {
        "person": _either(box, "Athlete in view", "value_json.person", device_class="occupancy"),
        "running": _either(box, "Set running", "value_json.state in ('active', 'paused')", device_class="running"),
        "trouble": _either(box, "Trouble", "value_json.trouble", device_class="problem")
        | {
            "json_attributes_topic": _state(box),
            "json_attributes_template": "{{ {'trouble': value_json.trouble} | tojson }}",
        },
    }


def _diagnostics(box: Box) -> dict[str, Component]:
    measured: Component = {
        "p": "sensor",
        "state_topic": f"{box.topics.root}/health",
        "state_class": "measurement",
        "entity_category": "diagnostic",
        "expire_after": _HEALTH_EXPIRES_S,
    }
    return {
        "fps": measured | {
            "name": "Frame rate",
            "icon": "mdi:filmstrip",
            "unit_of_measurement": "fps",
            "suggested_display_precision": 1,
            "value_template": _value("fps"),
        },
        "latency": measured | {
            "name": "Latency",
            "device_class": "duration",
            "unit_of_measurement": "ms",
            "suggested_display_precision": 0,
            "value_template": _value("latency_p95_ms"),
        },
        "temperature": measured | {
            "device_class": "temperature",
            "unit_of_measurement": "°C",
            "value_template": _value("temperature_c"),
        },
        "camera": _either(
            box, "Camera", "value_json.camera == 'ok'", device_class="connectivity", entity_category="diagnostic"
        ),
    }  # fmt: skip


def _controls(box: Box) -> dict[str, Component]:
    titles = _shown(box.exercises)
    return {
        "exercise": {
            "p": "select",
            "name": "Exercise",
            "icon": "mdi:weight-lifter",
            "options": list(titles.values()),
            "state_topic": _state(box),
            "value_template": f"{{{{ {_jinja(titles)}.get(value_json.exercise, 'None') }}}}",
            "command_topic": _command(box, "exercise"),
            "command_template": f"{{{{ {_jinja({title: name for name, title in titles.items()})}[value] }}}}",
        },
        "athlete": {
            "p": "select",
            "name": "Athlete",
            "icon": "mdi:account",
            "options": [NOBODY, *box.athletes],
            "state_topic": _state(box),
            "value_template": f"{{{{ value_json.athlete or '{NOBODY}' }}}}",
            "command_topic": _command(box, "athlete"),
            "command_template": f"{{{{ '' if value == '{NOBODY}' else value }}}}",
        },
        "plan": _plan_choice(box),
        "target": {
            "p": "number",
            "name": "Target",
            "icon": "mdi:bullseye-arrow",
            "min": 1,
            "max": 1000,
            "step": 1,
            "mode": "box",
            "state_topic": _state(box),
            "value_template": _value("target"),
            "command_topic": _command(box, "target"),
            "command_template": "{{ value | int }}",
        },
        "load": {
            "p": "number",
            "name": "Load",
            "device_class": "weight",
            "unit_of_measurement": "kg",
            "min": 0,
            "max": 1000,
            "step": 0.25,
            "mode": "box",
            "state_topic": _state(box),
            "value_template": _value("load_kg"),
            "command_topic": _command(box, "load"),
        },
        "counting": {
            "p": "switch",
            "name": "Counting",
            "icon": "mdi:play-pause",
            "state_topic": _state(box),
            "value_template": "{{ 'ON' if value_json.state in ('armed', 'active', 'paused') else 'OFF' }}",
            "command_topic": _command(box, "counting"),
        },
        "start": _button(box, "start", "mdi:play"),
        "stop": _button(box, "stop", "mdi:stop"),
        "undo": _button(box, "undo", "mdi:undo"),
        "skip": _button(box, "skip", "mdi:skip-next"),
    }


def _plan_choice(box: Box) -> Component:
    titles = _shown(box.plans)
    names = {NO_PLAN: "", **{title: name for name, title in titles.items()}}
    chosen = f"{_jinja(titles)}.get(value_json.plan.name, 'None')"
    return {
        "p": "select",
        "name": "Plan",
        "icon": "mdi:clipboard-list",
        "options": list(names),
        "state_topic": _state(box),
        "value_template": f"{{{{ '{NO_PLAN}' if value_json.plan is none else {chosen} }}}}",
        "command_topic": _command(box, "plan"),
        "command_template": f"{{{{ {_jinja(names)}[value] }}}}",
    }


def _triggers(box: Box) -> dict[str, Component]:
    """Returns what an automation can start from; a trigger has no entity and so no id."""

    def trigger(kind: str, branch: str, template: str, payload: str) -> Component:
        return {
            "p": "device_automation",
            "automation_type": "trigger",
            "type": kind,
            "subtype": "spotter",
            "topic": f"{box.topics.root}/{branch}",
            "value_template": template,
            "payload": payload,
            "qos": 1,
        }

    by_name = "{{ value_json.event_type }}"
    return {
        "on_rep": trigger("rep", "rep", by_name, "rep"),
        "on_no_rep": trigger("no_rep", "rep", by_name, "rep_rejected"),
        "on_set_ended": trigger("set_ended", "set", by_name, "set_ended"),
        "on_target": trigger("target_reached", "set", "{{ value_json.why | default('') }}", Ending.TARGET.value),
    }


def _either(box: Box, name: str, condition: str, **more: str) -> Component:
    return {
        "p": "binary_sensor",
        "name": name,
        "state_topic": _state(box),
        "value_template": f"{{{{ 'ON' if {condition} else 'OFF' }}}}",
        **more,
    }


def _button(box: Box, command: str, icon: str) -> Component:
    return {"p": "button", "name": command.capitalize(), "icon": icon, "command_topic": _command(box, command)}


def _value(field: str) -> str:
    """Returns the template of a field that may be null: Home Assistant's ``None`` is a value that is not known."""
    return f"{{{{ value_json.{field} if value_json.{field} is not none else 'None' }}}}"


def _of_plan(field: str) -> str:
    """Returns the template of a field of the plan, which is null where none is under way."""
    plan = "value_json.plan"
    return f"{{{{ {plan}.{field} if {plan} is not none and {plan}.{field} is not none else 'None' }}}}"


def _state(box: Box) -> str:
    return f"{box.topics.root}/state"


def _command(box: Box, name: str) -> str:
    return f"{box.topics.root}/command/{name}"


def _shown(exercises: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Returns how each exercise is shown: by its title, or by its name where another has the same title."""
    titles = [title for _, title in exercises]
    return {name: title if titles.count(title) == 1 else name for name, title in exercises}


def _jinja(table: dict[str, str]) -> str:
    """Returns a dictionary as Jinja reads it: as JSON."""
    return msgspec.json.encode(table).decode()


def _safe(box_id: str) -> str:
    """Returns the id with those characters alone that Home Assistant allows there."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in box_id)
