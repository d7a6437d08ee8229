"""What Home Assistant is told. A real one is asked in ``tests/hub``; here is what it would not complain of."""

import json
import re
from typing import Any, get_args

import msgspec
import pytest

from daemon.events import PlanEvent, Record, RecordWithdrawn
from daemon.link import discovery
from daemon.link.commands import parse
from daemon.link.discovery import Box
from daemon.link.topics import State, Topics
from daemon.runtime.health import Health

BOX = Box("gym", Topics("spotter/gym"), "1.2.3", (("auto", "Any exercise"), ("push_up", "Push-up")), ("Ann", "Ben"))
ROOT_KEYS = {"dev", "o", "availability", "availability_mode", "cmps"}
"""An unknown key at the root refuses the whole payload."""


def components(box: Box = BOX) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = discovery.payload(box)["cmps"]
    return found


def test_the_root_has_no_key_that_an_older_home_assistant_refuses() -> None:
    assert discovery.payload(BOX).keys() == ROOT_KEYS


@pytest.mark.parametrize(("topic", "kind"), [("state", State), ("health", Health)])
def test_a_template_names_fields_alone_that_the_box_publishes(topic: str, kind: type) -> None:
    fields = {each.encode_name for each in msgspec.structs.fields(kind)}
    of_topic = [each for each in components().values() if each.get("state_topic") == f"spotter/gym/{topic}"]
    named = {name for each in of_topic for name in re.findall(r"value_json\.(\w+)", each["value_template"])}
    assert named
    assert named <= fields


def test_every_entity_has_an_id_of_its_own_that_holds_the_box_s() -> None:
    entities = [each for each in components().values() if each["p"] != "device_automation"]
    ids = [each["unique_id"] for each in entities]
    assert len(set(ids)) == len(ids) == len(entities)
    assert all(each.startswith("gym_") for each in ids)


def test_exercises_are_chosen_by_their_titles_and_athletes_by_their_names() -> None:
    found = components()
    assert found["exercise"]["options"] == ["Any exercise", "Push-up"]
    assert '"Push-up":"push_up"' in found["exercise"]["command_template"]
    assert found["athlete"]["options"] == ["Nobody", "Ann", "Ben"]


def test_two_exercises_of_one_title_are_told_apart() -> None:
    twins = Box("gym", BOX.topics, "1", (("row", "Row"), ("barbell_row", "Row"), ("squat", "Squat")))
    assert components(twins)["exercise"]["options"] == ["row", "barbell_row", "Squat"]


def test_the_announcement_is_kept_by_the_broker_and_taken_back_by_an_empty_one() -> None:
    said, taken_back = discovery.announcement("homeassistant", BOX), discovery.removal("homeassistant", "gym")
    assert said.topic == taken_back.topic == "homeassistant/device/gym/config"
    assert (said.retain, taken_back.retain, taken_back.payload) == (True, True, b"")
    assert json.loads(said.payload)["dev"]["sw"] == "1.2.3"


def test_a_box_whose_id_home_assistant_would_refuse_in_a_topic_is_announced() -> None:
    assert discovery.topic("homeassistant", "my gym/é") == "homeassistant/device/my_gym__/config"


def test_a_plan_is_begun_by_its_title_and_ended_by_choosing_none() -> None:
    found = components(Box("gym", BOX.topics, "1", BOX.exercises, plans=(("emom", "Ten-minute EMOM"),)))
    assert found["plan"]["options"] == ["No plan", "Ten-minute EMOM"]
    assert '"Ten-minute EMOM":"emom"' in found["plan"]["command_template"]
    assert '"No plan":""' in found["plan"]["command_template"]


def test_a_plan_is_held_by_a_switch_and_its_steps_and_end_start_automations() -> None:
    found = components()
    assert (found["hold"]["p"], found["hold"]["command_topic"]) == ("switch", "spotter/gym/command/hold")
    assert "value_json.plan.held" in found["hold"]["value_template"]
    assert parse("hold", b"ON").args != parse("hold", b"OFF").args
    steps, end = found["on_plan_step"], found["on_plan_ended"]
    assert {steps["topic"], end["topic"]} == {"spotter/gym/plan"}
    assert (steps["payload"], end["payload"]) == ("step_started", "plan_ended")


def test_the_kinds_of_a_plans_events_are_those_that_are_published() -> None:
    tags = [str(kind.__struct_config__.tag) for kind in get_args(PlanEvent)]
    assert components()["plan_event"]["event_types"] == tags


def test_a_record_is_an_event_and_a_trigger() -> None:
    found = components()
    assert found["record"]["event_types"] == [str(kind.__struct_config__.tag) for kind in (Record, RecordWithdrawn)]
    assert (found["on_record"]["topic"], found["on_record"]["payload"]) == ("spotter/gym/record", "record")
