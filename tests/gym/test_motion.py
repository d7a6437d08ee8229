"""The athlete's movements: nothing slides, nothing jumps, reps are what the story says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.gym import rig, truth
from tests.gym.exercises import Exercises
from tests.gym.linear import Array, X, Z, between, corner, rotation, turned, twist
from tests.gym.motion import Beat, keyed, sequence
from tests.gym.posture import Arm, Foot, Place, Posture, mix, numbers, rebuilt
from tests.gym.room import Camera
from tests.gym.solve import WRIST_M, Bones, ankle_of, solve
from tests.gym.story import Story, demo, passer_by, still

pytestmark = pytest.mark.slow

BONES = rig.load(Path(__file__).with_name("rig.json"))
SIZE = (640, 480)


@pytest.fixture(scope="module")
def story() -> Story:
    """The demo's."""
    return demo(BONES)


@pytest.fixture(scope="module")
def places(story: Story) -> dict[str, Array]:
    """Every joint through the whole demo, fifteen times a second."""
    return truth.joints(BONES, story, np.arange(0.0, story.duration, 1 / 15))


def _times(story: Story, *what: str) -> list[float]:
    return [t for p in story.phases if p.what in what for t in np.arange(p.t0 + 0.11, p.t1 - 0.11, 0.17)]


def _head(bones: Bones, name: str) -> Array:
    return np.asarray(bones.head[BONES.index[name]])


def test_feet_stay_where_they_stand_while_squatting(story: Story) -> None:
    for side in "LR":
        places = np.array([_head(solve(BONES, story.move(t)), f"foot.{side}") for t in _times(story, "squat", "stand")])
        assert np.ptp(places, axis=0).max() < 0.002


def test_hands_lie_still_on_the_floor_while_pressing(story: Story) -> None:
    for side in "LR":
        places = np.array(
            [_head(solve(BONES, story.move(t)), f"wrist.{side}") for t in _times(story, "push_up", "plank")]
        )
        assert np.ptp(places, axis=0).max() < 0.004
        assert places[:, 2].mean() == pytest.approx(WRIST_M, abs=0.004)


def test_every_foot_is_where_the_posture_wants_it(story: Story) -> None:
    for t in np.arange(0.1, story.duration, 0.23):
        posture = story.move(t)
        bones = solve(BONES, posture)
        for side, foot in zip("LR", posture.feet, strict=True):
            assert np.linalg.norm(_head(bones, f"foot.{side}") - ankle_of(BONES, side, foot)) < 0.02, t


def test_nothing_sinks_into_the_floor(places: dict[str, Array]) -> None:
    assert min(p[:, 2].min() for p in places.values()) > 0.045
    assert min(places[f"knee_{side}"][:, 2].min() for side in ("left", "right")) > 0.09


def test_nothing_jumps(places: dict[str, Array]) -> None:
    for name, way in places.items():
        assert np.linalg.norm(np.diff(way, axis=0), axis=1).max() * 15 < 5.5, name


def test_the_body_is_one_line_in_the_push_up(story: Story, places: dict[str, Array]) -> None:
    presses = [round(t * 15) for t in _times(story, "push_up")]
    line = corner(*(places[f"{joint}_left"][presses] for joint in ("shoulder", "hip", "ankle")))
    assert line.min() > 160


def test_an_athlete_can_be_seen_from_the_front() -> None:
    ready = demo(BONES, view_deg=0).move(3.0)
    bones = solve(BONES, ready)
    xy = {n: Camera().project(_head(bones, n), SIZE) for n in ("upperarm01.L", "upperarm01.R")}
    assert xy["upperarm01.L"][0] - xy["upperarm01.R"][0] > 60  # who looks at us has the left at our right


def test_a_passer_by_crosses_the_picture_from_right_to_left() -> None:
    other = passer_by(BONES, 1.0, 4.0)
    x = [Camera().project(_head(solve(BONES, other.move(t)), "head"), SIZE)[0] for t in np.arange(1.0, 5.0, 0.25)]
    assert x[0] > SIZE[0]
    assert x[-1] < 0
    assert all(np.diff(x) < 0)


def test_someone_who_stands_still_sways_but_keeps_the_feet() -> None:
    stands = still(Exercises(BONES, Place()).stand(), 5.0)
    heads = np.array([_head(solve(BONES, stands.move(t)), "head") for t in np.arange(0, 5, 0.5)])
    assert 0.001 < np.ptp(heads, axis=0).max() < 0.06
    feet = np.array([_head(solve(BONES, stands.move(t)), "foot.L") for t in np.arange(0, 5, 0.5)])
    assert np.ptp(feet, axis=0).max() < 0.001


def test_a_beat_is_zero_before_and_after_and_its_depth_at_the_turn() -> None:
    beat = Beat(1.0, 2.0, 2.5, 0.4)
    assert [beat.at(t) for t in (0.0, 1.0, 2.0, 2.5, 9.0)] == pytest.approx([0, 0, 0.4, 0, 0])


def test_what_two_keys_share_does_not_move_between_them() -> None:
    a, b = Posture(pitch=3.0), Posture(pitch=3.0, bend=50.0)
    move = keyed([(0, replace(a, pitch=0.0)), (1, a), (2, b), (3, b)])
    assert {round(move(t).pitch, 9) for t in np.linspace(1, 3, 9)} == {3.0}
    assert min(move(t).bend for t in np.linspace(0, 3, 50)) >= 0
    assert max(move(t).bend for t in np.linspace(0, 3, 50)) < 50.001


def test_moves_are_joined_without_a_step() -> None:
    move = sequence([(0.0, lambda _: Posture(bend=0.0)), (1.0, lambda _: Posture(bend=10.0))], fade_s=0.2)
    bends = [move(t).bend for t in np.linspace(0.8, 1.2, 81)]
    assert bends[0] == 0
    assert bends[-1] == 10
    assert max(np.diff(bends)) < 0.6


def test_a_posture_survives_being_numbers() -> None:
    posture = Posture(Place(1, 2, 3, 4), 5, feet=(Foot(Place(6), 7), Foot()), arms=(Arm(flare=9), Arm(8)))
    assert rebuilt(posture, numbers(posture)) == posture
    assert mix(posture, Posture(), 1.0) == Posture()


def test_twist_is_only_the_turn_about_the_axis() -> None:
    assert twist(rotation(Z, 70) @ rotation(X, 0), Z) == pytest.approx(70)
    assert twist(rotation(X, 50), Z) == pytest.approx(0, abs=1e-6)
    assert np.allclose(between(turned(10), turned(50), 0.25), turned(20))
