"""What a console without the usual signs shows in their place."""

_PLAIN = str.maketrans(
    {
        "—": "-", "·": ".", "○": "o", "●": "*", "✗": "x", "✓": "+", "█": "#", "▌": "|", "│": "|", "─": "-",
        "±": "~", "°": " ", "→": ">", "←": "<", "↑": "^", "↓": "v", "▶": ">", "▲": "^", "░": ":", "…": ".",
    }
)  # fmt: skip


def to_ascii(text: str) -> str:
    """The text in ASCII where Spotter's own signs are concerned; as long as it was."""
    return text.translate(_PLAIN)
