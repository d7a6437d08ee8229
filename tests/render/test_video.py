"""What a user gets from ``--render``."""

import resource
import signal
import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera.gstreamer import open_source
from daemon.errors import SpotterError
from daemon.ports import Frame, ReadStatus
from daemon.render import video as rendering
from daemon.render.picture import upright_bgr
from daemon.render.video import VideoWriter, check_encoder, check_writable, fitted
from daemon.system.clock import SystemClock
from tests.fakes.videos import FLV, MJPEG, still, turn

COLOURS = {"blue": (200, 60, 40), "green": (40, 170, 60), "red": (40, 40, 200), "grey": (128, 128, 128)}


def quarters(width: int, height: int) -> NDArray[np.uint8]:
    picture = np.zeros((height, width, 3), np.uint8)
    top, left = slice(None, height // 2), slice(None, width // 2)
    bottom, right = slice(height // 2, None), slice(width // 2, None)
    for area, colour in zip(
        [(top, left), (top, right), (bottom, right), (bottom, left)], COLOURS.values(), strict=True
    ):
        picture[area] = colour
    return picture


def middles(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The colour in the middle of each quarter, clockwise from the top left."""
    height, width = picture.shape[:2]
    places = [(1, 1), (1, 3), (3, 3), (3, 1)]
    return [picture[height * y // 4, width * x // 4] for y, x in places]


def frame_of(path: Path) -> Frame:
    frame = open_source(str(path), SystemClock()).read(10.0)
    assert isinstance(frame, Frame)
    return frame


def pictures_in(path: Path) -> list[NDArray[np.uint8]]:
    capture, found = cv2.VideoCapture(str(path)), []
    while (read := capture.read())[0]:
        found.append(read[1])
    return found


@pytest.mark.parametrize("chain", [f"{MJPEG} ! qtmux", f"{FLV} ! flvmux"])
@pytest.mark.parametrize("size", [(320, 240), (161, 121)])
def test_the_colours_are_those_of_the_video(tmp_path: Path, chain: str, size: tuple[int, int]) -> None:
    """Full range (JPEG) and limited range (FLV) alike."""
    frame = frame_of(still(tmp_path / "a.vid", quarters(*size), chain=chain))
    picture = upright_bgr(frame)
    assert picture.shape == (size[1], size[0], 3)
    np.testing.assert_allclose(middles(picture), list(COLOURS.values()), atol=12)


def test_a_phone_video_is_rendered_upright(tmp_path: Path) -> None:
    frame = frame_of(turn(still(tmp_path / "a.mov", quarters(320, 240)), 90))
    blue, green, red, grey = COLOURS.values()
    np.testing.assert_allclose(middles(upright_bgr(frame)), [grey, blue, green, red], atol=12)


@pytest.mark.parametrize("size", [(64, 48), (854, 480), (202, 360)])
def test_the_video_holds_each_picture_at_its_time(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "out.mp4"
    with VideoWriter(path, *size) as writer:
        for t in (5.0, 5.1, 5.2, 5.4):
            writer.write(quarters(*size), t)
    found = pictures_in(path)
    assert len(found) == 4
    assert found[0].shape == (size[1] // 2 * 2, size[0] // 2 * 2, 3)
    for picture in found:
        np.testing.assert_allclose(middles(picture), list(COLOURS.values()), atol=25)
    source, times = open_source(str(path), SystemClock()), []
    while not isinstance(frame := source.read(10.0), ReadStatus):
        with frame:
            times.append(frame.t)
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.4], abs=1e-4)
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


@pytest.mark.parametrize("encoder", list(rendering.ENCODERS))
def test_every_encoder_of_the_list_works(tmp_path: Path, encoder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not rendering.load_gstreamer().ElementFactory.find(encoder):
        pytest.skip(f"{encoder} is not installed")
    monkeypatch.setattr(rendering, "ENCODERS", {encoder: rendering.ENCODERS[encoder]})
    with VideoWriter(tmp_path / "out.mp4", 64, 48) as writer:
        for i in range(5):
            writer.write(quarters(64, 48), i / 30)
    assert len(pictures_in(tmp_path / "out.mp4")) == 5


def test_without_an_encoder_the_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "ENCODERS", {})
    said = r"no H.264 encoder for --render: install gstreamer1.0-plugins-bad or gstreamer1.0-plugins-ugly"
    with pytest.raises(SpotterError, match=said):
        VideoWriter(tmp_path / "out.mp4", 64, 48)
    with pytest.raises(SpotterError, match=said):
        check_encoder()
    assert not list(tmp_path.iterdir())


def test_an_encoder_without_its_hardware_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    away = {"filesrc": "filesrc location=/nowhere", "identity": "identity"}  # stands for an encoder that cannot open
    monkeypatch.setattr(rendering, "ENCODERS", {**away, **rendering.ENCODERS})
    monkeypatch.setattr(VideoWriter, "_chained", _failing(VideoWriter._chained, away))
    with VideoWriter(tmp_path / "out.mp4", 64, 48) as writer:
        writer.write(quarters(64, 48), 0.0)
    assert len(pictures_in(tmp_path / "out.mp4")) == 1


def _failing(chained: Any, away: dict[str, str]) -> Any:  # noqa: ANN401 - gi has no types
    def instead(writer: VideoWriter, name: str, chain: str, fps: float) -> Any:  # noqa: ANN401 - gi has no types
        if name in away:
            return rendering.load_gstreamer().parse_launch("v4l2src device=/dev/nowhere ! fakesink")
        return chained(writer, name, chain, fps)

    return instead


def test_a_browser_can_play_it_while_it_loads(tmp_path: Path) -> None:
    """H.264 in 4:2:0, and the table of the pictures before the pictures."""
    path = tmp_path / "out.mp4"
    with VideoWriter(path, 64, 48) as writer:
        for i in range(5):
            writer.write(quarters(64, 48), i / 30)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    config = content.index(b"avcC") + 4
    profile = content[config + 1]
    assert profile in (66, 77, 100)  # baseline, main and high know 4:2:0 alone


def test_the_last_picture_lasts_as_long_as_the_others(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    with VideoWriter(path, 64, 48, 1 / 7) as writer:
        for i in range(7):
            writer.write(quarters(64, 48), i / 7)
    content = path.read_bytes()
    at = content.index(b"mdhd") + 4
    scale, duration = struct.unpack(">II", content[at + 12 : at + 20])
    assert duration / scale == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize(
    ("size", "becomes"),
    [
        ((640, 480), (640, 480)),
        ((161, 121), (160, 120)),
        ((3840, 2160), (3840, 2160)),
        ((2160, 3840), (2160, 3840)),
        ((7680, 4320), (4094, 2304)),
        ((1, 1), (16, 16)),
    ],
)
def test_a_picture_too_large_or_too_small_is_encoded_in_the_nearest_size(
    size: tuple[int, int], becomes: tuple[int, int]
) -> None:
    assert fitted(*size) == pytest.approx(becomes, abs=2)
    assert all(side % 2 == 0 for side in fitted(*size))


@pytest.mark.parametrize("size", [(3840, 2160), (2160, 3840), (16, 16)])
def test_the_largest_and_the_smallest_pictures_are_encoded(tmp_path: Path, size: tuple[int, int]) -> None:
    with VideoWriter(tmp_path / "out.mp4", *size) as writer:
        writer.write(quarters(*size), 0.0)
    assert pictures_in(tmp_path / "out.mp4")[0].shape == (size[1], size[0], 3)


def test_a_full_disk_is_one_clear_error(tmp_path: Path) -> None:
    """The pictures go to a file that may not grow: the encoder must not be waited for."""
    path = tmp_path / "out.mp4"
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(SpotterError, match=r"out.mp4 was not written"):
            _write_all(path, [noise] * 60)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert not list(tmp_path.iterdir())


def _write_all(path: Path, pictures: list[NDArray[np.uint8]]) -> None:
    height, width = pictures[0].shape[:2]
    with VideoWriter(path, width, height) as writer:
        for i, picture in enumerate(pictures):
            writer.write(picture, i / 30)


def test_a_folder_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(SpotterError, match=r"is a folder: name a file in it, as .*out.mp4"):
        check_writable(tmp_path)


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpotterError, match=r"nowhere/out.mp4 cannot be written .*: choose another folder"):
        VideoWriter(tmp_path / "nowhere" / "out.mp4", 64, 48)


def test_a_failure_leaves_the_old_video_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), VideoWriter(path, 64, 48) as writer:  # noqa: PT012 - after a frame
        writer.write(quarters(64, 48), 0.0)
        _ = 1 // 0
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]
