"""Events as they may leave the house: numbers, times and words of our own; ids and athletes by their order."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from daemon.support.scrubber import HIDDEN, Scrubber

_NUMBERED = ("athlete", "boot", "workout", "set")
_LEFT_OUT = frozenset({"id", "box", "refers"})
_WRITTEN = frozenset({"kept", "name", "note", "notes", "plan", "why_text", "says"})
"""What a person, another application or an exercise's file has written."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def of(events: Iterable[Any], scrubber: Scrubber) -> Iterator[bytes]:
    """Yields each event as a line of JSON."""
    seen: dict[str, list[str]] = {key: [] for key in _NUMBERED}
    for event in events:
        found = msgspec.to_builtins(event)
        shown = {key: _shown(key, value, seen, scrubber) for key, value in found.items() if key not in _LEFT_OUT}
        yield msgspec.json.encode(shown)


def _shown(key: str, value: Any, seen: dict[str, list[str]], scrubber: Scrubber) -> Any:  # noqa: ANN401 - a field
    if value is None:
        return None
    if key in seen:
        if value not in seen[key]:
            seen[key].append(value)
        return f"{key}-{seen[key].index(value) + 1}"
    return HIDDEN if key in _WRITTEN else _plain(value, scrubber)


def _plain(value: Any, scrubber: Scrubber) -> Any:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, str):
        return value if _TIME.fullmatch(value) else scrubber.value(value)
    if isinstance(value, dict):
        return {
            scrubber.value(key): HIDDEN if key in _WRITTEN else _plain(each, scrubber) for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [_plain(each, scrubber) for each in value]
    return value
