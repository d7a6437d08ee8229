"""The answer to the question for an athlete's progress has room in one message."""

from datetime import timedelta

import msgspec

from daemon.ipc import queries
from daemon.ipc.codec import LIMIT
from daemon.set_record import of_set
from daemon.trends.report import progress
from tests.fakes.workout import MORNING, Lifter


def test_of_more_exercises_than_there_is_room_for_those_done_most_often_are_told() -> None:
    lifter = Lifter("Ann", MORNING - timedelta(days=1))
    record = of_set([lifter.starts(), *(lifter.lifts(n) for n in range(1, 5)), lifter.ends(4)])
    assert record is not None
    whole = progress("Ann", [record], MORNING.date())
    (one,) = whole.exercises
    many = tuple(
        msgspec.structs.replace(one, exercise=f"{at:03}", days=one.days * (52 if at % 2 else 3), values=one.values * 52)
        for at in range(150)
    )
    found = queries._that_fits(msgspec.structs.replace(whole, exercises=many))
    names = [each.exercise for each in found.exercises]
    assert len(msgspec.msgpack.encode(found)) < LIMIT
    assert len(names) + found.left_out == 150
    assert 20 < len(names) < 75
    assert all(int(name) % 2 for name in names)
    assert names == sorted(names)
    assert queries._that_fits(whole) == whole
