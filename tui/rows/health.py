"""The daemon's health as labelled lines, in groups; what is not known is a dash with its reason."""

from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """How a line is meant."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    FAINT = "faint"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is, its value, and how it is meant."""

    label: str
    value: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together."""

    title: str
    lines: tuple[Line, ...]
