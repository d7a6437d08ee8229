"""What each perturbation does to a trace, and that it is always the same."""

from pathlib import Path

import numpy as np
import pytest

from daemon.cli.benchmark import perturb, robustness, score
from daemon.cli.benchmark.items import Item, NoRep, Span
from daemon.cli.benchmark.perturb import PERTURBATIONS
from daemon.cli.benchmark.play import Played
from daemon.cli.benchmark.score import Outcome
from daemon.core.facts import Ending, Reason, SetEnded
from daemon.core.pose.skeleton import Joint
from daemon.errors import UsageError
from daemon.ports import PoseFrame
from tests.fakes import stick

ITEM = Item(Path("a.npz"), "squat", 2, turns=(2.0, 4.5))


def frames() -> list[PoseFrame]:
    poses = [stick.squatting(a, i / stick.FPS) for i, a in enumerate(stick.squats(75, 80))]
    return [PoseFrame(pose.t, pose, *stick.SIZE) for pose in poses]


def changed(name: str, item: Item = ITEM) -> list[PoseFrame]:
    return PERTURBATIONS[name].apply(item, frames())[1]


def xy(found: list[PoseFrame]) -> np.ndarray:
    return np.array([frame.pose.xy for frame in found if frame.pose is not None])


def lost(found: list[PoseFrame]) -> list[float]:
    return [frame.t for frame in found if frame.pose is None]


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_an_item_is_always_changed_in_the_same_way_and_itself_left_alone(name: str) -> None:
    original = frames()
    before = xy(original)
    once, again = (PERTURBATIONS[name].apply(ITEM, original)[1] for _ in range(2))
    assert [frame.t for frame in once] == [frame.t for frame in again]
    assert np.array_equal(xy(once), xy(again))
    assert np.array_equal(xy(original), before)


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_times_increase_and_a_pose_has_its_frames_own(name: str) -> None:
    found = changed(name)
    assert (np.diff([frame.t for frame in found]) > 0).all()
    assert all(frame.pose.t == frame.t for frame in found if frame.pose is not None)


@pytest.mark.parametrize(("name", "rate"), [("half_rate", 15), ("fps7", 7), ("fps60", 60), ("slow", 21), ("fast", 45)])
def test_frames_come_at_another_rate(name: str, rate: float) -> None:
    found = changed(name)
    assert (len(found) - 1) / (found[-1].t - found[0].t) == pytest.approx(rate, rel=0.03)


def test_between_two_frames_joints_are_half_way() -> None:
    before, after = frames()[40:42]
    found = changed("fps60")[81]
    assert found.t == pytest.approx((before.t + after.t) / 2)
    assert np.allclose(xy([found]), (xy([before]) + xy([after])) / 2, atol=0.01)


def test_between_a_frame_and_none_there_is_what_is_nearer() -> None:
    some = [PoseFrame(0.0, None, *stick.SIZE), PoseFrame(0.1, stick.squatting(170, 0.1), *stick.SIZE)]
    found = PERTURBATIONS["fps60"].apply(ITEM, some)[1]
    assert [frame.pose is None for frame in found] == [True] * 4 + [False] * 3


def test_noise_is_a_share_of_the_torso() -> None:
    off = xy(changed("noise")) - xy(frames())
    assert np.std(off) == pytest.approx(0.015 * stick.TORSO * stick.PX_PER_M, rel=0.02)


def test_some_frames_have_no_pose() -> None:
    assert len(lost(changed("dropouts"))) / len(frames()) == pytest.approx(0.15, abs=0.04)


@pytest.mark.parametrize(
    ("item", "middle"),
    [
        (ITEM, 4.5),
        (Item(Path("a.npz"), "squat", 2, spans=(Span(1.0, 3.0), Span(3.0, 4.6))), 3.8),
        (Item(Path("a.npz"), "squat", 1, turns=(2.0,)), 0.4 * frames()[-1].t),
        (Item(Path("a.npz"), "plank", 3, turns=(1.0, 4.0)), 0.4 * frames()[-1].t),  # a hold's end is no second rep
    ],
)
def test_the_second_rep_is_covered(item: Item, middle: float) -> None:
    gone = lost(changed("covered", item))
    assert (gone[0], gone[-1]) == pytest.approx((middle - 0.75, middle + 0.75), abs=0.04)


def test_left_is_right_in_the_mirror() -> None:
    before, after = frames()[40], changed("mirrored")[40]
    assert before.pose is not None
    assert after.pose is not None
    left, right = Joint.LEFT_KNEE, Joint.RIGHT_KNEE
    assert after.pose.xy[left, 0] == pytest.approx(stick.SIZE[0] - before.pose.xy[right, 0])
    assert after.pose.xy[left, 1] == before.pose.xy[right, 1]
    assert after.pose.world is not None
    assert before.pose.world is not None
    assert after.pose.world[left] == pytest.approx(before.pose.world[right] * [-1, 1, 1])
    assert np.allclose(xy(PERTURBATIONS["mirrored"].apply(ITEM, changed("mirrored"))[1]), xy(frames()), atol=1e-3)


def test_labels_go_with_the_speed() -> None:
    labelled = Item(
        *(Path("a.npz"), "squat", 2, (Span(3.0, 6.0),), (4.5,)), (NoRep(Span(6.0, 9.0), Reason.SHALLOW),), Span(0, 12)
    )
    item, _ = PERTURBATIONS["fast"].apply(labelled, frames())
    assert (item.reps, item.spans, item.turns, item.window) == (2, (Span(2.0, 4.0),), (3.0,), Span(0, 8))
    assert item.no_reps == (NoRep(Span(4.0, 6.0), Reason.SHALLOW),)


def test_a_slow_hold_is_longer() -> None:
    item, _ = PERTURBATIONS["slow"].apply(Item(Path("a.npz"), "plank", 21), frames())
    assert item.reps == 30


def test_the_skeleton_jumps_to_somebody_beside_and_back() -> None:
    before, after = frames(), changed("second_person")
    torso = stick.TORSO * stick.PX_PER_M
    aside = xy(after)[:, Joint.LEFT_HIP, 0] - xy(before)[:, Joint.LEFT_HIP, 0]
    away = [frame.t for frame, far in zip(after, np.abs(aside) > 2 * torso, strict=True) if far]
    assert (away[0], away[-1]) == pytest.approx((4.5, 4.9), abs=0.04)
    assert np.unique(xy([f for f in after if f.t in away]), axis=0).shape[0] == 1


@pytest.mark.parametrize(("name", "kept"), [("no_legs", Joint.RIGHT_HIP), ("no_feet", Joint.RIGHT_KNEE)])
def test_what_is_below_the_picture_is_not_seen(name: str, kept: Joint) -> None:
    scores = np.array([frame.pose.score for frame in changed(name) if frame.pose is not None])
    assert (scores[:, kept] > 0.9).all()
    assert (scores[:, kept + 1 :] == 0).all()
    assert np.ptp(xy(changed(name))[:, kept + 1 :], axis=0).max() == 0


def test_there_are_no_world_landmarks() -> None:
    assert all(frame.pose is not None and frame.pose.world is None for frame in changed("no_world"))


def test_names_are_given_with_commas_or_all_at_once() -> None:
    assert perturb.named("noise,slow,noise") == ("noise", "slow")
    assert perturb.named("all") == tuple(PERTURBATIONS)
    with pytest.raises(UsageError, match=r"--perturb nois: no such perturbation: did you mean noise\?"):
        perturb.named("slow,nois")


def test_a_rep_that_could_not_be_seen_is_forgiven_in_a_row_of_its_own() -> None:
    def outcome(counted: int) -> Outcome:
        ended = SetEnded(9.0, "squat", Ending.STOPPED, counted, 0, 9.0)
        return score.outcome(Item(Path("a.npz"), "squat", 4), "squat", Played([ended], 9, 0.1, None), 9.0)

    counts = [4, 3, 2, 5]
    rows = robustness.summed_up([outcome(4)] * 4, [{"covered": outcome(counted)} for counted in counts])
    assert [(row.name, row.exact, row.within_one) for row in rows] == [
        ("unperturbed", 1.0, 1.0),
        ("covered", 0.25, 0.75),
        ("covered, one forgiven", 0.5, 1.0),
    ]
    assert rows[-1].mae == pytest.approx(0.5 / 4)
