"""The plans as clients see them, each with what its last run proposes."""

import dataclasses
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

import msgspec

from daemon.config.plan_list import PlanEntry, Plans
from daemon.ipc import verbs
from daemon.ipc.codec import LIMIT
from daemon.ipc.server import Backend
from daemon.progression.proposal import Proposal
from daemon.runtime.programme_cache import ProgrammeCache
from daemon.runtime.proposal_cache import ProposalCache

_ROOM = LIMIT - 4096
"""Bytes of plans in an answer; the rest is for what goes around them."""


def proposing(
    backend: Backend, proposals: ProposalCache, programmes: ProgrammeCache, athlete: Callable[[], str | None]
) -> Backend:
    """Returns the server's handlers with proposals beside the plans; what is forgotten proposes nothing.

    Args:
        backend: The handlers.
        proposals: What is proposed.
        programmes: Which session is proposed today: it stands before the plans.
        athlete: Returns who trains.
    """

    def forget(args: verbs.journal.Forget, answer: Callable[[Any], None]) -> None:
        def erased(result: Any) -> None:  # noqa: ANN401 - an answer, which is passed on
            proposals.clear()
            programmes.clear()
            answer(result)

        backend.forget(args, erased)

    def plans() -> Plans:
        found, today = with_proposals(backend.plans(), proposals.of(athlete())), programmes.of(athlete()).entry
        return that_fits(found if today is None else Plans(plans=[today, *found.plans]))

    return dataclasses.replace(backend, forget=forget, plans=plans)


def that_fits(plans: Plans) -> Plans:
    """Returns as much of the plans as one message has room for: a programme's files may be hundreds."""
    if _fitting(plans.plans) == len(plans.plans):
        return plans
    short = [msgspec.structs.replace(each, blocks=(), proposals=()) for each in plans.plans]
    count = _fitting(short)
    return Plans(plans=short[:count], left_out=len(short) - count)


def _fitting(plans: Sequence[PlanEntry]) -> int:
    """Returns how many of them there is room for."""
    sizes = accumulate(len(msgspec.msgpack.encode(each)) for each in plans)
    return sum(size <= _ROOM for size in sizes)


def with_proposals(plans: Any, proposals: Sequence[Proposal]) -> Plans:  # noqa: ANN401 - as the backend has them
    """Returns the plans, each with what its last run proposes."""
    return Plans(
        plans=[
            msgspec.structs.replace(plan, proposals=tuple(each.says for each in proposals if each.plan == plan.name))
            for plan in plans.plans
        ]
    )
