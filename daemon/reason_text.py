"""The reasons why something was not counted, in words: the same on every surface."""

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
