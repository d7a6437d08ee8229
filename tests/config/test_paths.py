import os
from pathlib import Path

import pytest

from daemon.config import paths
from daemon.errors import ConfigError, SpotterError


@pytest.fixture(autouse=True)
def _no_system_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "SYSTEM_STATE", tmp_path / "absent-state")
    monkeypatch.setattr(paths, "SYSTEM_RUN", tmp_path / "absent-run")


def test_systemd_says_where_the_state_is() -> None:
    environ = {"STATE_DIRECTORY": "/srv/a:/srv/b", "XDG_STATE_HOME": "/x", "HOME": "/home/u"}
    assert paths.state_folder(environ) == Path("/srv/a")


def test_the_systems_state_folder_is_used_where_we_may_write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(paths, "SYSTEM_STATE", tmp_path)
    assert paths.state_folder({"HOME": "/home/u"}) == tmp_path


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"XDG_STATE_HOME": "/x", "HOME": "/home/u"}, "/x/spotter"),
        ({"XDG_STATE_HOME": "relative", "HOME": "/home/u"}, "/home/u/.local/state/spotter"),
        ({"HOME": "/home/u"}, "/home/u/.local/state/spotter"),
    ],
)
def test_a_user_has_their_own_state_folder(environ: dict[str, str], expected: str) -> None:
    assert paths.state_folder(environ) == Path(expected)
    assert paths.journal_path(environ) == Path(expected) / "journal.db"
    assert paths.models_folder(environ) == Path(expected) / "models"


def test_the_models_folder_can_be_named() -> None:
    assert paths.models_folder({"SPOTTER_MODELS": "/m", "HOME": "/home/u"}) == Path("/m")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"RUNTIME_DIRECTORY": "/run/s", "XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/h"}, "/run/s/spotter.sock"),
        ({"XDG_RUNTIME_DIR": "/run/user/7", "HOME": "/h"}, "/run/user/7/spotter/spotter.sock"),
        ({"HOME": "/h"}, "/h/.local/state/spotter/spotter.sock"),
    ],
)
def test_the_socket_lies_in_the_run_time_folder(environ: dict[str, str], expected: str) -> None:
    assert paths.socket_path(environ) == Path(expected)


def test_a_socket_path_that_is_too_long_names_the_setting() -> None:
    with pytest.raises(ConfigError, match=r"108 bytes.*at most 107.*socket\.path"):
        paths.checked_socket(Path("/" + "a" * 107))
    assert paths.checked_socket(Path("/" + "a" * 106))


def test_asking_for_a_folder_does_not_make_it(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path)}
    paths.state_folder(environ)
    paths.socket_path(environ)
    assert list(tmp_path.iterdir()) == []


def test_a_made_folder_is_private(tmp_path: Path) -> None:
    folder = paths.make(tmp_path / "a" / "b")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert paths.make(folder) == folder


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SpotterError, match="cannot be made"):
        paths.make(tmp_path / "file" / "b")


def test_the_place_that_the_user_named_comes_first(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    own = tmp_path / "exercises" / "squat.toml"
    own.touch()
    assert paths.find("exercises/squat.toml", tmp_path) == own
    assert paths.find("spotter.toml", own) == own
    assert paths.config_folders(own)[0] == own.parent


def test_etc_comes_before_the_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checkout = Path(paths.__file__).parents[2] / "configs"
    monkeypatch.setattr(paths, "SYSTEM_CONFIG", tmp_path)
    assert paths.find("spotter.toml") == checkout / "spotter.toml"
    (tmp_path / "spotter.toml").touch()
    assert paths.find("spotter.toml") == tmp_path / "spotter.toml"


def test_what_is_nowhere_is_one_clear_error() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: not found in /etc/spotter"):
        paths.find("nowhere.toml")


def test_the_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "STATE_DIRECTORY", "/srv/now")
    assert paths.state_folder() == Path("/srv/now")
