"""Events of workouts that never were."""

import itertools
from datetime import datetime, timedelta, timezone
from typing import Any

from daemon import events
from daemon.core.facts import Correction, Ending, Reason, Side, Tempo

_numbers = itertools.count(1)
MORNING = datetime(2026, 1, 31, 6, 30, tzinfo=timezone.utc)


class Lifter:
    """Somebody who trains: each method is one event, a second after the last.

    Args:
        athlete: Who, or None.
        begin: When the first event happens.
    """

    def __init__(self, athlete: str | None = None, begin: datetime = MORNING) -> None:
        self.athlete = athlete
        self.now = begin
        self.workout = f"workout-{next(_numbers)}"
        self.set = f"set-{next(_numbers)}"

    def starts(self, exercise: str = "squat") -> events.SetStarted:
        """Begin another set."""
        self.set = f"set-{next(_numbers)}"
        return events.SetStarted(**self._envelope(), exercise=exercise)

    def lifts(
        self,
        n: int = 1,
        exercise: str = "squat",
        *,
        confidence: float = 0.9,
        side: Side | None = None,
        **measures: Any,  # noqa: ANN401 - each measure has its own type
    ) -> events.Rep:
        """One rep; ``measures`` are fields of it."""
        return events.Rep(
            **{
                **self._envelope(),
                "exercise": exercise,
                "n": n,
                "start": 1.0,
                "end": 3.0,
                "tempo": Tempo(1.0, 0.1, 0.9, 0.0),
                "depth": 0.9,
                "rom_deg": 95.5,
                "rom_share": None,
                "view": "side",
                "confidence": confidence,
                "withheld": {"rom_share": "first rep"},
                "side": side,
                **measures,
            }
        )

    def holds(self, held_s: float, exercise: str = "plank") -> events.Held:
        """A posture is held."""
        return events.Held(**self._envelope(), exercise=exercise, start=1.0, end=1.0 + held_s, held_s=held_s)

    def fails(self, exercise: str = "squat") -> events.RepRejected:
        """One that is not counted."""
        return events.RepRejected(
            **self._envelope(),
            exercise=exercise,
            start=1.0,
            end=3.0,
            reason=Reason.SHALLOW,
            value=0.4,
            limit=0.6,
            unit="depth",
        )

    def corrects(
        self, kind: Correction, refers: str | None = None, exercise: str = "squat", n: int = 0
    ) -> events.RepCorrected:
        """Undo, add, or another exercise."""
        return events.RepCorrected(**self._envelope(), refers=refers or self.set, kind=kind, exercise=exercise, n=n)

    def ends(self, reps: int = 0, exercise: str = "squat", perhaps: tuple[int, int] | None = None) -> events.SetEnded:
        """End the set; ``perhaps`` is the range of the true number of reps."""
        return events.SetEnded(
            **self._envelope(),
            exercise=exercise,
            why=Ending.STOPPED,
            reps=reps,
            rejected=0,
            duration_s=12.5,
            at_least=None if perhaps is None else perhaps[0],
            at_most=None if perhaps is None else perhaps[1],
        )

    def arrives(self) -> events.WorkoutStarted:
        """Begin the workout."""
        return events.WorkoutStarted(**(self._envelope() | {"set": None}))

    def leaves(self) -> events.WorkoutEnded:
        """End the workout."""
        return events.WorkoutEnded(**(self._envelope() | {"set": None}), sets=1, reps=1)

    def _envelope(self) -> dict[str, Any]:
        self.now += timedelta(seconds=1)
        return {
            "id": f"id-{next(_numbers)}",
            "t": events.rfc3339(self.now),
            "boot": "boot",
            "t_mono": (self.now - MORNING).total_seconds(),
            "box": "box",
            "athlete": self.athlete,
            "workout": self.workout,
            "set": self.set,
        }
