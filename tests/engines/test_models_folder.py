"""What a user gets when the models' folder is not as it should be."""

import shutil
from pathlib import Path

import pytest

from daemon.cli.main import main
from daemon.config import paths
from daemon.errors import EngineError, UsageError
from engines import files, registry
from engines.conversion import onnx_files
from engines.factory import open_engine
from tests.fakes.clock import ManualClock
from tests.fakes.pictures import NoStages

MODEL = registry.find(registry.DEFAULT)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of our own with both published files."""
    for network in MODEL.networks:
        shutil.copy(paths.models_folder() / network.file, tmp_path)
    return tmp_path


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_an_unknown_engine_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'blazepos-ful': did you mean blazepose-full\?"):
        open_engine("blazepos-ful", tmp_path, 1, NoStages(), ManualClock())


def test_an_engine_like_no_other_is_answered_with_the_list() -> None:
    with pytest.raises(UsageError, match="spotter engine list"):
        registry.find("qqq")


def test_a_missing_model_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"pose_detection.tflite is missing; run: spotter engine fetch"):
        open_engine(MODEL.name, tmp_path, 1, NoStages(), ManualClock())


@pytest.mark.parametrize("network", MODEL.networks, ids=lambda network: network.file)
def test_a_flipped_byte_in_a_published_file_is_noticed(models: Path, network: registry.Network) -> None:
    flip(models / network.file)
    with pytest.raises(EngineError, match=rf"{network.file} is damaged; run: spotter engine fetch"):
        open_engine(MODEL.name, models, 1, NoStages(), ManualClock())


def test_a_flipped_byte_in_a_converted_file_mends_itself(models: Path) -> None:
    path = onnx_files.ensure_onnx(MODEL.detector, models)
    whole = path.read_bytes()
    flip(path)
    assert onnx_files.ensure_onnx(MODEL.detector, models).read_bytes() == whole


def test_a_cut_converted_file_mends_itself(models: Path) -> None:
    path = onnx_files.ensure_onnx(MODEL.detector, models)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert onnx_files.ensure_onnx(MODEL.detector, models).read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_one_clear_error(models: Path) -> None:
    blocked = models / "file"
    blocked.write_text("not a folder")
    with pytest.raises(EngineError, match="cannot be"):
        files.write(blocked / "model.onnx", b"")


def test_nothing_half_written_is_left_behind(models: Path) -> None:
    onnx_files.ensure_onnx(MODEL.detector, models)
    assert not [path for path in models.iterdir() if path.name.startswith(".")]


def test_the_command_lists_what_is_here_and_what_is_not(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "list", "--models", str(models)]) == 0
    assert "blazepose-full  Apache-2.0  9.4 MB  fetched" in capsys.readouterr().out
    flip(models / MODEL.detector.file)
    assert main(["engine", "list", "--models", str(models)]) == 0
    assert " damaged " in capsys.readouterr().out


def test_the_command_ends_with_69_and_one_line_without_models(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["engine", "build", "--models", str(tmp_path)]) == 69
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "spotter engine fetch" in said


def test_the_command_measures_both_networks(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engine", "bench", "--models", str(models), "--runs", "2", "--threads", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["pose_detection/onnx", "pose_landmark_full/onnx"]
    assert all("p50" in line and "p95" in line for line in lines)
