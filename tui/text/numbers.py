"""Numbers and times as the dashboard writes them."""

DASH = "—"
"""Stands for what is not known."""


def clock(seconds: float) -> str:
    """Returns ``1:05``; from an hour on ``1:00:05``."""
    whole = max(int(seconds), 0)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def clock_or_dash(seconds: float | None) -> str:
    """Returns ``1:05``, or a dash where the time is not known."""
    return DASH if seconds is None else clock(seconds)


def counted(number: int, of: str = "rep") -> str:
    """Returns ``1 rep``, ``12 reps``."""
    return f"{number} {of}" if number == 1 else f"{number} {of}s"


def or_dash(value: float | None, form: str = "{:.0f}") -> str:
    """Returns the number in its form, or a dash where it is not known."""
    return DASH if value is None else form.format(value)
