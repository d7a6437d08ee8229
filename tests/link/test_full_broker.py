"""A broker that takes nothing for want of room: what the link said meanwhile is said again once there is room."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.gate import Gate, Mood
from tests.fakes.listener import Listener
from tests.fakes.mosquitto import Mosquitto
from tests.link.box import FakeBox
from tests.link.conftest import running


@pytest.fixture
def gate(broker: Mosquitto) -> Iterator[Gate]:
    with Gate(broker.port) as made:
        yield made


@pytest.fixture
def box(tmp_path: Path, gate: Gate) -> Iterator[FakeBox]:
    """A box whose link comes through the gate."""
    folder = tmp_path / "box"
    folder.mkdir()
    made = FakeBox(folder, gate.port)
    made.start()
    yield made
    made.stop()


def test_a_box_that_came_to_a_full_broker_is_online_and_announced_once_there_is_room(
    gate: Gate, phone: Listener, box: FakeBox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "spotter.link")
    gate.set(Mood.FULL)
    with running(box):
        box.record(*box.reps(2))
        phone.wait(lambda _: "refuses events" in caplog.text and "/config: refused" in caplog.text)
        gate.set(Mood.OPEN)
        phone.wait(lambda it: len(it.on("/rep")) == 2 and it.on("/config") and it.on("/today"))
        phone.wait(lambda it: [each.payload for each in it.on("/available")] == [b"online"])
    said = [record.getMessage() for record in caplog.records if "refuse" in record.getMessage()]
    assert len(said) == len(set(said))
    assert all("0x97 (quota exceeded: raise the broker's quota)" in line for line in said)
