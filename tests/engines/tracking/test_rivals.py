"""Somebody else takes over from who is tracked only if it is clear that the athlete is somebody else."""

from collections.abc import Callable

from engines.tracking.look import Look
from engines.tracking.rivals import Rivals, regions
from tests.fakes.people import ATHLETE, FACE, NEARER, ON_A_SCREEN, person

LOOKS = 40


def squatter(index: int) -> Look:
    return person(640, 260 + 65 * (index % 2), 180 - 65 * (index % 2))


def looks_until_taken(tracked: Callable[[int], Look], other: Callable[[int], Look]) -> int | None:
    rivals = Rivals()
    taken = (index for index in range(LOOKS) if rivals.update(tracked(index), [other(index)]) is not None)
    return next(taken, None)


def test_the_athlete_who_comes_to_stand_before_a_talking_head_takes_over() -> None:
    assert looks_until_taken(lambda _: FACE, lambda _: ATHLETE) == 5


def test_the_athlete_takes_over_from_a_person_on_a_screen_who_moves() -> None:
    assert looks_until_taken(lambda index: person(200, 20 + 40 * (index % 2), 300), lambda _: ATHLETE) == 5


def test_who_walks_past_does_not_take_over() -> None:
    assert looks_until_taken(lambda _: FACE, lambda index: person(100 + 18 * index, 260, 180)) is None


def test_a_cut_off_athlete_who_moves_keeps_the_place() -> None:
    def curls(index: int) -> Look:
        return person(240 + 300 * (index % 2), 40, 1100)

    assert looks_until_taken(curls, lambda _: ATHLETE) is None


def test_who_moves_takes_over_from_a_poster() -> None:
    assert looks_until_taken(lambda _: NEARER, squatter) == 14
    assert looks_until_taken(lambda _: NEARER, lambda _: ATHLETE) is None


def test_an_athlete_who_rests_keeps_the_place_while_somebody_else_trains() -> None:
    def rests(index: int) -> Look:
        return person(200, 250, 220) if index == 1 else NEARER

    assert looks_until_taken(rests, squatter) is None


def test_nobody_behind_takes_over_from_the_athlete() -> None:
    assert looks_until_taken(lambda _: ATHLETE, lambda _: ON_A_SCREEN) is None


def looks_in(seconds: float, tracked: Callable[[int], Look], others: list[Look]) -> int:
    """How often one looks around in so many seconds."""
    rivals, looks = Rivals(), 0
    for frame in range(round(30 * seconds)):
        if rivals.is_due(frame / 30):
            rivals.update(tracked(looks), others)
            looks += 1
    return looks


def test_an_athlete_alone_who_moves_is_looked_away_from_seldom() -> None:
    assert looks_in(20, squatter, []) <= 22
    assert looks_in(20, lambda _: ATHLETE, []) == 40, "a picture on the wall does not move"
    assert looks_in(20, squatter, [FACE]) <= 22, "nobody who could take over"
    assert looks_in(20, lambda _: FACE, [ATHLETE]) >= 80


def test_who_is_in_view_beside_the_athlete_is_counted_until_every_part_has_been_searched() -> None:
    rivals = Rivals()
    counts = []
    for others in ([], [FACE], [FACE, NEARER], [], [], [], [FACE]):
        rivals.update(ATHLETE, others)
        counts.append(rivals.others)
    assert counts == [0, 1, 2, 2, 2, 0, 1]


def test_every_part_of_the_width_is_searched_down_to_the_floor() -> None:
    for width, height in ((854, 480), (640, 480), (480, 854)):
        parts = regions(width, height)
        assert min(part.x - part.size / 2 for part in parts) <= 0.01
        assert max(part.x + part.size / 2 for part in parts) >= width - 0.01
        assert max(part.y + part.size / 2 for part in parts) >= height - 0.01
