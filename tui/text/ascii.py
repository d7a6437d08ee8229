"""What a plain console shows in place of the usual signs."""

_PLAIN = str.maketrans(
    {
        "—": "-", "·": ".", "○": "o", "●": "*", "✗": "x", "✓": "+", "█": "#", "▌": "|", "│": "|", "─": "-",
        "±": "~", "°": " ", "→": ">", "←": "<", "↑": "^", "↓": "v", "▶": ">", "▲": "^", "░": ":", "…": ".",
    }
)  # fmt: skip


def to_ascii(text: str) -> str:
    """Returns the text with Spotter's own signs replaced by ASCII; its length stays."""
    return text.translate(_PLAIN)
