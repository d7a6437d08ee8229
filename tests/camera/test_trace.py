"""What a user gets from recorded poses."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daemon.camera.trace import TraceSource, write_trace
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT
from daemon.errors import SourceError, SpotterError
from daemon.ports import PoseFrame, ReadStatus


def pose_frame(t: float, *, seen: bool = True, world: bool = True) -> PoseFrame:
    if not seen:
        return PoseFrame(t, None, 640, 480)
    rng = np.random.default_rng(int(t * 1000))
    metres = rng.random((JOINT_COUNT, 3), np.float32) if world else None
    pose = Pose(t, rng.random((JOINT_COUNT, 2), np.float32), metres, rng.random(JOINT_COUNT, np.float32))
    return PoseFrame(t, pose, 640, 480)


def arrays(count: int = 4) -> dict[str, object]:
    return {
        "t": np.arange(count) / 30,
        "xy": np.ones((count, 33, 2), np.float32),
        "world": np.ones((count, 33, 3), np.float32),
        "score": np.ones((count, 33), np.float32),
        "width": 640,
        "height": 480,
        "fps": 30.0,
    }


def all_of(path: Path) -> list[PoseFrame]:
    source, pose_frames = TraceSource(path), []
    while not isinstance(seen := source.read(0.0), ReadStatus):
        pose_frames.append(seen)
    assert source.read(0.0) is ReadStatus.END
    return pose_frames


def test_what_was_recorded_comes_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "squats.npz"
    wrote = [pose_frame(0.0), pose_frame(0.04, seen=False), pose_frame(0.07, world=False)]
    write_trace(path, wrote, 30.0)
    read = all_of(path)
    assert [(s.t, s.width, s.height) for s in read] == [(s.t, s.width, s.height) for s in wrote]
    assert read[1].pose is None
    for ours, theirs in ((read[0].pose, wrote[0].pose), (read[2].pose, wrote[2].pose)):
        assert ours is not None
        assert theirs is not None
        np.testing.assert_array_equal(ours.xy, theirs.xy)
        np.testing.assert_array_equal(ours.score, theirs.score)
    assert read[2].pose is not None
    assert read[2].pose.world is None
    assert [p.name for p in tmp_path.iterdir()] == ["squats.npz"]


def test_a_trace_without_frames_ends_at_once(tmp_path: Path) -> None:
    write_trace(tmp_path / "none.npz", [], 30.0)
    assert all_of(tmp_path / "none.npz") == []


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpotterError, match=r"nowhere/x.npz cannot be written .*: choose another folder"):
        write_trace(tmp_path / "nowhere" / "x.npz", [pose_frame(0.0)], 30.0)


@pytest.mark.parametrize("key", list(arrays()))
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    wrong = arrays()
    del wrong[key]
    np.savez(tmp_path / "t.npz", **wrong)
    with pytest.raises(SourceError, match=rf"t\.npz: the pose trace has no '{key}'"):
        TraceSource(tmp_path / "t.npz")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("xy", np.ones((4, 17, 2), np.float32), "'xy' has the shape (4, 17, 2), not numbers of shape (N, 33, 2)"),
        ("score", np.ones((5, 33), np.float32), "'score' has the shape (5, 33), not numbers of shape (N, 33)"),
        ("t", np.zeros(4), "'t' does not increase at row 1"),
        ("t", np.array([0, 1, np.nan, 3]), "'t' holds a value that is no number"),
        ("width", np.array([640, 640]), "'width' has the shape (2,), not a number"),
        ("fps", np.array("thirty"), "'fps' is <U6 (), not a number"),
        ("xy", np.array([None]), "'xy' is object (1,), not numbers of shape (N, 33, 2)"),
    ],
)
def test_a_wrong_array_is_named_with_what_it_should_be(tmp_path: Path, key: str, value: object, says: str) -> None:
    np.savez(tmp_path / "t.npz", **{**arrays(), key: value})
    with pytest.raises(SourceError) as error:
        TraceSource(tmp_path / "t.npz")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_few_bytes_that_promise_terabytes_are_refused_unread(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (10**9, 33, 2)})
    np.savez(tmp_path / "t.npz", **{k: v for k, v in arrays().items() if k != "xy"})
    with zipfile.ZipFile(tmp_path / "t.npz", "a") as archive:
        archive.writestr("xy.npy", header.getvalue())
    with pytest.raises(SourceError, match=r"'xy' is float32 \(1000000000, 33, 2\)"):
        TraceSource(tmp_path / "t.npz")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_trace_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.npz").write_bytes(content)
    with pytest.raises(SourceError, match=r"t\.npz is no pose trace, or a damaged one"):
        TraceSource(tmp_path / "t.npz")


def test_a_missing_trace_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no such file"):
        TraceSource(tmp_path / "t.npz")


@pytest.fixture(scope="module")
def whole() -> bytes:
    """Not compressed, so that the damage reaches headers and numbers."""
    packed = io.BytesIO()
    np.savez(packed, **arrays(1))
    return packed.getvalue()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damage_never_crashes(whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "fuzzed.npz"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        all_of(path)
    except SourceError as error:
        assert "fuzzed.npz" in str(error)  # noqa: PT017 - most damage raises, some does no harm


@pytest.mark.parametrize(("turn", "size"), [(90, (480, 640)), (180, (640, 480)), (270, (480, 640))])
def test_a_trace_is_turned_as_its_video_would_be(tmp_path: Path, turn: int, size: tuple[int, int]) -> None:
    """The joint at the left end of the top row; world landmarks have y downwards too."""
    path = tmp_path / "lying.npz"
    xy, world = np.zeros((1, 33, 2), np.float32), np.zeros((1, 33, 3), np.float32)
    world[..., 1] = -1.0  # above the hips
    np.savez(path, **{**arrays(1), "xy": xy, "world": world})
    source = TraceSource(path, turn)
    seen = source.read(0.0)
    assert isinstance(seen, PoseFrame)
    assert seen.pose is not None
    assert seen.pose.world is not None
    assert (seen.width, seen.height) == size
    corner, above = {90: ((479, 0), (1, 0)), 180: ((639, 479), (0, 1)), 270: ((0, 639), (-1, 0))}[turn]
    np.testing.assert_allclose(seen.pose.xy[0], corner)
    np.testing.assert_allclose(seen.pose.world[0, :2], above, atol=1e-6)


@pytest.mark.parametrize(
    ("t", "says"),
    [
        (1.7e12 + np.arange(60) * 33.3, "'t' is in milliseconds, not in seconds: divide it by 1000"),
        (np.arange(60) * 33, "'t' is in milliseconds"),
        (1.7e15 + np.arange(60) * 33_333, "'t' is in microseconds"),
        (np.arange(60, dtype=np.uint64) * 33_333_333, "'t' is in nanoseconds"),
        (1.7e12 + np.arange(60), "so it is not in seconds"),
        (np.arange(60, dtype=np.uint64)[::-1], "does not increase at row 1"),
    ],
)
def test_times_in_another_unit_are_named(tmp_path: Path, t: object, says: str) -> None:
    np.savez(tmp_path / "x.npz", **(arrays(60) | {"t": t}))
    with pytest.raises(SourceError, match=says):
        TraceSource(tmp_path / "x.npz")


@pytest.mark.parametrize("t", [1.7e9 + np.arange(60) / 30, np.arange(60), np.arange(60) / 30 - 1000])
def test_times_in_seconds_may_begin_anywhere_and_be_whole(tmp_path: Path, t: object) -> None:
    np.savez(tmp_path / "x.npz", **(arrays(60) | {"t": t}))
    assert len(all_of(tmp_path / "x.npz")) == 60


@pytest.mark.parametrize(
    "wrong",
    [
        {"xy": np.full((4, 33, 2), 3e38)},
        {"world": np.full((4, 33, 3), 1e300)},
        {"width": 0},
        {"height": -480},
        {"fps": 1e9},
    ],
)
def test_values_that_no_picture_has_are_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    np.savez(tmp_path / "x.npz", **(arrays() | wrong))
    with pytest.raises(SourceError, match=next(iter(wrong))):
        TraceSource(tmp_path / "x.npz")


@pytest.mark.parametrize("count", [400_000, 4_000_000, 40_000_000])
@pytest.mark.parametrize("lies", [False, True])
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, count: int, lies: bool) -> None:  # noqa: FBT001
    bomb = tmp_path / "bomb.npz"
    np.savez_compressed(bomb, **arrays())
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (count, 33, 2)})
    whole = count * 33 * 2 * 4
    with zipfile.ZipFile(bomb) as old, zipfile.ZipFile(tmp_path / "x.npz", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xy.npy":
                new.writestr(name, old.read(name))
        with new.open("xy.npy", "w", force_zip64=True) as member:
            member.write(header.getvalue())
            for _ in range(0 if lies else min(whole, 200 << 20) // (1 << 20)):
                member.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(SourceError):
        TraceSource(tmp_path / "x.npz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 << 20
