"""The athlete among several people is who stands whole on the floor."""

from engines.tracking.look import best, movement
from tests.fakes.people import ATHLETE, FACE, NEARER, ON_A_SCREEN, person

FEET_CUT_OFF = person(200, 100, 480)
FIGURINE = person(640, 430, 40)


def test_a_larger_head_and_shoulders_is_not_the_athlete() -> None:
    assert not FACE.is_whole
    assert best([FACE, ATHLETE]) == 1


def test_a_larger_person_on_a_screen_above_the_floor_is_not_the_athlete() -> None:
    assert ON_A_SCREEN.is_whole
    assert best([ON_A_SCREEN, ATHLETE]) == 1


def test_who_stands_nearer_on_the_same_floor_stays_the_athlete() -> None:
    assert best([NEARER, ATHLETE]) == 0


def test_an_athlete_whose_feet_are_cut_off_stays_the_athlete() -> None:
    assert best([FEET_CUT_OFF, ATHLETE]) == 0


def test_nobody_small_is_preferred_to_somebody_cut_off() -> None:
    assert best([FACE, FIGURINE]) == 0


def test_movement_is_that_of_the_joint_that_moves_most() -> None:
    assert movement([ATHLETE, ATHLETE]) == 0.0
    assert 0.15 < movement([ATHLETE, person(640, 296, 180), ATHLETE]) < 0.17
