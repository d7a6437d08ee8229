"""A plan leads the real workout, and goes on after a restart from what was journaled."""

from datetime import datetime, timedelta, timezone

import pytest

from daemon import envelope, events
from daemon.config import exercises
from daemon.core import workout
from daemon.core.counting.set_state import SetPhase
from daemon.core.facts import Correction, Ending
from daemon.core.plan.plan import Block, Kind, Plan, Step, Work
from daemon.core.plan.plan_facts import Phase
from daemon.core.spec import Exercise, Target
from daemon.core.state import RefusedError, Workout
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.runtime.plan_runner import PlanRunner
from daemon.runtime.recovery import Moment, take_up_plan
from daemon.runtime.session import Session
from daemon.set_record import newest

NOW = datetime(2026, 3, 1, 18, 0, tzinfo=timezone.utc)
SETS = Block(Kind.SETS, (Step(Work("squat", 3), 30),), 2)
TABATA = Block(Kind.TABATA, (Step(Work("push_up", seconds=20), 10),), 2)
PLAN = Plan("evening", "Evening", (SETS, TABATA), lead_s=10, between_s=60)


class Box:
    """The workout and the plan, as the frame loop leads them; reps are added by hand."""

    def __init__(self, plan: Plan = PLAN) -> None:
        self.session = Session("box", "boot", lambda t: NOW + timedelta(seconds=t))
        self.known = {plan.name: plan}
        self.plans = PlanRunner(exercises.load, self.load, self.session)
        self.state = workout.aim(workout.begin(exercises.load("lunge")), Target(reps=7))
        self.journal: list[AnyEvent] = []
        self.t = 0.0

    def load(self, name: str) -> Plan:
        if name not in self.known:
            raise UsageError(f"no plan {name!r}")
        return self.known[name]

    def take(self, turn: tuple[Workout, list[AnyEvent]]) -> None:
        self.state, made = turn
        self.journal += made

    def begin(self) -> "Box":
        self.take(self.plans.begin(self.state, "evening", self.t))
        return self

    def wait(self, seconds: float) -> "Box":
        for _ in range(round(seconds * 20)):
            self.t = round(self.t + 0.05, 6)
            self.state, facts = workout.tick(self.state, self.t)
            self.take(self.plans.follow(self.state, self.session.to_events(facts), self.t))
        return self

    def reps(self, count: int) -> "Box":
        for _ in range(count):
            self.wait(1.5)
            self.state, facts = workout.correct(self.state, self.t, Correction.ADDED)
            self.take(self.plans.follow(self.state, self.session.to_events(facts), self.t))
        return self

    def names(self) -> list[str]:
        return [events.name(event) for event in self.journal]

    def steps(self) -> list[tuple[str, float, str]]:
        return [(e.phase.value, e.t_mono, e.exercise) for e in self.journal if isinstance(e, events.StepStarted)]

    def end(self) -> events.PlanEnded:
        [ended] = [event for event in self.journal if isinstance(event, events.PlanEnded)]
        return ended

    def restarted(self, kept: int, off_s: float) -> "Box":
        """Returns a box that was started again ``off_s`` after the last of the first ``kept`` events."""
        box = Box(PLAN)
        box.journal = self.journal[:kept]
        box.t = box.journal[-1].t_mono + off_s
        box.session.record = self.session.record
        now = Moment(box.t, NOW + timedelta(seconds=box.t), "boot", 120.0)
        running = [e for e in box.journal if isinstance(e, events.SetStarted | events.SetEnded)]
        if running and isinstance(running[-1], events.SetStarted):
            started = running[-1]
            box.session.record = None
            for event in box.journal:
                if event.set == started.id:
                    box.session.record = newest(box.session.record, event)
            box.state, _ = workout.start(box.state, started.t_mono, exercises.load(started.exercise))
            for event in box.journal:
                if isinstance(event, events.RepCorrected) and event.set == started.id:
                    box.state, _ = workout.correct(box.state, event.t_mono, event.kind)
        box.take(take_up_plan(box.plans, box.state, list(box.journal), now))
        return box


def test_the_plan_gives_the_orders_that_a_person_would() -> None:
    box = Box().begin()
    assert box.state.exercise.name == "squat"
    box.wait(10.1)
    assert box.state.phase is SetPhase.ARMED
    assert box.state.target == Target(reps=3)
    box.reps(3)
    assert box.state.phase is SetPhase.ENDED
    box.wait(31).reps(3).wait(61)
    assert (box.state.exercise.name, box.state.target) == ("push_up", Target())
    box.reps(5).wait(60)
    assert [event.reps for event in box.journal if isinstance(event, events.RoundDone)] == [3, 3, 5, 0]
    assert (box.end().why.value, box.end().rounds) == ("done", 4)


def test_the_users_own_target_comes_back_after_the_plan() -> None:
    box = Box().begin().wait(12)
    box.take(box.plans.stop(box.state, box.t))
    assert box.state.target == Target(reps=7)
    assert box.state.set is None
    assert box.names()[-2:] == ["set_ended", "plan_ended"]


def test_a_set_that_runs_is_ended_when_a_plan_begins() -> None:
    box = Box()
    box.state, facts = workout.start(box.state, 0.0)
    box.journal += box.session.to_events(facts)
    box.begin()
    assert box.names() == ["workout_started", "set_started", "set_ended", "plan_started", "step_started"]


def test_plan_events_belong_to_no_set() -> None:
    box = Box().begin().wait(12)
    assert {event.set for event in box.journal if events.name(event).startswith(("plan", "step"))} == {None}


def test_what_makes_no_sense_is_refused() -> None:
    box = Box()
    for refused in (
        lambda: box.plans.skip(box.state, 0.0, block=False),
        lambda: box.plans.hold(box.state, 0.0, on=True),
        lambda: box.plans.stop(box.state, 0.0),
    ):
        with pytest.raises(RefusedError, match="no plan is under way"):
            refused()
    box.begin()
    with pytest.raises(RefusedError, match="the plan 'Evening' is under way: stop it first"):
        box.begin()


def test_a_correction_of_an_older_set_is_none_of_the_work() -> None:
    box = Box().begin().wait(10.1).reps(3).wait(31)
    old = next(event for event in box.journal if isinstance(event, events.SetEnded))
    made = [event for event in box.journal if isinstance(event, events.RepCorrected)][-1]
    box.take(box.plans.follow(box.state, [events.decode(events.encode(made))], box.t))
    assert made.set == old.set
    outlook = box.plans.outlook(box.t)
    assert outlook is not None
    assert outlook.reps == 0


def gone(name: str) -> Exercise:
    """What finding an exercise whose file is gone does."""
    raise UsageError(f"no exercise {name!r}")


def test_a_plan_goes_on_with_its_exercises_though_their_files_are_gone(caplog: pytest.LogCaptureFixture) -> None:
    box = Box().begin()
    box.plans.find = gone
    box.wait(11).reps(3).wait(31).reps(3).wait(61).reps(2).wait(60)
    assert (box.end().why.value, box.end().rounds) == ("done", 4)
    assert "the plan goes on with squat as it was when it began: no exercise 'squat'" in caplog.text


def test_a_plan_whose_exercise_is_unknown_does_not_begin() -> None:
    box = Box()
    box.plans.find = gone
    with pytest.raises(UsageError, match="no exercise 'squat'"):
        box.begin()
    assert box.plans.running is None


def test_a_plan_whose_exercise_is_gone_after_a_restart_ends_and_the_box_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = Box().begin().wait(5)
    box = whole.restarted(len(whole.journal), 1.0)
    box.plans.find = gone
    box.wait(11)
    assert box.end().why.value == "interrupted"
    assert "no exercise 'squat'" in caplog.text
    assert box.plans.running is None


def test_an_order_to_stop_a_set_that_is_gone_does_not_hold_the_plan_up() -> None:
    box = Box().begin().wait(160)
    box.state = box.state._replace(set=None)
    box.wait(60)
    assert box.plans.running is None or box.plans.running.leaving is None


@pytest.mark.parametrize("off_s", [0.0, 2.0])
def test_a_restart_at_any_event_leads_to_the_same_plan(off_s: float) -> None:
    whole = Box().begin().wait(10.1).reps(3).wait(31).reps(3).wait(61).reps(2).wait(5)
    for kept in range(1, len(whole.journal)):
        box = whole.restarted(kept, off_s)
        known = [e for e in box.journal if isinstance(e, events.StepStarted | events.RoundDone)]
        there = [e for e in whole.journal if isinstance(e, events.StepStarted | events.RoundDone)]
        assert [envelope.unwrap(e) for e in known] == [envelope.unwrap(e) for e in there[: len(known)]]
        assert box.plans.running is not None


def test_a_plan_that_stood_still_for_too_long_is_interrupted() -> None:
    whole = Box().begin().wait(10.1).reps(2)
    box = whole.restarted(len(whole.journal), 600.0)
    assert box.end().why.value == "interrupted"
    assert (box.end().rounds, box.end().extra_reps) == (0, 2)


def test_a_long_rest_survives_a_restart_though_nothing_was_journaled_in_it() -> None:
    rest = Plan("evening", "Evening", (Block(Kind.SETS, (Step(Work("squat", 1), 300),), 2),))
    whole = Box(rest).begin().wait(10.1).reps(1)
    box = whole.restarted(len(whole.journal), 290.0)
    outlook = box.plans.outlook(box.t)
    assert outlook is not None
    assert outlook.left_s == pytest.approx(10, abs=0.1)


def test_a_plan_of_another_boot_ends_where_nobody_knows_how_long_the_box_was_off() -> None:
    whole = Box().begin().wait(5)
    ends = []
    for off_s in (30.0, -30.0):
        box = Box()
        now = Moment(7.0, NOW + timedelta(seconds=whole.t + off_s), "another boot", 120.0)
        box.take(take_up_plan(box.plans, box.state, whole.journal, now))
        ends.append([event.why.value for event in box.journal if isinstance(event, events.PlanEnded)])
    assert ends == [[], ["interrupted"]]


def pressed(box: Box) -> Box:
    """The button, pressed between two sets."""
    box.state, facts = workout.start(box.state, box.t)
    box.take(box.plans.follow(box.state, box.session.to_events(facts), box.t))
    return box


def test_the_button_in_a_rest_that_is_held_begins_the_work() -> None:
    box = Box().begin().wait(10.1).reps(3).wait(5)
    box.take(box.plans.hold(box.state, box.t, on=True))
    pressed(box.wait(60)).reps(2)
    outlook = box.plans.outlook(box.t)
    assert outlook is not None
    assert (outlook.phase, outlook.round, outlook.reps, outlook.held) == (Phase.WORK, 2, 2, False)
    assert [event.phase for event in box.journal if isinstance(event, events.StepStarted)][-1] is Phase.WORK
    again = box.restarted(len(box.journal), 1.0)
    assert again.plans.running == box.plans.running


@pytest.mark.parametrize("daemon", ["runs on", "starts again"])
def test_the_button_after_a_hold_goes_on_with_what_is_left_of_the_work(daemon: str) -> None:
    box = Box().begin().wait(10.1).reps(2)
    box.take(box.plans.hold(box.state, box.t, on=True))
    box.wait(5)
    if daemon == "starts again":
        box = box.restarted(len(box.journal), 1.0)
    pressed(box)
    assert box.state.target == Target(reps=1)
    box.reps(1)
    assert [event.reps for event in box.journal if isinstance(event, events.RoundDone)] == [3]


def test_an_hour_of_hold_is_none_of_the_plans_time() -> None:
    box = Box().begin().wait(10.1).reps(3).wait(5)
    box.take(box.plans.hold(box.state, box.t, on=True))
    box.t += 3600
    box = box.wait(1).restarted(len(box.journal), 3601.0)
    box.take(box.plans.hold(box.state, box.t, on=False))
    outlook = box.plans.outlook(box.t)
    assert outlook is not None
    assert outlook.left_s == pytest.approx(25, abs=0.1)
    box.take(box.plans.stop(box.state, box.t))
    assert box.end().time_s == pytest.approx(4.5 + 5, abs=0.2)


def after_absence(whole: Box, off_s: float) -> Box:
    """Returns the box once it was off for so long in the middle of a set, which was too long for the set."""
    box = Box(*whole.known.values())
    box.t = whole.t + off_s
    _, facts = workout.stop(whole.state, box.t, Ending.INTERRUPTED)
    now = Moment(box.t, NOW + timedelta(seconds=box.t), "boot", 120.0)
    box.take(take_up_plan(box.plans, box.state, whole.journal, now, whole.session.to_events(facts)))
    return box


def test_that_a_set_was_cut_off_is_no_sign_of_life_of_its_plan() -> None:
    box = after_absence(Box().begin().wait(10.1).reps(2), 3600.0)
    assert box.names() == ["plan_ended"]
    assert (box.end().why.value, box.end().rounds, box.end().extra_reps) == ("interrupted", 0, 2)
    assert box.end().says == "Evening, interrupted: 2 reps in 0:03"  # and not in an hour
    assert box.state.set is None


def test_work_by_the_clock_whose_set_was_cut_off_goes_on_with_another_set() -> None:
    amrap = Plan(
        "evening", "Evening", (Block(Kind.AMRAP, (Step(Work("squat", 5)), Step(Work("lunge", 5))), None, 600),)
    )
    box = after_absence(Box(amrap).begin().wait(10.1).reps(2), 200.0)
    assert box.names() == ["workout_started", "set_started"]
    assert (box.state.exercise.name, box.state.target) == ("squat", Target(reps=3))
