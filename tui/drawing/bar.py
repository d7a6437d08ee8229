"""A small horizontal bar as text: eighths of a cell, or ASCII on a plain console."""

_LEFT = " ▏▎▍▌▋▊▉█"
_EMPTY = "░"


def bar(share: float, width: int, *, plain: bool = False) -> str:
    """Returns a bar that fills from the left, ``width`` cells wide; what is missing is shaded: no colour is needed."""
    share = min(max(share, 0.0), 1.0)
    if plain:
        full = round(share * width)
        return "#" * full + "-" * (width - full)
    full, rest = divmod(round(share * width * 8), 8)
    signs = "█" * full + (_LEFT[rest] if rest else "")
    return signs + _EMPTY * (width - len(signs))
