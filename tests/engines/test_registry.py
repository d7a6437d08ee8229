"""An engine is one TOML file: where it is looked for, what it may say, and what is said of a wrong one."""

from pathlib import Path

import pytest

from daemon.cli.doctor import parts
from daemon.cli.main import main
from daemon.config import paths
from daemon.config.settings import Engine, Settings
from daemon.errors import ConfigError, UsageError
from engines import families, registry
from engines.models import blazepose, movenet
from engines.packages import PACKAGES
from engines.ports import DetectorFamily, KeypointsFamily

SHIPPED = sorted(Path(paths.__file__).parents[2].glob("configs/engines/*.toml"))
DIGEST = "0" * 64
MINE = f"""
keypoints = "yolo:mine.onnx"
[files."mine.onnx"]
sha256 = "{DIGEST}"
size = 7
"""


def written(folder: Path, text: str, name: str = "mine") -> Path:
    (folder / "engines").mkdir(exist_ok=True)
    path = folder / "engines" / f"{name}.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_engine_can_be_fetched_and_read(path: Path) -> None:
    model = registry.read(path)
    families.check(model)
    assert model.licence == "Apache-2.0"
    for file in model.files:
        assert file.package in PACKAGES
        assert file.path is not None
        assert file.path.endswith(Path(file.name).suffix)


def test_a_file_that_engines_share_is_the_same_in_all_of_them() -> None:
    seen: dict[str, registry.File] = {}
    for path in SHIPPED:
        for file in registry.read(path).files:
            assert seen.setdefault(file.name, file) == file


def test_the_default_is_blazepose_full_with_detector_and_keypoints() -> None:
    model = registry.find(registry.DEFAULT)
    assert [network.file for network in model.networks] == ["pose_detection.tflite", "pose_landmark_full.tflite"]
    assert [network.part for network in model.networks] == ["detector", "keypoints"]


def test_a_network_of_two_files_has_both_its_own_first() -> None:
    network = registry.find("movenet-thunder").keypoints
    assert [file.name for file in network.files] == ["movenet-thunder.json", "movenet-thunder.bin"]
    assert network.sha256 == network.files[0].sha256 + network.files[1].sha256
    assert registry.find("movenet-thunder").detector is None


def test_an_engine_that_the_user_added_lies_in_the_models_folder(tmp_path: Path) -> None:
    path = written(tmp_path, MINE)
    model = registry.find("mine", None, tmp_path)
    assert (model.name, model.source, model.licence) == ("mine", path, "unknown")
    assert model.keypoints.file == "mine.onnx"
    assert model.files[0].package is None
    families.check(model)


def test_config_comes_before_what_is_shipped_and_that_before_what_was_added(tmp_path: Path) -> None:
    given, models = tmp_path / "given", tmp_path / "models"
    for folder in (given, models):
        folder.mkdir()
        written(folder, MINE, "blazepose-full")
    assert registry.find("blazepose-full", given, models).keypoints.family == "yolo"
    assert registry.find("blazepose-full", None, models).keypoints.family == "blazepose"


def test_an_unknown_engine_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    written(tmp_path, MINE)
    with pytest.raises(UsageError, match=r"no engine named 'mime': did you mean mine\?"):
        registry.find("mime", None, tmp_path)


WRONG = {
    "keypoint": (MINE.replace("keypoints", "keypoint"), "unknown key keypoint: did you mean keypoints?"),
    "no file": ('keypoints = "yolo"', "keypoints: expected 'family:file', the file is missing"),
    "no table": ('keypoints = "yolo:mine.onnx"', 'the file mine.onnx has no table: add [files."mine.onnx"]'),
    "folder": ('keypoints = "yolo:../mine.onnx"', "keypoints: expected a text 'family:file'"),
    "digest": (MINE.replace(DIGEST, "abc"), "files.mine.onnx.sha256: expected 64 hexadecimal digits"),
    "size": (MINE.replace("= 7", "= 0"), "files.mine.onnx.size = 0: expected a whole number from 1"),
    "half a source": (f'{MINE}package = "npm:x@1"\n', "files.mine.onnx: package and path belong together"),
    "not TOML": ("keypoints = yolo", "not TOML"),
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_named_with_its_key_and_what_to_do(tmp_path: Path, text: str, expected: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        registry.find("mine", None, tmp_path)
    assert any(line.startswith(str(path)) and expected in line for line in caught.value.lines), caught.value.lines


def test_a_family_that_there_is_not_is_answered_with_the_nearest(tmp_path: Path) -> None:
    written(tmp_path, MINE.replace("yolo:", "yollo:"))
    with pytest.raises(ConfigError, match=r"mine\.toml: keypoints: no family 'yollo' for it: did you mean yolo\?"):
        families.check(registry.find("mine", None, tmp_path))
    written(tmp_path, MINE.replace("yolo:", "detections:"))
    with pytest.raises(ConfigError, match="no family 'detections' for it"):
        families.check(registry.find("mine", None, tmp_path))


def test_the_command_line_ends_with_78_and_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, MINE.replace("yolo:", "yollo:"))
    assert main(["engine", "bench", "--engine", "mine", "--models", str(tmp_path)]) == 78
    assert capsys.readouterr().err.count("\n") == 1
    written(tmp_path, "keypoints = yolo")
    assert main(["engine", "bench", "--engine", "mine", "--models", str(tmp_path)]) == 78
    assert capsys.readouterr().err.count("\n") == 1


def test_a_wrong_file_does_not_hide_the_other_engines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, "keypoints = yolo")
    assert main(["engine", "list", "--models", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "mine  cannot be used: " in said
    assert "blazepose-full  Apache-2.0" in said


def test_each_part_of_a_family_is_of_its_kind() -> None:
    assert isinstance(blazepose.DETECTOR, DetectorFamily)
    assert isinstance(blazepose.KEYPOINTS, KeypointsFamily)
    assert isinstance(movenet.KEYPOINTS, KeypointsFamily)
    assert not hasattr(movenet, "DETECTOR")


@pytest.mark.parametrize("verb", ["count", "bench"])
def test_an_engine_beside_config_is_found(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTTER_MODELS", str(tmp_path))
    beside = tmp_path / "settings"
    beside.mkdir()
    written(beside, MINE)
    (beside / "spotter.toml").touch()
    clip = str(paths.find("clip/demo.mp4"))
    assert main([verb, clip, "--config", str(beside), "--engine", "mine"]) == 69
    assert "mine.onnx is missing; add the engine again" in capsys.readouterr().err


@pytest.mark.parametrize(
    "verb", ["list", "fetch mine", "build mine", "bench --engine mine", "compare mine mine", "remove mine"]
)
def test_the_engine_verbs_find_one_beside_config(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, MINE)
    (tmp_path / "spotter.toml").write_text(f'[engine]\nmodels = "{tmp_path / "models"}"\n')
    main(["engine", *verb.split(), "--config", str(tmp_path)])
    said = "".join(capsys.readouterr())
    assert "mine" in said
    assert "there is no engine" not in said
    assert "unrecognized" not in said


def test_the_engine_verbs_use_the_models_folder_of_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    written(models, MINE)
    (tmp_path / "spotter.toml").write_text(f'[engine]\nmodels = "{models}"\n')
    assert main(["engine", "list", "--config", str(tmp_path)]) == 0
    assert "mine" in capsys.readouterr().out


def test_the_doctor_finds_an_engine_beside_config(tmp_path: Path) -> None:
    written(tmp_path, MINE)
    config = Settings(engine=Engine(name="mine", models=tmp_path))
    found = {each.part: each.says for each in parts.work(config, tmp_path)}
    assert "mine.onnx" in found["engine"]
