"""Athletes over a real broker: chosen and changed by command, offered to a hub; the board is told to nobody."""

import pytest

from daemon.athletes.roster import Roster
from daemon.ipc import verbs
from daemon.ipc.verbs.args import Args
from daemon.link import home_hub
from tests.fakes.listener import Listener, wait_until
from tests.fakes.workout import Lifter
from tests.link.box import FakeBox
from tests.link.conftest import running

CONFIG = "homeassistant/device/box/config"


def options(phone: Listener) -> list[str]:
    told = phone.on(CONFIG)
    return list(told[-1].json["cmps"]["athlete"]["options"]) if told else []


def test_whom_the_box_knows_can_be_chosen_before_they_have_trained(
    box: FakeBox, phone: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_hub, "LOOK_S", 0.05)
    roster = Roster(remember=box.remember)
    with running(box):
        phone.wait(lambda it: options(it) == ["Nobody"])
        roster.write("Anna", board=True)
        phone.wait(lambda it: options(it) == ["Nobody", "Anna"])
        roster.remove("Anna")
        phone.wait(lambda it: options(it) == ["Nobody"])


@pytest.mark.parametrize(
    ("name", "payload", "args"),
    [
        ("athlete", "Anna", verbs.athletes.Athlete(athlete="Anna")),
        ("athlete", "", verbs.athletes.Athlete(athlete=None)),
        (
            "athlete_set",
            '{"athlete": "Anna", "colour": "green", "targets": {"squat": 12}, "board": true}',
            verbs.athletes.AthleteSet(athlete="Anna", colour="green", targets={"squat": 12}, board=True),
        ),
        ("athlete_remove", "Anna", verbs.athletes.AthleteRemove(athlete="Anna")),
    ],
)
def test_a_command_is_about_an_athlete(box: FakeBox, phone: Listener, name: str, payload: str, args: Args) -> None:
    with running(box):
        phone.wait(lambda it: it.on("/today"))
        phone.send(f"spotter/box/command/{name}", payload)
        wait_until(lambda: box.commands == [args])


def test_the_board_is_never_told(box: FakeBox, phone: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home_hub, "LOOK_S", 0.05)
    Roster(remember=box.remember).write("Anna", board=True)
    with running(box):
        anna = Lifter("Anna")
        box.record(anna.arrives(), anna.starts(), anna.lifts(), anna.ends(1), anna.leaves())
        phone.wait(lambda it: it.on("/workout/last") and len(it.on("/today")) > 0)
        phone.send("spotter/box/command/board", "")
        box.record(box.rep(1))
        phone.wait(lambda it: it.on("/rep"))
    assert not [each.topic for each in phone.heard if "board" in each.topic and "/command/" not in each.topic]
    assert not [each.topic for each in phone.heard if b"streak_weeks" in each.payload]
    assert box.commands == []
