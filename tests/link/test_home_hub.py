"""The box is announced to Home Assistant, and the day's total follows every rep and every undo."""

from pathlib import Path

import pytest

from daemon.ipc.verbs.box import SetupAnswer
from daemon.link import home_hub
from daemon.runtime.first_boot import FirstBoot
from tests.fakes.listener import Listener, wait_until
from tests.fakes.mosquitto import Mosquitto
from tests.fakes.workout import Lifter
from tests.link.box import FakeBox
from tests.link.conftest import running

CONFIG = "homeassistant/device/box/config"


def totals(phone: Listener) -> list[int]:
    return [heard.json["reps"] for heard in phone.on("/today")]


@pytest.mark.usefixtures("link")
def test_the_box_is_announced_and_again_when_home_assistant_starts(phone: Listener) -> None:
    phone.wait(lambda p: p.on(CONFIG))
    assert phone.on(CONFIG)[0].json["dev"]["ids"] == ["box"]
    phone.send("homeassistant/status", "offline")
    phone.send("homeassistant/status", "online")
    phone.wait(lambda p: len(p.on(CONFIG)) == 2)
    assert phone.on(CONFIG)[0].payload == phone.on(CONFIG)[1].payload


def test_an_athlete_who_is_new_can_be_chosen(box: FakeBox, phone: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_hub, "LOOK_S", 0.05)
    with running(box):
        phone.wait(lambda p: p.on(CONFIG))
        box.record(Lifter("Ann").starts())
        phone.wait(lambda p: p.on(CONFIG)[-1].json["cmps"]["athlete"]["options"] == ["Nobody", "Ann"])
        phone.wait(lambda p: len(p.on("/today")) == 1)  # nothing else changed, and nothing else is published
        assert len(phone.on(CONFIG)) == 2


def test_the_device_is_called_as_the_box_is(
    box: FakeBox, phone: Listener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(home_hub, "LOOK_S", 0.05)
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    with running(box):
        phone.wait(lambda p: p.on(CONFIG))
        assert phone.on(CONFIG)[0].json["dev"]["name"] == "Spotter"
        box.first_boot = FirstBoot(box.settings, tmp_path, tuple, lambda: None)
        box.first_boot.answer(SetupAnswer(name="Garage gym"), lambda _: None)
        phone.wait(lambda p: p.on(CONFIG)[-1].json["dev"]["name"] == "Garage gym")


def test_a_device_that_was_removed_is_announced_by_a_new_link_alone(box: FakeBox, phone: Listener) -> None:
    with running(box):
        phone.wait(lambda p: p.on(CONFIG))
        phone.send(CONFIG, b"", retain=True)
        phone.send("homeassistant/status", "online")
        phone.wait(lambda p: len(p.on("/today")) == 2)  # it has heard both
        phone.send("homeassistant/status", "online")
        phone.wait(lambda p: len(p.on("/today")) == 3)
        assert [bool(heard.payload) for heard in phone.on(CONFIG)] == [True, False]
    with running(box):
        phone.wait(lambda p: p.on(CONFIG)[-1].payload)


def test_a_box_that_shall_not_be_announced_is_not(box: FakeBox, phone: Listener) -> None:
    box.announced = False
    with running(box):
        phone.wait(lambda p: p.on("/today"))
        phone.send("homeassistant/status", "online")
        box.record(box.rep(1))
        phone.wait(lambda p: p.on("/rep"))
    assert not phone.on(CONFIG)


@pytest.mark.usefixtures("link")
def test_the_day_s_total_rises_with_a_rep_and_falls_with_an_undo(box: FakeBox, phone: Listener) -> None:
    phone.wait(lambda p: totals(p) == [0])
    box.record(*box.begin(), *box.reps(3))
    phone.wait(lambda p: totals(p)[-1] == 3)
    box.record(box.undoes())
    phone.wait(lambda p: totals(p)[-1] == 2)
    assert phone.on("/today")[-1].json["since"].endswith("Z")


def test_a_daemon_of_another_version_costs_the_announcement_alone(
    box: FakeBox, phone: Listener, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box, "exercises", lambda: {"exercises": "all"})
    box.stop()
    box.start()
    with running(box):
        wait_until(lambda: "the box is not announced: the daemon is of another version" in caplog.text)
        box.record(box.rep(1))
        phone.wait(lambda p: p.on("/rep"))
    assert not phone.on(CONFIG)


def test_a_broker_that_was_away_is_told_again(broker: Mosquitto, box: FakeBox) -> None:
    with running(box):
        with Listener(broker.port) as phone:
            phone.wait(lambda p: p.on(CONFIG))
        broker.stop()
        broker.start()
        with Listener(broker.port) as phone:
            phone.wait(lambda p: p.on(CONFIG))
