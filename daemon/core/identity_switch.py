"""A skeleton that jumps to somebody else and back: what was seen meanwhile was another person's.

A pose model follows whoever fills its crop; when somebody walks by, its skeleton leaves the athlete within a frame. How
the set stood is kept at that moment, and taken up again where the skeleton returns to the spot soon. A hard cut in
footage is a jump that nobody returns from: it costs nothing, and counting goes on in the new scene.
"""

from daemon.core.counting.set_state import SetState
from daemon.core.form import recording
from daemon.core.form.recording import Recording
from daemon.core.pose.smoothing import SmoothedPose
from daemon.core.state import SavedSet, Workout


def step(state: Workout, running: SetState, now: SmoothedPose) -> tuple[Workout, SetState]:
    """Saves the set when the skeleton jumps away, and takes it up again when it jumps back. Costs 1 µs."""
    smoother = state.stages.smoother
    if state.smoothed is None or not smoother.jumped(state.smoothed, now):
        return state, running
    saved = state.saved
    if saved is None or now.filtered.t - saved.at.filtered.t > state.rules.params.identity.away_s:
        return state._replace(saved=SavedSet(state.smoothed, running, state.recognition, state.next)), running
    if smoother.jumped(saved.at, now):
        return state, running
    state = state._replace(form=state.form._replace(recording=_own(state, saved)))
    if running.tally == saved.set.tally and running.pipeline is saved.set.pipeline:
        # What was rejected meanwhile stays rejected.
        rejected, doubts = running.rejected, running.doubts
        running = saved.set._replace(rejected=rejected, doubts=doubts, seen=running.seen, judged=running.judged)
        return state._replace(set=running, recognition=saved.recognition, next=saved.next, saved=None), running
    # Something was counted, or corrected, meanwhile: that stays, and the next attempt begins afresh.
    running = running._replace(segmenter=running.pipeline.segmenter.begin())
    return state._replace(set=running, saved=None), running


def _own(state: Workout, saved: SavedSet) -> Recording:
    """Returns the recorded poses without the other person's: up to the jump away, and the one that is back."""
    kept = recording.until(state.form.recording, saved.at.filtered.t)
    newest = state.form.recording.newest[-1:]
    return recording.add(kept, newest[0]) if newest else kept
