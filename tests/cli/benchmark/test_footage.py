"""Where a video's poses come from, and that they are found once."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from daemon.camera.trace import write_trace
from daemon.cli.benchmark import footage
from daemon.cli.benchmark.footage import Engine
from daemon.config import settings
from daemon.errors import EngineError, SourceError
from daemon.ports import PoseFrame
from daemon.system.clock import SystemClock
from tests.fakes import stick
from tests.fakes.videos import ball


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return footage.engine(settings.Settings(), None, {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": "/"})


def video(path: Path, content: bytes = b"a video") -> Path:
    path.write_bytes(content)
    return path


def poses(count: int = 5) -> list[PoseFrame]:
    found = [stick.squatting(170, i / stick.FPS) for i in range(count)]
    return [PoseFrame(pose.t, pose, *stick.SIZE) for pose in found]


def test_poses_are_kept_in_the_users_cache(engine: Engine, tmp_path: Path) -> None:
    assert footage.cached(video(tmp_path / "a.mp4"), engine).parent == tmp_path / "cache" / "spotter" / "poses"


def test_a_relative_cache_folder_is_ignored_as_xdg_asks() -> None:
    found = footage.engine(settings.Settings(), None, {"XDG_CACHE_HOME": "here", "HOME": "/home/me"})
    assert found.cache == Path("/home/me/.cache/spotter/poses")


def test_cached_poses_need_no_engine(engine: Engine, tmp_path: Path) -> None:
    clip = video(tmp_path / "a.mp4")
    trace = footage.cached(clip, engine)
    trace.parent.mkdir(parents=True)
    write_trace(trace, poses(), stick.FPS)
    assert len(footage.pose_frames(clip, engine, SystemClock())) == 5


def test_a_videos_poses_are_found_once(tmp_path: Path) -> None:
    clip = ball(tmp_path / "a.mov", frames=5)
    able = footage.engine(settings.Settings(), None, {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")})
    found = footage.pose_frames(clip, able, SystemClock())
    assert len(found) == 5
    assert [path.suffix for path in able.cache.iterdir()] == [".npz"]
    without = replace(able, models=tmp_path / "no models")
    assert [pose_frame.t for pose_frame in footage.pose_frames(clip, without, SystemClock())] == [
        pose_frame.t for pose_frame in found
    ]


def test_the_same_video_under_another_name_is_found(engine: Engine, tmp_path: Path) -> None:
    one, two = (video(tmp_path / name) for name in ("a.mp4", "b.mp4"))
    assert footage.cached(one, engine) == footage.cached(two, engine)


def test_another_video_of_the_same_name_is_not_mistaken(engine: Engine, tmp_path: Path) -> None:
    before = footage.cached(video(tmp_path / "a.mp4"), engine)
    assert footage.cached(video(tmp_path / "a.mp4", b"another"), engine) != before


def test_other_code_or_models_find_poses_anew(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = video(tmp_path / "a.mp4")
    before = footage.cached(clip, engine)
    monkeypatch.setattr(footage, "POSES", footage.POSES + 1)
    assert footage.cached(clip, engine) != before


def test_no_poses_and_no_engine_is_said(tmp_path: Path) -> None:
    bare = Engine("blazepose-full", tmp_path / "no models", 1, tmp_path / "cache")
    with pytest.raises(EngineError):
        footage.pose_frames(video(tmp_path / "a.mp4"), bare, SystemClock())


def test_a_video_that_is_gone_is_one_line(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"a\.mp4: cannot be read"):
        footage.cached(tmp_path / "a.mp4", engine)


def test_a_trace_without_a_frame_is_one_line(engine: Engine, tmp_path: Path) -> None:
    write_trace(tmp_path / "a.npz", [], 30.0)
    with pytest.raises(SourceError, match="not one frame"):
        footage.pose_frames(tmp_path / "a.npz", engine, SystemClock())


def test_poses_with_another_lifter_are_kept_apart(tmp_path: Path) -> None:
    models, clip = tmp_path / "models", tmp_path / "clip.mp4"
    (models / "engines").mkdir(parents=True)
    clip.write_bytes(b"a video")
    by = Engine("mine", models, 1, tmp_path / "cache")
    lines = f'keypoints = "yolo:mine.onnx"\n[files."mine.onnx"]\nsha256 = "{"0" * 64}"\nsize = 7\n'
    found = set()
    lifted = 'lifter = "temporal:a.npz"\n'
    for first, content in (("", b""), (lifted, b"one"), (lifted, b"two")):
        (models / "engines" / "mine.toml").write_text(first + lines)
        (models / "a.npz").write_bytes(content)
        found.add(footage.cached(clip, by))
    assert len(found) == 3
