"""What lamp and beeper say can be told apart, hurts no eyes, and ends."""

from math import inf, isinf

import pytest

from daemon.gpio.face import WAITING, Face
from daemon.gpio.patterns import BLINKS, SHOWS, TUNES, Blink, Pattern, Show, Tune, at, length_s


def sampled(pattern: Pattern, seconds: float, step: float = 0.01) -> list[bool]:
    return [at(pattern, i * step)[0] for i in range(round(seconds / step))]


def begins(levels: list[bool]) -> list[int]:
    return [i for i, (before, now) in enumerate(zip([False, *levels], levels, strict=False)) if now and not before]


@pytest.mark.parametrize("pattern", [*SHOWS.values(), *BLINKS.values()])
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


def test_a_lit_lamp_is_not_looked_at_again() -> None:
    face = Face()
    face.turn(Show.ACTIVE, 0.0)
    assert face.at(5.0) == (True, False, inf)


def test_a_refusal_is_seen_and_then_the_state_again() -> None:
    face = Face()
    face.turn(Show.ACTIVE, 0.0)
    face.blink(Blink.REFUSED, 1.0)
    assert [face.at(1.0 + i / 10)[0] for i in range(13)].count(False) >= 6
    assert face.at(1.0 + length_s(BLINKS[Blink.REFUSED]) + 0.01)[0]


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
