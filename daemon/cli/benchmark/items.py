"""What is known of one piece of footage: the truth that a count is held against."""

from dataclasses import dataclass
from pathlib import Path

from daemon.core.facts import Reason

HOLDS = ("plank",)
"""Counted in seconds: from the first key time to the last."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when (s), in the footage's own time."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class NoRep:
    """A movement that must be rejected, and why."""

    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class Item:
    """One set in one file.

    Attributes:
        path: A video, or a pose trace (``.npz``).
        exercise: What is done; None where nobody exercises, so that every count is false.
        reps: How many are complete; seconds of a hold; None where nobody counted them.
        spans: The reps in time; empty where their ends are not labelled.
        turns: Their turning points (s); empty where not labelled.
        no_reps: What must be rejected; None where nobody labelled it.
        window: The part of the footage that is the set; None for all of it.
        group: Items that must stay together in cross-validation have the same; empty where the file stands for itself.
    """

    path: Path
    exercise: str | None
    reps: int | None
    spans: tuple[Span, ...] = ()
    turns: tuple[float, ...] = ()
    no_reps: tuple[NoRep, ...] | None = None
    window: Span | None = None
    group: str = ""

    @property
    def name(self) -> str:
        """The file's name, and the window's start where there is one."""
        return self.path.name if self.window is None else f"{self.path.name}@{self.window.start:g}"
