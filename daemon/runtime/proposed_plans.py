"""The plans as clients see them, each with what its last run proposes."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from daemon.config.plan_list import Plans
from daemon.ipc import verbs
from daemon.ipc.server import Backend
from daemon.progression.proposal import Proposal
from daemon.runtime.programme_keeper import ProgrammeKeeper
from daemon.runtime.proposal_keeper import ProposalKeeper


def proposing(
    backend: Backend, proposals: ProposalKeeper, programmes: ProgrammeKeeper, athlete: Callable[[], str | None]
) -> Backend:
    """Returns the server's handlers with proposals beside the plans; what is forgotten proposes nothing.

    Args:
        backend: The handlers.
        proposals: What is proposed.
        programmes: Which session is proposed today: it stands before the plans.
        athlete: Returns who trains.
    """

    def forget(args: verbs.journal.Forget, answer: Callable[[Any], None]) -> None:
        def erased(told: Any) -> None:  # noqa: ANN401 - an answer, which is passed on
            proposals.clear()
            programmes.clear()
            answer(told)

        backend.forget(args, erased)

    def plans() -> Plans:
        found, today = with_proposals(backend.plans(), proposals.of(athlete())), programmes.of(athlete()).entry
        return found if today is None else Plans(plans=[today, *found.plans])

    return dataclasses.replace(backend, forget=forget, plans=plans)


def with_proposals(plans: Any, proposals: Sequence[Proposal]) -> Plans:  # noqa: ANN401 - as the backend has them
    """Returns the plans, each with what its last run proposes."""
    return Plans(
        plans=[
            msgspec.structs.replace(plan, proposals=tuple(each.says for each in proposals if each.plan == plan.name))
            for plan in plans.plans
        ]
    )
