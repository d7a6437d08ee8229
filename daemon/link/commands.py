"""Parses a command from the broker into a request for the daemon: pure, and safe with any input."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from daemon.core.nearest import suggestion
from daemon.errors import UsageError

OLD_S = 10.0
"""A command that was sent longer ago than this (s) is not carried out: the athlete has moved on."""
SIZE_LIMIT = 4096
"""Most bytes of a command's payload."""

PRESS = "PRESS"
"""What a hub's button sends by default (Home Assistant). It adds nothing to a command; no exercise has this name."""

WORDS: dict[str, str | None] = {
    "start": "exercise",
    "stop": None,
    "undo": None,
    "add": None,
    "confirm": None,
    "exercise": "exercise",
    "correct": None,
    "load": "load",
    "athlete": "athlete",
    "athlete_set": None,
    "athlete_remove": "athlete",
    "target": "reps",
    "counting": "on",
    "camera": "on",
    "plan": "plan",
    "take": "plan",
    "programme": "programme",
    "skip": None,
    "hold": "on",
    "history": "after_seq",
}
"""Each command, and the argument that a plain word stands for; None: it takes no word."""

_CLEARED = frozenset({"athlete", "target", "plan", "load", "programme"})
"""An empty payload clears these: no athlete, no target, no plan under way, nothing lifted, no programme."""

_PRESSED = frozenset({"start", "stop", "undo", "add", "confirm", "skip", "take"})
"""What a button can do without a word."""

_INSTEAD = {
    "stop": "send nothing",
    "undo": 'send nothing, or {"reason": "…"}',
    "add": 'send nothing, or {"reason": "…"}',
    "confirm": 'send nothing, or {"reason": "…"}',
    "skip": 'send nothing, or {"block": true}',
    "correct": 'send {"kind": "undone"}, "added", "confirmed", "exercise" or "load"',
    "athlete_set": 'send {"athlete": "Anna", "colour": "green"}',
    "target": 'send 8, or {"reps": 8}',
    "history": 'send 17, or {"after_seq": 17}',
}
"""What to send in place of a word that cannot be meant."""

_SWITCH = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
_MOST_DIGITS = 18


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
    if name not in WORDS:
        raise UsageError(f"no command '{name[:40]}': {suggestion(name[:40], list(WORDS))}")
    if len(payload) > SIZE_LIMIT:
        raise UsageError(f"{name}: a payload of {len(payload)} bytes, at most {SIZE_LIMIT}")
    text = _text(name, payload)
    if not text.startswith(("{", "[")):
        return Command(name, _plain(name, _unquoted(text)))
    value = _object(name, text)
    sent = _sent(name, value.pop("t", None))
    return Command(name, value, sent)


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


def _text(name: str, payload: bytes) -> str:
    try:
        return payload.decode().strip()
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: the payload is not UTF-8") from error


def _object(name: str, text: str) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise UsageError(f"{name}: the payload is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise UsageError(f"{name}: the payload is a JSON list: send an object, or one plain word")
    return value


def _unquoted(text: str) -> str:
    """Returns a word as it is meant: one in JSON's quotes without them, and JSON's null as no word."""
    if text == "null":
        return ""
    try:
        return msgspec.json.decode(text, type=str)
    except msgspec.MsgspecError:
        return text


def _plain(name: str, word: str) -> dict[str, Any]:
    """Returns the arguments that a plain word stands for.

    Raises:
        UsageError: The command has no use for this word.
    """
    key = WORDS[name]
    if not word:
        return {key: None} if key is not None and name in _CLEARED else {}
    if word == PRESS and name in _PRESSED:
        return {}
    if key is None:
        raise UsageError(f"{name}: takes no word, and got {word[:40]!r}: {_INSTEAD[name]}")
    if key == "on":
        return {key: _switch(name, word)}
    return {key: _whole_number(name, word) if name in _INSTEAD else word}


def _switch(name: str, word: str) -> bool:
    on = _SWITCH.get(word.lower())
    if on is None:
        raise UsageError(f"{name}: {word[:40]!r} is neither on nor off: {suggestion(word[:40].lower(), ['on', 'off'])}")
    return on


def _whole_number(name: str, word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) <= _MOST_DIGITS):
        raise UsageError(f"{name}: {word[:40]!r} is no whole number: {_INSTEAD[name]}")
    return int(word)


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
