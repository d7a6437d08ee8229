"""Every layout of an exported file is read to half a pixel: held against a slow decoder, through ONNX Runtime."""

from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from engines.models import rtmdet, rtmpose, yolo, yolox
from engines.models.detections import Boxes, People
from engines.models.yolo import YoloLayout
from engines.roi import Roi
from tests.engines.models import slow_decoders
from tests.engines.models.slow_decoders import Person, assert_same
from tests.fakes.networks import Input, answering

Array = NDArray[Any]
Precision = type[np.floating[Any]]
SEEDS = pytest.mark.parametrize("seed", range(3))
PRECISIONS = pytest.mark.parametrize("dtype", [np.float32, np.float16])


def through_a_network(outputs: dict[str, Array], size: tuple[int, int, int, int]) -> list[Array]:
    session = onnxruntime.InferenceSession(answering(outputs, Input(shape=size)), providers=["CPUExecutionProvider"])
    picture = np.random.default_rng(0).random(size, np.float32)
    return list(session.run(None, {"images": picture}))


def assert_people(expected: list[Person], found: People) -> None:
    assert_same(expected, found.boxes.corners, found.boxes.scores, found.joints, found.joint_scores)


def assert_boxes(expected: list[Person], found: Boxes) -> None:
    nothing = np.zeros((len(found.scores), 0))
    assert_same(expected, found.corners, found.scores, nothing, nothing)


def scattered(rng: np.random.Generator, count: int, size: float) -> Array:
    """Centres and sizes of boxes in clusters that overlap, some of them beyond the picture's edge."""
    centres = rng.uniform(-0.1 * size, 1.1 * size, (6, 2)).repeat(-(-count // 6), axis=0)[:count]
    sides = rng.uniform(0.1 * size, 0.4 * size, (6, 2)).repeat(-(-count // 6), axis=0)[:count]
    noise = rng.normal(0, 0.03 * size, (count, 4))
    return rng.permutation(np.hstack([centres, np.abs(sides)]) + noise)


def corners(boxes: Array) -> Array:
    return np.hstack([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2])


@SEEDS
@PRECISIONS
@pytest.mark.parametrize(("joints", "values"), [(17, 3), (17, 2), (26, 3)])
@pytest.mark.parametrize("size", [(256, 256), (640, 384)])
def test_raw_yolo(seed: int, dtype: Precision, joints: int, values: int, size: tuple[int, int]) -> None:
    width, height = size
    rng = np.random.default_rng(seed)
    candidates = width * height // 1024 * 21
    assert (width, height) != (640, 384) or candidates == 5040
    output = np.zeros((1, 5 + joints * values, candidates), dtype)
    people = rng.choice(candidates, 40, replace=False)
    output[0, :4, people] = scattered(rng, 40, width)
    output[0, 4] = rng.uniform(0, 0.2, candidates)
    output[0, 4, people] = rng.uniform(0.1, 1, 40)
    output[0, 5:] = rng.uniform(-20, width, output[0, 5:].shape)
    if values == 3:
        output[0, 7::3] = rng.uniform(0, 1, output[0, 7::3].shape)
    (found,) = through_a_network({"output0": output}, (1, 3, height, width))
    expected = slow_decoders.yolo_raw(output[0], joints, values)
    assert len(expected) > 3
    assert_people(expected, yolo.decode(found[0], YoloLayout(end_to_end=False, joints=joints, values=values)))


@SEEDS
@PRECISIONS
@pytest.mark.parametrize("values", [3, 2])
@pytest.mark.parametrize("count", [12, 300])
def test_end_to_end_yolo_and_yolo_with_suppression(seed: int, dtype: Precision, values: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    output = np.zeros((1, 300, 6 + 17 * values), dtype)
    scores = np.sort(rng.uniform(0 if count == 300 else 0.3, 1, count))[::-1]
    output[0, :count] = rng.uniform(-20, 640, output[0, :count].shape)
    output[0, :count, :4] = corners(scattered(rng, count, 640))
    output[0, :count, 4], output[0, :, 5] = scores, 0
    if values == 3:
        output[0, :, 8::3] = rng.uniform(0, 1, output[0, :, 8::3].shape)
    (found,) = through_a_network({"output0": output}, (1, 3, 64, 64))
    expected = slow_decoders.yolo_end_to_end(output[0], 17, values)
    assert_people(expected, yolo.decode(found[0], YoloLayout(end_to_end=True, joints=17, values=values)))


@SEEDS
@PRECISIONS
@pytest.mark.parametrize("joints", [17, 26, 133])
def test_rtmpose(seed: int, dtype: Precision, joints: int) -> None:
    rng = np.random.default_rng(seed)
    across = rng.normal(0, 0.2, (1, joints, 384)).astype(dtype)
    down = rng.normal(0, 0.2, (1, joints, 512)).astype(dtype)
    across[0, 3], down[0, 5] = -1, -0.5
    found_x, found_y = through_a_network({"simcc_x": across, "simcc_y": down}, (1, 3, 256, 192))
    expected = slow_decoders.simcc(across[0], down[0])
    xy, scores = rtmpose.decode(found_x[0], found_y[0], 192, 256)
    assert np.allclose([joint[:2] for joint in expected], xy, atol=0.5)
    assert np.allclose([joint[2] for joint in expected], scores, atol=0.005)
    assert scores[3] == scores[5] == 0, "a joint without a peak is missing"


def test_rtmposes_crop_is_the_box_a_quarter_larger_at_three_to_four() -> None:
    to_picture = rtmpose.crop_of(Roi.from_box(100, 100, 140, 260), 192, 256)
    (left, top), (right, bottom) = (to_picture @ [*corner, 1] for corner in ((0, 0), (192, 256)))
    assert (left, top, right, bottom) == pytest.approx((45, 80, 195, 280))


@SEEDS
@PRECISIONS
def test_rtmdet(seed: int, dtype: Precision) -> None:
    rng = np.random.default_rng(seed)
    dets = np.hstack([corners(scattered(rng, 100, 640)), rng.uniform(0, 1, (100, 1))]).astype(dtype)
    labels = rng.integers(0, 3, (1, 100))
    found, kinds = through_a_network({"dets": dets[None], "labels": labels}, (1, 3, 640, 640))
    expected = slow_decoders.rtmdet(dets, labels[0])
    assert len(expected) > 3
    assert_boxes(expected, rtmdet.decode(found[0], kinds[0]))


@SEEDS
@PRECISIONS
def test_yolox_with_suppression(seed: int, dtype: Precision) -> None:
    rng = np.random.default_rng(seed)
    dets = np.hstack([corners(scattered(rng, 60, 416)), rng.uniform(0, 1, (60, 1))]).astype(dtype)
    (found,) = through_a_network({"dets": dets[None]}, (1, 3, 416, 416))
    assert_boxes(slow_decoders.yolox(dets), yolox.decode(found[0]))


@SEEDS
@PRECISIONS
@pytest.mark.parametrize("classes", [1, 80])
@pytest.mark.parametrize(("width", "height"), [(640, 640), (416, 256)])
def test_yolox_without_suppression(seed: int, dtype: Precision, classes: int, width: int, height: int) -> None:
    rng = np.random.default_rng(seed)
    candidates = width * height // 1024 * 21
    output = np.zeros((1, candidates, 5 + classes), dtype)
    output[0, :, :2] = rng.normal(0, 1, (candidates, 2))
    output[0, :, 2:4] = rng.normal(1.5, 0.5, (candidates, 2))
    output[0, :, 4:] = rng.uniform(0, 0.4, (candidates, 1 + classes))
    output[0, rng.choice(candidates, 60), 4:6] = rng.uniform(0.5, 1, (60, 2))
    (found,) = through_a_network({"output": output}, (1, 3, height, width))
    expected = slow_decoders.yolox_raw(output[0].astype(np.float32), width, height)
    assert len(expected) > 3
    assert_boxes(expected, yolox.decode_raw(found[0], yolox.grid(width, height)))


def test_what_is_no_number_is_nobody() -> None:
    rows = np.full((300, 57), np.nan, np.float32)
    rows[0, 4] = rows[1, 4] = 0.9
    rows[1, :4], rows[1, 6:] = (0, 0, 10, 10), np.inf
    assert len(yolo.decode(rows, YoloLayout(end_to_end=True, joints=17, values=3)).joints) == 0
    assert len(yolox.decode(rows[:, :5]).scores) == 1
    raw = np.full((21, 6), 200, np.float32)
    assert len(yolox.decode_raw(raw, yolox.grid(32, 32)).scores) == 0, "an infinite box is nobody"
    assert not rtmpose.decode(np.full((17, 384), np.nan), np.ones((17, 512)), 192, 256)[1].any()


@pytest.mark.parametrize("shape", [(56, 8400), (300, 57)])
def test_a_picture_of_noise_is_decoded_in_milliseconds(shape: tuple[int, int]) -> None:
    output = np.random.default_rng(0).uniform(0, 640, shape).astype(np.float32)
    found = yolo.decode(output, YoloLayout(end_to_end=shape[0] == 300, joints=17, values=3))
    assert 0 < len(found.joints) <= 1000
