"""What every event says of itself, and what it belongs to."""

from datetime import datetime, timedelta, timezone

import uuid_utils

from daemon import events
from daemon.core.facts import (
    Correction,
    Ending,
    RepCorrected,
    RepCounted,
    SetEnded,
    SetStarted,
    Tempo,
    WorkoutEnded,
    WorkoutStarted,
)
from daemon.runtime.session import Session
from daemon.set_record import of_set

ZERO = datetime(2026, 1, 1, tzinfo=timezone.utc)


def a_session() -> Session:
    return Session("box", "boot", lambda t: ZERO + timedelta(seconds=t), athlete="Ann")


def rep(n: int, t: float) -> RepCounted:
    return RepCounted(t, "squat", n, t - 2, t, Tempo(1, 0, 1, 0), 1.0, 90.0, None, "side", 0.9)


def test_every_event_has_its_own_uuid7_and_says_box_boot_time_and_athlete() -> None:
    found = a_session().to_events([WorkoutStarted(1.5), SetStarted(1.5, "squat"), rep(1, 4.0)])
    assert len({event.id for event in found}) == 3
    for event in found:
        assert uuid_utils.UUID(event.id).version == 7
        assert (event.box, event.boot, event.athlete, event.seq) == ("box", "boot", "Ann", 0)
    assert found[0].t == "2026-01-01T00:00:01.500000Z"
    assert found[2].t_mono == 4.0


def test_an_event_belongs_to_the_open_set_and_workout() -> None:
    workout, started, counted, ended, over = a_session().to_events(
        [
            WorkoutStarted(0),
            SetStarted(0, "squat"),
            rep(1, 3),
            SetEnded(5, "squat", Ending.STOPPED, 1, 0, 5),
            WorkoutEnded(9, 1, 1),
        ]
    )
    assert counted.set == started.id == started.set == ended.set
    assert {event.workout for event in (workout, started, counted, ended, over)} == {workout.id}
    assert over.set is None


def test_undo_refers_to_the_newest_rep_that_stands() -> None:
    _, _, first, second, undone, again = a_session().to_events(
        [
            WorkoutStarted(0),
            SetStarted(0, "squat"),
            rep(1, 3),
            rep(2, 6),
            RepCorrected(7, Correction.UNDONE, "squat", 2),
            RepCorrected(8, Correction.UNDONE, "squat", 1),
        ]
    )
    assert isinstance(undone, events.RepCorrected)
    assert isinstance(again, events.RepCorrected)
    assert (undone.refers, again.refers) == (second.id, first.id)


def test_after_a_restart_corrections_still_refer_to_the_right_rep() -> None:
    recorded = a_session().to_events([WorkoutStarted(0), SetStarted(0, "squat"), rep(1, 3), rep(2, 6)])
    restarted = a_session()
    restarted.restore(recorded[0].id, of_set(recorded))
    (undone,) = restarted.to_events([RepCorrected(9, Correction.UNDONE, "squat", 2)])
    assert isinstance(undone, events.RepCorrected)
    assert undone.refers == recorded[3].id
    assert undone.set == recorded[1].set


def test_an_event_reads_back_as_it_was_written() -> None:
    for event in a_session().to_events([WorkoutStarted(0), SetStarted(0, "squat"), rep(1, 3)]):
        assert events.decode(events.encode(event)) == event
        assert events.encode(event).startswith(b'{"event_type":"' + events.name(event).encode())
