"""Leads the workout through a plan: follows what is journaled, and carries out the plan's orders."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from daemon import envelope
from daemon.core import workout
from daemon.core.facts import Ending, Fact, SetEnded
from daemon.core.plan import state_machine
from daemon.core.plan.outlook import Outlook, outlook
from daemon.core.plan.plan import Plan
from daemon.core.plan.plan_facts import Phase, PlanEnding, PlanFact
from daemon.core.plan.running import Advance, Order, Prepare, Running, StopSet
from daemon.core.plan.steadiness import Steadiness
from daemon.core.spec import Exercise, Target
from daemon.core.state import RefusedError, Step, Workout
from daemon.errors import SpotterError
from daemon.events import AnyEvent, RepCorrected
from daemon.runtime.session import Session

Turn = tuple[Workout, list[AnyEvent]]
"""The workout after a turn, and the events to journal."""

HowEvenly = Callable[[str | None, Collection[str]], tuple[Steadiness, ...]]
"""Returns how evenly an athlete lifts each of these exercises, in each view that is known."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class PlanRunner:
    """Holds the running plan. Belongs to the frame loop's thread.

    Attributes:
        find: Returns an exercise by its name; raises ``UsageError`` or ``ConfigError``.
        load: Returns a plan by its name; raises ``UsageError`` or ``ConfigError``.
        session: Makes events of facts.
        usual: Returns the workout with what the athlete usually reaches, as a set begins with it.
        steadiness: Returns how evenly an athlete lifts these exercises; reads the journal.
        running: The plan that is under way, or None.
        target: The user's own, which is taken up again after the plan.
        known: The plan's exercises as they were when it began: a file that goes meanwhile ends no plan.
    """

    find: Callable[[str], Exercise]
    load: Callable[[str], Plan]
    session: Session
    usual: Callable[[Workout], Workout] = lambda state: state
    steadiness: HowEvenly = lambda *_: ()
    running: Running | None = None
    target: Target = field(default_factory=Target)
    known: dict[str, Exercise] = field(default_factory=dict)

    def outlook(self, t: float) -> Outlook | None:
        """Returns how the plan stands, or None: none is under way."""
        return None if self.running is None else outlook(self.running, t)

    def follow(self, state: Workout, recorded: Sequence[AnyEvent], t: float) -> Turn:
        """Follows one turn of the loop: returns the workout after the plan's orders, and all events with its own.

        Args:
            state: The workout after the turn.
            recorded: The turn's events, in order.
            t: Now (s).
        """
        if self.running is None:
            return state, list(recorded)
        facts = [envelope.unwrap(event) for event in recorded if is_followed(event, self.session.set)]
        return self._take(state, list(recorded), state_machine.step(self.running, _of_sets(facts), t), t)

    def begin(self, state: Workout, name: str | Plan, t: float) -> Turn:
        """Begins a plan; a set that runs is ended.

        Raises:
            RefusedError: A plan is under way.
            UsageError: There is no such plan, or no such exercise as it asks for.
            ConfigError: Its file, or an exercise's, is wrong.
        """
        if self.running is not None:
            raise RefusedError(f"the plan {self.running.plan.title!r} is under way: stop it first")
        plan = self.load(name) if isinstance(name, str) else name
        self.known = {each: self.find(each) for each in plan.exercises}
        self.target = state.target
        before: list[AnyEvent] = []
        if state.set is not None:
            state, facts = workout.stop(state, t)
            before = self.session.to_events(facts)
        return self._take(state, before, state_machine.begin(plan, t, self._steadiness(plan)), t)

    def _steadiness(self, plan: Plan) -> tuple[Steadiness, ...]:
        works = (step.work for block in plan.blocks for step in block.steps)
        stopped = {work.exercise for work in works if work.slowing is not None}
        return self.steadiness(self.session.athlete, stopped) if stopped else ()

    def take_up(self, state: Workout, running: Running, missing: Sequence[PlanFact], t: float) -> Turn:
        """Goes on with a plan after a restart.

        Args:
            state: The workout, its open set among it.
            running: The plan, see ``core.plan.resume``.
            missing: What it told that the journal does not have.
            t: Now (s).
        """
        self.running, self.target = running, state.target
        reps = running.left.reps
        if state.set is not None and running.in_set and reps is not None:
            state = workout.aim(state, Target(state.set.reps + reps))
        elif state.set is None or running.in_set:
            goes_on = running.phase is Phase.WORK and running.held is None
            state = workout.aim(state, Target(None if goes_on else reps))
        return self._take(state, self.session.to_events(missing), state_machine.take_up(running), t)

    def give_up(self, state: Workout, running: Running, missing: Sequence[PlanFact], t: float, off_s: float) -> Turn:
        """Ends a plan that stood still for too long.

        The arguments are those of ``take_up``; ``off_s`` is for how long nothing happened (s): none of the plan's time.
        """
        running = running._replace(work_began=running.work_began + off_s)
        self.running, self.target = running, state.target
        return self._take(
            state, self.session.to_events(missing), state_machine.stop(running, t, PlanEnding.INTERRUPTED), t
        )

    def skip(self, state: Workout, t: float, *, block: bool) -> Turn:
        """Goes on to the next phase or block.

        Raises:
            RefusedError: No plan is under way.
        """
        return self._take(state, [], state_machine.skip(self._needed(), t, block=block), t)

    def hold(self, state: Workout, t: float, *, on: bool) -> Turn:
        """Stops the plan's clock, or lets it go on.

        Raises:
            RefusedError: No plan is under way.
        """
        running = self._needed()
        return self._take(state, [], state_machine.hold(running, t) if on else state_machine.go_on(running, t), t)

    def stop(self, state: Workout, t: float, why: PlanEnding = PlanEnding.STOPPED) -> Turn:
        """Ends the plan, and the set with it.

        Raises:
            RefusedError: No plan is under way.
        """
        return self._take(state, [], state_machine.stop(self._needed(), t, why), t)

    def _needed(self) -> Running:
        if self.running is None:
            raise RefusedError("no plan is under way: start one first")
        return self.running

    def _take(self, state: Workout, recorded: list[AnyEvent], advance: Advance, t: float) -> Turn:
        """Carries out orders until none follows from what they led to."""
        running, orders, happened = advance
        recorded += self.session.to_events(happened)
        while orders:
            facts: list[Fact] = []
            for order in orders:
                if isinstance(order, StopSet) and state.set is None:
                    facts.append(SetEnded(t, running.current_step.work.exercise, Ending.STOPPED, 0, 0, 0.0))
                    continue
                try:
                    state, more = self._carry_out(state, order, t)
                except SpotterError as error:
                    _log.warning("the plan %r ends: %s", running.plan.title, error)
                    return self._take(state, recorded, state_machine.stop(running, t, PlanEnding.INTERRUPTED), t)
                facts += more
                recorded += self.session.to_events(more)
            running, orders, happened = state_machine.step(running, facts, t)
            recorded += self.session.to_events(happened)
        self.running = None if running.ended else running
        return workout.aim(state, self.target) if running.ended else state, recorded

    def _carry_out(self, state: Workout, order: Order, t: float) -> Step:
        if isinstance(order, StopSet):
            return workout.stop(state, t)
        exercise = self._exercise(order.work.exercise)
        if isinstance(order, Prepare):
            if state.set is None:
                state, _ = workout.choose(state, t, exercise)
            return workout.aim(state, Target(order.work.reps)), []
        state, ended = (state, []) if state.set is None else workout.stop(state, t)
        state, begun = workout.start(self.usual(state), t, exercise)
        return workout.aim(state, Target(order.reps)), [*ended, *begun]

    def _exercise(self, name: str) -> Exercise:
        """Returns an exercise as it is now, or where its file is gone or wrong, as it was when the plan began."""
        try:
            return self.find(name)
        except SpotterError as error:
            if name not in self.known:
                raise
            _log.warning("the plan goes on with %s as it was when it began: %s", name, error)
            return self.known[name]


def is_followed(event: AnyEvent, set_id: str | None) -> bool:
    """Returns whether a plan follows the event: what is said of an older set than ``set_id`` is none of its work.

    Nor is what was imported meanwhile, or that the clock was set.
    """
    if isinstance(event, RepCorrected):
        return event.set == set_id
    return envelope.fact_of(type(event)) is not None


def _of_sets(facts: Iterable[Fact | PlanFact]) -> list[Fact]:
    return [fact for fact in facts if not isinstance(fact, PlanFact)]
