"""What every set of an athlete came to: what a new set is compared with."""

from daemon.journal.view import JournalView
from daemon.records.result import EVENTS, Result, results

_RESULTS = f"""
SELECT seq, body FROM events WHERE event_type IN ({", ".join(f"'{name}'" for name in EVENTS)}) AND +set_id IN (
    SELECT set_id FROM events WHERE event_type IN ('set_started', 'set_imported') AND athlete IS ?
) ORDER BY seq
"""  # noqa: S608 - our names
"""Read by type: the plus keeps SQLite from going through each set with all of its reps."""
_OF_LAST_WORKOUT = """
SELECT set_id FROM events WHERE event_type = 'set_started' AND workout = (
    SELECT workout FROM events WHERE event_type = 'set_started' ORDER BY seq DESC LIMIT 1
) ORDER BY seq
"""


def read_results(view: JournalView, athlete: str | None) -> dict[str, Result]:
    """Returns what every set of the athlete came to, by its id and in the journal's order."""
    return results(view.select(_RESULTS, athlete))


def last_workout(view: JournalView) -> list[str]:
    """Returns the ids of the last workout's sets, in order."""
    return [set_id for (set_id,) in view.rows(_OF_LAST_WORKOUT)]
