"""What a user gets from video files."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera import source as stream
from daemon.camera.gst import load
from daemon.camera.gstreamer import Pace, open_source
from daemon.errors import SourceError
from daemon.ports import Frame, FrameSource, Layout, ReadStatus
from daemon.system.clock import SystemClock
from tests.fakes.videos import FLV, H264, H265, MJPEG, VP8, ball, still, turn, without_edit_list

CLIPS = Path(os.environ.get("SPOTTER_CLIPS") or Path(__file__).resolve().parents[3] / "shared" / "clips")


def opened(path: Path, **options: object) -> FrameSource:
    return open_source(str(path), SystemClock(), **options)  # type: ignore[arg-type]


def times(path: Path, **options: object) -> list[float]:
    source, found = opened(path, **options), []
    while not isinstance(frame := source.read(10.0), ReadStatus):
        with frame:
            found.append(frame.t)
    assert frame is ReadStatus.END
    assert source.read(0.0) is ReadStatus.END
    source.close()
    return found


def first(path: Path, **options: object) -> Frame:
    frame = opened(path, **options).read(10.0)
    assert isinstance(frame, Frame)
    return frame


def shown(frame: Frame) -> NDArray[np.uint8]:
    """The upright luma."""
    size = (frame.width, frame.height)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(frame.planes[0], frame.to_stored, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def by_opencv(path: Path) -> NDArray[np.uint8]:
    """The first picture as OpenCV's own reader shows it, upright, in BGR."""
    capture = cv2.VideoCapture(str(path))
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    ok, picture = capture.read()
    assert ok
    return picture


def quadrants(width: int, height: int) -> NDArray[np.uint8]:
    """Four flat colours, so that any wrong turn shows."""
    picture = np.zeros((height, width, 3), np.uint8)
    half_w, half_h = width // 2, height // 2
    picture[:half_h, :half_w] = 220
    picture[:half_h, half_w:] = 150
    picture[half_h:, :half_w] = 90
    picture[half_h:, half_w:] = 30
    return picture


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("a.mp4", f"{H264} ! mp4mux"),
        ("a.mov", f"{MJPEG} ! qtmux"),
        ("a.mkv", f"{VP8} ! matroskamux"),
        ("a.avi", f"{MJPEG} ! avimux"),
        ("a.ts", f"{H264} ! mpegtsmux"),
        ("a.flv", f"{FLV} ! flvmux"),
    ],
)
def test_every_frame_comes_in_order_to_the_end(tmp_path: Path, name: str, chain: str) -> None:
    found = times(ball(tmp_path / name, frames=45, chain=chain))
    assert len(found) == 45
    np.testing.assert_allclose(found, np.arange(45) / 30, atol=0.002)


def test_a_file_uri_with_spaces_is_opened(tmp_path: Path) -> None:
    path = ball(tmp_path / "a.mov", frames=3).rename(tmp_path / "my set.mp4")
    source = open_source(path.as_uri(), SystemClock())
    assert isinstance(source.read(10.0), Frame)
    source.close()


@pytest.mark.parametrize("size", [(639, 361), (321, 240), (320, 241), (34, 600)])
@pytest.mark.parametrize("chain", [f"{FLV} ! flvmux", f"{VP8} ! matroskamux"])
def test_odd_and_portrait_sizes_show_the_same_picture(tmp_path: Path, size: tuple[int, int], chain: str) -> None:
    path = still(tmp_path / "odd.vid", quadrants(*size), chain=f"video/x-raw,format=I420 ! {chain}")
    frame = first(path)
    height, width = by_opencv(path).shape[:2]
    assert (frame.width, frame.height) == size == (width, height)
    half = ((size[1] + 1) // 2, (size[0] + 1) // 2)
    assert [plane.shape for plane in frame.planes] == [(size[1], size[0]), half, half]
    ours = bgr(frame)
    theirs = by_opencv(path)[: ours.shape[0], : ours.shape[1]]
    assert np.abs(ours.astype(int) - theirs).mean() < 2.0


def bgr(frame: Frame) -> NDArray[np.uint8]:
    """The stored picture in colour, less up to three columns and rows that OpenCV's conversion has no use for."""
    width, height = frame.planes[0].shape[1] // 4 * 4, frame.planes[0].shape[0] // 4 * 4
    luma, u, v = frame.planes
    parts = [luma[:height, :width], u[: height // 2, : width // 2], v[: height // 2, : width // 2]]
    packed = np.concatenate([part.reshape(-1) for part in parts]).reshape(height * 3 // 2, width)
    return cv2.cvtColor(packed, cv2.COLOR_YUV2BGR_I420)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(320, 180), (180, 320)])
def test_a_phone_video_is_upright(tmp_path: Path, degrees: int, size: tuple[int, int]) -> None:
    path = turn(still(tmp_path / "phone.mov", quadrants(*size)), degrees)
    assert by_opencv(path).shape[:2] == (size[::-1] if degrees in (0, 180) else size)
    theirs = cv2.cvtColor(by_opencv(path), cv2.COLOR_BGR2GRAY)
    ours = shown(first(path))
    assert ours.shape == theirs.shape
    levels = [level_of(picture) for picture in (ours, theirs)]
    np.testing.assert_allclose(levels[0], levels[1], atol=20)


def level_of(picture: NDArray[np.uint8]) -> list[float]:
    """The four corners' brightness, clockwise from the top left."""
    height, width = picture.shape
    points = [(height // 4, width // 4), (height // 4, width * 3 // 4)]
    points += [(height * 3 // 4, width * 3 // 4), (height * 3 // 4, width // 4)]
    return [float(picture[point]) for point in points]


@pytest.mark.parametrize("degrees", [0, 90])
@pytest.mark.parametrize("further", [90, 180, 270])
def test_a_video_is_turned_further_than_its_tag_says(tmp_path: Path, degrees: int, further: int) -> None:
    path = turn(still(tmp_path / "phone.mov", quadrants(320, 180)), degrees)
    asked = np.rot90(shown(first(path)), -further // 90)
    for ours in (shown(first(path, turn=further)), shown(first_of(f"file://{path}?turn={further}"))):
        assert ours.shape == asked.shape
        np.testing.assert_allclose(level_of(ours), level_of(asked), atol=4)


def first_of(uri: str) -> Frame:
    frame = open_source(uri, SystemClock()).read(10.0)
    assert isinstance(frame, Frame)
    return frame


def test_an_untagged_video_after_a_tagged_one_is_not_turned(tmp_path: Path) -> None:
    tagged = turn(still(tmp_path / "a.mov", quadrants(64, 48)), 90)
    assert (first(tagged).width, first(tagged).height) == (48, 64)
    assert first(still(tmp_path / "b.mov", quadrants(64, 48))).width == 64


def test_wide_pixels_are_shown_at_their_true_width(tmp_path: Path) -> None:
    wide = "videoscale add-borders=false ! video/x-raw,width=320,height=240,pixel-aspect-ratio=16/11"
    path = still(tmp_path / "dv.mkv", quadrants(320, 240), chain=f"{wide} ! {VP8} ! matroskamux")
    frame = first(path)
    assert (frame.width, frame.height) == (round(320 * 16 / 11), 240)
    assert level_of(shown(frame)) == pytest.approx(level_of(frame.planes[0]), abs=4)


@pytest.mark.parametrize(
    ("caps", "chain"),
    [
        ("format=I420_10LE", "avenc_ffv1 ! matroskamux"),
        ("format=Y42B", "avenc_ffv1 ! matroskamux"),
        ("format=Y444", "avenc_ffv1 ! matroskamux"),
        ("format=GRAY8", "avenc_ffv1 ! matroskamux"),
    ],
)
def test_other_colour_formats_are_converted(tmp_path: Path, caps: str, chain: str) -> None:
    path = still(tmp_path / "other.mkv", quadrants(64, 48), chain=f"video/x-raw,{caps} ! {chain}")
    frame = first(path)
    assert frame.layout in Layout
    assert level_of(shown(frame)) == pytest.approx([206, 145, 42, 93], abs=20)


def test_full_and_limited_range_are_told_apart(tmp_path: Path) -> None:
    assert first(still(tmp_path / "a.mov", quadrants(64, 48))).full_range
    assert not first(still(tmp_path / "b.mov", quadrants(64, 48), chain=f"{VP8} ! webmmux")).full_range


def test_a_variable_frame_rate_keeps_each_frames_own_time(tmp_path: Path) -> None:
    path, gst = tmp_path / "vfr.mkv", load()
    stamps = [0.0, 0.03, 0.1, 0.11, 0.5, 0.52, 1.4]
    pipeline = gst.core.parse_launch(
        "appsrc name=in format=time caps=video/x-raw,format=GRAY8,width=64,height=48,framerate=0/1 ! "
        f"videoconvert ! jpegenc ! matroskamux ! filesink location={path}"
    )
    source = pipeline.get_by_name("in")
    pipeline.set_state(gst.core.State.PLAYING)
    for t in stamps:
        buffer = gst.core.Buffer.new_wrapped(bytes(64 * 48))
        buffer.pts = round(t * 1e9)
        source.emit("push-buffer", buffer)
    source.emit("end-of-stream")
    kind = gst.core.MessageType
    assert pipeline.get_bus().timed_pop_filtered(20 * gst.core.SECOND, kind.EOS | kind.ERROR).type == kind.EOS
    pipeline.set_state(gst.core.State.NULL)
    assert times(path) == pytest.approx(stamps, abs=0.0011)


@pytest.mark.parametrize("chain", [f"{VP8} ! matroskamux", f"{H264} ! mpegtsmux"])
def test_a_file_that_starts_late_starts_at_0(tmp_path: Path, chain: str) -> None:
    path = ball(tmp_path / "late.vid", frames=30, chain=f"identity ts-offset=5000000000 ! {chain}")
    found = times(path)
    assert len(found) == 30
    assert found[0] == 0.0
    assert found[-1] == pytest.approx(29 / 30, abs=0.002)
    assert times(path, start_s=0.5)[0] == pytest.approx(0.5, abs=0.034)


def test_frames_that_were_reordered_without_an_edit_list_all_come(tmp_path: Path) -> None:
    """Their demuxer ends such a file before its last frames (a real clip showed it)."""
    path = without_edit_list(ball(tmp_path / "a.mp4", frames=40, chain=f"{H265} ! mp4mux"))
    assert len(times(path)) == 40


def test_a_start_inside_the_file_keeps_the_meaning_of_its_times(tmp_path: Path) -> None:
    found = times(ball(tmp_path / "a.mkv", frames=60, chain=f"{VP8} ! matroskamux"), start_s=1.0)
    np.testing.assert_allclose(found[-30:], np.arange(30, 60) / 30, atol=0.002)
    assert len(found) <= 31, "only the frame on show at 1 s may come before those after it"
    assert found[0] == pytest.approx(1.0, abs=0.002)


def test_a_start_beyond_the_end_gives_no_frame(tmp_path: Path) -> None:
    assert times(ball(tmp_path / "a.mov", frames=10), start_s=5.0) == []


def test_a_paced_file_gives_every_frame_from_its_origin(tmp_path: Path) -> None:
    found = times(ball(tmp_path / "a.mov", frames=15), pace=Pace.LIVE, origin=1000.0)
    np.testing.assert_allclose(found, 1000 + np.arange(15) / 30, atol=0.002)


def test_a_paced_file_begins_when_it_is_first_read(tmp_path: Path) -> None:
    clock = SystemClock()
    source = opened(ball(tmp_path / "a.mov", frames=5), pace=Pace.LIVE)
    before = clock.monotonic()
    frame = source.read(10.0)
    assert isinstance(frame, Frame)
    assert before <= frame.t <= clock.monotonic()
    source.close()


def test_planes_are_the_buffers_own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mapped a second time, the buffer lies where the planes lie: nothing was copied in between."""
    buffers = []
    plain = stream.frame_of
    monkeypatch.setattr(
        stream, "frame_of", lambda gst, buffer, *rest: (buffers.append(buffer), plain(gst, buffer, *rest))[1]
    )
    source = opened(ball(tmp_path / "a.mov", frames=4))
    frame = source.read(10.0)
    assert isinstance(frame, Frame)
    with load().core.Buffer.map(buffers[0], load().core.MapFlags.READ) as mapped:
        lies_at = np.frombuffer(mapped.data, np.uint8)
        assert all(np.shares_memory(plane, lies_at) for plane in frame.planes)
        assert frame.planes[0].ctypes.data == lies_at.ctypes.data
    assert not frame.planes[0].flags.writeable
    assert source.merged == 0  # type: ignore[attr-defined]
    source.close()


def test_a_decoders_padded_picture_is_taken_over_uncopied(tmp_path: Path) -> None:
    """The rows' padding shows it: a tight copy of 322 columns would have rows of 324 bytes."""
    assert first(ball(tmp_path / "a.mov", size=(322, 242), chain=f"{FLV} ! flvmux")).planes[0].strides[0] > 324


def test_a_frame_that_is_used_after_its_release_does_not_crash(tmp_path: Path) -> None:
    source = opened(ball(tmp_path / "a.mov", frames=40))
    kept = []
    while not isinstance(frame := source.read(10.0), ReadStatus):
        frame.release()
        frame.release()
        kept.append(frame)
    source.close()
    del source
    assert len({int(frame.planes[0].sum()) for frame in kept}) > 1


def test_closing_twice_or_in_the_middle_is_safe(tmp_path: Path) -> None:
    source = opened(ball(tmp_path / "a.mov", frames=60))
    assert isinstance(source.read(10.0), Frame)
    source.close()
    source.close()
    with pytest.raises(SourceError, match="is closed"):
        source.read(0.0)


def test_a_hundred_files_leave_no_thread_and_no_descriptor_behind(tmp_path: Path) -> None:
    path = ball(tmp_path / "a.mov", frames=3)
    times(path)
    threads, descriptors = _held("task"), _held("fd")
    for _ in range(100):
        times(path)
    assert _held("fd") <= descriptors
    assert _held("task") < threads + 20, "GStreamer keeps a few for the next pipeline"


def _held(what: str) -> int:
    return len(os.listdir(f"/proc/self/{what}"))  # noqa: PTH208 - counts only


@pytest.mark.slow
@pytest.mark.skipif(not CLIPS.is_dir(), reason="needs the folder of real clips")
def test_every_real_clip_gives_as_many_frames_as_it_holds() -> None:
    for path in [*sorted(CLIPS.glob("*.mp4"))[::14], CLIPS / "c032.mp4"]:
        capture = cv2.VideoCapture(str(path))
        assert len(times(path)) == int(capture.get(cv2.CAP_PROP_FRAME_COUNT)), path.name
