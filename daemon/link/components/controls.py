"""What can be chosen, set and pressed."""

from daemon.link.components.box import Box
from daemon.link.components.templates import Component, button, jinja, shown, value

NOBODY = "Nobody"
"""The choice that names no athlete."""
NO_PLAN = "No plan"
"""The choice that ends a plan."""


def controls(box: Box) -> dict[str, Component]:
    """Returns what can be chosen, set and pressed."""
    return {
        **_choices(box),
        "plan": _plan_choice(box),
        **_numbers(box),
        "counting": _counting(box),
        "start": button(box, "start", "mdi:play"),
        "stop": button(box, "stop", "mdi:stop"),
        "undo": button(box, "undo", "mdi:undo"),
        "skip": button(box, "skip", "mdi:skip-next"),
        "hold": _hold(box),
        "take": button(box, "take", "mdi:arm-flex") | {"name": "Take the proposed load"},
    }


def _choices(box: Box) -> dict[str, Component]:
    titles = shown(box.exercises)
    return {
        "exercise": {
            "p": "select",
            "name": "Exercise",
            "icon": "mdi:weight-lifter",
            "options": list(titles.values()),
            "state_topic": box.state_topic,
            "value_template": f"{{{{ {jinja(titles)}.get(value_json.exercise, 'None') }}}}",
            "command_topic": box.command_topic("exercise"),
            "command_template": f"{{{{ {jinja({title: name for name, title in titles.items()})}[value] }}}}",
        },
        "athlete": {
            "p": "select",
            "name": "Athlete",
            "icon": "mdi:account",
            "options": [NOBODY, *box.athletes],
            "state_topic": box.state_topic,
            "value_template": f"{{{{ value_json.athlete or '{NOBODY}' }}}}",
            "command_topic": box.command_topic("athlete"),
            "command_template": f"{{{{ '' if value == '{NOBODY}' else value }}}}",
        },
    }


def _numbers(box: Box) -> dict[str, Component]:
    return {
        "target": {
            "p": "number",
            "name": "Target",
            "icon": "mdi:bullseye-arrow",
            "min": 1,
            "max": 1000,
            "step": 1,
            "mode": "box",
            "state_topic": box.state_topic,
            "value_template": value("target"),
            "command_topic": box.command_topic("target"),
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
            "state_topic": box.state_topic,
            "value_template": value("load_kg"),
            "command_topic": box.command_topic("load"),
        },
    }


def _counting(box: Box) -> Component:
    return {
        "p": "switch",
        "name": "Counting",
        "icon": "mdi:play-pause",
        "state_topic": box.state_topic,
        "value_template": "{{ 'ON' if value_json.state in ('armed', 'active', 'paused') else 'OFF' }}",
        "command_topic": box.command_topic("counting"),
    }


def _hold(box: Box) -> Component:
    plan = "value_json.plan"
    return {
        "p": "switch",
        "name": "Plan held",
        "icon": "mdi:timer-pause",
        "state_topic": box.state_topic,
        "value_template": f"{{{{ 'ON' if {plan} is not none and {plan}.held else 'OFF' }}}}",
        "command_topic": box.command_topic("hold"),
    }


def _plan_choice(box: Box) -> Component:
    titles = shown(box.plans)
    names = {NO_PLAN: "", **{title: name for name, title in titles.items()}}
    chosen = f"{jinja(titles)}.get(value_json.plan.name, 'None')"
    return {
        "p": "select",
        "name": "Plan",
        "icon": "mdi:clipboard-list",
        "options": list(names),
        "state_topic": box.state_topic,
        "value_template": f"{{{{ '{NO_PLAN}' if value_json.plan is none else {chosen} }}}}",
        "command_topic": box.command_topic("plan"),
        "command_template": f"{{{{ {jinja(names)}[value] }}}}",
    }
