"""The last sets of an athlete, rep by rep: what the usual range and the steadiness are taken from."""

from collections.abc import Iterable

from daemon.journal.clock_correction import in_order
from daemon.journal.view import JournalView
from daemon.set_record import SetRecord, records

_OF_LAST_SETS_OF = """
SELECT seq, body FROM events WHERE seq IN (
    SELECT seq FROM events WHERE set_id IN (
        SELECT set_id FROM events WHERE event_type = 'set_started' AND athlete IS ? ORDER BY seq DESC LIMIT ?
    )
) ORDER BY seq
"""


def last_sets(view: JournalView, athlete: str | None, limit: int) -> list[SetRecord]:
    """Returns the athlete's last ``limit`` sets, oldest first; None: of whoever trains without a name."""
    return list(records(view.select(_OF_LAST_SETS_OF, athlete, limit)).values())


def by_time(found: Iterable[SetRecord]) -> list[SetRecord]:
    """Returns sets, which come in the journal's order, with the imported ones where they belong by their times."""
    sets = list(found)
    own, others = ([each for each in sets if (each.imported is None) is ours] for ours in (True, False))
    return in_order(own, others, lambda each: each.first.t)
