"""What the components are made of: topics, templates, and the shapes that several share."""

from collections.abc import Sequence
from typing import Any

import msgspec

from daemon.link.components.box import Box

Component = dict[str, Any]
"""One entity or trigger, as Home Assistant's discovery documents it."""


def either(box: Box, name: str, condition: str, **more: str) -> Component:
    """Returns a binary sensor that is on where ``condition`` of the state holds."""
    return {
        "p": "binary_sensor",
        "name": name,
        "state_topic": box.state_topic,
        "value_template": f"{{{{ 'ON' if {condition} else 'OFF' }}}}",
        **more,
    }


def button(box: Box, command: str, icon: str) -> Component:
    """Returns a button that sends a command without a payload."""
    return {"p": "button", "name": command.capitalize(), "icon": icon, "command_topic": box.command_topic(command)}


def value(field: str) -> str:
    """Returns the template of a field that may be null: Home Assistant's ``None`` is a value that is not known."""
    return f"{{{{ value_json.{field} if value_json.{field} is not none else 'None' }}}}"


def of_plan(field: str) -> str:
    """Returns the template of a field of the plan, which is null where none is under way."""
    plan = "value_json.plan"
    return f"{{{{ {plan}.{field} if {plan} is not none and {plan}.{field} is not none else 'None' }}}}"


def shown(exercises: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Returns how each exercise is shown: by its title, or by its name where another has the same title."""
    titles = [title for _, title in exercises]
    return {name: title if titles.count(title) == 1 else name for name, title in exercises}


def jinja(table: dict[str, str]) -> str:
    """Returns a dictionary as Jinja reads it: as JSON."""
    return msgspec.json.encode(table).decode()
