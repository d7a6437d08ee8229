"""What an athlete lifted last in each exercise, out of the last sets."""

from collections.abc import Iterable

from daemon.journal.last_sets import by_time
from daemon.journal.view import JournalView
from daemon.set_record import SetRecord, records

_SETS = 200
"""Sets that are looked back at: a few months of training."""
_FRAMES_OF_LAST_SETS_OF = """
SELECT seq, body FROM events WHERE +event_type IN ('set_started', 'set_imported', 'rep_corrected') AND set_id IN (
    SELECT * FROM (
        SELECT set_id FROM events WHERE event_type = 'set_started' AND athlete IS ?1 ORDER BY seq DESC LIMIT ?2
    ) UNION ALL SELECT * FROM (
        SELECT set_id FROM events WHERE event_type = 'set_imported' AND athlete IS ?1 ORDER BY seq DESC LIMIT ?2
    )
) ORDER BY seq
"""
"""What a set's exercise and load are known by, and nothing of its reps. An import is kept in the order of its times.

The plus keeps SQLite from looking through every event of these types: those of the sets are few.
"""


def read_last_loads(view: JournalView, athlete: str | None) -> dict[str, SetRecord]:
    """Returns the athlete's newest set of each exercise whose load is known; its reps are left out."""
    return last_loads(by_time(records(view.select(_FRAMES_OF_LAST_SETS_OF, athlete, _SETS)).values()))


def last_loads(sets: Iterable[SetRecord]) -> dict[str, SetRecord]:
    """Returns the newest set of each exercise whose load is known; ``sets`` are in order."""
    return {record.exercise: record for record in sets if record.load_kg is not None}
