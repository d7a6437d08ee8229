"""An exercise in words: where the camera goes, what is counted, what a set aims at."""

from collections.abc import Sequence

from daemon.core.spec import Target
from tui.model.answers import ExerciseLine
from tui.text.numbers import DASH, clock_or_dash

_VIEWS = {"side": "the side", "front": "the front", "oblique": "an angle"}
_JOINTS = (
    ("shoulders", (11, 12)),
    ("elbows", (13, 14)),
    ("wrists", (15, 16)),
    ("hips", (23, 24)),
    ("knees", (25, 26)),
    ("ankles", (27, 28)),
)


def details(each: ExerciseLine) -> tuple[tuple[str, str], ...]:
    """Returns the lines that describe it: labels and values."""
    target = each.target
    return (
        ("Counts", "reps" if each.unit == "reps" else "seconds held"),
        ("Camera from", views(each.views)),
        ("", each.camera),
        *measured(each),
        ("Watches", joints(each.joints)),
        ("Target", goal(target, each.unit)),
        ("Tempo", tempo(target)),
        ("Rest", clock_or_dash(target.rest_s)),
    )


def measured(each: ExerciseLine) -> tuple[tuple[str, str], ...]:
    """Returns a line for each view of the exercise: what of its form is measured from there."""
    if not each.measures:
        return ()
    lines = (f"from {_VIEWS.get(view, view)}: {_from(view, each)}" for view in each.views)
    return tuple((("", "Measures")[not at], line) for at, line in enumerate(lines))


def _from(view: str, each: ExerciseLine) -> str:
    here = [name for name, views in each.measures.items() if view in views]
    missing = [name for name in each.measures if name not in here]
    if not missing:
        return "everything"
    if len(missing) < len(here):
        return f"everything but {', '.join(missing)}"
    return ", ".join(["the count" if each.unit == "reps" else "the seconds", *here])


def plan(names: tuple[str, ...]) -> tuple[tuple[str, bool | None], ...]:
    """Draws the room from above: where the camera may stand around the athlete, who faces the top.

    Returns:
        Lines, and for each whether that place is the best (True), good (False), or not good (None).
    """
    places = (
        ("front", "   {} in front"),
        ("oblique", "           {} at an angle"),
        ("side", "   ▲             {} at the side"),
    )
    return tuple((line.format(_mark(name, names)), _rank(name, names)) for name, line in places)


def _rank(name: str, names: tuple[str, ...]) -> bool | None:
    return name == names[0] if name in names else None


def _mark(name: str, names: tuple[str, ...]) -> str:
    return {True: "●", False: "○", None: "·"}[_rank(name, names)]


def views(names: tuple[str, ...]) -> str:
    """Returns ``the side (best), an angle, the front``."""
    words = [_VIEWS.get(name, name) for name in names]
    return DASH if not words else ", ".join([words[0] + (" (best)" if len(words) > 1 else ""), *words[1:]])


def joints(numbers: tuple[int, ...]) -> str:
    """Returns ``hips, knees``."""
    return ", ".join(name for name, pair in _JOINTS if any(joint in numbers for joint in pair)) or DASH


def goal(target: Target, unit: str) -> str:
    """Returns ``10 reps``, ``30 seconds``."""
    return DASH if target.reps is None else f"{target.reps} {unit}"


def tempo(target: Target) -> str:
    """Returns the tempo as lifters write it: ``2-0-1-0``."""
    return DASH if target.tempo is None else "-".join(f"{each:g}" for each in target.tempo) + "  (out-hold-back-hold)"


def set_by_user(own: Target, reps: int | None, tempo: Sequence[float] | None, rest_s: float | None) -> Target:
    """Returns the part of a target that the user has set: what differs from the exercise's own."""
    return Target(
        reps=None if reps == own.reps else reps,
        tempo=None if tempo is None or tuple(tempo) == own.tempo else (tempo[0], tempo[1], tempo[2], tempo[3]),
        rest_s=None if rest_s == own.rest_s else rest_s,
    )
