"""The pose networks on threads that spin and on threads that sleep."""

import os

import pytest

from daemon.config import paths
from daemon.core.pose.pose import Pose
from daemon.ports import PoseEngine
from engines import registry
from engines.conversion.onnx_files import ensure_onnx
from engines.factory import Threads, open_engine
from engines.pipeline import Pipeline
from engines.runtimes.auto_onnx_runtime import AutoOnnxRuntime
from engines.runtimes.fastest_way import TURN
from engines.runtimes.onnx_runtime import OnnxRuntime
from tests.fakes.clock import ManualClock
from tests.fakes.parts import blazepose_parts
from tests.fakes.pictures import NoStages, Picture, frame

DETECTOR, LANDMARKS = registry.find(registry.DEFAULT).networks


def on_cores(monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))


def auto() -> PoseEngine:
    return open_engine(registry.DEFAULT, paths.models_folder(), "auto", NoStages(), ManualClock())


def fixed(*, spin: bool) -> PoseEngine:
    detector, landmarks = (
        OnnxRuntime(ensure_onnx(one, paths.models_folder()), 2, spin=spin) for one in (DETECTOR, LANDMARKS)
    )
    return Pipeline("fixed", blazepose_parts(detector, landmarks), NoStages())


def poses(engine: PoseEngine, pictures: list[Picture]) -> list[Pose]:
    found = (engine.estimate(frame(picture, index / 30)) for index, picture in enumerate(pictures))
    return [pose for pose in found if pose is not None]


def bits(pose: Pose) -> bytes:
    assert pose.world is not None
    return pose.xy.tobytes() + pose.world.tobytes() + pose.score.tobytes()


def test_poses_are_the_same_to_the_bit_whichever_threads_find_them(
    athlete: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_cores(monkeypatch, 2)
    found = [bits(pose) for pose in poses(auto(), athlete)]
    assert len(found) == len(athlete)
    assert len(found) > 2 * TURN, "both kinds of threads have run"
    for spin in (True, False):
        assert [bits(pose) for pose in poses(fixed(spin=spin), athlete)] == found


def test_it_goes_over_to_the_faster_threads_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, run = ManualClock(), OnnxRuntime.run
    runtime = AutoOnnxRuntime(ensure_onnx(DETECTOR, paths.models_folder()), 2, clock)

    def slow_while_spinning(self: OnnxRuntime) -> None:
        clock.t += 0.02 if "spinning" in self.threads else 0.01
        run(self)

    monkeypatch.setattr(OnnxRuntime, "run", slow_while_spinning)
    assert runtime.threads == "2 spinning threads"
    for _ in range(40):
        runtime.run()
    assert runtime.threads == "2 threads"
    began = clock.t
    runtime.run()
    assert clock.t - began == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("threads", "cores", "said"),
    [
        (1, 4, "1 thread"),
        (3, 4, "3 spinning threads"),
        ("auto", 4, "2 spinning threads"),
        ("auto", 1, "1 thread"),
    ],
)
def test_the_engine_has_the_threads_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, threads: Threads, cores: int, said: str
) -> None:
    on_cores(monkeypatch, cores)
    engine = open_engine(registry.DEFAULT, paths.models_folder(), threads, NoStages(), ManualClock())
    assert engine.threads == said
