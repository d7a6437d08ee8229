"""The verbs of plans and programmes."""

from typing import Annotated

from msgspec import Meta

from daemon.ipc.verbs.args import Args, Name

MOST_WEEKS = 26
"""Of a programme."""


class Plan(Args, frozen=True, kw_only=True):
    """Begin the plan of that name; None: end the one that is under way."""

    plan: Name | None


class Programme(Args, frozen=True, kw_only=True):
    """Choose a programme; None: none.

    Attributes:
        programme: Its name.
        weeks: How many.
        start: Its first day, ``2026-11-30``; None: today.
        athlete: Whose it is; None: whoever trains.
    """

    programme: Name | None
    weeks: Annotated[int, Meta(ge=1, le=MOST_WEEKS)] = 4
    start: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d\Z")] | None = None
    athlete: Name | None = None


class Take(Args, frozen=True, kw_only=True):
    """Take the load that is proposed for the chosen exercise, or all that the last run of ``plan`` proposes."""

    plan: Name | None = None


class Skip(Args, frozen=True, kw_only=True):
    """Go on to the plan's next phase, or with ``block`` to its next block."""

    block: bool = False


class Hold(Args, frozen=True, kw_only=True):
    """Stop the plan's clock, or let it go on."""

    on: bool = True


class Plans(Args, frozen=True, kw_only=True):
    """All plans, and what is wrong with those that cannot be begun."""


class Schedule(Args, frozen=True, kw_only=True):
    """How an athlete's programme stands, session by session: as many as fit into one message.

    Attributes:
        athlete: Whose it is; None: that of whoever trains without a name.
        after: Sessions behind this one, each numbered from 1.
        led: Each that is to come with how the box leads through it.
    """

    athlete: Name | None = None
    after: Annotated[int, Meta(ge=0, le=10_000)] = 0
    led: bool = False
