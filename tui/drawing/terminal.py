"""Says what this terminal can show."""

import codecs
import locale
from collections.abc import Mapping

_CONSOLES = {"linux", "vt100", "vt102", "vt220", "dumb", "unknown", "ansi", "cons25"}


def is_plain(environ: Mapping[str, str], encoding: str | None = None) -> bool:
    """Returns whether the terminal shows no braille and half blocks: the kernel's, an old one, or one without UTF-8."""
    if environ.get("TERM", "unknown").partition("-")[0] in _CONSOLES:
        return True
    return not speaks_utf8(encoding or locale.getpreferredencoding(do_setlocale=False))


def speaks_utf8(encoding: str) -> bool:
    """Returns whether text in that encoding can hold every sign."""
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False
