"""``forget`` erases whole sets, by the time at which they truly began."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from daemon.clock import rfc3339
from daemon.events import AnyEvent
from daemon.journal.jobs import Outcome
from daemon.journal.reader import JournalReader
from tests.fakes.listener import wait_until
from tests.fakes.workout import MORNING, Lifter
from tests.journal.conftest import Open
from tests.journal.test_clock_correction import NEVER, a_set, clock_set, imported, in_boot

Left = Callable[..., list[str]]
BOOT = "clock"


@pytest.fixture
def left(open_writer: Open, path: Path) -> Left:
    """What is left of these events once something was forgotten: their ids."""

    def forget(told: list[AnyEvent], before: datetime | None = None, athlete: str | None = None) -> list[str]:
        writer = open_writer()
        writer.append(told)
        outcomes: list[Outcome] = []
        writer.forget(before=before, athlete=athlete, done=outcomes.append)
        wait_until(lambda: bool(outcomes))
        writer.close()
        with JournalReader(path) as reader:
            found = [event.id for event in reader.export()]
        assert outcomes[0].forgotten == len(told) - len(found)
        return found

    return forget


def ids(told: list[AnyEvent]) -> list[str]:
    return [event.id for event in told]


def test_a_set_that_was_under_way_goes_or_stays_as_a_whole(left: Left) -> None:
    lifter = Lifter()
    older, newer = a_set(lifter, 3), a_set(lifter, 3)
    assert left([*older, *newer], MORNING + timedelta(seconds=3)) == ids(newer)


def test_what_was_corrected_later_goes_with_its_set(left: Left) -> None:
    lifter = Lifter()
    older = [*a_set(lifter)]
    newer = a_set(lifter)
    late = msgspec.structs.replace(older[-1], id="late", t=rfc3339(MORNING + timedelta(days=9)))
    assert left([*older, *newer, late], MORNING + timedelta(seconds=3)) == ids(newer)


def test_a_workout_stays_as_long_as_one_of_its_sets(left: Left) -> None:
    lifter = Lifter()
    begins, older, newer, ends = lifter.arrives(), a_set(lifter), a_set(lifter), lifter.leaves()
    told = [begins, *older, *newer, ends]
    assert left(told, MORNING + timedelta(seconds=5)) == ids([begins, *newer, ends])


def test_a_workout_goes_with_the_last_of_its_sets(left: Left) -> None:
    lifter, tomorrow = Lifter(), Lifter(begin=MORNING + timedelta(days=1))
    old = [lifter.arrives(), *a_set(lifter), lifter.leaves()]
    new = [tomorrow.arrives(), *a_set(tomorrow), tomorrow.leaves()]
    assert left([*old, *new], MORNING + timedelta(hours=1)) == ids(new)


def test_a_set_goes_by_when_it_truly_was(left: Left) -> None:
    early = a_set(Lifter(begin=NEVER))
    told = [*early, clock_set("boot", MORNING, (MORNING - NEVER).total_seconds())]
    assert left(told, MORNING - timedelta(days=1)) == ids(told)


def test_that_a_clock_was_set_goes_with_the_last_event_that_it_mends(left: Left) -> None:
    old = in_boot("old", *a_set(Lifter(begin=NEVER)))
    old.append(clock_set("old", MORNING, (MORNING - NEVER).total_seconds()))
    new = a_set(Lifter(begin=MORNING + timedelta(days=2)))
    assert left([*old, *new], MORNING + timedelta(days=1)) == ids(new)


def test_what_has_no_date_goes_with_what_came_after_it_and_stays_where_nothing_did(left: Left) -> None:
    first = in_boot("one", *a_set(Lifter(begin=NEVER)))
    known = in_boot("two", *a_set(Lifter(begin=MORNING)))
    last = in_boot("three", *a_set(Lifter(begin=NEVER)))
    old_import = imported(MORNING - timedelta(days=300))
    assert left([*first, *known, old_import, *last], MORNING + timedelta(days=1)) == ids(last)


def test_of_an_athlete_every_set_goes_whole_and_every_other_event_of_that_name(left: Left) -> None:
    eva, ben = Lifter("eva"), Lifter("ben")
    hers = [eva.arrives(), *a_set(eva)]
    stray = msgspec.structs.replace(eva.lifts(7), athlete=None)
    his = [ben.arrives(), *a_set(ben)]
    assert left([*hers, stray, *his], athlete="eva") == ids(his)


def test_of_an_athlete_only_what_is_older_goes_where_both_are_asked(left: Left) -> None:
    eva, ben = Lifter("eva"), Lifter("ben")
    older, his = [eva.arrives(), *a_set(eva)], a_set(ben)
    newer = a_set(Lifter("eva", begin=MORNING + timedelta(days=2)))
    assert left([*older, *his, *newer], MORNING + timedelta(days=1), "eva") == ids([*his, *newer])
