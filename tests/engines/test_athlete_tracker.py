"""Who is believed to be the athlete: nobody jumps, grows or topples over within a frame."""

import pytest

from engines.tracking.athlete_tracker import AthleteTracker
from engines.tracking.roi import Roi

STANDING = Roi(300, 200, 400, 0.0)
ON_THE_HEAD = Roi(300, 200, 400, 2.8)
FRAME_S = 1 / 30


def following(roi: Roi) -> AthleteTracker:
    athlete = AthleteTracker()
    athlete.update(roi, roi, 0.0)
    return athlete


def test_a_step_is_believed() -> None:
    assert following(STANDING).is_plausible(Roi(320, 205, 410, 0.1), FRAME_S)


@pytest.mark.parametrize(
    "seen",
    [Roi(520, 200, 400, 0.0), Roi(300, 200, 150, 0.0), ON_THE_HEAD],
    ids=["elsewhere", "much smaller", "on the head"],
)
def test_what_no_body_does_within_a_frame_is_not_believed(seen: Roi) -> None:
    assert not following(STANDING).is_plausible(seen, FRAME_S)


def test_a_ghost_that_stood_on_its_head_may_stand_up_at_once() -> None:
    assert following(ON_THE_HEAD).is_plausible(STANDING, FRAME_S)


def test_after_a_cut_a_ghost_on_its_head_is_not_taken_for_the_athlete() -> None:
    athlete = following(STANDING)
    athlete.lose()
    assert athlete.choose([ON_THE_HEAD], FRAME_S, 640, 480) is None
    assert athlete.choose([ON_THE_HEAD, STANDING], FRAME_S, 640, 480) is STANDING
