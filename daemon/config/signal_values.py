"""What values each signal can have, and how they are written."""

from daemon.core.features.signals import SIGNALS

TURNS = ("facing",)
LENGTHS = ("wrist_spread", "wrist_over_hip", "wrist_over_shoulder", "ankle_spread", "hip_height")
"""The signals that are no angles: a share, and those in torso lengths."""
ANGLES = tuple(name for name in SIGNALS if name not in LENGTHS + TURNS)
SPANS = dict.fromkeys(SIGNALS, (0.0, 180.0)) | dict.fromkeys(LENGTHS, (-5.0, 5.0)) | dict.fromkeys(TURNS, (0.0, 1.0))
"""From where to where a signal can go, in its own unit."""


def unit_of(signal: str) -> str:
    """What is written after a value of this signal."""
    return " torso lengths" if signal in LENGTHS else "" if signal in TURNS else "°"
