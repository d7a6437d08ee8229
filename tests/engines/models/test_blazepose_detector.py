"""People are read from the detector's raw outputs."""

import numpy as np
import pytest

from engines.models.blazepose_detector import anchors, decode


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
