"""What is told of a plan's clock: the last seconds, half of the work, the last round, what comes next."""

from enum import Enum

from daemon.core.plan.outlook import Outlook
from daemon.core.plan.plan_facts import Phase

_HALF_FROM_S = 20.0
"""Work that is shorter is over before half of it could be told."""
_LAST = (3, 2, 1)
"""Seconds that are counted down."""


class Cue(str, Enum):
    """One thing that is told."""

    THREE = "3"
    TWO = "2"
    ONE = "1"
    HALF = "half"
    """Half of the work's time is over."""
    LAST_ROUND = "last_round"
    """The work that begins is of the block's last round."""
    STOPPED = "stopped"
    """The set was stopped for slowing down, as the plan asks."""
    NEXT = "next"
    """A rest begins: the next exercise is named."""
    DONE = "done"
    """The plan is over."""


_COUNTED = {3: Cue.THREE, 2: Cue.TWO, 1: Cue.ONE}


def cues(before: Outlook | None, now: Outlook | None) -> list[Cue]:
    """Returns what is to be told between two looks at a plan, in order.

    Args:
        before: How the plan stood at the last look; None: none was under way.
        now: How it stands.
    """
    if now is None:
        return [] if before is None else [Cue.DONE]
    if before is None or before.place != now.place:
        is_stopped = before is not None and before.stopped is None and now.stopped is not None
        return [Cue.STOPPED, *_began(now)] if is_stopped else _began(now)
    due = [_COUNTED[second] for second in _LAST if _passed(before.left_s, now.left_s, second)]
    if now.phase is Phase.WORK and now.left_s is not None and not due:
        whole_s = now.left_s + now.phase_s
        if whole_s >= _HALF_FROM_S and _passed(before.left_s, now.left_s, whole_s / 2):
            due.append(Cue.HALF)
    return due[-1:]  # after a long gap only the newest is true


def _began(now: Outlook) -> list[Cue]:
    if now.phase is not Phase.WORK:
        return [Cue.NEXT]
    is_last = now.rounds is not None and now.rounds > 1 and now.round == now.rounds and now.step == 1
    return [Cue.LAST_ROUND] if is_last else []


def _passed(before_s: float | None, now_s: float | None, mark_s: float) -> bool:
    return before_s is not None and now_s is not None and now_s <= mark_s < before_s
