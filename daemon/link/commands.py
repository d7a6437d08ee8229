"""Parses a command from the broker into a request for the daemon: pure, and safe with any input."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from daemon.errors import UsageError
from daemon.nearest import suggestion

OLD_S = 10.0
"""A command that was sent longer ago than this (s) is not carried out: the athlete has moved on."""
SIZE_LIMIT = 4096
"""Most bytes of a command's payload."""

_WORD: dict[str, str | None] = {
    "start": None,
    "stop": None,
    "undo": None,
    "add": None,
    "exercise": "exercise",
    "correct": None,
    "athlete": "athlete",
    "target": "reps",
    "counting": "on",
    "camera": "on",
    "history": "after_seq",
}
"""Each command, and the argument that a plain word stands for; None: the word is ignored (``PRESS``)."""

_CLEARED = frozenset({"athlete", "target"})
"""An empty payload clears these: no athlete is named, no target is set."""

_SWITCH = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Command:
    """What is asked for.

    Attributes:
        name: One of the known names.
        args: For the daemon, which checks them.
        sent: When it was sent, or None: the sender did not say.
    """

    name: str
    args: dict[str, Any] = field(default_factory=dict)
    sent: datetime | None = None


def parse(name: str, payload: bytes) -> Command:
    """Parses a command: a JSON object of arguments, or one plain word, or nothing.

    Args:
        name: The last part of the topic.
        payload: As it came. ``t`` in the object is the time of sending, RFC 3339 or Unix seconds.

    Raises:
        UsageError: There is no such command, or the payload cannot be read.
    """
    if name not in _WORD:
        raise UsageError(f"no command '{name[:40]}': {suggestion(name[:40], list(_WORD))}")
    if len(payload) > SIZE_LIMIT:
        raise UsageError(f"{name}: a payload of {len(payload)} bytes, at most {SIZE_LIMIT}")
    value = _value(name, payload)
    if isinstance(value, dict):
        sent = _sent(name, value.pop("t", None))
        return Command(name, value, sent)
    return Command(name, _plain(name, value))


def check_age(command: Command, now: datetime) -> None:
    """Refuses a command that was sent too long ago; one without a time counts as new.

    Raises:
        UsageError: It is over ``OLD_S`` old.
    """
    if command.sent is None:
        return
    age = now - command.sent
    if age > timedelta(seconds=OLD_S):
        raise UsageError(f"{command.name}: not carried out: sent {age.total_seconds():.0f} s ago, over {OLD_S:.0f} s")


def _value(name: str, payload: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        text = payload.decode().strip()
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: the payload is not UTF-8") from error
    try:
        return msgspec.json.decode(text) if text else None
    except (msgspec.DecodeError, RecursionError) as error:
        if text.startswith(("{", "[")):
            raise UsageError(f"{name}: the payload is not JSON: {error}") from error
        return text


def _plain(name: str, value: object) -> dict[str, Any]:
    """Returns the arguments that a plain word stands for."""
    key = _WORD[name]
    if key is None:
        return {}
    if value in (None, ""):
        return {key: None} if name in _CLEARED else {}
    if key == "on" and isinstance(value, str | int):
        return {key: _SWITCH.get(str(value).lower(), value)}
    if key == "athlete":
        return {key: value if isinstance(value, str) else str(value)}
    return {key: value}


def _sent(name: str, value: object) -> datetime | None:
    if value is None:
        return None
    try:
        if isinstance(value, str):
            sent = msgspec.convert(value, datetime)
            return sent if sent.tzinfo else sent.replace(tzinfo=timezone.utc)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, timezone.utc)
    except (msgspec.ValidationError, ValueError, OverflowError, OSError):
        pass
    raise UsageError(f"{name}: t is neither RFC 3339 (2026-01-31T18:00:00Z) nor Unix seconds")
