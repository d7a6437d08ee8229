"""What has begun and not ended: the set, the workout and the plan that a restart goes on with."""

from dataclasses import dataclass

from daemon import events
from daemon.events import AnyEvent
from daemon.journal.view import JournalView

_LAST_OF_A_PLAN = """
SELECT seq, event_type FROM events WHERE event_type IN ('plan_started', 'plan_ended') ORDER BY seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A set or a workout that has begun and not ended.

    Attributes:
        id: UUIDv7 of the set or workout.
        events: All of its events, in order.
    """

    id: str
    events: tuple[AnyEvent, ...]


def open_set(view: JournalView) -> Unfinished | None:
    """Returns the last set, if it has not ended."""
    return _last_open(view, "set_id", "set_started", "set_ended")


def open_workout(view: JournalView) -> Unfinished | None:
    """Returns the last workout, if it has not ended."""
    return _last_open(view, "workout", "workout_started", "workout_ended")


def open_plan(view: JournalView) -> list[AnyEvent]:
    """Returns the beginning of the last plan and all events since, where the plan has not ended; else nothing."""
    last = view.rows(_LAST_OF_A_PLAN)
    if not last or last[0][1] == "plan_ended":
        return []
    return list(view.select("SELECT seq, body FROM events WHERE seq >= ? ORDER BY seq", last[0][0]))


def _last_open(view: JournalView, column: str, start: str, end: str) -> Unfinished | None:
    last = view.rows(
        f"SELECT {column} FROM events WHERE event_type = ? ORDER BY seq DESC LIMIT 1",  # noqa: S608 - our names
        start,
    )
    if not last or last[0][0] is None:
        return None
    found = tuple(view.select(f"SELECT seq, body FROM events WHERE {column} = ? ORDER BY seq", last[0][0]))  # noqa: S608 - our names
    return None if any(events.name(event) == end for event in found) else Unfinished(last[0][0], found)
