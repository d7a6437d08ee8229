"""What counts as done, from settings, machine and notes; and the notes' own file."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from daemon.config.settings import Box as BoxSettings
from daemon.config.settings import Camera, Gpio, Settings
from daemon.errors import UsageError
from daemon.setup import checklist, notes, steps, where
from daemon.setup.checklist import Box, Machine, Standing
from daemon.setup.notes import Notes

NEW = Box(Settings(box=BoxSettings(id="box")), frozenset(), Notes(), Machine("Etc/UTC", None, False, "ONNX", False))


def standing(box: Box) -> dict[str, Standing]:
    return {line.name: line.state for line in checklist.lines(box)}


def test_a_new_box_has_everything_open() -> None:
    assert set(standing(NEW).values()) == {Standing.OPEN}
    assert not NEW.begun
    assert [line.name for line in checklist.lines(NEW)] == list(steps.NAMES)


@pytest.mark.parametrize(
    ("step", "box"),
    [
        ("name", replace(NEW, settings=Settings(box=BoxSettings(id="box", name="Gym")))),
        ("name", replace(NEW, notes=Notes(name="Gym"))),
        ("clock", replace(NEW, machine=Machine(zone="Europe/Rome", clock_set=True))),
        ("clock", replace(NEW, notes=Notes(done=("clock",)))),
        ("camera", replace(NEW, given=frozenset({"camera.source"}))),
        ("place", replace(NEW, notes=Notes(done=("place",)))),
        ("round", replace(NEW, given=frozenset({"gpio.exercises"}))),
        ("round", replace(NEW, notes=Notes(round=()))),
        ("gpio", replace(NEW, given=frozenset({"gpio.enabled"}))),
        ("gpio", replace(NEW, settings=Settings(gpio=Gpio(enabled=True)), notes=Notes(done=("gpio",)))),
        ("broker", replace(NEW, given=frozenset({"mqtt.host"}))),
        ("pair", replace(NEW, machine=Machine(paired=True))),
        ("engine", replace(NEW, machine=Machine(engine="TensorRT", engine_ready=True))),
    ],
)
def test_a_step_is_done_by_what_shows_it(step: str, box: Box) -> None:
    assert standing(box)[step] is Standing.DONE


def test_a_clock_that_no_server_set_keeps_its_step_open() -> None:
    assert standing(replace(NEW, machine=Machine(zone="Europe/Rome", clock_set=False)))["clock"] is Standing.OPEN


def test_what_cannot_be_seen_is_not_called_open() -> None:
    found = standing(replace(NEW, machine=Machine()))
    assert {name for name, state in found.items() if state is Standing.UNKNOWN} == {"clock", "pair", "engine"}


def test_left_out_is_forgotten_with_what_is_done() -> None:
    left = replace(NEW, notes=Notes().with_left_out("place"))
    assert standing(left)["place"] is Standing.LEFT_OUT
    assert standing(replace(NEW, notes=left.notes.with_done("place")))["place"] is Standing.DONE


def test_the_settings_go_before_the_notes() -> None:
    box = replace(
        NEW, settings=Settings(box=BoxSettings(id="box", name="File")), notes=Notes(name="Page", round=("x",))
    )
    assert box.name == "File"
    assert box.round == ("x",)
    assert replace(box, given=frozenset({"gpio.exercises"})).round == ()


def test_a_password_of_a_camera_is_not_told() -> None:
    secret = Settings(camera=Camera(source="rtsp://anna:secret@cam/1"))
    assert "secret" not in msgspec.json.encode(checklist.lines(replace(NEW, settings=secret))).decode()


def test_a_step_that_does_not_exist_suggests_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean broker"):
        steps.find("brokr")


def test_notes_last_and_are_the_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "state" / "setup.json"
    assert notes.read(file) == Notes()
    notes.change(file, lambda known: known.with_done("place"))
    notes.change(file, lambda known: known.with_left_out("gpio"))
    assert notes.read(file) == Notes(done=("place",), left_out=("gpio",))
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damaged", ["", "{", '{"version": 2}', '{"done": 5}', "[]"])
def test_damaged_notes_cost_a_question_and_nothing_else(tmp_path: Path, damaged: str) -> None:
    file = tmp_path / "setup.json"
    file.write_text(damaged)
    assert notes.read(file) == Notes()
    assert notes.change(file, lambda known: known.with_done("place")).done == ("place",)


def test_the_shipped_settings_are_nobody_s_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daemon.config.paths.SYSTEM_CONFIG", tmp_path)
    assert where.load(None)[1] == frozenset()
    assert where.own_file(None) == tmp_path / "spotter.toml"
    (tmp_path / "spotter.toml").write_text('[box]\nname = "Gym"\n')
    assert where.load(None)[1] == {"box.name"}
    assert where.own_file(tmp_path / "other.toml") == tmp_path / "other.toml"


def test_the_zone_is_that_of_the_link(tmp_path: Path) -> None:
    assert where.time_zone(tmp_path / "none") == "UTC"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Vienna")
    assert where.time_zone(tmp_path / "localtime") == "Europe/Vienna"
    (tmp_path / "copied").touch()
    assert where.time_zone(tmp_path / "copied") is None
