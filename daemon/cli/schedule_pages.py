"""Puts a programme's schedule together, which comes in pages: a message has room for so many sessions."""

from collections.abc import Callable
from typing import Any

import msgspec

from daemon.programmes.schedule import Schedule


def whole(page: Callable[[int], Any]) -> Schedule:
    """Returns a schedule of several pages; ``page`` returns the one behind a session, as the socket gives it."""
    found = msgspec.convert(page(0), Schedule)
    while found.more:
        following = msgspec.convert(page(len(found.sessions)), Schedule)
        found = msgspec.structs.replace(following, sessions=(*found.sessions, *following.sessions))
    return msgspec.structs.replace(found, more=msgspec.UNSET)
