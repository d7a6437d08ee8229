"""The network sees the right pixels, and no picture is copied for it."""

import dataclasses
import tracemalloc
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from daemon.errors import EngineError
from daemon.ports import Frame, Layout
from engines.crop_format import ChannelOrder, CropFormat, Outside
from engines.cropping.cpu_crop import CpuCrop
from tests.fakes.pictures import Picture, frame

SIZE = 64
LAYOUTS = pytest.mark.parametrize("layout", list(Layout))
IDENTITY = np.eye(2, 3)


def seen(given: Frame, to_upright: NDArray[np.float64], outside: Outside = Outside.BLACK) -> NDArray[np.float32]:
    """The crop as (S, S, 3), red first, 0..1."""
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    CpuCrop(image, CropFormat.between(0.0, 1.0, outside)).fill(given, to_upright)
    return image[0].transpose(1, 2, 0)


def soft(height: int, width: int) -> Picture:
    """A colourful picture without sharp edges, so that halved chroma loses little."""
    rng = np.random.default_rng(3)
    small = rng.integers(40, 215, (height // 16, width // 16, 3), np.uint8)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8, copy=False)


def as_rgb(picture: Picture) -> NDArray[np.float32]:
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).astype(np.float32) / 255


@LAYOUTS
@pytest.mark.parametrize("padding", [0, 24])
def test_colours_and_places_are_the_pictures_own(layout: Layout, padding: int) -> None:
    picture = soft(128, 160)
    shift = np.array([[1.0, 0, 30], [0, 1, 20]])
    found = seen(frame(picture, layout=layout, padding=padding), shift)
    assert np.abs(found - as_rgb(picture)[20 : 20 + SIZE, 30 : 30 + SIZE]).mean() < 0.01


@LAYOUTS
def test_a_turned_and_scaled_square_is_what_opencv_cuts_out_of_the_full_picture(layout: Layout) -> None:
    picture = soft(256, 320)
    turned = np.array([[1.6, -0.9, 130], [0.9, 1.6, 40]])
    expected = cv2.warpAffine(as_rgb(picture), turned, (SIZE, SIZE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    assert np.abs(seen(frame(picture, layout=layout), turned) - expected).mean() < 0.015


@pytest.mark.parametrize("quarter_turns", [1, 2, 3])
def test_a_phone_held_upright_is_seen_upright(quarter_turns: int) -> None:
    upright = soft(160, 128)
    stored = np.ascontiguousarray(np.rot90(upright, quarter_turns))
    height, width = upright.shape[:2]
    to_stored = {
        1: np.array([[0.0, 1, 0], [-1, 0, width - 1]]),
        2: np.array([[-1.0, 0, width - 1], [0, -1, height - 1]]),
        3: np.array([[0.0, -1, height - 1], [1, 0, 0]]),
    }[quarter_turns]
    turned = dataclasses.replace(frame(stored), width=width, height=height, to_stored=to_stored)
    shift = np.array([[1.0, 0, 30], [0, 1, 50]])
    assert np.abs(seen(turned, shift) - seen(frame(upright), shift)).mean() < 0.01


def test_beyond_the_picture_is_black_or_its_edge_as_the_network_wants() -> None:
    white = np.full((32, 32, 3), 255, np.uint8)
    assert seen(frame(white), IDENTITY, Outside.BLACK)[40:, 40:].max() < 0.01
    assert seen(frame(white), IDENTITY, Outside.EDGE)[40:, 40:].min() > 0.99


def test_a_full_range_picture_keeps_its_black_and_white() -> None:
    steps = np.repeat(np.linspace(0, 255, SIZE).astype(np.uint8)[None], SIZE, axis=0)
    grey = np.full((SIZE // 2, SIZE // 2, 2), 128, np.uint8)
    wide = dataclasses.replace(frame(soft(SIZE, SIZE)), planes=(steps, grey), full_range=True)
    assert np.abs(seen(wide, IDENTITY) - steps[..., None] / 255).max() < 0.02


@LAYOUTS
def test_a_big_padded_frame_is_read_where_it_lies(layout: Layout) -> None:
    given = frame(soft(1088, 1920), layout=layout, padding=128)
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    crop = CpuCrop(image, CropFormat.between(-1.0, 1.0, Outside.BLACK))
    crop.fill(given, IDENTITY)
    tracemalloc.start()
    crop.fill(given, IDENTITY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 1024, "a copy of any plane needs 500 KiB or more, and NumPy reports its memory here"


def test_black_and_white_become_what_the_network_was_trained_with() -> None:
    image = np.zeros((1, 3, SIZE, SIZE), np.float32)
    crop = CpuCrop(image, CropFormat.between(-1.0, 1.0, Outside.EDGE))
    crop.fill(frame(np.zeros((64, 64, 3), np.uint8)), IDENTITY)
    assert np.allclose(image, -1.0, atol=0.01)
    crop.fill(frame(np.full((64, 64, 3), 255, np.uint8)), IDENTITY)
    assert np.allclose(image, 1.0, atol=0.01)


ORANGE = (0, 128, 255)
"""Blue, green, red, as OpenCV has it."""


def filled(shape: tuple[int, ...], kind: str, wanted: CropFormat, to_upright: NDArray[np.float64]) -> NDArray[Any]:
    image = np.full(shape, 77, kind)
    CpuCrop(image, wanted).fill(frame(np.full((64, 64, 3), ORANGE, np.uint8), layout=Layout.RGB8), to_upright)
    return image


@pytest.mark.parametrize("kind", ["float32", "float16", "int32", "uint8"])
def test_each_type_layout_and_order_holds_the_same_colour(kind: str) -> None:
    for order, expected in ((ChannelOrder.RGB, ORANGE[::-1]), (ChannelOrder.BGR, ORANGE)):
        wanted = CropFormat(order=order)
        assert (filled((1, 3, 16, 32), kind, wanted, IDENTITY)[0].transpose(1, 2, 0) == expected).all()
        assert (filled((1, 32, 16, 3), kind, wanted, IDENTITY)[0] == expected).all()


def test_mean_and_deviation_belong_to_colours_and_not_to_places() -> None:
    mean, std = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
    for order, places in ((ChannelOrder.RGB, (0, 1, 2)), (ChannelOrder.BGR, (2, 1, 0))):
        wanted = CropFormat.standardised(mean, std, Outside.BLACK, order)
        image = filled((1, 3, 16, 16), "float32", wanted, IDENTITY)
        for colour in range(3):
            expected = (ORANGE[2 - colour] - mean[colour]) / std[colour]
            assert np.allclose(image[0, places[colour]], expected, atol=1e-5)


@LAYOUTS
@pytest.mark.parametrize("full_range", [False, True])
def test_grey_beyond_the_picture_is_114_in_every_channel(layout: Layout, *, full_range: bool) -> None:
    image = np.zeros((1, 3, 16, 16), np.uint8)
    given = dataclasses.replace(frame(np.zeros((64, 64, 3), np.uint8), layout=layout), full_range=full_range)
    CpuCrop(image, CropFormat(outside=Outside.GREY)).fill(given, np.array([[1.0, 0, 500], [0, 1, 500]]))
    assert (image == 114).all()


def test_an_input_that_no_crop_can_fill_is_one_clear_line() -> None:
    with pytest.raises(EngineError, match=r"^the network's input is \(1, 17, 8, 8\): expected one picture of three"):
        CpuCrop(np.zeros((1, 17, 8, 8), np.float32), CropFormat())
    with pytest.raises(EngineError, match=r"even sides$"):
        CpuCrop(np.zeros((1, 3, 7, 8), np.float32), CropFormat())
    with pytest.raises(EngineError, match=r"^the network's input holds uint8, which its family does not take$"):
        CpuCrop(np.zeros((1, 3, 8, 8), np.uint8), CropFormat.between(0.0, 1.0, Outside.EDGE))
    with pytest.raises(EngineError, match=r"^the network's input holds float64"):
        CpuCrop(np.zeros((1, 3, 8, 8), np.float64), CropFormat())
