"""The last run of each of an athlete's plans: what the next load is proposed from."""

from daemon.events import PlanStarted
from daemon.journal.view import JournalView
from daemon.progression.run import EVENTS, Run, run_of

_RUNS = 60
"""Plans that are looked back at."""
_BEGUN = "SELECT seq, body FROM events WHERE event_type = 'plan_started' AND athlete IS ? ORDER BY seq DESC LIMIT ?"
_OF_RUN = f"""
SELECT seq, body FROM events WHERE event_type IN ({", ".join(f"'{name}'" for name in EVENTS)}) AND seq > ? AND seq <
    coalesce((SELECT min(seq) FROM events WHERE event_type = 'plan_started' AND seq > ?), 9223372036854775807)
ORDER BY seq
"""  # noqa: S608 - our names


def read_plan_runs(view: JournalView, athlete: str | None) -> list[Run]:
    """Returns the last run that ended of each of the athlete's plans that have a rule of progress."""
    found: dict[str, Run] = {}
    for first in list(view.select(_BEGUN, athlete, _RUNS)):
        if isinstance(first, PlanStarted) and _progresses(first) and first.plan.name not in found:
            run = run_of(first, view.select(_OF_RUN, first.seq, first.seq))
            if run.end is not None:
                found[first.plan.name] = run
    return list(found.values())


def _progresses(first: PlanStarted) -> bool:
    return any(block.progress is not None for block in first.plan.blocks)
