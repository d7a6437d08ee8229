"""Carries out commands: changes the workout, the camera and the remembered choices."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from daemon.athletes.roster import Roster
from daemon.core import workout
from daemon.core.counting.set_state import SetPhase
from daemon.core.spec import Exercise, Target
from daemon.core.state import RefusedError, Step, Workout
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.results import Result, Standing
from daemon.ipc.verbs.args import Args
from daemon.runtime.athlete_handler import AthleteArgs, AthleteHandler
from daemon.runtime.corrections import CorrectionHandler
from daemon.runtime.plan_runner import PlanRunner, Turn
from daemon.runtime.programmes import Programmes
from daemon.runtime.proposals import Proposals
from daemon.runtime.session import Session
from daemon.runtime.usual_range import UsualRange
from daemon.set_record import SetRecord
from daemon.vision.camera_supervisor import CameraSupervisor

_SLIP_S = 60.0
"""A load that is said again after a set within this time (s) mends the first one; later it is that of the next set."""
Remember = Callable[[str, str | None], None]
Corrected = verbs.sets.Undo | verbs.sets.Add | verbs.sets.Confirm | verbs.sets.Correct
"""What corrects a set."""
Chosen = verbs.sets.Load | verbs.sets.Target | verbs.plans.Take | verbs.plans.Programme
"""What is to be done next, or with what."""
Led = verbs.plans.Plan | verbs.plans.Skip | verbs.plans.Hold
"""What begins, ends or moves a plan."""
CommandResult = tuple[Workout, list[AnyEvent], Result]
"""The new state, the events to keep, and the answer once they are kept."""


@dataclass(frozen=True, slots=True)
class CommandHandler:
    """Carries out commands for the frame loop, in its thread.

    Attributes:
        find: Returns an exercise by its name; raises ``UsageError`` or ``ConfigError``.
        supervisor: The camera.
        session: Knows who is training.
        remember: Keeps a choice across restarts.
        corrections: Corrects a set.
        usual_range: Returns what an athlete usually reaches.
        plans: Leads through a plan.
        proposals: What is proposed to whoever trains.
        roster: Everybody whom the box knows.
        programmes: Which programmes are followed; None: none.
    """

    find: Callable[[str], Exercise]
    supervisor: CameraSupervisor
    session: Session
    remember: Remember
    corrections: CorrectionHandler
    usual_range: UsualRange
    plans: PlanRunner
    proposals: Proposals
    roster: Roster = field(default_factory=Roster)
    programmes: Programmes | None = None

    @property
    def athletes(self) -> AthleteHandler:
        """Carries out what is about whoever trains."""
        return AthleteHandler(
            self.roster, self.session, self.plans, self.find, self.usual_range, self.remember, self._aimed
        )

    def handle(self, state: Workout, args: Args, t: float) -> CommandResult:
        """Returns the new state, the events to journal with those of the plan, and the answer.

        Raises:
            RefusedError: The command makes no sense now.
            SpotterError: It names something that does not exist.
        """
        after, events, result = self._handle(state, args, t)
        if not isinstance(args, Led):  # what a plan does by itself it knows: told twice, it would go on twice
            after, events = self.follow(after, events, t)
        return self.athletes.apply_choice(after), events, result

    def follow(self, state: Workout, recorded: Sequence[AnyEvent], t: float) -> Turn:
        """Follows one turn of the loop: the plan's orders, whoever was chosen while a set ran, and a day that ends.

        Args:
            state: The workout after the turn.
            recorded: The turn's events, in order.
            t: Now (s).

        Returns:
            The workout as it goes on, and all events with those of the plan.
        """
        if self.programmes is not None:
            self.programmes.look(self.session.athlete)
        state, events = self.plans.follow(state, recorded, t)
        return (self.athletes.apply_choice(state) if events else state), events

    def _handle(self, state: Workout, args: Args, t: float) -> CommandResult:
        if isinstance(args, Corrected):
            return self._correct(state, args, t)
        if isinstance(args, Chosen):
            return self._choose_next(state, args, t)
        if isinstance(args, verbs.box.Camera):
            self.supervisor.switch(on=args.on)
            return state, [], {"camera": self.supervisor.camera.value}
        if isinstance(args, AthleteArgs):
            after, answer = self.athletes.handle(state, args)
            return after, [], answer
        if isinstance(args, Led):
            after, events = self._lead(state, args, t)
            return after, events, {"plan": self.plans.outlook(t)}
        after, facts = self._step(state, args, t)
        self._remember_target(state, after)
        return after, self.session.to_events(facts), _answer(after)

    def _choose_next(self, state: Workout, args: Chosen, t: float) -> CommandResult:
        """Take down what the next set is done with, or aims at."""
        if isinstance(args, verbs.plans.Programme):
            if self.programmes is None:
                raise RefusedError("no programme can be chosen here")
            return state, [], self.programmes.choose(args, self.session.chosen)
        if isinstance(args, verbs.plans.Take):
            return state, [], self.proposals.take(args.plan, state.exercise.name)
        return self._load(state, args, t) if isinstance(args, verbs.sets.Load) else self._aim(state, args)

    def _lead(self, state: Workout, args: Led, t: float) -> Turn:
        """Begin, end or hold a plan, or go on in it."""
        if isinstance(args, verbs.plans.Skip):
            return self.plans.skip(state, t, block=args.block)
        if isinstance(args, verbs.plans.Hold):
            return self.plans.hold(state, t, on=args.on)
        if args.plan is None:
            return self.plans.stop(state, t)
        own = None if self.programmes is None else self.programmes.plan(args.plan, self.session.athlete)
        return self.plans.begin(state, own or args.plan, t)

    def _correct(self, state: Workout, args: Corrected, t: float) -> CommandResult:
        """``undo``, ``add`` and ``confirm`` are short for a correction, and are answered with how it stands."""
        full = args if isinstance(args, verbs.sets.Correct) else args.correction
        after, events, corrected = self.corrections.correct(state, full, t)
        self._remember_target(state, after)
        if after.selection is not state.selection:
            self.remember("exercise", after.selection.exercise.name)
        return after, events, corrected if full is args else _answer(after)

    def _load(self, state: Workout, args: verbs.sets.Load, t: float) -> CommandResult:
        """Take down the load of the running set, of the last one where it has none, or of the next one."""
        record, session = self.session.record, self.session
        named = None if args.exercise is None else self.find(args.exercise).name
        if record is not None and self._is_of_set(args, record, state, named, t):
            after, events, corrected = self.corrections.correct(state, args.correction, t)
            return after, events, {"load_kg": args.load_kg, "exercise": corrected.exercise, "set": corrected.set}
        exercise = named or state.exercise.name
        session.loads.say(session.athlete, exercise, args.load_kg)
        return state, [], {"load_kg": args.load_kg, "exercise": exercise, "set": None}

    def _is_of_set(self, args: verbs.sets.Load, record: SetRecord, state: Workout, named: str | None, t: float) -> bool:
        """Whether a load is that of the running set, or of the one that ended last; else it is the next one's."""
        if named not in (None, record.exercise):
            return False
        if state.set is not None:
            return True
        return not args.next and self._asks_for_load(record, named or state.selection.exercise.name, t)

    def _asks_for_load(self, record: SetRecord, exercise: str, t: float) -> bool:
        """Whether a load that is said between two sets is the last one's: it has none, or got it just now."""
        if record.first.athlete != self.session.athlete or exercise not in (record.exercise, record.first.exercise):
            return False
        stated, end = record.loaded, record.end
        if stated is None or end is None:
            return record.load_kg is None
        late = (stated.boot, end.boot) == (self.session.boot,) * 2 and stated.t_mono >= end.t_mono
        return record.load_kg is None or (late and t - stated.t_mono < _SLIP_S)

    def _remember_target(self, before: Workout, after: Workout) -> None:
        if after.target != before.target:
            self.remember("target", kept_target(after.target))

    def _step(self, state: Workout, args: Args, t: float) -> Step:
        if isinstance(args, verbs.sets.Start):
            return self._start(state, args.exercise, t)
        if isinstance(args, verbs.box.Counting):
            return self._count(state, t, on=args.on)
        if isinstance(args, verbs.sets.Exercise):
            return self._choose(state, args, t)
        return workout.stop(state, t)

    def _start(self, state: Workout, name: str | None, t: float) -> Step:
        exercise = self.find(name) if name is not None else None
        state, facts = workout.start(self._with_usual_range(state), t, exercise)
        self.remember("exercise", state.selection.exercise.name)
        return state, facts

    def _count(self, state: Workout, t: float, *, on: bool) -> Step:
        """Switch counting on or off; does nothing where it is so already."""
        if on == (state.set is not None):
            return state, []
        return workout.start(self._with_usual_range(state), t) if on else workout.stop(state, t)

    def _with_usual_range(self, state: Workout) -> Workout:
        """The last sets are part of what is usual. Reads about a thousand rows, once a set: 20 ms of 60,000 events."""
        self.session.loads.refresh(self.session.athlete)
        return workout.remember(state, self.usual_range(self.session.athlete))

    def _choose(self, state: Workout, args: verbs.sets.Exercise, t: float) -> Step:
        exercise = self.find(args.exercise)
        step = workout.choose(state, t, exercise, args.reason or None)
        self.remember("exercise", exercise.name)
        return step

    def _aim(self, state: Workout, args: verbs.sets.Target) -> CommandResult:
        state = self._aimed(state, Target(args.reps, args.tempo, args.rest_s))
        return state, [], {"target": state.aims}

    def _aimed(self, state: Workout, target: Target) -> Workout:
        state = workout.aim(state, target)
        self.plans.target = target  # of what follows a plan that is under way, too
        self.remember("target", kept_target(target))
        return state


def kept_target(target: Target) -> str | None:
    """Returns the user's target as the journal remembers it; None: the user set none."""
    return None if target == Target() else msgspec.json.encode(target).decode()


def known_target(kept: str | None) -> Target:
    """Returns the remembered target; an empty one where it cannot be read, as a newer Spotter wrote it."""
    try:
        return Target() if kept is None else msgspec.json.decode(kept, type=Target)
    except msgspec.MsgspecError:
        return Target()


def _answer(state: Workout) -> Standing:
    """Returns the answer to a command: state, exercise and reps after it."""
    running = state.set if state.set is not None else state.last
    return {
        "state": state.phase.value,
        "exercise": state.exercise.name,
        "reps": running.reps if running is not None and state.phase is not SetPhase.IDLE else 0,
    }
