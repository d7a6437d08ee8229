"""What is read from the networks' raw outputs, against the rule written out the slow way."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.models.blazepose_detector import anchors, decode
from engines.models.heatmap import refine
from engines.tracking.roi import Roi
from engines.tracking.roi_smoothing import RoiSmoother


def slowly_refined(point: NDArray[np.float32], heatmap: NDArray[np.float32]) -> NDArray[np.float64]:
    """One landmark on a heatmap of 64 by 64, crop of 256: the weighted middle of 9 by 9 cells around it."""
    column, row = int(point[0] / 4), int(point[1] / 4)
    if not (0 <= column < 64 and 0 <= row < 64):
        return point.astype(np.float64)
    cells = [
        (x, y, 1 / (1 + math.exp(-heatmap[y, x])))
        for y in range(max(row - 4, 0), min(row + 5, 64))
        for x in range(max(column - 4, 0), min(column + 5, 64))
    ]
    total = sum(sure for _, _, sure in cells)
    if max(sure for _, _, sure in cells) < 0.5:
        return point.astype(np.float64)
    return np.array([sum(x * s for x, _, s in cells), sum(y * s for _, y, s in cells)]) / total * 4


@pytest.mark.parametrize("seed", range(5))
def test_landmarks_move_to_the_middle_of_their_heatmaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-30, 290, (35, 2)).astype(np.float32)
    heatmaps = rng.normal(-4, 2.2, (39, 64, 64)).astype(np.float32)
    expected = [slowly_refined(point, heatmap) for point, heatmap in zip(points, heatmaps, strict=False)]
    assert np.allclose(refine(points, heatmaps, 256), expected, atol=1e-3)


def test_there_is_an_anchor_for_each_of_the_detectors_boxes() -> None:
    centres = anchors(224)
    assert centres.shape == (2254, 2)
    assert centres[:3].tolist() == [[4, 4], [4, 4], [12, 4]]
    assert centres[-1].tolist() == [208, 208]


def test_boxes_that_overlap_are_one_person_and_their_mean() -> None:
    centres = np.full((4, 2), 100, np.float32)
    boxes = np.zeros((4, 12), np.float32)
    boxes[:, 2:4] = 40
    boxes[1, [0, 4]] = 10  # a little to the right: the same person
    boxes[2, [0, 4]] = 90  # somebody else
    scores = np.array([2.0, 2.0, 1.0, -1.0], np.float32)
    people = decode(boxes, scores, centres)
    assert [round(score, 3) for _, score in people] == [0.881, 0.731]
    assert people[0][0][0].tolist() == pytest.approx([105, 100])
    assert people[1][0][0].tolist() == pytest.approx([190, 100])


def test_nobody_is_found_where_no_box_is_likely() -> None:
    assert decode(np.zeros((2254, 12), np.float32), np.full(2254, -0.01, np.float32), anchors(224)) == []


@pytest.mark.parametrize(("top", "turn"), [((100, 50), 0), ((150, 100), 90), ((50, 100), -90), ((100, 150), -180)])
def test_the_square_turns_with_the_person(top: tuple[float, float], turn: float) -> None:
    square = Roi.from_alignment(100, 100, *top)
    assert math.degrees(square.rotation_rad) == pytest.approx(turn)
    assert square.size == pytest.approx(125)
    assert square.to_upright(256) @ [128, 128, 1] == pytest.approx([100, 100])
    head = square.to_upright(256) @ [128, 128 - 256 * 50 / 125, 1]
    assert head == pytest.approx(top), "the person's head is at the top of the crop"


def test_a_trembling_square_is_held_still_and_a_fast_one_followed() -> None:
    rng = np.random.default_rng(0)
    steady, still = RoiSmoother(), []
    for index in range(200):
        x, y = rng.normal(0, 1, 2)
        still.append(steady.smooth((300 + x, 200 + y, 300 + x, 50 + y), index / 30))
    assert np.std([points[0] for points in still[60:]]) < 0.5, "half of the trembling, or less"
    for index in range(200, 230):
        moving = steady.smooth((300 + 10 * (index - 200), 200, 300 + 10 * (index - 200), 50), index / 30)
    assert abs(moving[0] - 590) < 15


def test_time_that_stands_still_does_no_harm() -> None:
    steady = RoiSmoother()
    assert steady.smooth((1, 2, 3, 40), 5.0) == (1, 2, 3, 40)
    assert steady.smooth((2, 2, 3, 40), 5.0) == (2, 2, 3, 40)
    assert steady.smooth((4, 2, 3, 40), 4.0) == (4, 2, 3, 40)
