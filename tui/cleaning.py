"""Escapes control characters in all that comes from the daemon: an older journal may hold them in names and reasons."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

import msgspec

from daemon.printable import control_in, printable

T = TypeVar("T")


def cleaned(value: T) -> T:
    """Returns a message or an answer with every text escaped; the same object where there is nothing to escape."""
    return cast("T", _cleaned(value))


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - whatever comes over the wire
    if isinstance(value, str):
        return value if control_in(value) is None else printable(value)
    if isinstance(value, msgspec.Struct):
        changes = _changes((name, getattr(value, name)) for name in value.__struct_fields__)
        return msgspec.structs.replace(value, **changes) if changes else value
    if isinstance(value, dict):
        changes = _changes(value.items())
        return {printable(str(name)): changes.get(name, inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        changes = _changes(enumerate(value))
        return type(value)(changes.get(i, inner) for i, inner in enumerate(value)) if changes else value
    return value


def _changes(items: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """Returns the items that are not as they were."""
    return {key: new for key, old in items if (new := _cleaned(old)) is not old}
