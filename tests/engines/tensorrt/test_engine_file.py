"""A TensorRT engine that the user brought runs as it is, and is said to need TensorRT where there is none."""

import hashlib
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from daemon.errors import EngineError
from daemon.ports import Frame
from engines import registry
from engines.factory import choose_runtimes, describe_runtime, open_engine
from engines.tensorrt import engine_file
from engines.tensorrt.build import BuildRequest, build
from tests.fakes import finders
from tests.fakes.clock import ManualClock
from tests.fakes.gpu_machine import GpuMachine
from tests.fakes.pictures import NoStages, Picture, frame

HEADER = b'{"task": "pose", "license": "AGPL-3.0", "stride": 32}'
PLAN = b"fake TensorRT engine 10.3.0\n"


def brought(folder: Path, **networks: tuple[str, bytes]) -> Path:
    """A models' folder with the engine ``mine``: part -> family and file, and the file's content."""
    (folder / "engines").mkdir()
    lines, tables = [], []
    for part, (reference, content) in networks.items():
        name = reference.partition(":")[2]
        (folder / name).write_bytes(content)
        lines.append(f'{part} = "{reference}"')
        digest = hashlib.sha256(content).hexdigest()
        tables.append(f'[files."{name}"]\nsha256 = "{digest}"\nsize = {len(content)}')
    (folder / "engines" / "mine.toml").write_text("\n".join(lines + tables))
    return folder


def with_header(network: bytes) -> bytes:
    return struct.pack("<I", len(HEADER)) + HEADER + PLAN + network


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_it_runs_with_its_header_taken_off(
    tmp_path: Path, machine: GpuMachine, athlete: list[Picture], dtype: type[np.generic]
) -> None:
    engine_bytes = with_header(finders.yolo(0, dtype=dtype))
    folder = brought(tmp_path, keypoints=("yolo:mine.engine", engine_bytes))
    engine = open_engine("mine", folder, 1, NoStages(), ManualClock())
    pose = engine.estimate(frame(finders.spot(athlete[0], 331, 223)))
    assert pose is not None
    assert engine.name == "mine/tensorrt"
    assert engine.notice is None
    assert describe_runtime(registry.find("mine", None, folder), folder).endswith(", as it was brought")


def test_without_tensorrt_it_is_said_what_to_bring(tmp_path: Path) -> None:
    folder = brought(tmp_path, keypoints=("yolo:mine.engine", with_header(finders.yolo(0))))
    with pytest.raises(EngineError, match=r"mine\.engine runs on TensorRT alone, and .*; add the network as \.onnx"):
        choose_runtimes(registry.find("mine", None, folder), folder, 1, ManualClock())


def test_an_engine_of_another_tensorrt_stays_where_it_is(tmp_path: Path, machine: GpuMachine) -> None:
    folder = brought(tmp_path, keypoints=("yolo:mine.engine", b"fake TensorRT engine 9.0.0\n"))
    with pytest.raises(EngineError, match="runs on TensorRT alone"):
        choose_runtimes(registry.find("mine", None, folder), folder, 1, ManualClock())
    assert (folder / "mine.engine").is_file()


def test_a_build_takes_it_as_ready_and_builds_what_is_beside_it(
    tmp_path: Path, machine: GpuMachine, athlete: list[Picture]
) -> None:
    folder = brought(
        tmp_path,
        detector=("rtmdet:people.onnx", finders.rtmdet()),
        keypoints=("rtmpose:joints.engine", PLAN + finders.rtmpose()),
    )
    said: list[str] = []
    model = registry.find("mine", None, folder)
    build(model, BuildRequest(folder, spotted(athlete), said.append))
    assert machine.trt.fake.built == 1
    assert (folder / "people.tensorrt").is_file()
    assert (folder / "joints.engine").read_bytes() == PLAN + finders.rtmpose()
    assert [runtime.name for runtime in choose_runtimes(model, folder, 1, ManualClock()).runtimes] == ["tensorrt"] * 2


def spotted(athlete: list[Picture]) -> Callable[[], Iterator[Frame]]:
    return lambda: (
        frame(finders.spot(picture, 300 + 2 * index, 240), index / 30) for index, picture in enumerate(athlete)
    )


@pytest.mark.parametrize(
    "content", [b"", b"\x05\x00\x00\x00{}", b"\x02\x00\x00\x00{]plan", b"\xff\xff\xff\xff{}", b"ftrt" + bytes(40)]
)
def test_what_has_no_header_is_a_plan_as_a_whole(content: bytes) -> None:
    assert engine_file.split(content) == ({}, content)
