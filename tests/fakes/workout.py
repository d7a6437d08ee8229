"""Events of workouts that never were."""

import itertools
import math
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from daemon import events
from daemon.clock import rfc3339
from daemon.core.facts import (
    ANGLE_MOMENTS,
    Correction,
    Ending,
    Fault,
    Reason,
    ScorePart,
    Side,
    Stability,
    Standard,
    Tempo,
    Velocity,
)

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

    def shows_form(self, n: int = 1, exercise: str = "squat", *, fault: bool = True) -> events.Rep:
        """One rep whose form was measured: short of its depth, and with a fault unless there shall be none."""
        heels = Fault("heels_up", "heel_lift", 0.14, 0.08, 0.03, " torso lengths", "Keep your heels on the floor.")
        return msgspec.structs.replace(
            self.lifts(n, exercise),
            rom_pm=4.6,
            rom_share=0.89,
            tempo_pm=0.05,
            velocity=Velocity(0.42, 0.71, 0.02),
            slowing=0.12,
            stability=Stability(0.012, 0.03, 0.004),
            symmetry=0.94,
            symmetry_pm=0.05,
            standard=Standard("hip_below_knee", -3.2, 0.0, 4.0, "°", met=False),
            score=84.2,
            score_pm=5.6,
            parts={
                "rom": ScorePart(76.9, 8.1, 0.4, 9.2, 95.5, 107.3, "°", "12° short of your depth, -9 points"),
                "stability": ScorePart(95.0, 3.0, 0.3, 1.5, 0.03, 0.02, "share", "1 % of sway too much, -2 points"),
                "tempo": ScorePart(83.0, 5.0, 0.3, 5.1, 0.64, 1.0, "s", "0.36 s too fast on the way down, -5 points"),
            },
            faults=(heels,) * fault,
            cue=heels.says if fault else "Go all the way.",
            angles=tuple(175.0 - 95.5 * math.sin(math.pi * at / 31) ** 2 for at in range(ANGLE_MOMENTS)),
            withheld={"knees_in": "not seen from the side: put the camera in front of you"},
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
            "t": rfc3339(self.now),
            "boot": "boot",
            "t_mono": (self.now - MORNING).total_seconds(),
            "box": "box",
            "athlete": self.athlete,
            "workout": self.workout,
            "set": self.set,
        }
