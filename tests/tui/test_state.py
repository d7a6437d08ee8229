import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import events
from daemon.core.facts import Correction, Ending, Reason
from daemon.core.plan.plan_facts import PlanEnding
from daemon.ipc.codec import Hello, Live, Outline, Recorded, Telemetry
from daemon.set_summary import SetSummary
from tests.fakes.workout import Lifter
from tui.model import state
from tui.model.messages import Connected, Fetched, Lost, Tick
from tui.model.reducer import reduce
from tui.model.state import State
from tui.text import headline

HELLO = Hello(box="garage", boot="boot", version="0.1", schema=1, last_seq=10)


def telemetry(**fields: object) -> Telemetry:
    return Telemetry(**({"t": 1.0, "fps": 30.0, "state": "active", "exercise": "squat"} | fields))


def state_after(*happened: events.AnyEvent, now: float = 100.0, after: State | None = None) -> State:
    """The state once these events, numbered on from the last one, have come as news."""
    found = after or reduce(reduce(State(), Connected(hello=HELLO), now), Live(seq=10), now)
    for event in happened:
        found = reduce(found, Recorded(event=msgspec.structs.replace(event, seq=found.last_seq + 1)), now)
    return found


def test_a_set_grows_rep_by_rep() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.lifts(1), lifter.fails(), lifter.lifts(2))
    assert found.set is not None
    assert [bar.kind for bar in found.set.bars] == ["rep", "rejected", "rep"]
    assert (found.set.reps, found.set.rejected, found.set.exercise) == (2, 1, "squat")
    assert found.set.bars[0].tempo == (1.0, 0.1, 0.9, 0.0)


def test_the_reason_of_a_no_rep_is_shown_for_two_seconds() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.fails(), now=100.0)
    assert found.rejection is not None
    assert found.rejection.cue == "go deeper"
    assert "40 %, asked 60 %" in found.rejection.why
    assert reduce(found, Tick(), 101.9).rejection is not None
    assert reduce(found, Tick(), 102.0).rejection is None


def test_a_rep_that_counts_removes_the_last_reason_and_highlights_the_count() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.fails(), lifter.lifts(1), now=100.0)
    assert found.rejection is None
    assert found.highlight_until > 100.0
    assert reduce(found, Tick(), 101.0).highlight_until == 0.0


def test_what_happened_before_the_dashboard_was_opened_is_not_shown_as_news() -> None:
    lifter = Lifter()
    found = reduce(State(), Connected(hello=HELLO), 0.0)
    for seq, event in enumerate((lifter.starts(), lifter.fails()), 1):
        found = reduce(found, Recorded(event=msgspec.structs.replace(event, seq=seq)), 0.0)
    assert found.rejection is None
    assert found.set is not None
    assert found.set.rejected == 1


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    event = msgspec.structs.replace(Lifter().fails(), reason=reason, unit="s")
    found = state_after(msgspec.structs.replace(event, set="set-x"))
    assert found.rejection is not None
    assert found.rejection.cue.replace(" ", "").isalpha()


def test_an_event_that_comes_twice_counts_once() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.lifts(1))
    rep = msgspec.structs.replace(lifter.lifts(2), seq=found.last_seq + 1)
    once = reduce(found, Recorded(event=rep), 1.0)
    assert reduce(once, Recorded(event=rep), 1.0) == once


def test_a_rep_taken_back_no_longer_counts_and_one_added_does() -> None:
    lifter = Lifter()
    start, one, two = lifter.starts(), lifter.lifts(1), lifter.lifts(2)
    undone = lifter.corrects(Correction.UNDONE, two.id, n=1)
    found = state_after(start, one, two, undone, lifter.corrects(Correction.ADDED, n=2))
    assert found.set is not None
    assert [bar.kind for bar in found.set.bars] == ["rep", "undone", "added"]
    assert found.set.reps == 2


def test_an_unsure_rep_is_so_until_it_is_confirmed_or_taken_back() -> None:
    lifter = Lifter()
    events = [lifter.starts(), lifter.lifts(1), lifter.lifts(2, confidence=0.6)]
    for correction, unsure in (
        (None, [False, True]),
        (lifter.corrects(Correction.CONFIRMED, events[2].id, n=2), [False, False]),
        (lifter.corrects(Correction.UNDONE, events[2].id, n=2), [False, False]),
    ):
        found = state_after(*events, *([] if correction is None else [correction]))
        assert found.set is not None
        assert [bar.unsure for bar in found.set.bars] == unsure


def test_a_correction_of_an_older_set_leaves_the_shown_one_alone() -> None:
    lifter = Lifter()
    start, one = lifter.starts(), lifter.lifts(1)
    other = Lifter()
    found = state_after(start, one, other.corrects(Correction.UNDONE, one.id))
    assert found.set is not None
    assert found.set.reps == 1


def test_the_exercise_can_be_put_right() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.corrects(Correction.EXERCISE, exercise="lunge"))
    assert found.set is not None
    assert found.set.exercise == "lunge"


def test_a_set_that_ended_says_how() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.lifts(1), lifter.ends(1))
    assert found.set is not None
    assert (found.set.ended, found.set.duration_s) == (Ending.STOPPED, 12.5)


def test_a_held_posture_is_a_bar_of_its_seconds() -> None:
    lifter = Lifter()
    start = lifter.starts("plank")
    held = events.Held(
        id="h", t=start.t, boot="boot", t_mono=2.0, box="box", set=start.set, exercise="plank",
        start=1.0, end=31.0, held_s=30.0,
    )  # fmt: skip
    found = state_after(start, held)
    assert found.set is not None
    assert found.set.bars[0].held_s == 30.0


def test_the_ghost_is_the_athletes_own_deepest_outline_of_a_rep_that_counted() -> None:
    lifter = Lifter()
    shallow, deep, rising = (Outline(xy=[at] * 66, score=[1.0] * 33, aspect=1.0) for at in (0.1, 0.2, 0.3))
    found = state_after(lifter.starts())
    for signal, outline in ((0.7, shallow), (0.97, deep), (0.8, rising)):
        found = reduce(found, telemetry(signal=signal, outline=outline), 1.0)
    assert found.ghost is None
    found = state_after(lifter.lifts(1), after=found)
    assert found.ghost is not None
    assert found.ghost.outline is deep
    assert reduce(found, telemetry(exercise="push_up"), 2.0).ghost is None


def test_an_outline_of_a_no_rep_is_no_target() -> None:
    lifter = Lifter()
    outline = Outline(xy=[0.1] * 66, score=[1.0] * 33, aspect=1.0)
    found = reduce(state_after(lifter.starts()), telemetry(signal=0.7, outline=outline), 1.0)
    found = state_after(lifter.fails(), lifter.lifts(1), after=found)
    assert found.ghost is None


def test_a_phase_is_timed_from_its_first_frame() -> None:
    found = State()
    for t, phase in ((1.0, "start"), (1.5, "eccentric"), (2.0, "eccentric")):
        found = reduce(found, telemetry(t=t, phase=phase), t)
    assert found.phase_since == 1.5


def test_the_last_state_of_a_lost_daemon_is_kept_and_marked_stale() -> None:
    lifter = Lifter()
    found = reduce(state_after(lifter.starts(), lifter.lifts(1)), telemetry(reps=1), 100.0)
    lost = reduce(found, Lost(error="no daemon answers"), 101.0)
    assert lost.stale
    assert lost.set == found.set
    assert (lost.connection.kind, lost.connection.since) == ("away", 101.0)
    again = reduce(lost, Lost(error="no daemon answers"), 105.0)
    assert again.connection.since == 101.0
    back = reduce(
        reduce(again, Connected(hello=msgspec.structs.replace(HELLO, last_seq=12)), 106.0), telemetry(reps=1), 106.1
    )
    assert not back.stale
    assert back.set == found.set


def test_telemetry_is_stale_after_a_second_without_any() -> None:
    found = reduce(state_after(), telemetry(), 100.0)
    assert not reduce(found, Tick(), 100.9).stale
    assert reduce(found, Tick(), 101.5).stale


def test_another_journal_forgets_the_old_sets() -> None:
    lifter = Lifter()
    found = state_after(lifter.starts(), lifter.lifts(1))
    fresh = msgspec.structs.replace(HELLO, last_seq=0)
    assert reduce(found, Connected(hello=fresh), 1.0).set is None


def test_the_running_set_is_known_when_the_dashboard_is_opened_in_its_middle() -> None:
    lifter = Lifter()
    past = tuple(
        msgspec.structs.replace(event, seq=seq)
        for seq, event in enumerate((lifter.starts(), lifter.lifts(1), lifter.fails()), 8)
    )
    found = reduce(reduce(State(), Connected(hello=HELLO), 0.0), Fetched(last=past), 0.0)
    assert found.set is not None
    assert (found.set.reps, found.set.rejected) == (1, 1)
    again = reduce(found, Recorded(event=past[1]), 0.0)
    assert again.set == found.set


def test_today_counts_the_sets_that_are_done() -> None:
    done = SetSummary(set="a", t="2026-01-31T06:30:00.000000Z", exercise="squat", reps=8, why="stopped")
    running = SetSummary(set="b", t="2026-01-31T06:40:00.000000Z", exercise="squat", reps=3)
    found = reduce(State(), Fetched(today=(done, running)), 0.0)
    assert found.totals == state.Totals(sets=1, reps=8)


def test_a_box_without_a_set_is_known_as_such() -> None:
    assert State().any_set is None
    empty = reduce(State(), Fetched(any_set=False), 0.0)
    assert empty.any_set is False
    assert state_after(Lifter().starts(), after=empty).any_set is True


_WHAT = st.sampled_from(["lifts", "fails", "undo", "add", "ends", "starts", "twice", "lost", "back"])


@given(st.lists(_WHAT, max_size=40))
def test_whatever_happens_reps_are_what_was_lifted_and_added_less_undone(story: list[str]) -> None:
    lifter = Lifter()
    found = state_after(lifter.starts())
    counted: list[str] = []
    for what in story:
        if what == "starts":
            found, counted = state_after(lifter.starts(), after=found), []
        elif what == "lifts":
            rep = lifter.lifts(len(counted) + 1)
            found = state_after(rep, after=found)
            counted.append(rep.id)
        elif what == "add":
            added = lifter.corrects(Correction.ADDED, n=len(counted) + 1)
            found = state_after(added, after=found)
            counted.append(added.id)
        elif what == "undo" and counted:
            found = state_after(lifter.corrects(Correction.UNDONE, counted.pop()), after=found)
        elif what == "fails":
            found = state_after(lifter.fails(), after=found)
        elif what == "ends":
            found = state_after(lifter.ends(len(counted)), after=found)
        elif what == "lost":
            found = reduce(found, Lost(error="away"), 1.0)
        elif what == "back":
            hello = msgspec.structs.replace(HELLO, last_seq=found.last_seq)
            found = reduce(found, Connected(hello=hello), 1.0)
    assert found.set is not None
    assert found.set.reps == len(counted)


def test_a_record_is_shown_with_its_set_until_it_is_taken_back() -> None:
    lifter = Lifter()
    ended = state_after(lifter.starts(), lifter.lifts(1), lifter.ends(1))
    record = events.Record(**lifter._envelope(), exercise="squat", reps=1, beats=(), says="1 squat: your best")
    found = state_after(record, after=ended)
    assert found.best is not None
    assert headline.best(found) == (("1 squat: your best", "success bold"),)
    assert headline.best(state_after(lifter.starts(), after=found)) == ()
    withdrawn = events.RecordWithdrawn(**lifter._envelope(), refers=record.id, exercise="squat")
    assert state_after(withdrawn, after=found).best is None


def test_why_a_set_was_not_stopped_is_shown_until_the_next_begins() -> None:
    lifter = Lifter()
    ended = state_after(lifter.starts(), lifter.lifts(1), lifter.ends(1))
    fields = lifter._envelope() | {"set": None}
    why = events.StopWithheld(**fields, exercise="squat", view="side", cv=0.08, reps=40, says="your reps vary by 8 %")
    found = state_after(why, after=ended)
    assert headline.best(found) == (("your reps vary by 8 %", "body"),)
    assert headline.best(state_after(lifter.starts(), after=found)) == ()


def test_what_a_plan_came_to_stands_until_another_set_begins() -> None:
    lifter = Lifter("Ann")
    says = "Twelve-minute AMRAP: 4 rounds and 12 reps in 12:00"
    of_plan = lifter._envelope() | {"set": None}
    ended = events.PlanEnded(
        **of_plan, name="amrap", why=PlanEnding.DONE, rounds=4, extra_reps=12, time_s=720.0, says=says
    )
    found = state_after(lifter.starts(), lifter.ends(3), ended)
    assert headline.best(found) == ((says, "foreground bold"),)
    assert headline.best(state_after(lifter.starts(), after=found)) == ()
