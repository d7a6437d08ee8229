"""Any movement that repeats: an exercise without a definition, made of one signal that goes out and back.

Whatever an athlete repeats, some signal goes out and back with it. Each signal stands as a movement of its own, in
both directions; the one that first shows a run of reps, alike and on one spot, is what is counted.
"""

from daemon.core.recognition.recogniser import TOLERANCE
from daemon.core.spec import Exercise, Term

SPAN = 3.0
"""Tolerances that a signal goes in a rep of depth 1."""
SETTLE, LEAST = 2, 0.8
ANY = Exercise("any", "Any movement", (), "knee", camera="Wherever the whole body is in the picture.")
"""What is chosen where the box shall find the movement by itself."""


def movements() -> tuple[Exercise, ...]:
    """One exercise for each signal and direction, all called ``any``."""
    return tuple(_one(name, way * SPAN * tolerance) for name, tolerance in TOLERANCE.items() for way in (1, -1))


def _one(signal: str, span: float) -> Exercise:
    return Exercise(
        ANY.name,
        ANY.title,
        (Term(signal, 0.0, span),),
        angle="knee",
        angle_views=(),
        visible=(signal,),
        min_depth=LEAST,
        min_range_ratio=0.5,
        min_rep_s=0.3,
        max_start_depth=float("inf"),
        min_streak=SETTLE,
        camera=ANY.camera,
    )
