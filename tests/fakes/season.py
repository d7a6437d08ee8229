"""Half a year of training that never was: loads that rise, a range that becomes less, a side that falls behind."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from daemon.core.facts import Side, Velocity
from daemon.events import AnyEvent
from daemon.set_record import SetRecord, records
from tests.fakes.workout import Lifter

_SESSIONS = 44


def season(athlete: str | None, end: datetime) -> list[AnyEvent]:
    """Returns the events, oldest first, the same every time.

    Squats with a load, lunges side by side, push-ups on eight days alone, planks.

    Args:
        athlete: Who.
        end: When the last session begins.
    """
    chance = random.Random(7)  # noqa: S311 - nothing secret
    return [event for at in range(_SESSIONS) for event in _session(athlete, end, at, chance)]


def season_sets(athlete: str | None, end: datetime) -> list[SetRecord]:
    """Returns the same as sets."""
    return list(records(season(athlete, end)).values())


def _session(athlete: str | None, end: datetime, at: int, chance: random.Random) -> Iterator[AnyEvent]:
    back = _SESSIONS - 1 - at
    lifter = Lifter(athlete, end - timedelta(days=back * 3.5))
    new = back < 5
    for n in range(3):
        deep = 96.0 + chance.gauss(0, 2.0) - 9.0 * new
        kg = 60.0 + 0.5 * at + chance.choice((-2.5, 0.0, 2.5))
        yield from _set(lifter, "squat", 8 - n, chance, rom_deg=deep, load_kg=round(kg * 2) / 2)
        lifter.now += timedelta(minutes=2)
    yield from _lunges(lifter, 10, chance, right_less=8.0 * new)
    if back < 8:
        yield from _set(lifter, "push_up", 12 + chance.randrange(4), chance, rom_deg=None)
    if at % 2:
        yield lifter.starts("plank")
        yield lifter.holds(50.0 + chance.gauss(0, 4))
        yield lifter.ends(0, "plank")


def _set(  # noqa: PLR0913 - each is one property of the set
    lifter: Lifter,
    exercise: str,
    reps: int,
    chance: random.Random,
    *,
    rom_deg: float | None,
    load_kg: float | None = None,
) -> Iterator[AnyEvent]:
    yield msgspec.structs.replace(lifter.starts(exercise), load_kg=load_kg)
    for n in range(1, reps + 1):
        slower = 0.18 * n / reps if n >= 4 else None
        speed = Velocity(0.5 - 0.1 * n / reps, 0.7, 0.02)
        yield lifter.lifts(n, exercise, velocity=speed, slowing=slower, rom_deg=_shaken(rom_deg, chance))
    yield lifter.ends(reps, exercise)


def _lunges(lifter: Lifter, reps: int, chance: random.Random, *, right_less: float) -> Iterator[AnyEvent]:
    yield lifter.starts("lunge")
    for n in range(1, reps + 1):
        side = (Side.LEFT, Side.RIGHT)[n % 2]
        deg = round(85.0 + chance.gauss(0, 1.5) - (right_less if side is Side.RIGHT else 0.0), 1)
        yield lifter.lifts(n, "lunge", side=side, rom_deg=deg)
    yield lifter.ends(reps, "lunge")


def _shaken(rom_deg: float | None, chance: random.Random) -> float | None:
    """Returns the range of one rep: no two are alike."""
    return None if rom_deg is None else round(rom_deg + chance.gauss(0, 1.5), 1)
