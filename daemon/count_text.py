"""How sure a set's count is, and its left and right, in words: the same on every surface."""

from typing import Protocol


class Count(Protocol):
    """A set's count, as ``core.facts.SetEnded`` describes it; ``None``: the range is not known."""

    @property
    def reps(self) -> int:
        """Those that count."""

    @property
    def at_least(self) -> int | None:
        """The fewest that there may truly be."""

    @property
    def at_most(self) -> int | None:
        """The most that there may truly be."""

    @property
    def left(self) -> int:
        """How many were done with the left side alone."""

    @property
    def right(self) -> int:
        """How many were done with the right side alone."""


def beside(count: Count) -> str:
    """Returns what stands behind the count: ``" (4 + 4)"``, ``", perhaps 9 to 11"``, both, or nothing."""
    return sides(count) + perhaps(count)


def perhaps(count: Count) -> str:
    """Returns the range of the true number of reps: ``", perhaps 9 to 11"``; empty where the count is certain."""
    if count.at_least is None or count.at_most is None or count.at_least == count.reps == count.at_most:
        return ""
    return f", perhaps {count.at_least} to {count.at_most}"


def sides(count: Count) -> str:
    """Returns left and right: ``" (4 + 4)"``, ``" (8 left)"``; empty where not every rep's side is known."""
    if count.left + count.right < count.reps:
        return ""
    if count.left and count.right:
        return f" ({count.left} + {count.right})"
    return f" ({count.left} left)" if count.left else f" ({count.right} right)" if count.right else ""
