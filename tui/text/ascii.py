"""What a plain console shows in place of the usual signs."""

_PLAIN = str.maketrans(
    {
        "—": "-", "·": ".", "○": "o", "●": "*", "✗": "x", "✓": "+", "█": "#", "▌": "|", "■": "#", "│": "|", "─": "-",
        "±": "~", "°": " ", "→": ">", "←": "<", "↑": "^", "↓": "v", "▶": ">", "▲": "^", "░": ":", "…": ".",
        "\u2212": "-", "▁": ".", "▂": ":", "▃": "-", "▄": "=", "▅": "+", "▆": "*", "▇": "%",
    }
)  # fmt: skip


def to_ascii(text: str) -> str:
    """Returns the text with Spotter's own signs replaced by ASCII; its length stays."""
    return text.translate(_PLAIN)


def spelled_out(text: str) -> str:
    """Returns the text in ASCII with signs in words: ``98 ± 5°`` as ``98 +/- 5 deg``; it may become longer."""
    return to_ascii(text.replace("±", "+/-").replace("°", " deg"))
