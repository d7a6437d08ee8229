"""What a user gets from ``--render``."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.camera.gstreamer import open_source
from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint
from daemon.errors import SpotterError
from daemon.ports import Frame, ReadStatus
from daemon.render import video as rendering
from daemon.render.drawing import BONES, draw_caption, draw_pose
from daemon.render.picture import upright_bgr
from daemon.render.video import SkeletonVideo, VideoWriter
from daemon.system.clock import SystemClock
from tests.fakes.frames import MemorySource
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


def standing(width: int, height: int) -> Pose:
    xy = np.zeros((JOINT_COUNT, 2), np.float32)
    for joint in Joint:
        xy[joint] = width * (0.4 if "LEFT" in joint.name else 0.6), height * (0.1 + 0.8 * joint / JOINT_COUNT)
    return Pose(0.0, xy, None, np.ones(JOINT_COUNT, np.float32))


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


@pytest.mark.parametrize("size", [(64, 48), (854, 480), (161, 121), (202, 360)])
def test_the_video_holds_each_picture_at_its_time(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "out.mp4"
    with VideoWriter(path, *size, 30.0) as writer:
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
    assert times == pytest.approx([0.0, 0.1, 0.2, 0.4], abs=0.002)
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


@pytest.mark.parametrize("encoder", [name for name, _ in rendering.ENCODERS])
def test_every_encoder_of_the_list_works(tmp_path: Path, encoder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if not rendering.load_gstreamer().ElementFactory.find(encoder):
        pytest.skip(f"{encoder} is not installed")
    monkeypatch.setattr(rendering, "ENCODERS", [item for item in rendering.ENCODERS if item[0] == encoder])
    with VideoWriter(tmp_path / "out.mp4", 64, 48, 30.0) as writer:
        for i in range(5):
            writer.write(quarters(64, 48), i / 30)
    assert len(pictures_in(tmp_path / "out.mp4")) == 5


def test_without_an_encoder_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "ENCODERS", [])
    with pytest.raises(SpotterError, match=r"no video encoder .* install gstreamer1.0-plugins-bad"):
        VideoWriter(tmp_path / "out.mp4", 64, 48, 30.0)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SpotterError, match=r"nowhere/out.mp4 cannot be written .*: choose another folder"):
        VideoWriter(tmp_path / "nowhere" / "out.mp4", 64, 48, 30.0)


def test_a_failure_leaves_the_old_video_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), VideoWriter(path, 64, 48, 30.0) as writer:  # noqa: PT012 - after a frame
        writer.write(quarters(64, 48), 0.0)
        _ = 1 // 0
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


def test_the_skeleton_video_has_every_frame_with_its_drawing(tmp_path: Path) -> None:
    source, video = MemorySource.of_noise(6, size=(160, 120)), SkeletonVideo(tmp_path / "out.mp4", 30.0)
    while not isinstance(frame := source.read(0.0), ReadStatus):
        with frame:
            video.write(frame, standing(160, 120), "squat 3\nascent")
    assert source.held == 0
    video.close()
    video.close()
    assert len(pictures_in(tmp_path / "out.mp4")) == 6


def test_no_frame_makes_no_video(tmp_path: Path) -> None:
    SkeletonVideo(tmp_path / "out.mp4").close()
    assert not list(tmp_path.iterdir())


def test_only_joints_that_are_seen_are_drawn() -> None:
    pose = standing(160, 120)
    hidden = Pose(0.0, pose.xy, None, np.zeros(JOINT_COUNT, np.float32))
    blank, drawn = np.zeros((120, 160, 3), np.uint8), np.zeros((120, 160, 3), np.uint8)
    draw_pose(blank, hidden)
    draw_pose(drawn, pose)
    assert not blank.any()
    knee = drawn[round(float(pose.xy[Joint.LEFT_KNEE][1])), round(float(pose.xy[Joint.LEFT_KNEE][0]))]
    assert knee.min() > 150


def test_a_joint_far_outside_the_picture_does_no_harm() -> None:
    xy = np.full((JOINT_COUNT, 2), 1e12, np.float32)
    picture = np.zeros((120, 160, 3), np.uint8)
    draw_pose(picture, Pose(0.0, xy, None, np.ones(JOINT_COUNT, np.float32)))
    assert not picture.any()


def test_left_and_right_have_their_own_colours() -> None:
    colours = {
        side: {c for a, b, c in BONES if a.name.startswith(side) and b.name.startswith(side)}
        for side in ("LEFT", "RIGHT")
    }
    assert all(len(found) == 1 for found in colours.values())
    assert colours["LEFT"] != colours["RIGHT"]


@pytest.mark.parametrize("size", [(160, 120), (1920, 1080)])
def test_a_caption_fits_into_the_picture(size: tuple[int, int]) -> None:
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    draw_caption(picture, "a very long exercise name with many words  12\nascent")
    assert picture.any()
    assert not picture[:, -size[0] // 100 :].any()
    assert not picture[size[1] // 2 :].any()
