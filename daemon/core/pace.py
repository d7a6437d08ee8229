"""How fast reps come: reps a minute, as of this moment."""

from collections.abc import Sequence

RECENT = 5
"""Reps that it is of: as many as tell a change of pace within a work of 20 s."""
_S_PER_MIN = 60.0


def pace(times: Sequence[float], t: float) -> float | None:
    """Returns the reps a minute of the last ones; None before the second.

    It falls as soon as the next rep is overdue, so somebody who stopped is not shown as fast.

    Args:
        times: When each rep was complete, in order (s); the last ``RECENT`` count.
        t: Now (s).
    """
    recent = times[-RECENT:]
    gaps = len(recent) - 1
    if gaps < 1 or recent[-1] <= recent[0]:
        return None
    usual_s = (recent[-1] - recent[0]) / gaps
    if t - recent[-1] <= usual_s:
        return _S_PER_MIN / usual_s
    return _S_PER_MIN * len(recent) / (t - recent[0])
