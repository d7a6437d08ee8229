"""Which sets a programme goes by: those since its start, and those before it that its first loads come of."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from daemon.clock import local
from daemon.programmes.loads import LOOKED_BACK
from daemon.programmes.template import Choice
from daemon.set_summary import SetSummary

_MOST_SETS = 10_000


class History(Protocol):
    """Where sets are read from."""

    def history(self, limit: int, since: datetime | None = None, athlete: str | None = None) -> Sequence[SetSummary]:
        """Returns summaries of the last ``limit`` sets since then; an empty name: of whoever was not named."""


def history_of(journal: History, choice: Choice, athlete: str | None) -> Sequence[SetSummary]:
    """Returns the sets that an athlete's programme goes by, oldest first."""
    first = date.fromisoformat(choice.start) - LOOKED_BACK - timedelta(days=1)
    return journal.history(_MOST_SETS, local(datetime.combine(first, time())), athlete or "")
