"""The weeks in which an athlete did something, without reading a single rep: a set's end has their number."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from daemon.core.facts import Correction

ENDED = """
SELECT
    e.set_id, e.seq, e.athlete, happened_at(b.boot, b.seq, b.t),
    coalesce(json_extract(e.body, '$.reps'), 0), coalesce(json_extract(e.body, '$.held_s'), 0)
FROM events AS e JOIN events AS b ON b.seq = (SELECT min(seq) FROM events WHERE set_id = e.set_id)
WHERE e.event_type IN ('set_ended', 'set_imported') AND e.athlete IN (SELECT value FROM json_each(?))
"""
"""Each with the time of the set's first event: a set is of the week in which it began."""
CORRECTED = """
SELECT set_id, seq, json_extract(body, '$.kind') FROM events WHERE event_type = 'rep_corrected'
"""
_CHANGES = {Correction.ADDED.value: 1, Correction.UNDONE.value: -1}

Ended = tuple[str, int, str, date, int, float]
"""A set that ended: id, the end's ``seq``, athlete, the Monday before its beginning, reps until then, seconds held."""


def training_weeks(ended: Iterable[Ended], corrected: Iterable[tuple[str, int, str]]) -> dict[str, set[date]]:
    """Returns the Mondays of the weeks in which each athlete did a rep that counts, or held something.

    Args:
        ended: Every set that ended.
        corrected: Set, ``seq`` and kind of every correction; what came before the end is in the end's number.
    """
    said: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for set_id, seq, kind in corrected:
        said[set_id].append((seq, _CHANGES.get(kind, 0)))
    found: dict[str, set[date]] = defaultdict(set)
    for set_id, end, athlete, monday, reps, held_s in ended:
        later = sum(change for seq, change in said.get(set_id, ()) if seq > end)
        if reps + later > 0 or held_s > 0:
            found[athlete].add(monday)
    return dict(found)
