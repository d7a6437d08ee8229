"""The session of the day stands before the plans, is begun like one, and moves on once it is done."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from daemon.config import programmes
from daemon.config.plan_list import PlanEntry, Plans
from daemon.core.plan.plan import Kind
from daemon.core.state import RefusedError
from daemon.errors import UsageError
from daemon.events import AnyEvent
from daemon.ipc import verbs
from daemon.ipc.server import Backend
from daemon.journal.reader import JournalReader
from daemon.journal.writer import JournalWriter
from daemon.runtime.event_publisher import EventPublisher
from daemon.runtime.history_worker import HistoryWorker
from daemon.runtime.programme_cache import ProgrammeCache
from daemon.runtime.programmes import Programmes
from daemon.runtime.proposal_cache import ProposalCache
from daemon.runtime.proposed_plans import proposing, that_fits
from daemon.system.clock import SystemClock
from tests.fakes.workout import Lifter

MONDAY = date(2026, 11, 30)
HIIT = ("push_up", "toe_tap", "jumping_jack", "burpee")


class Box:
    """A box whose day can be another one."""

    def __init__(self, folder: Path) -> None:
        self.day = MONDAY
        self.writer = JournalWriter(folder / "journal.db", SystemClock())
        self.writer.start()
        self.begin()

    def begin(self) -> None:
        self.history = HistoryWorker(self.writer.path)
        self.cache = ProgrammeCache(self.history, lambda: self.day)
        self.programmes = Programmes(self.cache, programmes.load, self.writer.remember, lambda: self.day)
        self.history.start()

    def looked(self) -> None:
        self.cache.of("Ann")
        looked = threading.Event()
        self.history.ask(lambda _: looked.set())
        assert looked.wait(120)

    def trains(self, *exercises: str) -> None:
        lifter = Lifter("Ann", datetime.combine(self.day, time(18)).astimezone())
        done: list[AnyEvent] = []
        for exercise in exercises:
            done += [lifter.starts(exercise), lifter.lifts(1, exercise), lifter.ends(1, exercise)]
        kept = threading.Event()
        self.writer.append(done, lambda _: kept.set())
        assert kept.wait(120)
        self.cache.on_committed(done)
        self.looked()

    def title(self) -> str | None:
        self.looked()
        entry = self.cache.of("Ann").entry
        return None if entry is None else entry.title

    def end(self) -> None:
        self.history.close()
        self.writer.close()


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.end()


def test_the_session_of_the_day_is_begun_as_a_plan_and_is_gone_once_it_is_done(box: Box) -> None:
    answer = box.programmes.choose(verbs.plans.Programme(programme="hiit"), "Ann")
    assert answer == {"athlete": "Ann", "programme": "hiit", "start": "2026-11-30"}
    assert box.title() == "Today: HIIT (HIIT, three times a week, week 1)"
    plan = box.programmes.plan("today", "Ann")
    assert plan is not None
    assert [(block.kind, block.rounds, len(block.steps)) for block in plan.blocks] == [(Kind.INTERVALS, 3, 4)]
    assert box.programmes.plan("emom", "Ann") is None
    box.trains(*HIIT)
    assert box.title() == "Wednesday, 2 December: HIIT (HIIT, three times a week, week 1)"
    with pytest.raises(RefusedError, match="no session today: the next one is `spotter plan start 2026-12-02`"):
        box.programmes.plan("today", "Ann")


def test_every_session_that_is_to_come_is_begun_by_its_day(box: Box) -> None:
    box.programmes.choose(verbs.plans.Programme(programme="531", weeks=2), "Ann")
    box.looked()
    for name in ("today", "2026-11-30", "2026-12-01", "2026-12-11"):
        plan = box.programmes.plan(name, "Ann")
        assert plan is not None
        assert plan.name == name
    for name in ("2026-12-02", "2026-12-14"):
        with pytest.raises(RefusedError, match=f"no session on {name}: the next one is `spotter plan start today`"):
            box.programmes.plan(name, "Ann")


def test_a_session_of_nobodys_programme_is_refused_with_what_to_do(box: Box) -> None:
    with pytest.raises(RefusedError, match="the programme is being looked up: try again in a moment"):
        box.programmes.plan("today", "Ann")
    box.looked()
    with pytest.raises(RefusedError, match="no session today: no programme is chosen for Ann"):
        box.programmes.plan("today", "Ann")
    box.programmes.choose(verbs.plans.Programme(programme="hiit", weeks=1), "Ann")
    box.looked()
    for days in (0, 2, 2):
        box.day += timedelta(days=days)
        box.trains(*HIIT)
    assert box.title() is None
    with pytest.raises(RefusedError, match="no session today: HIIT, three times a week: all sessions are done"):
        box.programmes.plan("today", "Ann")


def test_the_day_that_follows_has_its_own(box: Box) -> None:
    box.programmes.choose(verbs.plans.Programme(programme="hiit"), "Ann")
    box.looked()
    box.day = MONDAY + timedelta(days=1)
    assert box.title() == "Wednesday, 2 December: HIIT (HIIT, three times a week, week 1)"
    box.day = MONDAY + timedelta(days=2)
    assert box.title() == "Today: HIIT (HIIT, three times a week, week 1)"
    entry = box.cache.of("Ann").entry
    assert entry is not None
    assert entry.proposals == ("moved from 2026-11-30 to 2026-12-02, as a session was missed; what follows moves too",)


def test_the_choice_is_known_after_a_restart_and_gone_when_it_is_given_up(box: Box) -> None:
    box.programmes.choose(verbs.plans.Programme(programme="531"), "Ann")
    assert box.title() == "Today: Squat (5/3/1, week 1)"
    kept = threading.Event()
    box.writer.append([], lambda _: kept.set())
    assert kept.wait(120)
    box.history.close()
    box.begin()
    assert box.title() == "Today: Squat (5/3/1, week 1)"
    plan = box.cache.of("Ann").plans["today"]
    assert [block.steps[0].work.reps for block in plan.blocks] == [5, 5, None]
    assert plan.between_s == 180
    box.programmes.choose(verbs.plans.Programme(programme=None), "Ann")
    assert box.title() is None


def test_what_is_no_programme_or_no_day_is_refused(box: Box) -> None:
    with pytest.raises(UsageError, match="did you mean hiit"):
        box.programmes.choose(verbs.plans.Programme(programme="hit"), "Ann")
    with pytest.raises(UsageError, match="is no day"):
        box.programmes.choose(verbs.plans.Programme(programme="hiit", start="2026-02-31"), "Ann")


@pytest.mark.parametrize("start", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-30"])
def test_a_day_that_no_calendar_reaches_is_refused_and_not_kept(box: Box, start: str) -> None:
    with pytest.raises(UsageError, match="too far off: name a day from 2000 to 2199"):
        box.programmes.choose(verbs.plans.Programme(programme="hiit", start=start), "Ann")
    box.looked()
    assert box.cache.of("Ann").entry is None


def test_it_stands_before_the_plans(box: Box) -> None:
    box.programmes.choose(verbs.plans.Programme(programme="hiit"), "Ann")
    box.looked()
    proposals = ProposalCache(box.history, EventPublisher(box.writer, lambda _: None), str.capitalize)
    plain = Backend(
        open_journal=lambda: JournalReader(box.writer.path), submit=lambda _: None, acknowledge=lambda *_: None,
        forget=lambda _, answer: answer(UsageError("")), health=lambda _: None, plans=lambda: Plans(plans=[]),
    )  # fmt: skip
    backend = proposing(plain, proposals, box.cache, lambda: "Ann")
    listed = msgspec.to_builtins(backend.plans())["plans"]
    assert [each["name"] for each in listed] == ["today"]
    assert listed[0]["blocks"] == ("3 rounds of push up, toe tap, jumping jack, burpee: 30 s on, 15 s off",)


def test_more_plans_than_a_message_has_room_for_are_listed_shorter_and_then_fewer() -> None:
    def of(count: int) -> Plans:
        entries = (PlanEntry(name=f"plan-{n}", title="A plan", blocks=("3 x 8-12 squat",) * 5) for n in range(count))
        return Plans(plans=list(entries))

    assert that_fits(of(300)) == of(300)
    shorter = that_fits(of(800))
    assert (len(shorter.plans), shorter.plans[0].blocks, shorter.left_out) == (800, (), 0)
    fewer = that_fits(of(2000))
    assert 800 < len(fewer.plans) < 2000
    assert len(fewer.plans) + fewer.left_out == 2000
