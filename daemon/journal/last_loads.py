"""What an athlete lifted last in each exercise, out of the last sets."""

from collections.abc import Iterable

from daemon.set_record import SetRecord

SETS = 200
"""Sets that are looked back at: a few months of training."""


def last_loads(sets: Iterable[SetRecord]) -> dict[str, SetRecord]:
    """Returns the newest set of each exercise whose load is known; ``sets`` are in order."""
    return {record.exercise: record for record in sets if record.load_kg is not None}
