"""What is shown: the set, its last rep, the plan, and how well the box sees and works."""

from daemon.link.components.box import Box
from daemon.link.components.templates import Component, either, of_plan, value

_HEALTH_EXPIRES_S = 45
"""The health comes every 10 s: older than this it is not known."""


def sensors(box: Box) -> dict[str, Component]:
    """Returns what is shown of the set, its last rep and the plan."""
    return {**_set_sensors(box), **_total_sensors(box), **_rep_sensors(box), **_plan_sensors(box)}


def _set_sensors(box: Box) -> dict[str, Component]:
    state = box.state_topic
    measured: Component = {"p": "sensor", "state_topic": state, "state_class": "measurement"}
    return {
        "state": {
            "p": "sensor",
            "name": "State",
            "state_topic": state,
            "device_class": "enum",
            "options": ["idle", "armed", "active", "paused", "ended"],
            "value_template": value("state"),
        },
        "reps": measured | {
            "name": "Reps",
            "icon": "mdi:numeric",
            "unit_of_measurement": "reps",
            "value_template": value("reps"),
        },
        "rest": measured | {
            "name": "Rest",
            "device_class": "duration",
            "unit_of_measurement": "s",
            "value_template": value("rest_s"),
        },
        "proposal": {
            "p": "sensor",
            "name": "Proposal",
            "icon": "mdi:trending-up",
            "state_topic": state,
            "value_template": value("proposal"),
        },
        "cue": {
            "p": "sensor",
            "name": "Cue",
            "icon": "mdi:bullhorn",
            "state_topic": state,
            "value_template": value("cue"),
        },
    }  # fmt: skip


def _total_sensors(box: Box) -> dict[str, Component]:
    """Returns what is told of the day and of the last workout."""
    return {
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
    }


def _rep_sensors(box: Box) -> dict[str, Component]:
    """Returns what is told of the last rep."""
    measured: Component = {"p": "sensor", "state_topic": box.state_topic, "state_class": "measurement"}
    return {
        "score": measured | {
            "name": "Score",
            "icon": "mdi:star-half-full",
            "unit_of_measurement": "%",
            "value_template": value("score"),
        },
        "rom": measured | {
            "name": "Range of motion",
            "icon": "mdi:angle-acute",
            "unit_of_measurement": "°",
            "value_template": value("rom_deg"),
        },
        "rep_time": measured | {
            "name": "Rep time",
            "icon": "mdi:metronome",
            "unit_of_measurement": "s",
            "suggested_display_precision": 1,
            "value_template": value("rep_s"),
        },
        "slowing": measured | {
            "name": "Slowing",
            "icon": "mdi:speedometer-slow",
            "unit_of_measurement": "%",
            "value_template": value("slowing"),
        },
        "pace": measured | {
            "name": "Pace",
            "icon": "mdi:speedometer",
            "unit_of_measurement": "reps/min",
            "value_template": value("pace"),
        },
    }  # fmt: skip


def _plan_sensors(box: Box) -> dict[str, Component]:
    """Returns what is told of the plan that is under way."""
    state = box.state_topic
    return {
        "plan_phase": {
            "p": "sensor",
            "name": "Plan phase",
            "icon": "mdi:timer-play",
            "state_topic": state,
            "device_class": "enum",
            "options": ["ready", "work", "rest"],
            "value_template": of_plan("phase"),
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
            "value_template": of_plan("left_s"),
        },
    }


def binary_sensors(box: Box) -> dict[str, Component]:
    """Returns what is either so or not."""
    return {
        "person": either(box, "Athlete in view", "value_json.person", device_class="occupancy"),
        "running": either(box, "Set running", "value_json.state in ('active', 'paused')", device_class="running"),
        "trouble": either(box, "Trouble", "value_json.trouble", device_class="problem")
        | {
            "json_attributes_topic": box.state_topic,
            "json_attributes_template": "{{ {'trouble': value_json.trouble} | tojson }}",
        },
    }


def diagnostics(box: Box) -> dict[str, Component]:
    """Returns how well the box works."""
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
            "value_template": value("fps"),
        },
        "latency": measured | {
            "name": "Latency",
            "device_class": "duration",
            "unit_of_measurement": "ms",
            "suggested_display_precision": 0,
            "value_template": value("latency_p95_ms"),
        },
        "temperature": measured | {
            "device_class": "temperature",
            "unit_of_measurement": "°C",
            "value_template": value("temperature_c"),
        },
        "camera": either(
            box, "Camera", "value_json.camera == 'ok'", device_class="connectivity", entity_category="diagnostic"
        ),
    }  # fmt: skip
