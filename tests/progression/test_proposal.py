"""Double progression: more load is proposed once every set is at the top of its range, and not before."""

import msgspec
import pytest

from daemon.core import workout
from daemon.core.facts import Correction, RepCorrected
from daemon.core.plan.plan import Block, Kind, Plan, Progression, Step, Work
from daemon.core.plan.plan_facts import PlanChange
from daemon.events import AnyEvent, PlanStarted
from daemon.progression.proposal import Proposal, proposals
from daemon.progression.run import run_of
from daemon.set_record import records
from tests.runtime.test_plan_runner import Box

SQUATS = Block(Kind.SETS, (Step(Work("squat", 12, at_least=8), 30),), 3, progress=Progression("double", 2.5))
EVENING = Plan("evening", "Evening", (SQUATS,), lead_s=1, between_s=5)


class Evening:
    """A plan that is led by the real workout; reps are added by hand, and the athlete ends a set early."""

    def __init__(self, plan: Plan = EVENING, load_kg: float | None = 60) -> None:
        self.box = Box(plan).begin()
        self.load_kg = load_kg

    def sets(self, *reps: int) -> "Evening":
        for count in reps:
            self.box.session.loads.say(None, "squat", self.load_kg)
            while self.box.state.set is None:
                self.box.wait(0.5)
            self.box.reps(count)
            if self.box.state.set is not None:
                self.stop()
        return self

    def stop(self) -> None:
        """The athlete ends the set."""
        box = self.box
        box.state, facts = workout.stop(box.state, box.t)
        box.take(box.plans.follow(box.state, box.session.to_events(facts), box.t))

    def start(self) -> None:
        """The athlete starts a set in the rest."""
        box = self.box
        box.state, facts = workout.start(box.state, box.t)
        box.take(box.plans.follow(box.state, box.session.to_events(facts), box.t))

    def hold(self, *, on: bool) -> None:
        """The clock stands, or goes on."""
        self.box.take(self.box.plans.hold(self.box.state, self.box.t, on=on))

    def undo(self) -> None:
        """A rep of the last set is taken back, though the set has ended."""
        record = self.box.session.record
        assert record is not None
        fact = RepCorrected(self.box.t, Correction.UNDONE, record.exercise, len(record.reps))
        self.box.journal.append(self.box.session.correction(fact, record.reps[-1].id, record))

    @property
    def proposed(self) -> Proposal:
        found = proposed(self.box.journal)
        assert len(found) == 1
        return found[0]


def as_lunge(event: AnyEvent) -> AnyEvent:
    """Returns an event of a set as one of another exercise."""
    return msgspec.structs.replace(event, exercise="lunge") if hasattr(event, "exercise") else event


def proposed(journal: list[AnyEvent]) -> list[Proposal]:
    at, first = next((at, event) for at, event in enumerate(journal) if isinstance(event, PlanStarted))
    return proposals(run_of(first, journal[at + 1 :]), records(journal), str.capitalize)


def test_all_sets_at_the_top_of_the_range_propose_the_next_load() -> None:
    found = Evening().sets(12, 12, 12).proposed
    assert (found.more, found.load_kg, found.next_kg, found.reps) == (True, 60, 62.5, (12, 12, 12))
    assert found.says == "Squat, all three sets at 12: next time 62.5 kg"


@pytest.mark.parametrize("reps", [(12, 12, 11), (11, 12, 12), (12, 12, 8), (8, 8, 8)])
def test_no_load_is_proposed_before_the_range_is_full(reps: tuple[int, ...]) -> None:
    found = Evening().sets(*reps).proposed
    assert (found.more, found.next_kg) == (False, None)
    done = ", ".join(map(str, reps))
    assert found.says == f"Squat, {done} of 12 at 60 kg: the same again, until all three sets are at 12"


def test_a_set_that_was_left_out_is_none_at_the_top() -> None:
    evening = Evening().sets(12, 12)
    evening.box.take(evening.box.plans.stop(evening.box.state, evening.box.t))
    found = evening.proposed
    assert not found.more
    assert found.says == "Squat, 12, 12, none of 12 at 60 kg: the same again, until all three sets are at 12"


def test_nothing_is_proposed_while_the_plan_goes_on() -> None:
    assert proposed(Evening().sets(12, 12).box.journal) == []


def test_sets_with_different_loads_propose_none() -> None:
    evening = Evening().sets(12, 12)
    evening.load_kg = 50
    found = evening.sets(12).proposed
    assert not found.more
    assert found.says == "Squat, 12, 12, 12 of 12 with different loads: the same again, with one load"


def test_without_a_load_it_is_said_by_how_much_it_shall_rise() -> None:
    found = Evening(load_kg=None).sets(12, 12, 12).proposed
    assert (found.more, found.next_kg) == (True, None)
    assert found.says == "Squat, all three sets at 12: next time 2.5 kg more"


def test_a_rep_taken_back_after_the_plan_takes_the_proposal_back() -> None:
    evening = Evening().sets(12, 12, 12)
    evening.undo()
    assert evening.proposed.reps == (12, 12, 11)
    assert not evening.proposed.more


def test_two_halves_of_a_set_that_was_held_are_not_one_set() -> None:
    evening = Evening()
    evening.sets(12)
    while evening.box.state.set is None:
        evening.box.wait(0.5)
    evening.box.reps(7)
    evening.hold(on=True)
    evening.box.wait(2)
    evening.hold(on=False)
    evening.box.reps(5)
    assert evening.sets(12).proposed.reps == (12, 7, 12)
    assert not evening.proposed.more
    assert any(getattr(event, "change", None) is PlanChange.HELD for event in evening.box.journal)


def test_a_set_begun_in_the_rest_by_the_athlete_is_the_next_work() -> None:
    evening = Evening().sets(12)
    evening.box.wait(2)
    evening.start()
    assert evening.sets(12, 12).proposed.reps == (12, 12, 12)


def test_what_belongs_to_another_exercise_or_was_forgotten_does_not_count() -> None:
    journal = Evening().sets(12, 12, 12).box.journal
    first = next(event for event in journal if event.set is not None)
    forgotten = [event for event in journal if event.set != first.set]
    assert proposed(forgotten)[0].reps == (0, 12, 12)
    other = [as_lunge(event) if event.set == first.set else event for event in journal]
    assert proposed(other)[0].reps == (0, 12, 12)


def test_blocks_without_a_rule_propose_nothing() -> None:
    plain = Block(Kind.SETS, (Step(Work("squat", 2), 5),), 1)
    assert proposed(Evening(Plan("evening", "Evening", (plain,), lead_s=1)).sets(2).box.journal) == []
