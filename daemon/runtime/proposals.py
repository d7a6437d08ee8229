"""What is proposed to whoever trains, and how it is taken: as the load of the next set, and only where they say so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from daemon.config.names import folded
from daemon.core.state import RefusedError
from daemon.ipc.results import TakenLoads
from daemon.progression.proposal import Proposal
from daemon.runtime.session import Session


@dataclass(frozen=True, slots=True)
class Proposals:
    """Belongs to the frame loop's thread.

    Attributes:
        session: Knows who trains, and what is lifted next.
        of: Returns what an athlete's last runs of their plans propose, the newest first; never waits.
    """

    session: Session
    of: Callable[[str | None], Sequence[Proposal]] = lambda _: ()

    def more(self, exercise: str) -> Proposal | None:
        """Returns the proposal of more load for an exercise; None: there is none, or it was taken."""
        session = self.session
        newest = next((each for each in self.of(session.athlete) if each.exercise == exercise), None)
        if newest is None or not newest.more:
            return None
        known = session.next_kg(exercise)
        is_taken = known is not None and newest.next_kg is not None and known >= newest.next_kg
        return None if is_taken else newest

    def take(self, plan: str | None, exercise: str) -> TakenLoads:
        """Takes all that a plan's last run proposes; without a plan, what is proposed for the exercise.

        Raises:
            RefusedError: No load is proposed there.
        """
        session = self.session
        known = [each for each in self.of(session.athlete) if plan is None or folded(plan) == folded(each.plan)]
        found = {each.exercise: each for each in reversed(known)}
        wanted = found.values() if plan is not None else [each for each in found.values() if each.exercise == exercise]
        loads = {each.exercise: each.next_kg for each in wanted if each.more and each.next_kg is not None}
        if not loads:
            what = f"no load is proposed for {exercise}" if plan is None else f"{plan} proposes no load"
            raise RefusedError(f"{what}: a plan with `progress` does, once every set is at the top of its range")
        for name, kg in loads.items():
            session.loads.say(session.athlete, name, kg)
        return {"loads": loads}
