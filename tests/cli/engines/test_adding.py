"""``spotter engine add`` and ``remove``: an engine is taken up once it was tried, and nothing changes before."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from daemon.cli.engines import adding, trial
from daemon.cli.engines.trial import Asked, Counted, Trial
from daemon.cli.main import main
from daemon.config import paths
from daemon.config.settings import Settings
from daemon.core.pose.pose import Pose
from daemon.errors import ConfigError, EngineError, UsageError
from daemon.ports import PoseFrame
from engines import files, registry
from engines.conversion.onnx_files import ensure_onnx
from tests.engines.inspection import bad_files
from tests.fakes.networks import YOLO_METADATA, Input, answering

ITEMS = trial.bundled_items()
SETTINGS = Settings()
SIMCC = {"simcc_x": np.zeros((1, 17, 128), np.float32), "simcc_y": np.zeros((1, 17, 128), np.float32)}


def saw(asked: Asked, *, seen: float = 1.0, reps: int = 4, ms: float = 10.0, moved: float = 0.0) -> Trial:
    """A trial in which the athlete is seen in a share of ten frames."""
    xy = np.zeros((33, 2), np.float32)
    xy[11:13, 1], xy[23:25, 1] = 100.0, 200.0
    pose = Pose(0.0, xy + np.float32(moved), None, np.ones(33, np.float32))
    frames = tuple(PoseFrame(i / 30, pose if i < 10 * seen else None, 640, 480) for i in range(10))
    if asked.picture is not None:
        files.write(asked.picture, b"PNG")
    counted = tuple(Counted(item, reps) for item in ITEMS)
    return Trial(f"{asked.engine}/onnx", counted, {ITEMS[0].path: frames}, ms, 300.0)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """The trials that were asked for; each sees all."""
    asked: list[Asked] = []

    def run(one: Asked) -> Trial:
        asked.append(one)
        assert registry.find(one.engine, None, one.models).networks
        return saw(one)

    monkeypatch.setattr(trial, "run", run)
    return asked


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def yolo(folder: Path, name: str = "Best Pose.onnx", metadata: dict[str, str] | None = None) -> Path:
    path = folder / name
    path.write_bytes(answering({"output0": bad_files.RAW}, metadata=YOLO_METADATA if metadata is None else metadata))
    return path


def rtmpose(folder: Path) -> Path:
    path = folder / "rtm.onnx"
    path.write_bytes(answering(SIMCC, Input(name="input")))
    return path


def everything(models: Path) -> list[str]:
    return sorted(str(path.relative_to(models)) for path in models.rglob("*") if path.is_file())


def test_an_engine_is_named_after_its_file_and_described_by_one_file(
    tmp_path: Path, models: Path, tried: list[Asked]
) -> None:
    said: list[str] = []
    adding.add([yolo(tmp_path)], None, models, SETTINGS, said.append)
    assert everything(models) == ["best-pose.onnx", "engines/best-pose.png", "engines/best-pose.toml"]
    model = registry.find("best-pose", None, models)
    assert (model.keypoints.family, model.detector) == ("yolo", None)
    assert [asked.engine for asked in tried] == ["best-pose"]
    assert tried[0].models != models
    assert any("AGPL-3.0" in line for line in said)
    assert any(line.startswith("the bundled clip: 4 of 4 squat, 4 of 4 push_up") for line in said)
    assert said[-1].startswith("best-pose is taken up: spotter count VIDEO --engine best-pose")


def test_a_licence_that_is_not_said_is_pointed_out(tmp_path: Path, models: Path, tried: list[Asked]) -> None:
    said: list[str] = []
    adding.add([yolo(tmp_path, metadata={})], "mine", models, SETTINGS, said.append)
    assert tried
    assert any("says nothing of its licence" in line for line in said)


def test_an_engine_that_sees_nobody_is_refused_and_nothing_changes(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "run", lambda asked: saw(asked, seen=0.3))
    with pytest.raises(EngineError, match="sees the athlete in 30% of the bundled clip: expected 50% or more"):
        adding.add([yolo(tmp_path)], None, models, SETTINGS, lambda _: None)
    assert everything(models) == []


def test_where_it_is_worse_than_the_default_engine_is_told(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = registry.find(registry.DEFAULT, None, models)
    for file in default.files:
        files.write(models / file.name, b"")
    monkeypatch.setattr(files, "sha256", lambda path: _published(default, path))

    def run(asked: Asked) -> Trial:
        own = asked.engine == "mine"
        return saw(asked, reps=3 if own else 4, ms=25.0 if own else 10.0, moved=10.0 if own else 0.0)

    monkeypatch.setattr(trial, "run", run)
    said: list[str] = []
    adding.add([yolo(tmp_path)], "mine", models, SETTINGS, said.append)
    assert (
        "worse than blazepose-full/onnx: squat (3, not 4), push_up (3, not 4), speed (25.0 ms a frame, not 10.0)"
        in said
    )
    assert "its joints lie 14.1% of the torso's length from blazepose-full/onnx's" in said


def _published(model: registry.Model, path: Path) -> str | None:
    return next((file.sha256 for file in model.files if file.name == path.name), "0" * 64 if path.exists() else None)


def test_a_network_for_squares_borrows_the_default_engines_detector_or_says_what_is_missing(
    tmp_path: Path, models: Path, tried: list[Asked]
) -> None:
    with pytest.raises(
        EngineError, match=r"needs a detector and .*pose_detection.tflite is missing: run: spotter engine"
    ):
        adding.add([rtmpose(tmp_path)], None, models, SETTINGS, lambda _: None)
    assert everything(models) == []
    files.write(models / "pose_detection.tflite", b"as it was fetched")
    said: list[str] = []
    adding.add([rtmpose(tmp_path)], None, models, SETTINGS, said.append)
    assert "no detector was brought: blazepose-full's is used" in said
    model = registry.find("rtm", None, models)
    assert model.detector is not None
    assert (model.detector.file, model.keypoints.family) == ("pose_detection.tflite", "rtmpose")
    assert tried


def test_two_keypoint_networks_are_no_engine(tmp_path: Path, models: Path, tried: list[Asked]) -> None:
    with pytest.raises(EngineError, match="2 keypoint networks and 0 detectors: expected one keypoint network"):
        adding.add([yolo(tmp_path), rtmpose(tmp_path)], None, models, SETTINGS, lambda _: None)
    assert not tried


@pytest.mark.parametrize(
    ("name", "said"), [("blazepose-full", "there is an engine named"), ("My Net!", "expected a name of a-z")]
)
def test_a_name_that_cannot_be_had_is_refused(
    tmp_path: Path, models: Path, tried: list[Asked], name: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        adding.add([yolo(tmp_path)], name, models, SETTINGS, lambda _: None)
    assert not tried


@pytest.mark.parametrize("make", bad_files.EXPECTED, ids=lambda make: make.__name__)
@pytest.mark.slow
def test_a_bad_file_gets_one_line_and_status_69_and_nothing_changes(
    tmp_path: Path, models: Path, make: Callable[[Path], bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.onnx"
    path.write_bytes(make(tmp_path))
    assert main(["engine", "add", str(path), "--models", str(models)]) == 69
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert str(path) in err
    assert not models.exists() or everything(models) == []


def test_a_published_file_is_put_where_it_belongs(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch, tried: list[Asked]
) -> None:
    heavy = registry.find("blazepose-heavy", None, models)
    path = tmp_path / "downloaded.bin"
    path.write_bytes(b"heavy")
    real = files.sha256
    own = next(file.sha256 for file in heavy.files if "heavy" in file.name)
    monkeypatch.setattr(files, "sha256", lambda at: own if real(at) == files.digest(b"heavy") else real(at))
    said: list[str] = []
    adding.add([path], None, models, SETTINGS, said.append)
    assert (models / "pose_landmark_heavy.tflite").read_bytes() == b"heavy"
    assert said == [
        f"{path} is pose_landmark_heavy.tflite of blazepose-heavy",
        "blazepose-heavy still needs pose_detection.tflite",
    ]
    assert not tried


def test_what_was_added_is_removed_with_its_files_and_what_others_need_stays(
    tmp_path: Path, models: Path, tried: list[Asked]
) -> None:
    files.write(models / "pose_detection.tflite", b"as it was fetched")
    adding.add([rtmpose(tmp_path)], None, models, SETTINGS, lambda _: None)
    files.write(models / "rtm.3.onnx", b"made of it")
    adding.remove("rtm", models, SETTINGS)
    assert everything(models) == ["pose_detection.tflite"]
    assert tried


def test_what_ships_or_is_in_use_is_not_removed(tmp_path: Path, models: Path, tried: list[Asked]) -> None:
    with pytest.raises(UsageError, match=r"blazepose-full was not added: it is .*blazepose-full\.toml"):
        adding.remove("blazepose-full", models, SETTINGS)
    with pytest.raises(UsageError, match="there is no engine named 'nobody'"):
        adding.remove("nobody", models, SETTINGS)
    adding.add([yolo(tmp_path)], "mine", models, SETTINGS, lambda _: None)
    config = Settings(engine=SETTINGS.engine.__class__(name="mine"))
    with pytest.raises(UsageError, match="mine is the engine of the settings"):
        adding.remove("mine", models, config)
    assert tried


def test_a_wrong_file_of_another_engine_leaves_the_one_to_be_removed_whole(
    tmp_path: Path, models: Path, tried: list[Asked]
) -> None:
    adding.add([yolo(tmp_path)], "mine", models, SETTINGS, lambda _: None)
    files.write(models / "engines" / "wrong.toml", b"keypoints = 3")
    before = everything(models)
    with pytest.raises(ConfigError, match=r"wrong\.toml"):
        adding.remove("mine", models, SETTINGS)
    assert everything(models) == before
    assert tried


def test_an_engine_that_was_added_meanwhile_is_not_overwritten(
    tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_is_quicker(asked: Asked) -> Trial:
        files.write(models / "engines" / "mine.toml", b"the other's")
        return saw(asked, reps=4)

    monkeypatch.setattr(trial, "run", other_is_quicker)
    with pytest.raises(UsageError, match="an engine named 'mine' was added meanwhile"):
        adding.add([yolo(tmp_path)], "mine", models, SETTINGS, lambda _: None)
    assert everything(models) == ["engines/mine.toml"]


@pytest.mark.slow
def test_a_real_network_is_tried_on_real_pixels_and_counts_afterwards(tmp_path: Path, models: Path) -> None:
    here = paths.models_folder()
    default = registry.find(registry.DEFAULT, None, here)
    onnx = [ensure_onnx(network, here) for network in default.networks]
    for file in default.files:
        files.write(models / file.name, (here / file.name).read_bytes())
    mine = tmp_path / "landmarks.onnx"
    mine.write_bytes(onnx[-1].read_bytes())
    said: list[str] = []
    adding.add([mine], None, models, SETTINGS, said.append)
    assert "the bundled clip: 4 of 4 squat, 4 of 4 push_up; the athlete is seen in 97% of it" in said
    assert f"its joints lie 0.0% of the torso's length from {registry.DEFAULT}/onnx's" in said
    picture = (models / "engines" / "landmarks.png").read_bytes()
    assert cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR).shape == (480, 640, 3)
