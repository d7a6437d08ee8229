"""What an athlete usually reaches, for a set that begins."""

import logging
from collections.abc import Callable

from daemon.core.form.baseline import Baseline
from daemon.errors import JournalError
from daemon.journal.reader import JournalReader

_log = logging.getLogger(__name__)

UsualRange = Callable[[str | None], tuple[Baseline, ...]]
"""Returns an athlete's baselines."""


def read_by(reader: JournalReader) -> UsualRange:
    """Returns a function that reads the baselines; its caller owns the reader.

    A journal that cannot be read stops no set: it is said, and the athlete is measured as one who is new.
    """

    def usual_range(athlete: str | None) -> tuple[Baseline, ...]:
        try:
            return reader.baselines(athlete)
        except JournalError as error:
            _log.warning("usual range of motion not known: %s", error)
            return ()

    return usual_range
