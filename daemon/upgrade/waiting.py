"""How long somebody waits already: told to the command that goes on waiting, whose own start takes seconds, too."""

from collections.abc import Mapping
from contextlib import suppress

SINCE = "SPOTTER_WAITS_SINCE"
"""The variable of the environment that names the beginning, as monotonic seconds."""


def told(environ: Mapping[str, str], now_s: float) -> dict[str, str]:
    """Returns the environment of a command whose waiting begins now, before it is started.

    Args:
        environ: Our own.
        now_s: Monotonic (s).
    """
    return {**environ, SINCE: repr(now_s)}


def waited_s(environ: Mapping[str, str], now_s: float) -> float:
    """Returns the seconds that were waited already; 0.0 where nobody has told.

    Args:
        environ: Our own.
        now_s: Monotonic (s).
    """
    with suppress(KeyError, ValueError):
        return max(now_s - float(environ[SINCE]), 0.0)
    return 0.0
