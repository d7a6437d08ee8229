import json
from typing import Any

import pytest

from daemon import events
from daemon.core.facts import Correction, Ending, Reason, Tempo
from daemon.ipc.codec import Hello, Telemetry
from daemon.link.topics import AWAY, OFFLINE, ONLINE, Topics, state_of

TOPICS = Topics("spotter/garage")
HELLO = Hello(box="garage", boot="boot-1", version="0", schema=1, last_seq=0)


def envelope(t_mono: float = 100.0, boot: str = "boot-1") -> dict[str, Any]:
    return {"id": "x", "seq": 7, "t": "2026-01-31T06:30:00.000000Z", "boot": boot, "t_mono": t_mono, "box": "garage"}


def rep(**changed: Any) -> events.Rep:  # noqa: ANN401 - the struct checks them
    return events.Rep(
        **(envelope() | changed),
        exercise="squat",
        n=1,
        start=98.0,
        end=100.0,
        tempo=Tempo(1, 0, 1, 0),
        depth=1.0,
        rom_deg=90.0,
        rom_share=None,
        view="side",
        confidence=0.9,
        withheld={},
    )


@pytest.mark.parametrize(
    ("event", "topic"),
    [
        (rep(), "rep"),
        (
            events.RepRejected(
                **envelope(), exercise="squat", start=1, end=2, reason=Reason.SHALLOW, value=1, limit=2, unit="deg"
            ),
            "rep",
        ),
        (events.Held(**envelope(), exercise="plank", start=1.0, end=31.0, held_s=30.0), "rep"),
        (events.RepCorrected(**envelope(), refers="y", kind=Correction.UNDONE, exercise="squat", n=1), "rep"),
        (events.SetStarted(**envelope(), exercise="squat"), "set"),
        (
            events.SetEnded(**envelope(), exercise="squat", why=Ending.STOPPED, reps=1, rejected=0, duration_s=9.0),
            "set",
        ),
        (events.WorkoutStarted(**envelope()), "workout"),
        (events.WorkoutEnded(**envelope(), sets=1, reps=1), "workout"),
    ],
)
def test_every_event_has_its_topic_and_says_its_name(event: events.AnyEvent, topic: str) -> None:
    message = TOPICS.event(event, HELLO, 101.0)
    assert message.topic == f"spotter/garage/{topic}"
    assert (message.qos, message.retain) == (1, False)
    assert json.loads(message.payload)["event_type"] == events.name(event)
    assert events.decode(message.payload) == event


@pytest.mark.parametrize(
    ("event", "now_s", "topic"),
    [
        (rep(t_mono=100.0), 110.0, "rep"),
        (rep(t_mono=100.0), 110.01, "late"),
        (rep(t_mono=100.0, boot="boot-0"), 100.0, "late"),
        (
            events.SetImported(
                **(envelope() | {"boot": events.IMPORTED_BOOT}), exercise="squat", name="Squat", source="hevy", reps=5
            ),
            100.0,
            "late",
        ),
    ],
)
def test_a_late_event_is_told_apart_by_its_topic_alone(event: events.AnyEvent, now_s: float, topic: str) -> None:
    message = TOPICS.event(event, HELLO, now_s)
    assert message.topic == f"spotter/garage/{topic}"
    assert message.payload == events.encode(event)


def test_available_is_retained() -> None:
    for payload in (ONLINE, OFFLINE):
        message = TOPICS.available(payload)
        assert (message.topic, message.payload, message.qos, message.retain) == (
            "spotter/garage/available",
            payload,
            1,
            True,
        )


def telemetry(**changed: Any) -> Telemetry:  # noqa: ANN401 - the struct checks them
    return Telemetry(t=5.0, fps=30.0, state="active", exercise="squat", **changed)


def test_the_state_says_what_a_hub_shows() -> None:
    message = TOPICS.state(
        state_of(telemetry(reps=3, reps_pending=1, phase="bottom", person=True, people=2, view_ok=True))
    )
    said = json.loads(message.payload)
    assert (message.topic, message.qos, message.retain) == ("spotter/garage/state", 0, True)
    assert (said["daemon"], said["state"], said["reps"], said["reps_pending"]) == ("ok", "active", 3, 1)
    assert {"exercise", "phase", "score", "person", "people", "view_ok", "camera", "rest_s"} <= set(said)


def test_only_what_is_said_makes_another_state() -> None:
    assert state_of(telemetry(rest_s=3.1)) == state_of(telemetry(rest_s=3.9, signal=0.4))
    assert state_of(telemetry(rest_s=3.9)) != state_of(telemetry(rest_s=4.0))


def test_a_hold_tells_its_seconds_and_a_set_of_reps_tells_none() -> None:
    said = [json.loads(TOPICS.state(state_of(telemetry(held_s=held))).payload) for held in (None, 0.0, 31.9)]
    assert [each["held_s"] for each in said] == [None, 0, 31]


def test_the_pace_is_told_in_whole_reps_a_minute() -> None:
    said = [json.loads(TOPICS.state(state_of(telemetry(pace=pace))).payload) for pace in (None, 23.6)]
    assert [each["pace"] for each in said] == [None, 24]
    assert state_of(telemetry(pace=23.6)) == state_of(telemetry(pace=24.4))


def test_a_hold_makes_one_state_a_second() -> None:
    assert state_of(telemetry(held_s=3.1)) == state_of(telemetry(held_s=3.9))
    assert state_of(telemetry(held_s=3.9)) != state_of(telemetry(held_s=4.0))


def test_without_a_daemon_the_state_claims_nothing() -> None:
    said = json.loads(TOPICS.state(AWAY).payload)
    assert said.pop("daemon") == "away"
    assert set(said.values()) == {None}


def test_a_commands_name_is_the_last_part_of_its_topic() -> None:
    assert TOPICS.commands == "spotter/garage/command/+"
    assert TOPICS.command("spotter/garage/command/undo") == "undo"
