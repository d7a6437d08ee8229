"""Keys of the settings file are changed: everything that a person wrote stays, and nothing wrong replaces it."""

import os
from pathlib import Path

import pytest

from daemon.config import settings, settings_file, toml_file
from daemon.errors import ConfigError, NotAllowedError

MINE = """# my box

[camera]
source = "csi://0"  # over the rack
# turn = 90

# Where things are.
[socket]
path = "/run/spotter/spotter.sock"
[gpio]
exercises = [
    "squat",  # first
    "deadlift",
]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "spotter.toml"
    path.write_text(MINE)
    return path


def test_a_key_goes_to_the_end_of_its_table_and_comments_stay(file: Path) -> None:
    found = settings_file.change(file, {"camera.turn": 90, "box.name": "Gym", "camera.stall_s": 2.0})
    assert (found.camera.turn, found.box.name) == (90, "Gym")
    changed = MINE.replace("# turn = 90\n", "# turn = 90\nturn = 90\nstall_s = 2.0\n") + '\n[box]\nname = "Gym"\n'
    assert file.read_text() == changed
    assert settings.load(file) == found


def test_a_value_is_replaced_where_it_stands_and_one_that_is_the_same_stays_as_written(file: Path) -> None:
    settings_file.change(file, {"camera.source": "test://", "gpio.exercises": ("squat", "deadlift")})
    assert file.read_text() == MINE.replace("csi://0", "test://")
    settings_file.change(file, {"gpio.exercises": (), "socket.path": None})
    assert toml_file.parse(file)["gpio"] == {"exercises": []}
    assert "# Where things are.\n[socket]\n" in file.read_text()


def test_the_shipped_file_takes_every_key_of_the_first_boot(tmp_path: Path) -> None:
    file = tmp_path / "spotter.toml"
    shipped = Path(settings.__file__).parents[2] / "configs" / "spotter.toml"
    file.write_bytes(shipped.read_bytes())
    settings_file.change(file, {"box.name": "Gym", "mqtt.username": "anna", "gpio.button": 11, "camera.turn": 270})
    before, after = shipped.read_text().splitlines(), file.read_text().splitlines()
    assert [line for line in before if line.startswith("#")] == [line for line in after if line.startswith("#")]
    assert set(after) - set(before) == {'name = "Gym"', 'username = "anna"', "button = 11", "turn = 270"}


def test_mode_and_link_are_kept_and_nothing_is_left_over(file: Path) -> None:
    file.chmod(0o640)
    link = file.parent / "link.toml"
    link.symlink_to(file.name)
    settings_file.change(link, {"box.name": "Gym"})
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in file.parent.iterdir()) == ["link.toml", "spotter.toml"]


def test_a_missing_file_is_made_for_everybody_to_read(tmp_path: Path) -> None:
    file = tmp_path / "new" / "spotter.toml"
    settings_file.change(file, {"box.name": "Gym"})
    assert file.stat().st_mode & 0o777 == 0o644
    assert settings.load(file).box.name == "Gym"


@pytest.mark.parametrize(
    "changes", [{"camera.turn": 45}, {"box.name": " "}, {"gpio.lamp": 7}, {"mqtt.ca_file": "/ca.pem"}, {"no.key": 1}]
)
def test_what_the_settings_would_refuse_changes_nothing(file: Path, changes: dict[str, settings_file.Value]) -> None:
    with pytest.raises(ConfigError, match=str(file)):
        settings_file.change(file, changes)
    assert file.read_text() == MINE
    assert [path.name for path in file.parent.iterdir()] == ["spotter.toml"]


def test_a_file_that_is_no_toml_is_not_touched(file: Path) -> None:
    file.write_text("[camera\n")
    with pytest.raises(ConfigError, match=f"{file}:1"):
        settings_file.change(file, {"box.name": "Gym"})
    assert file.read_text() == "[camera\n"


def test_keys_without_a_table_of_their_own_are_changed_or_refused_whole(file: Path) -> None:
    file.write_text('box.id = "gym"\ncamera = { source = "test://" }\n')
    settings_file.change(file, {"box.name": "Gym"})
    assert settings.load(file).box.id == "gym"
    before = file.read_text()
    with pytest.raises(ConfigError, match="cannot be changed here"):
        settings_file.change(file, {"camera.turn": 90})
    assert file.read_text() == before


def test_a_disk_that_takes_nothing_leaves_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotAllowedError, match="No space left"):
        settings_file.change(file, {"box.name": "Gym"})
    assert file.read_text() == MINE
    assert [path.name for path in file.parent.iterdir()] == ["spotter.toml"]
