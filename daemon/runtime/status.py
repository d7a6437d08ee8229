"""Telemetry: the state of set, athlete and box, as often as clients want it."""

from typing import Protocol

from daemon.core.counting.set_state import SetPhase, SetState
from daemon.core.form.baseline import best_known
from daemon.core.rep_progress import rep_progress
from daemon.ipc.codec import Outline, Telemetry
from daemon.ipc.telemetry_demand import TelemetryDemand
from daemon.ports import Clock, PoseFrame
from daemon.runtime.snapshot import Snapshot


class TelemetrySink(Protocol):
    """Sends telemetry to the clients (``ipc.server.IpcServer``). Neither member may wait."""

    @property
    def demand(self) -> TelemetryDemand:
        """How often the clients want telemetry, and whether with the joints."""

    def telemetry(self, message: Telemetry) -> None:
        """Send the newest telemetry."""


class StatusPublisher:
    """Makes telemetry of snapshots. Belongs to the frame loop's thread.

    Args:
        sink: Sends telemetry to the clients that watch.
        clock: The time.
    """

    def __init__(self, sink: TelemetrySink, clock: Clock) -> None:
        self._sink = sink
        self._clock = clock
        self._sent = float("-inf")
        self._place: object = None

    def publish(self, snapshot: Snapshot, fps: float) -> None:
        """Send telemetry if it is due, and at once where a plan goes on to its next phase.

        Args:
            snapshot: The loop after this turn.
            fps: Frames looked at in the last second.
        """
        demand = self._sink.demand
        if demand.hz <= 0:
            return
        now = self._clock.monotonic()
        place = None if snapshot.plan is None else snapshot.plan.place
        if now - self._sent >= 1 / demand.hz or place != self._place:
            self._sent, self._place = now, place
            self._sink.telemetry(telemetry(snapshot, fps, pose=demand.pose))


def telemetry(snapshot: Snapshot, fps: float, *, pose: bool) -> Telemetry:
    """Returns the snapshot as clients see it; with ``pose``, the joints too."""
    state, frame, aims = snapshot.workout, snapshot.frame, snapshot.workout.aims
    running = state.set if state.set is not None else state.last
    rep = rep_progress(state)
    resting = state.phase is SetPhase.ENDED
    last, usual = snapshot.last_rep, best_known(state.baselines, state.exercise.name)
    return Telemetry(
        t=frame.t if frame is not None else snapshot.t,
        fps=fps,
        state=state.phase.value,
        exercise=state.exercise.name,
        athlete=snapshot.athlete,
        athlete_colour=snapshot.colour,
        set=snapshot.set,
        reps=max((running.reps if running is not None else 0) - snapshot.pending, 0),
        reps_pending=snapshot.pending,
        phase=rep.phase,
        person=frame is not None and frame.pose is not None,
        people=0 if frame is None else frame.people,
        view_ok=_whole_body_visible(frame),
        camera=snapshot.camera.value,
        rest_s=round(snapshot.t - state.idle_since, 1) if resting else None,
        signal=rep.signal,
        unsaved=snapshot.unsaved,
        trouble=snapshot.trouble,
        throttled=snapshot.vitals.throttled,
        held_s=_held_s(running),
        load_kg=snapshot.load_kg,
        last_load_kg=snapshot.last_kg,
        target_reps=aims.reps if snapshot.plan is None else state.ends_at,
        target_rest_s=aims.rest_s,
        target_tempo=None if aims.tempo is None else list(aims.tempo),
        score=None if last is None else last.score,
        score_pm=None if last is None else last.score_pm,
        cue=None if last is None else last.cue,
        rom_deg=None if last is None else last.rom_deg,
        rep_s=None if last is None else round(last.end - last.start, 1),
        slowing=None if last is None else last.slowing,
        usual_deg=None if usual is None else usual.rom_deg,
        pace=_tenths(snapshot.pace),
        plan=snapshot.plan,
        proposal=None if snapshot.proposal is None else snapshot.proposal.says,
        proposed_kg=None if snapshot.proposal is None else snapshot.proposal.next_kg,
        outline=_outline(frame) if pose else None,
    )


def _tenths(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _held_s(running: SetState | None) -> float | None:
    held_s = running.held_s if running is not None else None
    return None if held_s is None else round(held_s, 1)


def _whole_body_visible(frame: PoseFrame | None) -> bool:
    """Returns whether every joint is inside the picture."""
    if frame is None or frame.pose is None:
        return False
    low, high = frame.pose.xy.min(axis=0), frame.pose.xy.max(axis=0)
    return bool(low[0] >= 0 and low[1] >= 0 and high[0] < frame.width and high[1] < frame.height)


def _outline(frame: PoseFrame | None) -> Outline | None:
    if frame is None or frame.pose is None:
        return None
    shares = frame.pose.xy / (frame.width, frame.height)
    return Outline(
        xy=shares.ravel().round(4).tolist(), score=frame.pose.score.tolist(), aspect=frame.width / frame.height
    )
