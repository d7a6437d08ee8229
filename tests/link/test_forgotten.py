"""What the broker keeps names nobody who was forgotten, even where that was done while nobody was connected to it."""

import asyncio

import pytest

from daemon.ipc.client import ask
from daemon.link import forgotten
from daemon.link.summary import summary_after
from tests.fakes.listener import Listener
from tests.fakes.mosquitto import Mosquitto
from tests.fakes.workout import Lifter
from tests.link.box import FakeBox
from tests.link.conftest import running

KEPT = "spotter/box/workout/last"


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgotten, "LOOK_S", 0.05)


def trains(box: FakeBox, name: str) -> None:
    lifter = Lifter(name)
    box.record(lifter.arrives(), lifter.starts(), lifter.lifts(1), lifter.ends(1), lifter.leaves())


def forget(box: FakeBox, name: str) -> None:
    assert box.settings.socket.path is not None
    assert ask(box.settings.socket.path, "forget", {"athlete": name})["sets"] == 1


def names(heard: Listener) -> list[str | None]:
    """Who is named in the newest summary; None: nothing is kept."""
    kept = heard.on(KEPT)[-1]
    return [each["athlete"] for each in kept.json["sets"]] if kept.payload else [None]


def test_the_last_workout_of_somebody_who_is_forgotten_is_replaced_by_the_one_before(
    broker: Mosquitto, box: FakeBox
) -> None:
    with running(box), Listener(broker.port, KEPT) as phone:
        for name in ("Bo", "Anna"):
            trains(box, name)
            phone.wait(lambda it: it.on(KEPT) and names(it) == [name])  # noqa: B023 - called within the turn
        forget(box, "Anna")
        phone.wait(lambda it: names(it) == ["Bo"])
        forget(box, "Bo")
        phone.wait(lambda it: names(it) == [None])
    with Listener(broker.port) as late, running(box):
        late.wait(lambda it: it.on("/today"))
        assert late.on(KEPT) == []


def test_a_workout_that_was_forgotten_while_its_end_was_on_the_way_is_no_empty_one(box: FakeBox) -> None:
    trains(box, "Bo")
    ended = Lifter("Anna").leaves()
    assert box.settings.socket.path is not None
    assert ended.workout is not None
    assert asyncio.run(summary_after(ended, ended.workout, box.settings.socket.path)) is None


def test_whoever_was_forgotten_while_the_link_was_away_is_not_kept_either(broker: Mosquitto, box: FakeBox) -> None:
    with running(box), Listener(broker.port, KEPT) as phone:
        trains(box, "Anna")
        phone.wait(lambda it: it.on(KEPT) and names(it) == ["Anna"])
    forget(box, "Anna")
    with Listener(broker.port, KEPT) as phone:
        phone.wait(lambda it: names(it) == ["Anna"])
        with running(box):
            phone.wait(lambda it: names(it) == [None])
