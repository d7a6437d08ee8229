"""A real Home Assistant shows the box as a device, hears every rep and commands it, through daemon, link and broker."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.listener import Listener
from tests.fakes.mosquitto import Mosquitto
from tests.hub.hass import PYTHON, ROOT, HomeAssistant

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        not PYTHON.exists(), reason="no Home Assistant here: deploy/hub-venv makes it, with Python 3.13"
    ),
]
CLIP = ROOT / "configs" / "clip" / "demo.mp4"
ENTITIES = {
    "event": {"rep", "set", "plan_event", "record"},
    "sensor": {
        *("state", "reps", "reps_today", "score", "range_of_motion", "rep_time", "slowing", "pace", "rest", "cue"),
        *("last_workout", "frame_rate", "latency", "temperature", "plan_phase", "plan_time_left", "proposal"),
    },
    "binary_sensor": {"athlete_in_view", "set_running", "trouble", "camera"},
    "select": {"exercise", "athlete", "plan"},
    "number": {"load", "target"},
    "switch": {"counting", "plan_held"},
    "button": {"start", "stop", "undo", "skip", "take_the_proposed_load"},
}
EXPECTED = {f"{domain}.spotter_{name}" for domain, names in ENTITIES.items() for name in names}


@dataclass
class House:
    """A broker, and Home Assistant at it: one for all tests, as it takes long to start."""

    broker: Mosquitto
    hass: HomeAssistant


@dataclass
class Home:
    """A box with its daemon and link in a house."""

    folder: Path
    hass: HomeAssistant
    running: list[subprocess.Popen[bytes]]

    def spotter(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts a verb of the command line with the box's own settings and state."""
        log = (self.folder / f"{words[0]}.log").open("ab")
        argv = [sys.executable, "-m", "daemon.cli", *words, "--config", str(self.folder / "spotter.toml")]
        self.running.append(subprocess.Popen(argv, cwd=ROOT, stdout=log, stderr=log))
        return self.running[-1]

    def end(self) -> None:
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(180)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    broker = Mosquitto(folder)
    broker.start()
    hass = HomeAssistant(folder / "hass", broker.port)
    try:
        hass.await_ready()
        yield House(broker, hass)
    finally:
        hass.stop()
        broker.stop()


@pytest.fixture
def home(house: House, tmp_path: Path) -> Iterator[Home]:
    """A new box, of which neither broker nor Home Assistant knows anything."""
    port = house.broker.port
    (tmp_path / "spotter.toml").write_text(
        f'[box]\nid = "gym"\n[journal]\npath = "journal.db"\n[socket]\npath = "s.sock"\n[mqtt]\nport = {port}\n'
    )
    found = Home(tmp_path, house.hass, [])
    try:
        house.hass.ask("begin_anew")
        yield found
    finally:
        found.end()
        with Listener(port) as everything:
            everything.forget_retained()
        house.hass.wait_for(lambda states: not states)


@pytest.mark.alone  # a rep that comes late fires nothing
def test_the_box_is_a_device_that_tells_every_rep_and_takes_commands(home: Home) -> None:
    hass, daemon, _ = home.hass, home.spotter("run", "--source", str(CLIP)), home.spotter("link")
    known = hass.wait_for(lambda states: states.keys() >= EXPECTED and "unavailable" not in states.values())
    assert known.keys() == EXPECTED
    assert {known["binary_sensor.spotter_camera"], known["select.spotter_athlete"]} == {"on", "Nobody"}
    nothing_yet = ("score", "range_of_motion", "rep_time", "slowing", "pace", "cue", "rest", "last_workout")
    assert {known[f"sensor.spotter_{name}"] for name in nothing_yet} == {"unknown"}
    assert known["number.spotter_target"] == "10"  # of the exercise's file
    (device,) = hass.ask("devices")
    assert device["name"] == "Spotter"
    assert sorted(hass.ask("listen")) == [
        "no_rep",
        "plan_ended",
        "plan_step",
        "record",
        "rep",
        "set_ended",
        "target_reached",
    ]

    hass.call("select.select_option", "select.spotter_exercise", option="Squat")
    hass.call("button.press", "button.spotter_start")
    hass.wait_for(lambda states: states["switch.spotter_counting"] == "on")
    hass.wait_for(lambda states: states["select.spotter_exercise"] == "Squat")
    squats = hass.wait_for(lambda states: states["sensor.spotter_reps"] == "4")
    assert squats["binary_sensor.spotter_athlete_in_view"] == "on"
    assert 0 < float(squats["sensor.spotter_rep_time"]) < 5
    hass.wait_for(lambda _: hass.ask("fired").count("rep") == 4)  # the state tells of a rep a little sooner
    assert hass.attributes("event.spotter_rep")["event_type"] == "rep"
    assert "no_rep" in hass.ask("fired")

    hass.call("switch.turn_off", "switch.spotter_counting")
    hass.wait_for(
        lambda states: states["sensor.spotter_state"] == "ended" and states["sensor.spotter_reps_today"] == "4"
    )
    hass.call("button.press", "button.spotter_undo")
    hass.wait_for(lambda states: states["sensor.spotter_reps_today"] == "3")
    assert hass.attributes("sensor.spotter_reps_today")["last_reset"]
    hass.wait_for(lambda _: hass.ask("fired").count("set_ended") == 1)

    hass.call("select.select_option", "select.spotter_exercise", option="Push-up")
    hass.call("number.set_value", "number.spotter_load", value=82.5)
    hass.wait_for(lambda states: states["number.spotter_load"] == "82.5")
    hass.call("number.set_value", "number.spotter_target", value=2)
    hass.call("button.press", "button.spotter_start")
    hass.wait_for(lambda states: states["number.spotter_target"] == "2")
    hass.wait_for(lambda _: "target_reached" in hass.ask("fired"))
    hass.wait_for(lambda states: states["sensor.spotter_reps_today"] == "5")
    hass.wait_for(lambda _: hass.ask("fired").count("set_ended") == 2)
    assert known["select.spotter_plan"] == "No plan"
    hass.call("select.select_option", "select.spotter_plan", option="Tabata jumping jacks")
    ready = hass.wait_for(lambda states: states["sensor.spotter_plan_phase"] == "ready")
    assert 0 < float(ready["sensor.spotter_plan_time_left"]) <= 11  # of 10: a frame is a little older than the command
    assert hass.attributes("sensor.spotter_plan_phase")["exercise"] == "jumping_jack"
    hass.wait_for(lambda _: hass.attributes("event.spotter_plan_event")["event_type"] == "step_started")
    hass.call("button.press", "button.spotter_skip")
    hass.wait_for(lambda states: states["sensor.spotter_plan_phase"] == "work")
    hass.call("select.select_option", "select.spotter_plan", option="No plan")
    hass.wait_for(lambda states: states["sensor.spotter_plan_phase"] == "unknown")

    daemon.wait(180)  # the clip has ended
    hass.wait_for(lambda states: states["sensor.spotter_reps"] == "unavailable")
    assert ours(hass.ask("complaints")) == []


@pytest.mark.alone  # as above
def test_both_blueprints_do_what_they_say_when_a_real_set_is_done(home: Home) -> None:
    hass = home.hass
    shutil.copytree(ROOT / "deploy" / "home-assistant", hass.folder / "blueprints" / "automation" / "spotter")
    home.spotter("link")
    home.spotter("run", "--source", str(CLIP))
    hass.wait_for(lambda states: states.keys() >= EXPECTED and states["sensor.spotter_state"] == "idle")
    announced = {"rep_event": "event.spotter_rep", "step": 1, "tts": "tts.voice", "speaker": "media_player.gym"}
    lit = {"set_event": "event.spotter_set", "lights": ["light.gym"], "fan": ["fan.gym"]}
    automations = {"spotter/announce_reps.yaml": announced, "spotter/set_ended.yaml": lit}
    assert hass.ask("automate", blueprints=automations) == ["on", "on"]

    hass.call("select.select_option", "select.spotter_exercise", option="Squat")
    hass.call("button.press", "button.spotter_start")
    hass.wait_for(lambda states: states["sensor.spotter_reps"] == "3")
    hass.call("button.press", "button.spotter_stop")
    hass.wait_for(lambda _: asked(hass, "fan"))
    said = [what[2] for what in asked(hass, "tts")]
    assert [int(each["message"]) for each in said][:3] == [1, 2, 3]
    assert {each["media_player_entity_id"] for each in said} == {"media_player.gym"}
    hass.wait_for(lambda _: asked(hass, "light") == [["light.turn_on", "light.gym", {"rgb_color": [255, 0, 0]}]])
    assert asked(hass, "fan") == [["fan.turn_on", "fan.gym", {}]]

    hass.call("button.press", "button.spotter_start")
    hass.wait_for(lambda _: len(asked(hass, "fan")) == 2)
    hass.wait_for(lambda _: asked(hass, "light")[1:] == [["light.turn_off", "light.gym", {}]])  # as before the rest
    assert asked(hass, "fan")[1:] == [["fan.turn_off", "fan.gym", {}]]
    hass.call("button.press", "button.spotter_stop")
    hass.wait_for(lambda _: len(asked(hass, "fan")) == 3)  # and red again
    hass.wait_for(lambda _: asked(hass, "light")[2:] == [["light.turn_on", "light.gym", {"rgb_color": [255, 0, 0]}]])
    assert ours(hass.ask("complaints")) == []


def asked(hass: HomeAssistant, domain: str) -> list[list[Any]]:
    """What lamps, fan or voice were asked for: service, entity and data of each call."""
    return [each for each in hass.ask("asked") if each[0].startswith(f"{domain}.")]


def test_a_link_that_goes_makes_the_box_unavailable_and_one_that_comes_brings_it_back(home: Home) -> None:
    hass = home.hass
    link = home.spotter("link")
    home.spotter("run", "--source", "test://")
    hass.wait_for(lambda states: states.keys() >= EXPECTED and states["sensor.spotter_state"] == "idle")
    link.kill()
    hass.wait_for(lambda states: set(states.values()) == {"unavailable"})
    home.spotter("link")
    hass.wait_for(lambda states: states["sensor.spotter_state"] == "idle")


def test_a_box_that_is_removed_is_gone_and_stays_away_until_the_link_starts_anew(home: Home) -> None:
    hass = home.hass
    link = home.spotter("link")
    home.spotter("run", "--source", "test://")
    hass.wait_for(lambda states: states.keys() >= EXPECTED)
    assert home.spotter("link", "--forget-hub").wait(180) == 0
    hass.wait_for(lambda states: not states)
    assert hass.ask("devices") == []
    link.terminate()
    link.wait(180)
    home.spotter("link")
    hass.wait_for(lambda states: states.keys() >= EXPECTED)


def ours(complaints: list[str]) -> list[str]:
    """What Home Assistant says of what we publish.

    It complains of its own surroundings too: of compression, and of a set-up outside of its command.
    """
    return [line for line in complaints if not line.startswith(("WARNING homeassistant.helpers.frame:", "WARNING aio"))]
