"""The tracker stays with the athlete: nobody jumps, grows or topples over within a frame."""

import pytest

from engines.roi import Roi
from engines.tracking.athlete_tracker import AthleteTracker

STANDING = Roi(300, 200, 400, 0.0)
ON_THE_HEAD = Roi(300, 200, 400, 2.8)
ELSEWHERE = Roi(700, 200, 400, 0.0)
FPS = 30
FRAME_S = 1 / FPS


def tracking(roi: Roi, seconds: float = FRAME_S) -> AthleteTracker:
    """A tracker that has seen the athlete there for so long, last just before that time."""
    tracker = AthleteTracker()
    keep(tracker, roi, 0.0, seconds)
    return tracker


def keep(tracker: AthleteTracker, roi: Roi, first_s: float, last_s: float) -> None:
    for index in range(round((last_s - first_s) * FPS)):
        tracker.update(roi, roi, first_s + index / FPS)


@pytest.mark.parametrize("seen", [Roi(320, 205, 410, 0.1), Roi(340, 210, 410, 0.1)], ids=["a step", "a long step"])
def test_what_a_body_does_within_a_frame_is_plausible(seen: Roi) -> None:
    assert tracking(STANDING).is_plausible(seen, FRAME_S)


@pytest.mark.parametrize(
    "seen",
    [Roi(500, 200, 400, 0.0), Roi(300, 200, 150, 0.0), Roi(300, 200, 700, 0.0), ON_THE_HEAD],
    ids=["elsewhere", "much smaller", "much larger", "on the head"],
)
def test_what_no_body_does_within_a_frame_is_not_plausible(seen: Roi) -> None:
    assert not tracking(STANDING).is_plausible(seen, FRAME_S)


def test_a_body_may_go_further_in_more_time() -> None:
    assert tracking(STANDING).is_plausible(Roi(500, 200, 400, 0.0), 0.2)


def test_a_ghost_that_stood_on_its_head_may_stand_up_at_once() -> None:
    assert tracking(ON_THE_HEAD).is_plausible(STANDING, FRAME_S)


def test_after_a_cut_a_ghost_on_its_head_is_not_taken_for_the_athlete() -> None:
    tracker = tracking(STANDING)
    tracker.lose()
    assert tracker.rank([ON_THE_HEAD], FRAME_S, 640, 480) == []
    assert tracker.rank([ON_THE_HEAD, STANDING], FRAME_S, 640, 480) == [STANDING]


def test_a_lost_athlete_is_only_found_again_nearby_until_some_time_has_passed() -> None:
    tracker = tracking(Roi(400, 240, 300, 0.0), seconds=0.5)
    tracker.lose()
    near, far = Roi(450, 240, 290, 0.0), Roi(100, 240, 500, 0.0)
    assert tracker.rank([far], 0.6, 800, 480) == []
    assert tracker.rank([far, near], 0.6, 800, 480) == [near]
    assert tracker.rank([far], 3.0, 800, 480) == [far]


def test_nobody_is_tracked_after_a_loss() -> None:
    tracker = tracking(STANDING)
    assert tracker.roi == STANDING
    tracker.lose()
    assert tracker.roi is None


def test_an_empty_picture_is_searched_in_every_frame_at_first_and_then_at_most_ten_times_a_second() -> None:
    tracker = AthleteTracker()
    searched = [index / FPS for index in range(8 * FPS) if tracker.should_search(index / FPS)]
    assert len([t for t in searched if t < 5]) == 5 * FPS
    assert 20 <= len([t for t in searched if t >= 5]) <= 31, "in every third or fourth frame"


def test_somebody_tracked_away_from_home_is_rechecked_and_the_one_at_home_is_found() -> None:
    tracker = tracking(STANDING, seconds=2.0)
    assert not tracker.should_recheck(2.0), "the athlete is at home"
    keep(tracker, ELSEWHERE, 2.0, 2.5)
    assert tracker.should_recheck(2.5)
    assert tracker.find_at_home([ELSEWHERE], 2.5) is None
    assert tracker.find_at_home([ELSEWHERE, STANDING], 2.5) is STANDING


def test_an_athlete_who_has_moved_has_no_home_to_be_found_at() -> None:
    tracker = tracking(STANDING, seconds=2.0)
    keep(tracker, ELSEWHERE, 2.0, 6.0)
    assert not tracker.should_recheck(6.0)
    assert tracker.find_at_home([STANDING], 6.0) is None
