"""What a signal of form is: its name, unit and range, how far it can be wrong, and what measures it."""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.core.form.rep_body import Floats, Pair, RepBody
from daemon.core.pose.skeleton import Joint

Measure = Callable[[RepBody], Floats]
"""Returns a signal's value in each frame of a rep (N,)."""
Joints = tuple[tuple[Joint, ...], tuple[Joint, ...]]
"""The left joints, and the right ones."""
SIGNED_SPAN, SECONDS_SPAN = (-180.0, 180.0), (0.0, 60.0)
SECONDS = " s"


@dataclass(frozen=True, slots=True)
class FormSignal:
    """All that is known of one signal of form.

    Attributes:
        name: As exercise files name it.
        unit: What is written after a value.
        span: The least and the greatest value it can have.
        tolerance: The standard deviation of its own error where every joint is surely seen, in its unit: from the
            side, at 45°, from the front.
        joints: The joints that must be seen: each side's.
        text: What it is, for somebody who writes an exercise file.
        measure: Measures it in each frame of a rep.
        one_side: It needs one side only, the better seen one.
        compares: It compares both sides, which says nothing where one works alone.
    """

    name: str
    unit: str
    span: tuple[float, float]
    tolerance: tuple[float, float, float]
    joints: Joints
    text: str
    measure: Measure
    one_side: bool = False
    compares: bool = False


def joints_of(*pairs: Pair) -> Joints:
    """Returns the left joints of some pairs, and the right ones."""
    return tuple(each[0] for each in pairs), tuple(each[1] for each in pairs)
