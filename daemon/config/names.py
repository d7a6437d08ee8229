"""The names by which exercises, plans and programmes are asked for."""

from collections.abc import Collection

from daemon.core.nearest import suggestion
from daemon.errors import UsageError


def one_of(kind: str, name: str, names: Collection[str]) -> str:
    """Returns the name itself.

    Args:
        kind: ``exercise``, ``plan`` or ``programme``.
        name: What was asked for.
        names: What there is.

    Raises:
        UsageError: It is not one of ``names``; the message names the nearest.
    """
    if name not in names:
        raise UsageError(f"no {kind} {name!r}: {suggestion(name, names)} (see `spotter {kind} list`)")
    return name
