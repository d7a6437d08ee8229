"""The names by which a programme's sessions are begun: no plan's file can have one."""

import re

TODAY = "today"
"""The session of this day."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def is_session(name: str) -> bool:
    """Returns whether a name is that of a programme's session: ``today``, or a day as ``2026-11-30``."""
    return name.casefold() == TODAY or _DAY.fullmatch(name) is not None
