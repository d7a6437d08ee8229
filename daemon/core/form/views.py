"""From where a camera shows what: each measure of an exercise's form with its views."""

from collections.abc import Iterator

from daemon.core.spec import Exercise, Kind, View

WHERE: dict[View, str] = {
    "side": "to your side",
    "oblique": "at an angle, half to your side",
    "front": "in front of you",
}
"""Where a camera stands that sees the athlete so."""
BOTH_SIDES: tuple[View, ...] = ("oblique", "front")
"""Views from which neither side of the body hides the other."""


def measures(exercise: Exercise) -> Iterator[tuple[str, tuple[View, ...]]]:
    """Yields each measure by its name, the most important first; none of what has no form to be measured by."""
    if exercise.kind is Kind.ONE and not exercise.is_hold:
        yield from _of_reps(exercise)
    yield from ((rule.rule.replace("_", " "), rule.views) for rule in exercise.fault)


def _of_reps(exercise: Exercise) -> Iterator[tuple[str, tuple[View, ...]]]:
    """Yields what only a rep has."""
    if exercise.angle_views:
        yield "range and score", exercise.angle_views
    if exercise.standard is not None:
        yield exercise.standard.name, exercise.standard.views
    if exercise.side_signal is None:
        yield "left and right", BOTH_SIDES
