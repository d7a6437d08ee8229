"""Any movement that repeats: an exercise without a definition, made of one signal that goes out and back.

Whatever an athlete repeats, some signal goes out and back with it. Each signal stands as a movement of its own, in
both directions; the one that first shows a streak of reps, alike and on one spot, is what is counted.
"""

from daemon.core.features.signals import TOLERANCES
from daemon.core.params import AnyMovementParams
from daemon.core.spec import ANY, Exercise, Term


def movements(params: AnyMovementParams) -> tuple[Exercise, ...]:
    """Returns one exercise for each signal and direction, all called ``any``."""
    return tuple(
        _one(name, way * params.span * tolerance, params) for name, tolerance in TOLERANCES.items() for way in (1, -1)
    )


def _one(signal: str, span: float, params: AnyMovementParams) -> Exercise:
    return Exercise(
        ANY.name,
        ANY.title,
        (Term(signal, 0.0, span),),
        angle="knee",
        angle_views=(),
        visible=(signal,),
        min_streak=params.min_streak,
        camera=ANY.camera,
        kind=ANY.kind,
    )
