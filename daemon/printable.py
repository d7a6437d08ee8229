"""Control characters in text that others chose: found, and escaped before a terminal or a log sees them."""

import re

CONTROLS = (
    r"\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: escape sequences, line ends
    r"\u2028\u2029"  # line and paragraph separators
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of writing
    r"\u00ad\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # are not seen
    r"\ud800-\udfff"  # halves of a pair: bytes of a file's name that are no UTF-8
)
"""What no text of one line holds, as the inside of a character class."""
_CONTROL = re.compile(f"[{CONTROLS}]")
_NOT_LAYOUT = re.compile(f"(?![\\n\\t])[{CONTROLS}]")


def control_in(text: str) -> str | None:
    """Returns the first control character of a text, escaped; None where it has none."""
    found = _CONTROL.search(text)
    return None if found is None else _escape(found)


def printable(text: str) -> str:
    r"""Returns a text of one line with each control character as ``\u001b``, which JSON reads back as the same."""
    return _CONTROL.sub(_escape, text)


def printable_lines(text: str) -> str:
    r"""Returns the same of a text that has line ends and tabs of its own."""
    return _NOT_LAYOUT.sub(_escape, text)


def escape(text: str) -> str:
    r"""Returns every character of a text as ``\u001b``; one beyond 16 bits as a pair, as JSON has it."""
    units = text.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _escape(found: re.Match[str]) -> str:
    return escape(found[0])
