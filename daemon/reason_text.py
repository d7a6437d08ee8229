"""The reasons why something was not counted, in words: the same on every surface."""

from math import exp

from daemon.core.facts import Reason

WHY: dict[Reason, str] = {
    Reason.SHALLOW: "not deep enough",
    Reason.NO_LOCKOUT: "not locked out",
    Reason.TOO_FAST: "too fast to be a rep",
    Reason.HIDDEN: "the working joints were hidden",
    Reason.OUT_OF_FRAME: "part of the body was out of the picture",
    Reason.WRONG_POSTURE: "the posture of another movement",
    Reason.NOT_STARTED: "did not begin at the start position",
}
"""Why it did not count."""

CUES: dict[Reason, str] = {
    Reason.SHALLOW: "go deeper",
    Reason.NO_LOCKOUT: "lock out",
    Reason.TOO_FAST: "slow down",
    Reason.HIDDEN: "show yourself",
    Reason.OUT_OF_FRAME: "back in frame",
    Reason.WRONG_POSTURE: "fix posture",
    Reason.NOT_STARTED: "get set",
}
"""Coaching cues: what to do next time, in two or three words that are read from across the room."""

ROW, SIDEWAYS, NEARER = "reps in a row", "torso lengths sideways", "log of nearer or farther"
_OF_STREAKS = {ROW: "too few reps in a row", SIDEWAYS: "moved off the spot", NEARER: "moved off the spot"}
"""Why it did not count where the unit says that it was for the reps around it."""
_UNDER: dict[tuple[Reason, str], str] = {
    (Reason.SHALLOW, "depth"): "{}, asked {}",
    (Reason.TOO_FAST, "s"): "{}, asked {}",
    (Reason.HIDDEN, "confidence"): "seen to {}, asked {}",
    (Reason.NOT_STARTED, ROW): "{}, asked {}",
}
"""What is said of a value that is under its limit, and of that limit."""
_OVER: dict[tuple[Reason, str], str] = {
    (Reason.NO_LOCKOUT, "depth"): "ended at {} of the way, began at {}",
    (Reason.NOT_STARTED, "depth"): "at {} of the way, at most {}",
    (Reason.HIDDEN, "s"): "for {}",
    (Reason.OUT_OF_FRAME, "s"): "for {}",
    (Reason.WRONG_POSTURE, SIDEWAYS): "{} torso lengths sideways, at most {}",
    (Reason.WRONG_POSTURE, NEARER): "{} times nearer or farther, at most {}",
}
"""What is said of a value that is over its limit, and of that limit."""


def why(reason: Reason, unit: str) -> str:
    """Returns why it did not count, in a few words: ``not deep enough``; ``unit`` is that of its figures."""
    return _OF_STREAKS.get(unit, WHY[reason])


def because(reason: Reason, value: float, limit: float, unit: str) -> str:
    """Returns why it did not count, with its figures: ``not deep enough: 62 %, asked 80 %``.

    Figures that would explain nothing are left out: those of a signal, and a value on the right side of its limit.

    Args:
        reason: The reason.
        value: What was measured.
        limit: The least or the most that it should have been.
        unit: Of both.
    """
    few = why(reason, unit)
    figures = (_UNDER if value < limit else _OVER).get((reason, unit))
    return f"{few}: {figures.format(_number(value, unit), _number(limit, unit))}" if figures else few


def _number(value: float, unit: str) -> str:
    if unit in {"depth", "confidence"}:
        return f"{max(value, 0.0) * 100:.0f} %"  # who starts more upright than usual starts at the start
    if unit == NEARER:
        return f"{exp(value):.1f}"
    return f"{value:.2f} s" if unit == "s" else f"{value:.2g}"
