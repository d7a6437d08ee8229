"""Building engines: what fits is used, what does not is set aside, and counting goes on with ONNX Runtime."""

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from daemon.cli.main import main
from daemon.config import paths
from daemon.errors import EngineError
from daemon.ports import Frame
from engines import registry
from engines.factory import describe_runtime, open_engine
from engines.kernels import cubin
from engines.tensorrt import jetson_linux, plan_file
from engines.tensorrt.build import BuildRequest, build
from tests.fakes.clock import ManualClock
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.pictures import NoStages, Picture, frame
from tests.fakes.videos import beginning

pytestmark = pytest.mark.slow

MODEL = registry.find(registry.DEFAULT)
NAMES = ["pose_detection.tensorrt", "pose_landmark_full.tensorrt"]
Clip = Callable[[], Iterator[Frame]]


@pytest.fixture
def short(athlete: list[Picture]) -> Clip:
    return lambda: (frame(picture, index / 30) for index, picture in enumerate(athlete[:4]))


def made(folder: Path, clip: Clip, *, again: bool = False) -> list[str]:
    """What a build says."""
    said: list[str] = []
    build(MODEL, BuildRequest(folder, clip, said.append, rebuild=again))
    return said


@pytest.fixture
def built(machine: GpuMachine, ready: Path, short: Clip, shelf: Path) -> None:
    """Both engines are there; only the first test that asks builds them."""
    if not any(shelf.iterdir()):
        made(ready, short)
        for one in NAMES:
            shutil.copy(ready / one, shelf)
        machine.trt.fake.built = 0
    for one in NAMES:
        shutil.copy(shelf / one, ready)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shelf")


def name(folder: Path) -> str:
    return open_engine(MODEL.name, folder, 2, NoStages(), ManualClock()).name


def spoil(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_built_engines_are_used(machine: GpuMachine, ready: Path, short: Clip) -> None:
    said = made(ready, short)
    assert [path.name for path in sorted(ready.glob("*.tensorrt"))] == NAMES
    assert any(line.startswith("keypoints are within 0.") for line in said)
    assert name(ready) == "blazepose-full/tensorrt"
    assert "TensorRT 10.3.0 on Orin sm_87 8, keypoints within 0." in describe_runtime(MODEL, ready)


def test_a_kernel_that_was_compiled_here_crops_the_frames(
    machine: GpuMachine,
    ready: Path,
    short: Clip,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert any(line.startswith("no crop kernel was compiled: the CUDA compiler") for line in made(ready, short))
    name(ready)
    assert "the processor crops the frames, which is slower: " in caplog.text
    caplog.clear()
    monkeypatch.setattr(cubin, "load", lambda arch, folder: f"{arch} {folder.name}".encode())
    machine.cuda.fake.cubin = f"sm_87 {ready.name}".encode()
    assert name(ready) == "blazepose-full/tensorrt"
    assert not caplog.text


def test_a_second_build_builds_nothing(machine: GpuMachine, ready: Path, short: Clip) -> None:
    made(ready, short)
    assert machine.trt.fake.built == 2
    assert made(ready, short)[-2:] == [f"ready: {ready / one}" for one in NAMES]
    assert machine.trt.fake.built == 2
    made(ready, short, again=True)
    assert machine.trt.fake.built == 4


def test_progress_is_told_while_it_takes_minutes(machine: GpuMachine, ready: Path, short: Clip) -> None:
    said = made(ready, short)
    assert "pose_detection: building for TensorRT 10.3.0 on Orin sm_87 8; this takes minutes" in said
    assert "pose_landmark_full: Timing graph nodes: 40 %" in said


def test_a_build_takes_up_what_earlier_ones_measured(machine: GpuMachine, ready: Path, short: Clip) -> None:
    made(ready, short)
    assert machine.trt.fake.timings == [b"", b"timings of Orin, 1"]
    machine.cuda.fake.device = "Thor"
    made(ready, short)
    assert machine.trt.fake.timings[2:] == [b"", b"timings of Thor, 3"], "another GPU's are not taken"


def test_without_an_engine_the_processor_counts_and_says_so(
    machine: GpuMachine, ready: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = open_engine(MODEL.name, ready, 2, NoStages(), ManualClock())
    assert engine.name == "blazepose-full/onnx"
    assert engine.notice is not None
    assert "slower than the GPU: no TensorRT engine is built yet; run: spotter engine build" in engine.notice
    assert engine.notice in caplog.text
    assert machine.trt.fake.built == 0, "opening builds nothing"


def test_a_machine_without_tensorrt_has_nothing_to_be_told(ready: Path, caplog: pytest.LogCaptureFixture) -> None:
    engine = open_engine(MODEL.name, ready, 2, NoStages(), ManualClock())
    assert (engine.name, engine.notice) == ("blazepose-full/onnx", None)
    assert not caplog.text


def test_a_jetson_without_its_tensorrt_is_told(ready: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(jetson_linux, "version", lambda: "36.4.7")
    engine = open_engine(MODEL.name, ready, 2, NoStages(), ManualClock())
    assert engine.notice is not None
    assert "TensorRT cannot be loaded" in engine.notice
    assert "python3-libnvinfer" in engine.notice


@pytest.mark.parametrize("place", [0, 40, 1000, -1], ids=["magic", "header", "engine", "last byte"])
def test_a_flipped_bit_sets_the_engine_aside(
    machine: GpuMachine, ready: Path, built: None, short: Clip, place: int
) -> None:
    spoil(ready / NAMES[1], place)
    assert name(ready) == "blazepose-full/onnx"
    assert (ready / f"{NAMES[1]}.damaged").exists()
    assert not (ready / NAMES[1]).exists()
    made(ready, short)
    assert machine.trt.fake.built == 1, "only the damaged one is built again"
    assert name(ready) == "blazepose-full/tensorrt"


@pytest.mark.parametrize("size", [0, 10, 5000])
def test_a_cut_engine_is_set_aside(machine: GpuMachine, ready: Path, built: None, size: int) -> None:
    path = ready / NAMES[0]
    path.write_bytes(path.read_bytes()[:size])
    assert name(ready) == "blazepose-full/onnx"
    assert (ready / f"{NAMES[0]}.damaged").exists()


def stale_tensorrt(machine: GpuMachine, folder: Path) -> str:
    machine.trt.__version__ = "10.13.3"
    return "TensorRT 10.3.0, here is 10.13.3"


def stale_gpu(machine: GpuMachine, folder: Path) -> str:
    machine.cuda.fake.device = "NVIDIA Thor"
    return "GPU Orin sm_87 8, here is NVIDIA Thor sm_87 8"


def stale_network(machine: GpuMachine, folder: Path) -> str:
    path = folder / NAMES[0]
    header, plan = plan_file.read(path)
    old = msgspec.structs.replace(header.key, onnx="0" * 64)
    plan_file.write(path, plan, msgspec.structs.replace(header, key=old))
    return "network 000000000000000000000000, here is "


@pytest.mark.parametrize("change", [stale_tensorrt, stale_gpu, stale_network])
def test_an_engine_for_something_else_is_set_aside_and_says_what_differs(
    machine: GpuMachine, ready: Path, built: None, short: Clip, change: Callable[[GpuMachine, Path], str]
) -> None:
    differs = change(machine, ready)
    engine = open_engine(MODEL.name, ready, 2, NoStages(), ManualClock())
    assert engine.name == "blazepose-full/onnx"
    assert engine.notice is not None
    assert f"pose_detection.tensorrt was built for {differs}" in engine.notice
    assert "run: spotter engine build" in engine.notice
    assert (ready / "pose_detection.tensorrt.stale").exists()
    made(ready, short)
    assert name(ready) == "blazepose-full/tensorrt"


def test_another_jetson_linux_makes_an_engine_stale(
    machine: GpuMachine, ready: Path, short: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jetson_linux, "version", lambda: "36.4.3")
    made(ready, short)
    monkeypatch.setattr(jetson_linux, "version", lambda: "36.4.7")
    assert "was built for Jetson Linux 36.4.3, here is 36.4.7" in describe_runtime(MODEL, ready)


def test_an_engine_that_tensorrt_does_not_take_is_set_aside(machine: GpuMachine, ready: Path, built: None) -> None:
    path = ready / NAMES[0]
    plan_file.write(path, b"something else", plan_file.read(path)[0])
    assert name(ready) == "blazepose-full/onnx"
    assert (ready / f"{NAMES[0]}.foreign").exists()


def test_a_full_gpu_counts_on_the_processor_and_keeps_the_engine(machine: GpuMachine, ready: Path, built: None) -> None:
    machine.trt.fake.no_context = True
    engine = open_engine(MODEL.name, ready, 2, NoStages(), ManualClock())
    assert engine.name == "blazepose-full/onnx"
    assert engine.notice is not None
    assert "memory is full" in engine.notice
    machine.trt.fake.no_context = False
    assert name(ready) == "blazepose-full/tensorrt"


def test_a_folder_that_is_not_ours_to_write_is_no_obstacle(
    machine: GpuMachine, ready: Path, built: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.trt.__version__ = "11.4.0"

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    assert name(ready) == "blazepose-full/onnx"


def test_an_inaccurate_engine_is_refused_kept_aside_and_not_built_at_every_boot(
    machine: GpuMachine, ready: Path, short: Clip
) -> None:
    machine.trt.fake.wrong = 3.0
    with pytest.raises(EngineError, match=r"refused: its keypoints are .* % of the torso.* off, and 1 % is allowed"):
        made(ready, short)
    assert [path.name for path in sorted(ready.glob("*.tensorrt*"))] == [f"{one}.refused" for one in NAMES]
    assert name(ready) == "blazepose-full/onnx"
    assert "the TensorRT engine was refused: its keypoints are" in describe_runtime(MODEL, ready)
    with pytest.raises(EngineError, match=r"was refused: .*; to try once more: spotter engine build --again"):
        made(ready, short)
    assert machine.trt.fake.built == 2
    machine.trt.fake.wrong = 0.0
    made(ready, short, again=True)
    assert name(ready) == "blazepose-full/tensorrt"
    assert not list(ready.glob("*.refused"))


def test_a_refused_engine_is_tried_again_with_another_tensorrt(machine: GpuMachine, ready: Path, short: Clip) -> None:
    machine.trt.fake.wrong = 3.0
    with pytest.raises(EngineError, match="refused"):
        made(ready, short)
    machine.trt.fake.wrong = 0.0
    machine.trt.__version__ = "10.13.3"
    made(ready, short)
    assert name(ready) == "blazepose-full/tensorrt"


def test_a_clip_without_an_athlete_proves_nothing(machine: GpuMachine, ready: Path, athlete: list[Picture]) -> None:
    with pytest.raises(EngineError, match="nobody was seen in the test clip"):
        made(ready, lambda: iter([frame(athlete[0] * 0)]))


def test_what_tensorrt_cannot_build_says_why(machine: GpuMachine, ready: Path, short: Clip) -> None:
    machine.trt.fake.no_plan = True
    with pytest.raises(EngineError, match=r"could not build the engine: .*Could not find any implementation for node"):
        made(ready, short)
    assert not list(ready.glob("*.tensorrt*"))


def test_a_build_can_be_stopped(machine: GpuMachine, ready: Path, short: Clip) -> None:
    def stop(line: str) -> None:
        if "%" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(MODEL, BuildRequest(ready, short, stop))
    assert not list(ready.glob("*.tensorrt*"))
    assert not [path for path in ready.iterdir() if path.name.startswith(".")]


def test_the_command_builds_and_lists_and_measures(
    machine: GpuMachine,
    ready: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    short: Clip,
) -> None:
    monkeypatch.setattr("daemon.cli.commands.engine.open_clip", short)
    assert main(["engine", "build", "--models", str(ready)]) == 0
    assert main(["engine", "list", "--models", str(ready)]) == 0
    assert "  runs on TensorRT 10.3.0 on Orin sm_87 8" in capsys.readouterr().out
    assert main(["engine", "bench", "--models", str(ready), "--runs", "2"]) == 0
    assert "pose_landmark_full/tensorrt  GPU  p50" in capsys.readouterr().out


def test_the_command_ends_with_69_where_an_engine_is_refused(
    machine: GpuMachine,
    ready: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    short: Clip,
) -> None:
    monkeypatch.setattr("daemon.cli.commands.engine.open_clip", short)
    machine.trt.fake.wrong = 3.0
    assert main(["engine", "build", "--models", str(ready)]) == 69
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "counting goes on without it" in said


def test_a_machine_without_tensorrt_builds_no_engine(ready: Path, short: Clip) -> None:
    assert made(ready, short)[-1] == "this machine has no TensorRT: ONNX Runtime runs the model"
    assert not list(ready.glob("*.tensorrt"))
    assert describe_runtime(MODEL, ready) == "ONNX Runtime: this machine has no TensorRT"


def test_the_squats_of_the_bundled_clip_are_counted_alike_on_tensorrt(
    machine: GpuMachine, ready: Path, built: None, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """End to end, with the engine that was built in half precision: the reps are those of the README."""
    config = tmp_path / "spotter.toml"
    config.write_text(f'[engine]\nmodels = "{ready}"\n')
    source = str(beginning(tmp_path / "squats.mp4", paths.find("clip/demo.mp4"), 450))
    assert main(["count", source, "--exercise", "squat", "--json", "--config", str(config)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert '"reps":4' in said[-1]
    assert '"engine":"blazepose-full/tensorrt"' in said[-1]
    assert sum('"reason":"shallow"' in line for line in said) == 1
    logging.getLogger(__name__).info("%s", said[-1])
