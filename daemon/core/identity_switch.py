"""A skeleton that jumps to somebody else and back: what was seen meanwhile was another person's.

A pose model follows whoever fills its crop; when somebody walks by, its skeleton leaves the athlete within a frame. How
the set stood is kept at that moment, and taken up again where the skeleton returns to the spot soon. A hard cut in
footage is a jump that nobody returns from: it costs nothing, and counting goes on in the new scene.
"""

from daemon.core.counting.set_state import SetState
from daemon.core.pose.smoothing import SmoothedPose
from daemon.core.state import SavedSet, Workout


def step(state: Workout, running: SetState, now: SmoothedPose) -> tuple[Workout, SetState]:
    """Looks whether the skeleton jumped since the frame before, and whether this is the way back. Costs 1 µs."""
    smoother = state.stages.smoother
    if state.smoothed is None or not smoother.jumped(state.smoothed, now):
        return state, running
    left = state.left
    if left is None or now.filtered.t - left.at.filtered.t > state.rules.params.identity.away_s:
        return state._replace(left=SavedSet(state.smoothed, running, state.recognition, state.next)), running
    if smoother.jumped(left.at, now):
        return state, running
    if running.reps == left.set.reps and running.pipeline is left.set.pipeline:
        # What was rejected meanwhile stays told.
        running = left.set._replace(rejected=running.rejected, seen=running.seen, judged=running.judged)
        return state._replace(set=running, recognition=left.recognition, next=left.next, left=None), running
    # Something was counted, or corrected, meanwhile: that stays, and the next attempt begins afresh.
    running = running._replace(segmenter=running.pipeline.segmenter.begin())
    return state._replace(set=running, left=None), running
