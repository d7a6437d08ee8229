"""A skeleton that jumps to somebody else and back: what was seen meanwhile was another person's.

A pose model follows whoever fills its crop; when somebody walks by, its skeleton leaves the athlete within a frame. How
the set stood is kept at that moment, and taken up again where the skeleton returns to the spot soon. A hard cut in
footage is a jump that nobody returns from: it costs nothing, and counting goes on in the new scene.
"""

from daemon.core.counting import segmenter
from daemon.core.counting.sets import SetState
from daemon.core.pose.smoothing import Steady, jumped
from daemon.core.state import SavedSet, Workout

AWAY_S = 1.5
"""Who returns later may have changed posture; somebody crosses a body's width in under a second."""


def follow(state: Workout, running: SetState, now: Steady) -> tuple[Workout, SetState]:
    """See whether the skeleton jumped since the frame before, and whether this is the way back. Costs 1 µs."""
    if state.steadied is None or not jumped(state.steadied, now):
        return state, running
    left = state.left
    if left is None or now.filtered.t - left.at.filtered.t > AWAY_S:
        return state._replace(left=SavedSet(state.steadied, running, state.recognition, state.next)), running
    if jumped(left.at, now):
        return state, running
    if running.reps == left.set.reps and running.movement is left.set.movement:
        running = left.set._replace(rejected=running.rejected, seen=running.seen)  # a refusal stays told
        return state._replace(set=running, recognition=left.recognition, next=left.next, left=None), running
    # Something was counted, or corrected, meanwhile: that stays, and the next attempt begins afresh.
    running = running._replace(counter=segmenter.begin(from_turn=running.movement.exercise.starts_at_turn))
    return state._replace(set=running, left=None), running
