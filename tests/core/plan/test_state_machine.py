"""A running plan: its rounds, its clock, and what the athlete says about it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from daemon.core.facts import Correction, Ending, Fact, RepCorrected, RepCounted, SetEnded, SetStarted, Tempo
from daemon.core.plan import state_machine
from daemon.core.plan.cues import Cue, cues
from daemon.core.plan.outlook import outlook
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.core.plan.plan_facts import (
    Phase,
    PlanChange,
    PlanChanged,
    PlanEnded,
    PlanEnding,
    PlanFact,
    PlanStarted,
    RoundDone,
    StepStarted,
    StopWithheld,
)
from daemon.core.plan.result import result
from daemon.core.plan.resume import refold
from daemon.core.plan.running import Order, Prepare, Running, StartSet, StopSet
from daemon.core.plan.steadiness import Steadiness


def rep(t: float, exercise: str = "squat", slowing: float | None = None) -> RepCounted:
    return RepCounted(t, exercise, 1, t - 1, t, Tempo(0.5, 0, 0.5, 0), 1.0, None, None, "side", 1.0, slowing=slowing)


@dataclass
class Athlete:
    """An athlete in front of a box: does a rep each ``rep_s`` while a set runs, and the box carries out the orders.

    Attributes:
        rep_s: Seconds from rep to rep.
        look_s: How often the box looks.
        late_s: How long the box was busy before each look: its clock is read late by so much.
    """

    plan: Plan
    rep_s: float = 2.0
    look_s: float = 0.05
    late_s: float = 0.0
    slowing: Callable[[int], float | None] = lambda _: None
    steadiness: tuple[Steadiness, ...] = ()
    told: list[PlanFact] = field(default_factory=list)
    journal: list[Fact | PlanFact] = field(default_factory=list)
    t: float = 100.0
    _set: tuple[float, int | None, str] | None = None
    _done: int = 0

    def __post_init__(self) -> None:
        self.running = self.take(state_machine.begin(self.plan, self.t, self.steadiness))

    def take(self, advance: tuple[Running, list[Order], list[PlanFact]]) -> Running:
        running, orders, told = advance
        self.told += told
        self.journal += told
        while orders:
            facts = [fact for order in orders for fact in self._carry_out(order)]
            self.journal += facts
            running, orders, told = state_machine.step(running, facts, self.t)
            self.told += told
            self.journal += told
        return running

    def _carry_out(self, order: Order) -> list[Fact]:
        match order:
            case StartSet(work, reps):
                assert self._set is None, "a set is running already"
                self._set, self._done = (self.t, reps, work.exercise), 0
                return [SetStarted(self.t, work.exercise)]
            case StopSet():
                return self._end(Ending.STOPPED)
            case Prepare():
                return []

    def _end(self, why: Ending) -> list[Fact]:
        assert self._set is not None, "no set is running"
        began, _, exercise = self._set
        self._set = None
        return [SetEnded(self.t, exercise, why, self._done, 0, self.t - began)]

    def press(self) -> None:
        """Starts or stops a set, as the button does."""
        if self._set is None:
            self._set, self._done = (self.t, None, self.running.current_step.work.exercise), 0
            facts: list[Fact] = [SetStarted(self.t, self._set[2])]
        else:
            facts = self._end(Ending.STOPPED)
        self.journal += facts
        self.running = self.take(state_machine.step(self.running, facts, self.t))

    def train(self, seconds: float) -> "Athlete":
        until = self.t + seconds
        while self.t < until and not self.running.ended:
            self.t = round(self.t + self.look_s, 6)
            facts = self._move()
            self.journal += facts
            self.running = self.take(state_machine.step(self.running, facts, self.t + self.late_s))
        return self

    def _move(self) -> list[Fact]:
        if self._set is None:
            return []
        began, target, exercise = self._set
        if self.t - began < (self._done + 1) * self.rep_s - 1e-9:
            return []
        self._done += 1
        facts: list[Fact] = [rep(self.t, exercise, self.slowing(self._done))]
        return facts + self._end(Ending.TARGET) if self._done == target else facts

    def phases(self) -> list[tuple[str, float, str]]:
        return [(f.phase.value, round(f.t - 100, 3), f.exercise) for f in self.told if isinstance(f, StepStarted)]

    def rounds(self) -> list[RoundDone]:
        return [fact for fact in self.told if isinstance(fact, RoundDone)]

    def end(self) -> PlanEnded:
        [ended] = [fact for fact in self.told if isinstance(fact, PlanEnded)]
        return ended


def plan(*blocks: Block, lead_s: float = 10.0, between_s: float = 60.0) -> Plan:
    return Plan("test", "Test", blocks, lead_s, between_s)


SETS = Block(Kind.SETS, (Step(Work("squat", 3), 30),), 2)
TABATA = Block(Kind.TABATA, (Step(Work("squat", seconds=20), 10),), 3)
EMOM = Block(Kind.EMOM, (Step(Work("push_up", 5)), Step(Work("squat", 10))), 2, every_s=60)
AMRAP = Block(Kind.AMRAP, (Step(Work("push_up", 2)), Step(Work("squat", 3))), None, cap_s=27)


def test_sets_end_at_their_reps_and_rest_between() -> None:
    athlete = Athlete(plan(SETS)).train(100)
    assert athlete.phases() == [
        ("ready", 0, "squat"),
        ("work", 10, "squat"),
        ("rest", 16, "squat"),
        ("work", 46, "squat"),
    ]
    assert [(done.round, done.reps, done.time_s) for done in athlete.rounds()] == [(1, 3, 6), (2, 3, 6)]
    assert athlete.end() == PlanEnded(152, "test", PlanEnding.DONE, 2, 0, 42, "Test: 2 sets in 0:42")


def test_there_is_no_rest_after_the_last_set() -> None:
    assert Athlete(plan(SETS)).train(100).phases()[-1][0] == "work"


def test_tabata_goes_by_the_clock_whatever_is_done() -> None:
    athlete = Athlete(plan(TABATA), rep_s=3.0).train(200)
    assert [(name, t) for name, t, _ in athlete.phases()] == [
        ("ready", 0), ("work", 10), ("rest", 30), ("work", 40), ("rest", 60), ("work", 70)
    ]  # fmt: skip
    assert [done.reps for done in athlete.rounds()] == [6, 6, 6]
    assert athlete.end().time_s == 80


def test_a_minute_begins_on_the_minute_however_soon_the_reps_were_done() -> None:
    athlete = Athlete(plan(EMOM)).train(300)
    work = [(t, name) for phase, t, name in athlete.phases() if phase == "work"]
    assert work == [(10, "push_up"), (70, "squat"), (130, "push_up"), (190, "squat")]
    assert [done.reps for done in athlete.rounds()] == [15, 15]


def test_a_minute_that_is_too_short_for_its_reps_ends_at_the_next_mark() -> None:
    athlete = Athlete(plan(replace(EMOM, every_s=15))).train(100)
    work = [(t, name) for phase, t, name in athlete.phases() if phase == "work"]
    assert work == [(10, "push_up"), (25, "squat"), (40, "push_up"), (55, "squat")]
    assert [done.reps for done in athlete.rounds()] == [12, 12]


def test_looking_late_does_not_move_the_clock() -> None:
    athlete = Athlete(plan(replace(EMOM, rounds=10)), look_s=0.37, late_s=0.2).train(1300)
    assert [t for phase, t, _ in athlete.phases() if phase == "work"] == [10 + 60 * i for i in range(20)]


def test_as_many_rounds_as_possible_are_told_with_the_reps_of_the_last_one() -> None:
    athlete = Athlete(plan(AMRAP)).train(100)
    assert [(done.round, done.reps) for done in athlete.rounds()] == [(1, 5), (2, 5)]
    ended = athlete.end()
    assert (ended.rounds, ended.extra_reps, ended.time_s) == (2, 3, 27)


def test_rounds_for_time_end_when_they_are_done_or_at_the_cap() -> None:
    block = Block(Kind.ROUNDS_FOR_TIME, AMRAP.steps, 2, cap_s=60)
    assert Athlete(plan(block)).train(100).end().time_s == 20
    capped = Athlete(plan(replace(block, cap_s=15))).train(100).end()
    assert (capped.rounds, capped.extra_reps, capped.time_s) == (1, 2, 15)


def test_a_cap_ends_a_rest_too() -> None:
    block = Block(Kind.ROUNDS_FOR_TIME, (Step(Work("squat", 2), 30),), 3, cap_s=20)
    ended = Athlete(plan(block)).train(100).end()
    assert (ended.rounds, ended.extra_reps, ended.time_s) == (1, 0, 20)


def test_blocks_follow_each_other_with_a_rest_that_shows_the_next() -> None:
    athlete = Athlete(plan(SETS, AMRAP)).train(300)
    assert ("ready", 52.0, "push_up") in athlete.phases()
    assert ("work", 112.0, "push_up") in athlete.phases()
    assert athlete.end().rounds == 4


STOPPED = Block(Kind.SETS, (Step(Work("squat", 12, slowing=0.2), 30),), 2)
STEADY = Steadiness("squat", "side", 0.05, 30)


def tired(steadiness: tuple[Steadiness, ...], from_rep: int = 5, to_rep: int = 99) -> Athlete:
    """An athlete who slows down in each set, and of whom the box knows so much."""
    slowing = lambda n: 0.3 if from_rep <= n <= to_rep else 0.1  # noqa: E731 - one line says it
    return Athlete(plan(STOPPED), slowing=slowing, steadiness=steadiness).train(120)


def test_two_slow_reps_running_end_a_set_and_one_does_not() -> None:
    assert [done.reps for done in tired((STEADY,), 5, 5).rounds()] == [12, 12]
    assert [done.reps for done in tired((STEADY,)).rounds()] == [6, 6]


def test_that_a_set_was_stopped_for_slowing_down_is_said_in_the_rest_after_it() -> None:
    slowing = lambda n: 0.3 if n >= 5 else 0.1  # noqa: E731 - one line says it
    athlete = Athlete(plan(STOPPED), slowing=slowing, steadiness=(STEADY,))
    told: list[tuple[str, str | None]] = []
    heard: list[Cue] = []
    before = None
    while athlete.running.round == 0 or athlete.running.phase is not Phase.WORK:
        now = outlook(athlete.train(0.05).running, athlete.t)
        told += [(now.phase.value, now.stopped)] if (now.phase.value, now.stopped) not in told[-1:] else []
        heard += cues(before, now)
        before = now
    assert told == [("ready", None), ("work", None), ("rest", "stopped at 20 %, as you asked"), ("work", None)]
    assert [cue for cue in heard if cue not in (Cue.THREE, Cue.TWO, Cue.ONE)] == [
        Cue.NEXT,
        Cue.STOPPED,
        Cue.NEXT,
        Cue.LAST_ROUND,
    ]


def test_of_the_last_set_it_is_said_with_what_the_plan_came_to() -> None:
    assert tired((STEADY,)).end().says == "Test: 2 sets in 0:54; the last set stopped at 20 %, as you asked"
    assert tired((STEADY,), 5, 5).end().says == "Test: 2 sets in 1:18"
    slowing = lambda n: 0.3 if n >= 5 else 0.1  # noqa: E731 - one line says it
    resting = Athlete(plan(STOPPED), slowing=slowing, steadiness=(STEADY,)).train(40)
    assert resting.running.phase is Phase.REST  # in which it was said
    resting.take(state_machine.stop(resting.running, resting.t))
    assert "as you asked" not in resting.end().says


TOO_EARLY = "too early to say how evenly you lift: {} of 30 reps; no set is stopped until then"
TOO_MUCH = "your reps vary by {} %: a set is stopped where they vary by 5 % or less"


@pytest.mark.parametrize(
    ("known", "says"),
    [
        ((), TOO_EARLY.format(0)),
        ((replace(STEADY, view="front"),), TOO_EARLY.format(0)),
        ((replace(STEADY, exercise="lunge"),), TOO_EARLY.format(0)),
        ((replace(STEADY, reps=29),), TOO_EARLY.format(29)),
        ((replace(STEADY, cv=0.08),), TOO_MUCH.format("8")),
        ((replace(STEADY, cv=0.0512),), TOO_MUCH.format("5.1")),
    ],
)
def test_no_set_is_stopped_whose_reps_vary_or_are_not_known_and_why_is_said_once(
    known: tuple[Steadiness, ...], says: str
) -> None:
    athlete = tired(known)
    assert [done.reps for done in athlete.rounds()] == [12, 12]
    assert [fact.says for fact in athlete.told if isinstance(fact, StopWithheld)] == [says]


def test_why_no_set_is_stopped_is_not_said_again_after_a_restart() -> None:
    athlete = tired(())
    for kept in range(1, len(athlete.journal) + 1):
        journal = athlete.journal[:kept]
        if not isinstance(journal[-1], PlanFact):  # else it was told together with what follows
            _, missing = refold(journal)
            told = [fact for fact in (*journal, *missing) if isinstance(fact, StopWithheld)]
            assert len(told) == any(isinstance(fact, SetEnded) for fact in journal)


def test_the_button_ends_a_rest_and_a_set() -> None:
    athlete = Athlete(plan(SETS)).train(20)
    athlete.press()
    assert athlete.phases()[-1] == ("work", 20.0, "squat")
    athlete.train(2.5).press()
    assert [done.reps for done in athlete.rounds()] == [3, 1]
    assert athlete.end().why is PlanEnding.DONE


def test_corrections_count_in_the_round() -> None:
    athlete = Athlete(plan(SETS)).train(13)
    for kind in (Correction.ADDED, Correction.ADDED, Correction.UNDONE):
        athlete.running = athlete.take(
            state_machine.step(athlete.running, [RepCorrected(athlete.t, kind, "squat", 1)], athlete.t)
        )
    assert outlook(athlete.running, athlete.t).reps == 2


def test_what_a_plan_came_to_is_said_in_words() -> None:
    def says(*blocks: Block, rounds: int, extra: int, time_s: float, why: PlanEnding = PlanEnding.DONE) -> str:
        return result(plan(*blocks), PlanEnded(0, "test", why, rounds, extra, time_s))

    assert says(AMRAP, rounds=4, extra=12, time_s=720) == "Test: 4 rounds and 12 reps in 12:00"
    assert says(SETS, AMRAP, rounds=1, extra=1, time_s=3661) == "Test: 1 round and 1 rep in 1:01:01"
    assert says(SETS, rounds=1, extra=0, time_s=59.9) == "Test: 1 set in 0:59"
    gone = says(AMRAP, rounds=0, extra=0, time_s=300, why=PlanEnding.INTERRUPTED)
    assert gone == "Test, interrupted: nothing was done"


def leave(athlete: Athlete, reps: int = 0) -> None:
    """Nobody has moved for so long that the set ends by itself."""
    assert athlete._set is not None
    athlete._done = reps
    facts = athlete._end(Ending.REST)
    athlete.journal += facts
    athlete.running = athlete.take(state_machine.step(athlete.running, facts, athlete.t))


def reps_wanted(athlete: Athlete) -> int | None:
    assert athlete._set is not None, "a set is to run"
    return athlete._set[1]


def test_a_round_that_nobody_moves_in_is_not_done() -> None:
    amrap = Block(Kind.AMRAP, (Step(Work("push_up", 5)), Step(Work("squat", 5))), None, cap_s=720)
    athlete = Athlete(plan(amrap), rep_s=1000.0).train(10.1)
    for _ in range(7):
        athlete.t += 90
        leave(athlete)
        assert (athlete.running.step, reps_wanted(athlete)) == (0, 5)
    assert athlete.train(200).end().rounds == 0


def test_a_long_pause_in_a_round_leaves_what_is_left_of_its_reps_to_be_done() -> None:
    rounds = Block(Kind.ROUNDS_FOR_TIME, (Step(Work("push_up", 5)), Step(Work("squat", 2))), 1)
    athlete = Athlete(plan(rounds)).train(14.5)
    leave(athlete, 2)
    assert reps_wanted(athlete) == 3
    assert athlete.train(30).end().rounds == 1
    assert [done.reps for done in athlete.rounds()] == [7]


def test_a_round_for_time_ends_where_nobody_comes_back() -> None:
    rounds = Block(Kind.ROUNDS_FOR_TIME, (Step(Work("push_up", 5)), Step(Work("squat", 2))), 5)
    athlete = Athlete(plan(rounds)).train(14.5)
    leave(athlete, 2)
    leave(athlete)
    end = athlete.end()
    assert (end.why, end.rounds, end.extra_reps) == (PlanEnding.INTERRUPTED, 0, 2)


def test_work_by_the_clock_lasts_as_long_as_it_says_though_nobody_moves() -> None:
    long = Block(Kind.INTERVALS, (Step(Work("squat", seconds=120), 10),), 2)
    athlete = Athlete(plan(long), rep_s=1000.0).train(101)
    leave(athlete)
    athlete.train(400)
    assert [at for phase, at, _ in athlete.phases() if phase == "work"] == [10.0, 140.0]


def test_a_set_of_reps_is_over_once_its_athlete_has_rested_for_long() -> None:
    athlete = Athlete(plan(SETS)).train(14.5)
    leave(athlete, 2)
    assert athlete.phases()[-1][0] == "rest"


def correct(athlete: Athlete, kind: Correction) -> None:
    fact = RepCorrected(athlete.t, kind, "squat", 1)
    athlete.journal.append(fact)
    athlete.running = athlete.take(state_machine.step(athlete.running, [fact], athlete.t))


def test_corrections_in_the_rest_count_in_the_round_that_goes_on() -> None:
    athlete = Athlete(plan(EMOM)).train(30)  # the first step's reps are done, the second one's minute is waited for
    assert athlete.running.phase is Phase.REST
    for kind in (Correction.ADDED, Correction.UNDONE, Correction.UNDONE):
        correct(athlete, kind)
    assert outlook(athlete.running, athlete.t).round_reps == (4,)
    assert athlete.train(100).rounds()[0].reps == 4 + 10


def test_corrections_between_two_blocks_count_in_what_the_block_came_to() -> None:
    athlete = Athlete(plan(AMRAP, SETS)).train(40)
    extra = athlete.running.extra_reps
    assert (athlete.running.phase, extra > 0) == (Phase.READY, True)
    correct(athlete, Correction.UNDONE)
    assert athlete.train(300).end().extra_reps == extra - 1
    athlete = Athlete(plan(SETS, TABATA)).train(60)
    assert athlete.running.phase is Phase.READY
    correct(athlete, Correction.ADDED)
    assert outlook(athlete.running, athlete.t).round_reps == (3, 4)
    assert [done.reps for done in athlete.rounds()] == [3, 3]  # what was told stays
    assert athlete.train(300).end().extra_reps == 0


def test_skipping_ends_the_phase() -> None:
    athlete = Athlete(plan(SETS)).train(12.5)
    athlete.running = athlete.take(state_machine.skip(athlete.running, athlete.t))
    assert athlete.phases()[-1] == ("rest", 12.5, "squat")
    athlete.running = athlete.take(state_machine.skip(athlete.running, athlete.t))
    assert athlete.phases()[-1] == ("work", 12.5, "squat")
    assert [fact.change for fact in athlete.told if isinstance(fact, PlanChanged)] == [PlanChange.SKIPPED] * 2


def test_skipping_a_block_keeps_its_reps_as_extra_ones() -> None:
    athlete = Athlete(plan(SETS, TABATA)).train(14.5)
    athlete.running = athlete.take(state_machine.skip(athlete.running, athlete.t, block=True))
    assert athlete.phases()[-1] == ("ready", 14.5, "squat")
    assert athlete.train(300).end().extra_reps == 2


def test_a_hold_stops_the_clock_and_the_set_and_goes_on_with_what_is_left() -> None:
    athlete = Athlete(plan(SETS)).train(14.5)
    athlete.running = athlete.take(state_machine.hold(athlete.running, athlete.t))
    athlete.train(500)
    assert outlook(athlete.running, athlete.t).held
    assert athlete.phases()[-1] == ("work", 10.0, "squat")
    athlete.running = athlete.take(state_machine.go_on(athlete.running, athlete.t))
    athlete.train(100)
    assert [done.reps for done in athlete.rounds()] == [3, 3]
    assert athlete.end().time_s == pytest.approx(42.5)  # the rep that the hold cut off was done again


def test_a_hold_in_an_interval_keeps_its_seconds() -> None:
    athlete = Athlete(plan(TABATA)).train(20)
    athlete.running = athlete.take(state_machine.hold(athlete.running, athlete.t))
    athlete.train(33)
    athlete.running = athlete.take(state_machine.go_on(athlete.running, athlete.t))
    assert outlook(athlete.running, athlete.t).left_s == 10
    assert athlete.train(300).end().time_s == 80


def test_stopping_the_plan_stops_the_set() -> None:
    athlete = Athlete(plan(SETS)).train(14.5)
    athlete.running = athlete.take(state_machine.stop(athlete.running, athlete.t))
    assert athlete.end() == PlanEnded(114.5, "test", PlanEnding.STOPPED, 0, 2, 4.5, "Test, stopped: 2 reps in 0:04")
    assert athlete.running.ended
    assert not athlete.running.in_set


def test_the_outlook_tells_the_clock_and_what_comes() -> None:
    athlete = Athlete(plan(SETS, AMRAP)).train(47)
    now = outlook(athlete.running, athlete.t)
    assert (now.phase, now.round, now.rounds, now.target, now.left_s, now.next) == (
        Phase.WORK,
        2,
        2,
        3,
        None,
        "push_up",
    )
    athlete.train(70)
    now = outlook(athlete.running, athlete.t)
    assert (now.block, now.rounds, now.exercise, now.block_left_s) == (2, None, "squat", 22.0)


def test_the_outlook_tells_the_reps_of_each_round_and_of_the_block_before_while_the_next_is_waited_for() -> None:
    athlete = Athlete(plan(SETS, AMRAP))
    told: list[tuple[int, ...]] = []
    while athlete.t < 200 and not athlete.running.ended:
        athlete.train(0.5)
        now = outlook(athlete.running, athlete.t).round_reps
        told += [now] if now not in told[-1:] else []
    assert told[:9] == [(), (0,), (1,), (2,), (3,), (3, 0), (3, 1), (3, 2), (3, 3)]
    done = [fact.reps for fact in athlete.journal if isinstance(fact, RoundDone) and fact.block == 2]
    assert list(told[-1])[: len(done)] == done


@pytest.mark.parametrize("blocks", [(SETS, TABATA), (EMOM,), (AMRAP, SETS)])
def test_a_restart_moves_no_clock_by_how_late_the_box_looked(blocks: tuple[Block, ...]) -> None:
    athlete, known = Athlete(plan(*blocks), look_s=0.7), 0
    while not athlete.train(0.7).running.ended:
        if len(athlete.journal) > known:
            known = len(athlete.journal)
            assert refold(athlete.journal) == (athlete.running, [])


@pytest.mark.parametrize("blocks", [(SETS, TABATA), (EMOM,), (AMRAP, SETS)])
def test_a_plan_is_refolded_from_what_the_journal_has(blocks: tuple[Block, ...]) -> None:
    athlete = Athlete(plan(*blocks)).train(400)
    for cut in range(1, len(athlete.journal)):
        [first, *rest] = athlete.journal[:cut]
        assert isinstance(first, PlanStarted)
        running, _, told = state_machine.begin(first.plan, first.t)
        for fact in rest:
            if isinstance(fact, PlanFact):
                continue
            running, _, more = state_machine.step(running, [fact], fact.t)
            told += more
        known = [fact for fact in athlete.journal[:cut] if isinstance(fact, PlanFact)]
        assert told[: len(known)] == known[: len(told)]
