"""What was written before the box's clock was set is told by when it happened."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from daemon import events
from daemon.clock import rfc3339
from daemon.events import IMPORTED_BOOT, AnyEvent, ClockSet, SetImported
from daemon.journal.clock_correction import Clocks
from daemon.journal.reader import JournalReader
from daemon.set_summary import SetSummary
from tests.fakes.workout import MORNING, Lifter
from tests.journal.conftest import Open

NEVER = datetime(1970, 1, 1, 0, 1, tzinfo=timezone.utc)
"""When a box without a battery believes to start."""


@pytest.fixture
def written(open_writer: Open, path: Path) -> Callable[..., JournalReader]:
    """A reader of a journal with these events."""

    def write(*told: AnyEvent) -> JournalReader:
        writer = open_writer()
        writer.append(told)
        writer.close()
        return JournalReader(path)

    return write


Written = Callable[..., JournalReader]


def in_boot(boot: str, *told: AnyEvent) -> list[AnyEvent]:
    return [msgspec.structs.replace(event, boot=boot) for event in told]


def a_set(lifter: Lifter, reps: int = 1) -> list[AnyEvent]:
    return [lifter.starts(), *(lifter.lifts(n + 1) for n in range(reps)), lifter.ends(reps)]


def clock_set(boot: str, shows: datetime, moved_s: float, n: int = 0) -> ClockSet:
    return ClockSet(id=f"clock-{boot}-{n}", t=rfc3339(shows), boot=boot, t_mono=60.0, box="box", moved_s=moved_s)


def imported(began: datetime) -> SetImported:
    name = f"import-{began:%Y%m%d}"
    return SetImported(
        id=name, set=name, t=rfc3339(began), boot=IMPORTED_BOOT, t_mono=0.0, box="box", exercise="squat",
        name="Squat", source="hevy", reps=5,
    )  # fmt: skip


def times(sets: list[SetSummary]) -> list[str]:
    return [each.t for each in sets]


def test_a_set_from_before_the_clock_was_set_is_told_by_when_it_was(written: Written) -> None:
    early, late = Lifter(begin=NEVER), Lifter(begin=MORNING + timedelta(minutes=10))
    moved_s = (MORNING - NEVER).total_seconds()
    reader = written(*a_set(early), clock_set("boot", MORNING + timedelta(minutes=1), moved_s), *a_set(late))
    first, second = reader.history(10)
    assert first.t == rfc3339(MORNING + timedelta(seconds=1))
    assert second.t == rfc3339(MORNING + timedelta(minutes=10, seconds=1))
    assert times(reader.history(10, MORNING)) == [first.t, second.t]
    assert times(reader.history(10, MORNING + timedelta(minutes=5))) == [second.t]
    (week,) = reader.weeks(MORNING - timedelta(days=7))
    assert week.sets == 2
    assert next(iter(reader.set(first.set))).t == first.t
    assert [event.t for event in reader.export() if event.set == first.set] == [
        rfc3339(MORNING + timedelta(seconds=n)) for n in (1, 2, 3)
    ]


def test_what_is_on_the_disk_is_never_changed(written: Written, path: Path) -> None:
    early = a_set(Lifter(begin=NEVER))
    reader = written(*early, clock_set("boot", MORNING, 1e9))
    rows = reader.rows("SELECT seq, body FROM events WHERE set_id IS NOT NULL ORDER BY seq")
    assert [events.decode(body).t for _, body in rows] == [event.t for event in early]


def test_the_clock_of_the_last_shutdown_is_mended_too(written: Written) -> None:
    shutdown = MORNING - timedelta(days=3)
    reader = written(*a_set(Lifter(begin=shutdown)), clock_set("boot", MORNING, 3 * 86_400.0))
    (found,) = reader.history(10)
    assert found.t == rfc3339(MORNING + timedelta(seconds=1))


def test_another_boot_s_events_are_left_as_they_are(written: Written) -> None:
    before = in_boot("older", *a_set(Lifter()))
    reader = written(*before, *in_boot("newer", *a_set(Lifter(begin=NEVER))), clock_set("newer", MORNING, 1e6))
    assert reader.history(10)[0].t == before[0].t


def test_a_clock_that_is_moved_a_day_and_back_keeps_every_set_where_it_was(written: Written) -> None:
    day = 86_400.0
    lifter = Lifter()
    first = a_set(lifter)
    ahead = Lifter(begin=lifter.now + timedelta(days=1))
    second = a_set(ahead)
    third = a_set(Lifter(begin=ahead.now - timedelta(days=1)))
    reader = written(
        *first,
        clock_set("boot", lifter.now + timedelta(days=1), day),
        *second,
        clock_set("boot", lifter.now, -day, 1),
        *third,
    )
    began = MORNING + timedelta(seconds=1)
    assert times(reader.history(10)) == [rfc3339(began + timedelta(seconds=3 * n)) for n in range(3)]


def test_a_clock_that_is_lost_again_does_not_take_the_date_from_what_has_one(written: Written) -> None:
    back_s = (NEVER - MORNING).total_seconds()
    reader = written(*a_set(Lifter()), clock_set("boot", NEVER, back_s), *a_set(Lifter(begin=NEVER)))
    first, second = reader.history(10)
    assert first.t == rfc3339(MORNING + timedelta(seconds=1))
    assert second.t == rfc3339(MORNING + timedelta(seconds=1))


def test_boots_whose_clock_was_never_set_stay_in_the_journal_s_order(written: Written) -> None:
    known = in_boot("one", *a_set(Lifter(begin=MORNING), 1))
    second = in_boot("two", *a_set(Lifter(begin=NEVER + timedelta(hours=2)), 2))
    third = in_boot("three", *a_set(Lifter(begin=NEVER), 3))
    last = in_boot("four", *a_set(Lifter(begin=MORNING + timedelta(days=2)), 4))
    reader = written(
        imported(MORNING - timedelta(days=400)), imported(MORNING + timedelta(days=1)), *known, *second, *third, *last
    )
    assert [each.reps for each in reader.history(10)] == [5, 1, 2, 3, 5, 4]
    assert [each.reps for each in reader.history(10, MORNING - timedelta(days=1))] == [1, 5, 4], "no date, no day"


def test_a_page_that_follows_live_is_told_the_mended_time_once_it_is_known(written: Written, open_writer: Open) -> None:
    reader = written(*a_set(Lifter(begin=NEVER)))
    assert reader.after(0, 1)[0].t == rfc3339(NEVER + timedelta(seconds=1))
    writer = open_writer()
    writer.append([clock_set("boot", MORNING, (MORNING - NEVER).total_seconds())])
    writer.close()
    assert reader.after(0, 1)[0].t == rfc3339(MORNING + timedelta(seconds=1))
    assert reader.moved_s("boot") == (MORNING - NEVER).total_seconds()
    assert reader.moved_s("another") == 0.0


@pytest.mark.parametrize("moved_s", [1e300, -1e300, 1e12])
def test_a_move_that_no_calendar_has_mends_nothing(moved_s: float) -> None:
    clocks = Clocks([msgspec.structs.replace(clock_set("boot", MORNING, moved_s), seq=5)])
    t = rfc3339(MORNING)
    assert clocks.happened_at("boot", 3, t) == t
    assert clocks.happened_at("boot", 3, "yesterday") == "yesterday"
