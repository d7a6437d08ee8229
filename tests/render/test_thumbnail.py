"""The small picture shows what the camera sees, upright and in colour, and whether it stands still."""

import cv2
import numpy as np
import pytest

from daemon.camera.geometry import upright
from daemon.core.pose.pose import Pose
from daemon.ports import Frame, Layout
from daemon.render.picture import upright_bgr
from daemon.render.thumbnail import Thumbnail, shake, thumbnail


def frame(bgr: np.ndarray, layout: Layout = Layout.I420, orientation: str = "rotate-0") -> Frame:
    """A picture as a decoder would give it, in video range; ``orientation`` is the tag of how it was held."""
    height, width = bgr.shape[:2]
    ycc = cv2.cvtColor(bgr, cv2.COLOR_BGR2YCrCb).astype(np.float32)
    luma = (16 + ycc[:, :, 0] * 219 / 255).round().astype(np.uint8)
    half = [(128 + (ycc[::2, ::2, i] - 128) * 224 / 255).round().astype(np.uint8) for i in (2, 1)]
    planes = {
        Layout.NV12: lambda: (luma, np.stack(half, axis=2)),
        Layout.I420: lambda: (luma, *half),
        Layout.YUYV: lambda: (_yuyv(luma, *half),),
        Layout.RGB8: lambda: (padded(bgr[:, :, ::-1]),),
        Layout.RGBA: lambda: (np.dstack([bgr[:, :, ::-1], bgr[:, :, 0]]),),
    }[layout]()
    placed = upright((width, height), 1.0, orientation)
    return Frame(0.0, placed.width, placed.height, layout, planes, placed.to_stored, False, lambda: None)


def _yuyv(luma: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    picture = np.empty((*luma.shape, 2), np.uint8)
    picture[:, :, 0] = luma
    picture[:, ::2, 1] = u.repeat(2, axis=0)
    picture[:, 1::2, 1] = v.repeat(2, axis=0)
    return padded(picture)


def padded(picture: np.ndarray) -> np.ndarray:
    """The same in a buffer whose rows are longer, as cameras give them."""
    room = np.zeros((picture.shape[0], picture.shape[1] + 8, picture.shape[2]), np.uint8)
    room[:, : picture.shape[1]] = picture
    return room[:, : picture.shape[1]]


def quarters(width: int, height: int) -> np.ndarray:
    """Red, green, blue and white, from the top left as one reads (blue first in each pixel)."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (0, 0, 200)
    picture[: height // 2, width // 2 :] = (0, 200, 0)
    picture[height // 2 :, : width // 2] = (200, 0, 0)
    picture[height // 2 :, width // 2 :] = (255, 255, 255)
    return picture


def middles(small: Thumbnail) -> list[list[int]]:
    """The colour in the middle of each quarter."""
    height, width, _ = small.rgb.shape
    return [small.rgb[y, x].tolist() for y in (height // 4, 3 * height // 4) for x in (width // 4, 3 * width // 4)]


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(("size", "small"), [((1920, 1080), (96, 54)), ((640, 480), (72, 54)), ((720, 1280), (30, 54))])
def test_colours_and_places_are_those_of_the_picture(
    layout: Layout, size: tuple[int, int], small: tuple[int, int]
) -> None:
    made = thumbnail(frame(quarters(*size), layout))
    assert made.rgb.shape == (small[1], small[0], 3)
    expected = [[200, 0, 0], [0, 200, 0], [0, 0, 200], [255, 255, 255]]
    assert np.abs(np.array(middles(made)) - expected).max() <= 4


def test_a_phone_held_upright_gives_an_upright_picture() -> None:
    lying = np.rot90(quarters(720, 1280))  # as the sensor has it: the upright picture turned to the left
    made = thumbnail(frame(np.ascontiguousarray(lying), orientation="rotate-90"))
    assert made.rgb.shape == (54, 30, 3)
    assert np.abs(np.array(middles(made))[0] - [200, 0, 0]).max() <= 4


def test_a_picture_that_is_small_already_is_not_blown_up() -> None:
    assert thumbnail(frame(quarters(64, 48))).rgb.shape == (48, 64, 3)


def test_brightness_and_burnt_out_parts_are_told_as_shares() -> None:
    made = thumbnail(frame(quarters(640, 480)))
    assert made.blown == pytest.approx(0.25, abs=0.03)
    assert made.light == pytest.approx((0.299 * 200 + 0.587 * 200 + 0.114 * 200 + 255) / 4 / 255, abs=0.02)


@pytest.mark.parametrize("layout", list(Layout))
def test_the_whole_picture_has_its_colours_in_every_layout(layout: Layout) -> None:
    picture = quarters(320, 240)
    made = upright_bgr(frame(picture, layout))
    assert made.shape == picture.shape
    far = np.abs(made.astype(int) - picture).max(axis=2)
    assert far[10:110, 10:150].max() <= 4
    assert far[130:230, 170:310].max() <= 4


def room(shift: float, athlete: float = 0.0) -> Thumbnail:
    """A room with texture, moved to the right by some pixels of 640, and an athlete who moves on his own."""
    rng = np.random.default_rng(3)
    texture = cv2.GaussianBlur(rng.integers(0, 256, (480, 760, 3), np.uint8), (31, 31), 8)
    texture = cv2.normalize(texture, None, 20, 235, cv2.NORM_MINMAX)
    moved = cv2.warpAffine(texture, np.array([[1, 0, shift - 60], [0, 1, 0]], np.float32), (640, 480))
    cv2.rectangle(moved, (round(250 + athlete), 100), (round(350 + athlete), 400), (30, 30, 240), -1)
    return thumbnail(frame(moved))


def somebody() -> Pose:
    xy = np.full((33, 2), (240, 100), np.float32)
    xy[1] = (380, 400)
    return Pose(0.0, xy, None, np.ones(33, np.float32))


@pytest.mark.parametrize("shift", [0.0, 4.0, 12.0])
def test_a_camera_that_moves_is_measured_and_an_athlete_who_moves_is_not(shift: float) -> None:
    moved = shake(room(0.0), room(shift, athlete=20.0), somebody(), (640, 480))
    assert moved == pytest.approx(shift / 480, abs=0.004)


def test_pictures_that_do_not_compare_say_nothing() -> None:
    assert shake(room(0.0), thumbnail(frame(quarters(720, 1280))), None, (720, 1280)) is None
    close = Pose(0.0, np.array([[0, 0], [640, 480]] + [[320, 240]] * 31, np.float32), None, np.ones(33, np.float32))
    assert shake(room(0.0), room(0.0), close, (640, 480)) is None
