"""A skeleton that jumps to somebody else and back: the set goes on as it stood before."""

import numpy as np
import pytest

from daemon.core import workout
from daemon.core.counting.set_state import TallyMark
from daemon.core.facts import Correction, Fact, RepCounted
from daemon.core.form import recording
from daemon.core.pose.pose import Pose
from daemon.core.state import Rules, Workout
from tests.core.figure import SQUAT
from tests.fakes import stick

BESIDE = np.float32([300, 0])
"""Pixels to somebody who stands beside the athlete: three torso lengths."""


def squatting_with_a_stranger(
    away_s: float, rules: Rules | None = None, *, unsure: float | None = None, doubts: tuple[float, ...] = ()
) -> tuple[Workout, list[Fact]]:
    """One squat; soon after its begin the athlete waits so many seconds, and the skeleton is a standing stranger's.

    With ``unsure`` the set has a rep of this confidence before, which is confirmed while the stranger is seen; with
    ``doubts`` as many movements are refused meanwhile.
    """
    begins, waits = list(stick.glide([(1.0, 172.0), (0.3, 152.0)])), round(away_s * stick.FPS)
    angles = [*begins, *[152.0] * waits, *stick.glide([(0.1, 152.0), (0.7, 75.0), (0.2, 75.0), (0.9, 172.0), (1, 172)])]
    begin, end = len(begins), len(begins) + waits
    state, facts = workout.start(workout.begin(SQUAT, rules), 0.0, armed=False)
    if unsure is not None and state.set is not None:
        state = state._replace(set=state.set._replace(tally=(TallyMark(None, unsure),)))
    for i, angle in enumerate(angles):
        t = i / stick.FPS
        pose = stick.squatting(angle, t)
        if unsure is not None and i == begin + 2:
            state, _ = workout.correct(state, t, Correction.CONFIRMED)
        if doubts and i == begin + 2 and state.set is not None:
            state = state._replace(set=state.set._replace(doubts=doubts, rejected=len(doubts)))
        if begin <= i < end:
            stranger = stick.squatting(172.0, t)
            pose = Pose(t, stranger.xy + BESIDE, stranger.world, stranger.score)
        state, found = workout.step(state, pose, t, stick.SIZE)
        facts += found
    return state, facts


def counted(facts: list[Fact]) -> int:
    return sum(isinstance(fact, RepCounted) for fact in facts)


@pytest.mark.parametrize("away_s", [0.1, 0.5, 1.2])
def test_a_rep_goes_on_when_the_skeleton_is_back_soon(away_s: float) -> None:
    state, facts = squatting_with_a_stranger(away_s)
    (rep,) = (fact for fact in facts if isinstance(fact, RepCounted))
    assert rep.start < 1.3  # before the stranger came
    assert rep.end > 1.3 + away_s + 1.5
    assert state.saved is None


def test_a_rep_that_was_confirmed_meanwhile_stays_confirmed() -> None:
    state, _ = squatting_with_a_stranger(0.5, unsure=0.6)
    assert state.set is not None
    assert state.set.unsure == ()


def test_what_was_refused_meanwhile_stays_refused_and_doubted() -> None:
    state, facts = squatting_with_a_stranger(0.5, doubts=(0.4, 0.3))
    assert state.set is not None
    assert (counted(facts), state.set.rejected, state.set.doubts) == (1, 2, (0.4, 0.3))


def test_who_comes_back_too_late_may_have_changed_posture() -> None:
    soon = Rules().params.with_values({"identity.away_s": 0.3})
    state, _ = squatting_with_a_stranger(0.5, Rules(params=soon))
    assert state.saved is not None


def test_a_hard_cut_that_nobody_returns_from_costs_nothing() -> None:
    state, facts = workout.start(workout.begin(SQUAT), 0.0, armed=False)
    angles = stick.squats(75)
    for i, angle in enumerate([*angles, *angles]):
        t = i / stick.FPS
        pose = stick.squatting(angle, t)
        if i >= len(angles):
            pose = Pose(t, pose.xy + BESIDE, pose.world, pose.score)
        state, found = workout.step(state, pose, t, stick.SIZE)
        facts += found
    assert counted(facts) == 2


def test_the_strangers_poses_are_no_part_of_the_rep() -> None:
    state, facts = squatting_with_a_stranger(0.5)
    (rep,) = (fact for fact in facts if isinstance(fact, RepCounted))
    alone = stick.squatting(172.0, 0.0).xy.mean(axis=0)[0]
    recorded = recording.between(state.form.recording, rep.start, rep.end)
    assert len(recorded) > stick.FPS
    assert all(abs(pose.xy.mean(axis=0)[0] - alone) < BESIDE[0] / 2 for pose in recorded)
    times = [pose.t for pose in recorded]
    assert times == sorted(set(times))
    assert max(np.diff(times)) == pytest.approx(0.5, abs=2 / stick.FPS)
