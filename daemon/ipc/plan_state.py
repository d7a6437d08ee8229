"""How a running plan is shown outside the daemon: plain words and whole seconds, for MQTT and for the page."""

from enum import Enum
from math import ceil
from typing import Any, TypeVar

import msgspec

from daemon.core.plan.outlook import Outlook

P = TypeVar("P", bound=msgspec.Struct)
_LEFT = ("left_s", "block_left_s")


def plan_state(kind: type[P], outlook: Outlook | None) -> P | None:
    """Returns how a plan stands, as ``kind`` has it.

    Args:
        kind: Its fields are fields of ``Outlook``.
        outlook: How the plan stands; None: none is under way.
    """
    if outlook is None:
        return None
    return kind(**{name: _plain(name, getattr(outlook, name)) for name in kind.__struct_fields__})


def _plain(name: str, value: Any) -> Any:  # noqa: ANN401 - a field of any type
    if isinstance(value, float):
        return ceil(value) if name in _LEFT else int(value)  # a second counts as left until it is over
    return value.value if isinstance(value, Enum) else value
