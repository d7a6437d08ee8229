"""What each command does to the workout, the camera and the box's memory."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from daemon.core import workout
from daemon.core.facts import Fact
from daemon.core.sets import SetPhase
from daemon.core.spec import Exercise, Target
from daemon.core.workout import Workout
from daemon.ipc import verbs
from daemon.lookout import Lookout
from daemon.stamp import Stamp

Remember = Callable[[str, str | None], None]


@dataclass(frozen=True, slots=True)
class Obedience:
    """Carries out commands for the frame loop, in its thread.

    Attributes:
        find: An exercise by its name; raises ``UsageError`` or ``ConfigError``.
        lookout: The camera.
        stamp: Knows who is training.
        remember: Keeps a choice over restarts.
    """

    find: Callable[[str], Exercise]
    lookout: Lookout
    stamp: Stamp
    remember: Remember

    def __call__(self, state: Workout, args: verbs.Args, t: float) -> tuple[Workout, list[Fact], Any]:
        """The new state, the facts, and the answer.

        Raises:
            RefusedError: It makes no sense now.
            SpotterError: It names something that does not exist.
        """
        if isinstance(args, verbs.Start):
            return self._start(state, args.exercise, t)
        if isinstance(args, verbs.Counting):
            return self._count(state, t, on=args.on)
        if isinstance(args, verbs.Exercise):
            return self._choose(state, args.exercise, t)
        if isinstance(args, verbs.Target):
            return workout.aim(state, Target(reps=args.reps)), [], {"target": args.reps}
        if isinstance(args, verbs.Athlete | verbs.Camera):
            return state, [], self._set_aside(args)
        step = {verbs.Stop: workout.stop, verbs.Undo: workout.undo, verbs.Add: workout.add}[type(args)]
        state, facts = step(state, t)
        return state, facts, _standing(state)

    def _start(self, state: Workout, name: str | None, t: float) -> tuple[Workout, list[Fact], Any]:
        exercise = self.find(name) if name is not None else None
        state, facts = workout.start(state, t, exercise)
        self.remember("exercise", state.movement.exercise.name)
        return state, facts, _standing(state)

    def _count(self, state: Workout, t: float, *, on: bool) -> tuple[Workout, list[Fact], Any]:
        """A switch: what it asks for twice is done once."""
        if on == (state.set is not None):
            return state, [], _standing(state)
        state, facts = workout.start(state, t) if on else workout.stop(state, t)
        return state, facts, _standing(state)

    def _choose(self, state: Workout, name: str, t: float) -> tuple[Workout, list[Fact], Any]:
        state, facts = workout.choose(state, t, self.find(name))
        self.remember("exercise", name)
        return state, facts, _standing(state)

    def _set_aside(self, args: verbs.Athlete | verbs.Camera) -> dict[str, Any]:
        """Commands that leave the workout alone."""
        if isinstance(args, verbs.Camera):
            self.lookout.switch(on=args.on)
            return {"camera": self.lookout.camera.value}
        self.stamp.athlete = args.athlete
        self.remember("athlete", args.athlete)
        return {"athlete": args.athlete}


def _standing(state: Workout) -> dict[str, Any]:
    """How it stands after a command, for whoever gave it."""
    running = state.set if state.set is not None else state.last
    return {
        "state": state.phase.value,
        "exercise": state.movement.exercise.name,
        "reps": running.reps if running is not None and state.phase is not SetPhase.IDLE else 0,
    }
