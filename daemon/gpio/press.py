"""What a finger did to the button: a pure fold over the wire's levels, debounced in software.

The wire is believed once it has been still for ``debounce_s``, so a spike is no press and a chattering contact does
nothing. A press counts when it is let go: short, long, longer, or the second of a double press. A button that is down
from the start, or for ``stuck_s``, is stuck and does nothing until it is let go.
"""

from dataclasses import dataclass, replace
from enum import Enum


class Gesture(str, Enum):
    """What was done."""

    SHORT = "short"
    LONG = "long"
    DOUBLE = "double"
    LONGER = "longer"
    HELD = "held"
    """Down for long enough: to be let go for a long press."""
    HELD_LONGER = "held_longer"
    """The same for a longer one."""
    STUCK = "stuck"
    FREED = "freed"
    """A stuck button was let go."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds that tell the gestures apart.

    Attributes:
        debounce_s: The wire's stillness; contacts of push buttons bounce for 1 to 10 ms, worn ones for 20.
        long_s: A press of this length is a long one.
        longer_s: A press of this length is a longer one.
        double_s: A second press that begins within this time of the first one's end makes a double press.
        stuck_s: No finger stays for so long.
    """

    debounce_s: float = 0.03
    long_s: float = 0.8
    longer_s: float = 2.4
    double_s: float = 0.35
    stuck_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Press:
    """The button's state.

    Attributes:
        wire, wire_since: The level as it is now (True: down) and its age (s).
        down, since: The level that is believed, and since when (s).
        ours: This press began before our eyes and was not stuck; only such a press counts when it ends.
        held: How much was reported of this press: 1: ``HELD``, 2: ``HELD_LONGER`` or ``STUCK`` too.
        tapped: End of a short press that may become a double one (s), or None.
    """

    wire: bool
    wire_since: float
    down: bool
    since: float
    ours: bool = False
    held: int = 0
    tapped: float | None = None


def begin(t: float, *, down: bool) -> Press:
    """Returns the button as it is found at the start."""
    return Press(down, t, down, t)


def step(state: Press, t: float, timing: Timing, *, wire: bool | None = None) -> tuple[Press, list[Gesture]]:
    """Go on to ``t`` (s), where the wire changed to ``wire``; None: only time has passed."""
    state, gestures = _believe(state, t, timing)
    state, more = _wait(state, t, timing)
    if wire is not None and wire != state.wire:
        state = replace(state, wire=wire, wire_since=t)
    return state, gestures + more


def due(state: Press, timing: Timing) -> float | None:
    """Returns when to look again although the wire is still (s); None where only a change matters."""
    if state.wire != state.down:
        return state.wire_since + timing.debounce_s
    if not state.down:
        return None if state.tapped is None else state.tapped + timing.double_s
    if state.ours and state.held < 2:  # noqa: PLR2004 - see Press
        return state.since + (timing.longer_s if state.held else timing.long_s)
    return None if state.held and not state.ours else state.since + timing.stuck_s


def _believe(state: Press, t: float, timing: Timing) -> tuple[Press, list[Gesture]]:
    if state.wire == state.down or t < state.wire_since + timing.debounce_s:
        return state, []
    moved = replace(state, down=state.wire, since=state.wire_since, held=0, ours=True)
    if moved.down:
        late = moved.tapped is not None and moved.since > moved.tapped + timing.double_s
        return (replace(moved, tapped=None), [Gesture.SHORT]) if late else (moved, [])
    if not state.ours:
        return moved, [Gesture.FREED] if state.held else []
    length = _length(state.since, moved.since, timing)
    if length:
        return replace(moved, tapped=None), [*_held(state, length), (Gesture.LONG, Gesture.LONGER)[length - 1]]
    if moved.tapped is not None:
        return replace(moved, tapped=None), [Gesture.DOUBLE]
    return replace(moved, tapped=moved.since), []


def _wait(state: Press, t: float, timing: Timing) -> tuple[Press, list[Gesture]]:
    """Returns what the passing of time makes of a wire that does not change."""
    gestures: list[Gesture] = []
    if state.wire != state.down:
        return state, gestures
    if not state.down:
        if state.tapped is not None and t >= state.tapped + timing.double_s:
            return replace(state, tapped=None), [Gesture.SHORT]
        return state, gestures
    length = _length(state.since, t, timing)
    if state.ours and state.held < length:
        gestures += _held(state, length)
        state = replace(state, held=length, tapped=None)
    if (state.ours or not state.held) and t >= state.since + timing.stuck_s:
        gestures.append(Gesture.STUCK)
        state = replace(state, held=2, ours=False)
    return state, gestures


def _length(since: float, until: float, timing: Timing) -> int:
    """Returns 0 for a short press, 1 for a long one, 2 for a longer one; by the same sums as ``due``."""
    return (until >= since + timing.long_s) + (until >= since + timing.longer_s)


def _held(state: Press, length: int) -> list[Gesture]:
    """Returns what is not reported yet of a press of this length; a short one before it was a press of its own."""
    before = [Gesture.SHORT] if state.tapped is not None else []
    return before + [Gesture.HELD, Gesture.HELD_LONGER][state.held : length]
