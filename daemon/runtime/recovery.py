"""After a restart: go on with the workout and the set that the journal says were open."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from daemon import envelope
from daemon.clock import is_dated, parse
from daemon.config.rules import rules as rules_of
from daemon.core import workout
from daemon.core.counting.hold import HoldState
from daemon.core.counting.neighbours import RECENT, Usual
from daemon.core.counting.pipeline import prepare
from daemon.core.counting.set_state import SetPhase, SetState
from daemon.core.facts import Correction, Ending, Fact
from daemon.core.plan.plan_facts import PlanFact
from daemon.core.plan.resume import refold
from daemon.core.plan.running import Running
from daemon.core.spec import Exercise
from daemon.core.state import Rules, Workout
from daemon.errors import ConfigError, UsageError
from daemon.events import AnyEvent, PlanStarted, Record, RecordWithdrawn, Rep, RepCorrected, SetStarted
from daemon.journal import unfinished
from daemon.journal.reader import JournalReader
from daemon.runtime.command_handler import known_target
from daemon.runtime.context import Context
from daemon.runtime.corrections import tally
from daemon.runtime.plan_runner import PlanRunner, Turn, is_followed
from daemon.runtime.session import Session
from daemon.runtime.usual_range import how_evenly, read_by
from daemon.runtime.wall_clock import CLOCK, WallClock, known_clock
from daemon.set_record import SetRecord, records

_LATE = 4
"""Events among which the newest is: a record that was told lies a little behind what it was told for."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When the box was started again.

    Attributes:
        t, utc, boot: Monotonic (s), UTC, and the boot both belong to.
        resume_s: A set younger than this goes on.
    """

    t: float
    utc: datetime
    boot: str
    resume_s: float

    def of(self, event: AnyEvent) -> float:
        """Returns when an event was, on this boot's monotonic clock; one of another boot by the wall clock.

        Where that is not set yet nobody knows how old an event of another boot is: too old to go on with.
        """
        if event.boot == self.boot:
            return event.t_mono
        return self.t - ((self.utc - parse(event.t)).total_seconds() if self.knows(event) else self.resume_s)

    def knows(self, event: AnyEvent) -> bool:
        """Whether it is known how old an event is: it is of this boot, or both clocks were set."""
        return event.boot == self.boot or (is_dated(parse(event.t)) and self.utc >= parse(event.t))


def recover(
    state: Workout, session: Session, journal: JournalReader, find: Callable[[str], Exercise], now: Moment
) -> tuple[Workout, list[Fact]]:
    """Returns the state to go on with, and the facts of what could not go on.

    A set whose last event is younger than ``now.resume_s`` goes on; an older one ends as interrupted. A workout that
    has not ended stays open: its rest goes on, and its last set can still be corrected.

    Raises:
        JournalError: The journal cannot be read.
        UsageError: The set's exercise is gone.
        ConfigError: The exercise's file is wrong.
    """
    open_workout = unfinished.open_workout(journal)
    if open_workout is None:
        return state, []
    found = records(open_workout.events)
    state = _reopened(state, open_workout.events, found, now)
    open_set = unfinished.open_set(journal)
    if open_set is None or open_set.id not in found:
        last, ended = _last(found, find, now, state.rules)
        session.restore(open_workout.id, last)
        return state._replace(last=ended), []
    record = found[open_set.id]
    session.restore(open_workout.id, record)
    session.athlete = record.first.athlete
    cut_off = _set_state(record, find, now, state.rules)
    if now.t - now.of(record.last) < now.resume_s:
        return workout.resume(state, cut_off, now.t), []
    resumed = state._replace(set=cut_off)
    return workout.stop(resumed, now.t, Ending.INTERRUPTED)


def _set_state(record: SetRecord, find: Callable[[str], Exercise], now: Moment, rules: Rules) -> SetState:
    """Returns the state of a set as its record has it."""
    last_end = None
    usual: list[Usual] = []
    for event in (entry.event for entry in record.entries):
        if isinstance(event, RepCorrected) and event.kind is Correction.EXERCISE:
            usual = []
        elif isinstance(event, Rep):
            usual.append(Usual(event.depth, event.end - event.start))
            last_end = event.end - event.t_mono + now.of(event)
    return SetState(
        prepare(find(record.exercise), rules.params, rules.repertoire, rules.model),
        SetPhase.PAUSED,
        now.of(record.first),
        rejected=record.rejected,
        usual=tuple(usual[-RECENT:]),
        last_end=last_end,
        last_active=now.of(record.last),
        hold=HoldState(done=record.held_s),
        tally=tally(record),
        thought_false=sum(1.0 - entry.event.confidence for entry in record.entries if isinstance(entry.event, Rep)),
    )


def _reopened(state: Workout, recorded: Sequence[AnyEvent], found: dict[str, SetRecord], now: Moment) -> Workout:
    """Returns the open workout with its totals and its last movement; what is said of an ended set is no movement."""
    ended = [record for record in found.values() if record.end is not None]
    moved = [event for event in recorded if not isinstance(event, RepCorrected | Record | RecordWithdrawn)]
    reps = sum(record.count for record in ended)
    return state._replace(open=True, idle_since=now.of(moved[-1]), sets=len(ended), reps=reps)


def _last(
    found: dict[str, SetRecord], find: Callable[[str], Exercise], now: Moment, rules: Rules
) -> tuple[SetRecord | None, SetState | None]:
    """Returns the set that ended last, which can still be corrected."""
    last = next(reversed(found.values()), None)
    try:
        return last, None if last is None else _set_state(last, find, now, rules)
    except (UsageError, ConfigError):
        return None, None  # its exercise is gone: nothing that is done from now on needs it


@dataclass(frozen=True, slots=True)
class Recovered:
    """Where the daemon goes on.

    Attributes:
        state: The core's state to begin with.
        events: That the clock was set meanwhile, and what could not go on, to be journaled.
        plans: Leads on through the plan that was under way.
        played_s: Where in a recording to begin (s).
    """

    state: Workout
    events: list[AnyEvent]
    plans: PlanRunner
    played_s: float


def take_up(reader: JournalReader, context: Context) -> Recovered:
    """Go on where the daemon ended: exercise, athlete, target, workout and set, and the place in a recording.

    Raises:
        JournalError: The journal cannot be read.
        UsageError: The exercise to begin with, or that of the open set, is gone.
        ConfigError: Its file is wrong.
    """
    config, plan, session = context.config, context.plan, context.session
    now = Moment(context.clock.monotonic(), context.clock.now(), session.boot, config.set.resume_s)
    moved_s = find_clock(context.wall, reader, session.boot)
    clock_set = [] if moved_s is None else [session.clock_set(moved_s, now.t)]
    session.athlete = session.chosen = reader.recall("athlete")
    exercise = context.library.find(plan.exercise or reader.recall("exercise") or config.set.exercise)
    begun = workout.begin(exercise, rules_of(config, plan.config))
    begun = workout.aim(begun, known_target(reader.recall("target")))
    usual_range = read_by(reader)
    begun = workout.remember(begun, usual_range(session.athlete))
    state, facts = recover(begun, session, reader, context.library.find, now)
    recorded = session.to_events(facts)
    plans = PlanRunner(
        context.library.find,
        context.library.plan,
        session,
        lambda state: workout.remember(state, usual_range(session.athlete)),
        how_evenly(reader),
    )
    state, more = take_up_plan(plans, state, unfinished.open_plan(reader), now, recorded)
    return Recovered(state, [*clock_set, *recorded, *more], plans, _played_s(reader, now, plan.origin))


def find_clock(wall: WallClock, reader: JournalReader, boot: str) -> float | None:
    """Compare the wall clock with the one that stamped this boot's events; returns by how much it was moved, or None.

    Raises:
        JournalError: The journal cannot be read.
    """
    known = known_clock(reader.recall(CLOCK), boot)
    if known is not None:
        wall.set_s = known + reader.moved_s(boot)
    return wall.look()


def take_up_plan(
    plans: PlanRunner, state: Workout, recorded: Sequence[AnyEvent], now: Moment, cut_off: Sequence[AnyEvent] = ()
) -> Turn:
    """Goes on with the plan that was under way; one that stood still for too long ends as interrupted.

    Args:
        plans: Leads through it from now on.
        state: The workout as it goes on.
        recorded: The plan's beginning and all that came after it; without a beginning there is no plan.
        now: This moment.
        cut_off: What could not go on, which was found out just now: it is no sign of life.
    """
    if not recorded or not isinstance(recorded[0], PlanStarted):
        return state, []
    running, missing = _refolded(recorded, now)
    last_s = max(now.of(recorded[-1]), running.until or 0.0)
    if running.held is not None or (now.knows(recorded[-1]) and now.t - last_s < now.resume_s):
        return plans.take_up(state, *_refolded([*recorded, *cut_off], now), now.t)
    return plans.give_up(state, running, missing, now.t, max(now.t - now.of(recorded[-1]), 0.0))


def _refolded(recorded: Sequence[AnyEvent], now: Moment) -> tuple[Running, list[PlanFact]]:
    return refold([envelope.unwrap(event, now.of(event)) for event in _followed(recorded)])


def _followed(recorded: Sequence[AnyEvent]) -> Iterator[AnyEvent]:
    """Yields the events without what was said of sets that were over, and without what is no finding of the core's."""
    set_id = None
    for event in recorded:
        set_id = event.set if isinstance(event, SetStarted) else set_id
        if is_followed(event, set_id):
            yield event


def _played_s(reader: JournalReader, now: Moment, origin: float | None) -> float:
    """Returns the recording's second of the journal's last event; 0 where that is of another run."""
    found = reader.after(max(reader.last_seq() - _LATE, 0), _LATE)
    last = max((event.t_mono for event in found if event.boot == now.boot), default=None)
    return 0.0 if origin is None or last is None or last < origin else last - origin
