"""Suggests the known name that is nearest to a mistyped one."""

import difflib
from collections.abc import Iterable

_ALIKE = 0.5
"""Share of alike letters (``difflib``'s ratio) from which one name can be meant by another."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Returns the known name that is most like ``name``, or None where none is alike."""
    names = sorted(known)
    alike = difflib.get_close_matches(name, names, n=1, cutoff=_ALIKE)
    return next(iter(alike or difflib.get_close_matches(name.lower(), names, n=1, cutoff=_ALIKE)), None)


def suggestion(name: str, known: Iterable[str]) -> str:
    """Returns what to say after an unknown name: the nearest known one, or all of them."""
    names = sorted(known)
    close = nearest(name, names)
    if close is not None:
        return f"did you mean {close}?"
    return f"known: {', '.join(names)}" if names else "none is known here"
