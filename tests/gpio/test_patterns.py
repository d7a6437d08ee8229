"""What lamp and beeper say can be told apart, hurts no eyes, and ends."""

from math import inf, isinf

import pytest

from daemon.gpio.face import WAITING, Face
from daemon.gpio.patterns import BLINKS, SHOWS, TUNES, Blink, Once, Pattern, Place, Show, Tune, at


def sampled(pattern: Pattern, seconds: float, step: float = 0.01) -> list[bool]:
    return [at(pattern, i * step)[0] for i in range(round(seconds / step))]


def length_s(pattern: Pattern) -> float:
    return sum(pattern.steps)


def begins(levels: list[bool]) -> list[int]:
    return [i for i, (before, now) in enumerate(zip([False, *levels], levels, strict=False)) if now and not before]


@pytest.mark.parametrize("pattern", [*SHOWS.values(), *BLINKS.values(), *(Place(n).blink for n in range(12))])
def test_no_light_flashes_more_than_three_times_a_second(pattern: Pattern) -> None:
    starts = begins(sampled(pattern, 10.0))
    for i in range(len(starts)):
        assert sum(starts[i] <= start < starts[i] + 100 for start in starts) <= 3


def test_each_state_looks_different() -> None:
    assert len({tuple(sampled(pattern, 8.0)) for pattern in SHOWS.values()}) == len(Show)


def test_each_tune_sounds_different_but_the_two_ticks() -> None:
    assert set(TUNES) == set(Tune)
    assert len({pattern.steps for pattern in TUNES.values()}) == len(Tune) - 1


def test_a_rep_is_a_short_tick_and_a_no_rep_a_low_one() -> None:
    assert length_s(TUNES[Tune.REP]) < 0.1
    assert length_s(TUNES[Tune.NO_REP]) > 3 * length_s(TUNES[Tune.REP])


@pytest.mark.parametrize("pattern", [*BLINKS.values(), *TUNES.values()])
def test_what_is_said_once_ends_off(pattern: Pattern) -> None:
    assert length_s(pattern) < 2.0
    assert at(pattern, length_s(pattern)) == (False, 0.0)


@pytest.mark.parametrize(("n", "count"), [(1, 1), (2, 2), (5, 5), (9, 9), (30, 9)])
def test_a_place_is_counted_in_beeps_and_blinks(n: int, count: int) -> None:
    for pattern in (Place(n).tune, Place(n).blink):
        assert len(begins(sampled(pattern, length_s(pattern) + 1.0))) == count
        assert at(pattern, length_s(pattern)) == (False, 0.0)


def test_nobody_is_one_long_beep_which_is_no_first_place() -> None:
    assert sum(sampled(Place(0).tune, 3.0)) > 4 * sum(sampled(Place(1).tune, 3.0))
    assert sum(sampled(Place(0).blink, 3.0)) > 4 * sum(sampled(Place(1).blink, 3.0))


def test_lamp_and_beeper_say_a_place_together() -> None:
    face = Face()
    face.turn(Show.ACTIVE, 0.0)
    face.place(Place(3), 1.0)
    seen = [face.at(1.0 + i / 100) for i in range(200)]
    assert len(begins([beep for _, beep, _ in seen])) == 3
    assert not seen[10][0]  # the lamp is dark before it counts


def test_a_lit_lamp_is_not_looked_at_again() -> None:
    face = Face()
    face.turn(Show.ACTIVE, 0.0)
    assert face.at(5.0) == (True, False, inf)


def test_a_refusal_is_seen_and_then_the_state_again() -> None:
    face = Face()
    face.turn(Show.ACTIVE, 0.0)
    face.blink(Blink.REFUSED, 1.0)
    assert [face.at(1.0 + i / 100)[0] for i in range(125)].count(False) >= 60
    assert face.at(1.0 + length_s(BLINKS[Blink.REFUSED]) + 0.1)[0]


@pytest.mark.parametrize("pattern", [*BLINKS.values(), *TUNES.values()])
@pytest.mark.parametrize("late_s", [0.0, 0.03, 0.7])
def test_a_player_that_comes_late_leaves_nothing_out_and_cuts_nothing_short(pattern: Pattern, late_s: float) -> None:
    once, t, played = Once(pattern, 5.0), 5.0, []
    while (step := once.at(t))[1] > 0:
        played.append(step)
        t += step[1] + late_s
    steps = [(n % 2 == 0, length) for n, length in enumerate(pattern.steps) if length > 0]
    assert [on for on, _ in played] == [on for on, _ in steps]
    assert [length for _, length in played] == pytest.approx([length for _, length in steps])
    assert once.at(t) == (False, 0.0)


def test_the_watched_picture_goes_before_all_else() -> None:
    face = Face()
    face.turn(Show.FAULT, 0.0)
    face.watch(1.0, on=True)
    face.blink(Blink.DONE, 1.0)
    seen = [face.at(1.001 + i / 10)[0] for i in range(8)]
    assert seen == [True, True, False, False, True, True, False, False]
    face.watch(2.0, on=False)
    assert not isinf(face.at(2.0)[2])
    assert face.show is Show.FAULT


def test_tunes_wait_for_each_other_and_old_ones_are_dropped() -> None:
    face = Face()
    for _ in range(10):
        face.play(Tune.NO_REP)
    t, heard, was_on = 0.0, 0, False
    while t < 20.0:
        _, on, wait_s = face.at(t)
        heard += on and not was_on
        was_on = on
        t += max(min(wait_s, 20.0), 1e-6)
    assert heard == WAITING
    assert face.at(t) == (False, False, inf)
