"""What every set of an athlete came to: what a new set is compared with."""

from daemon.events import AnyEvent, RepCorrected, SetEnded
from daemon.journal.view import JournalView
from daemon.records.result import EVENTS, Result, results

_RESULTS = f"""
SELECT seq, body FROM events WHERE event_type IN ({", ".join(f"'{name}'" for name in EVENTS)}) AND +set_id IN (
    SELECT set_id FROM events WHERE event_type IN ('set_started', 'set_imported') AND athlete IS ?
) ORDER BY seq
"""  # noqa: S608 - our names
"""Read by type: the plus keeps SQLite from going through each set with all of its reps."""
_SINCE_LAST_WORKOUT = """
SELECT seq, body FROM events WHERE event_type IN ('set_ended', 'rep_corrected') AND set_id IS NOT NULL AND seq >= (
    SELECT min(seq) FROM events WHERE event_type = 'set_started' AND workout = (
        SELECT workout FROM events WHERE event_type = 'set_started' ORDER BY seq DESC LIMIT 1
    )
) ORDER BY seq DESC LIMIT ?
"""


def read_results(view: JournalView, athlete: str | None) -> dict[str, Result]:
    """Returns what every set of the athlete came to, by its id and in the journal's order."""
    return results(result_events(view, athlete))


def result_events(view: JournalView, athlete: str | None) -> list[AnyEvent]:
    """Returns the events that say what every set of the athlete came to, in the journal's order."""
    return list(view.select(_RESULTS, athlete))


def last_changes(view: JournalView, most: int) -> list[SetEnded | RepCorrected]:
    """Returns the newest ends and corrections of sets since the last workout began, in order; at most so many."""
    found = list(view.select(_SINCE_LAST_WORKOUT, most))[::-1]
    return [each for each in found if isinstance(each, SetEnded | RepCorrected)]
