"""Carries out the commands that are about whoever trains: who it is, and what the box knows of them."""

from collections.abc import Callable
from dataclasses import dataclass

from daemon.athletes.profile import Profile
from daemon.athletes.roster import Roster, target_of
from daemon.core import workout
from daemon.core.spec import Exercise, Target
from daemon.core.state import RefusedError, Workout
from daemon.ipc import verbs
from daemon.ipc.results import Known, Named
from daemon.runtime.plan_runner import PlanRunner
from daemon.runtime.session import Session
from daemon.runtime.usual_range import UsualRange

AthleteArgs = verbs.athletes.Athlete | verbs.athletes.AthleteSet | verbs.athletes.AthleteRemove | verbs.athletes.LetGo
"""The commands of this module."""


@dataclass(frozen=True, slots=True)
class AthleteHandler:
    """Knows who trains. Belongs to the frame loop's thread.

    Attributes:
        roster: Everybody whom the box knows.
        session: Says whose an event is.
        plans: Leads through a plan, which has targets of its own.
        find: Returns an exercise by its name; raises ``UsageError`` or ``ConfigError``.
        usual_range: Returns what an athlete usually reaches.
        remember: Keeps a choice across restarts.
        aim: Sets what the user aims at, and keeps it across restarts.
    """

    roster: Roster
    session: Session
    plans: PlanRunner
    find: Callable[[str], Exercise]
    usual_range: UsualRange
    remember: Callable[[str, str | None], None]
    aim: Callable[[Workout, Target], Workout]

    def handle(self, state: Workout, args: AthleteArgs) -> tuple[Workout, Named | Known]:
        """Returns the workout after a command, and the answer.

        Raises:
            RefusedError: The athlete who is to be forgotten is in a set.
            UsageError: A name, or an exercise, is not known, or cannot be taken.
        """
        if isinstance(args, verbs.athletes.LetGo):
            state = self._let_go(state, args.athlete)
        elif isinstance(args, verbs.athletes.AthleteSet):
            return state, {"profile": self._change(args)}
        elif isinstance(args, verbs.athletes.AthleteRemove):
            return state, {"profile": self.roster.remove(args.athlete)}
        else:
            self._choose(args.athlete)
        state = self.apply_choice(state)
        chosen = self.session.chosen
        return state, {"athlete": chosen, "from_next_set": chosen != self.session.athlete}

    def apply_choice(self, state: Workout) -> Workout:
        """Returns the workout in which whoever was chosen trains, unless a set runs; a plan has its own targets."""
        if state.set is None and self.session.chosen != self.session.athlete:
            state = self._train_chosen(state)
        defaults = self.roster.targets(None if self.plans.running is not None else self.session.athlete)
        return workout.default_to(state, defaults)

    def _choose(self, athlete: str | None) -> None:
        self.session.chosen = None if athlete is None else self.roster.spelling(athlete)
        self.remember("athlete", self.session.chosen)

    def _train_chosen(self, state: Workout) -> Workout:
        """Measures whoever was chosen against what they usually reach; what was aimed at was said by another."""
        session = self.session
        session.athlete = session.chosen
        session.loads.refresh(session.athlete)
        if self.plans.running is not None:
            self.plans.target = Target()
            self.remember("target", None)
        elif state.target != Target():
            state = self.aim(state, Target())
        return workout.remember(state, self.usual_range(session.athlete))

    def _let_go(self, state: Workout, athlete: str | None) -> Workout:
        """Forgets an athlete as the journal is about to, and the last set, which could still be corrected.

        Args:
            state: The workout.
            athlete: None: everybody.
        """
        session, record = self.session, self.session.record
        if athlete in (None, session.athlete):
            what = "a set" if state.set is not None else None if self.plans.running is None else "a plan"
            if what is not None:
                raise RefusedError(f"{session.athlete or 'somebody'} is in {what}: stop it first")
        self.roster.drop(athlete)
        session.loads.forget(athlete)
        if athlete in (None, session.chosen):
            session.chosen = None
        if record is None or state.set is not None or athlete not in (None, record.first.athlete):
            return state
        session.record = None
        return state._replace(last=None)

    def _change(self, args: verbs.athletes.AthleteSet) -> Profile:
        """Changes what is known of an athlete, or takes in a new one; nothing where one part of it is wrong."""
        given = args.targets or {}
        # An exercise that is gone can still lose its target.
        targets = {name if reps is None else target_of(self.find(name)): reps for name, reps in given.items()}
        return self.roster.write(args.athlete, args.colour, targets, board=args.board, new=args.new)
