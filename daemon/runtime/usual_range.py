"""What an athlete usually reaches, for a set that begins."""

import logging
from collections.abc import Callable, Collection

from daemon.core.form.baseline import Baseline
from daemon.core.plan.steadiness import Steadiness
from daemon.errors import JournalError
from daemon.journal.baselines import read_baselines
from daemon.journal.steadiness import read_steadiness
from daemon.journal.view import JournalView
from daemon.runtime.plan_runner import HowEvenly

_log = logging.getLogger(__name__)

UsualRange = Callable[[str | None], tuple[Baseline, ...]]
"""Returns an athlete's baselines."""


def read_by(reader: JournalView) -> UsualRange:
    """Returns a function that reads the baselines; its caller owns the reader.

    A journal that cannot be read stops no set: it is said, and the athlete is measured as one who is new.
    """

    def usual_range(athlete: str | None) -> tuple[Baseline, ...]:
        try:
            return read_baselines(reader, athlete)
        except JournalError as error:
            _log.warning("usual range of motion not known: %s", error)
            return ()

    return usual_range


def how_evenly(reader: JournalView) -> HowEvenly:
    """Returns a function that reads how evenly an athlete lifts; its caller owns the reader. Else as ``read_by``."""

    def steadiness(athlete: str | None, exercises: Collection[str]) -> tuple[Steadiness, ...]:
        try:
            return read_steadiness(reader, athlete, exercises)
        except JournalError as error:
            _log.warning("not known how evenly is lifted: %s", error)
            return ()

    return steadiness
