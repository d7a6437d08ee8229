"""What every detector promises: one parametrised suite, so that a pipeline cannot tell them apart."""

from pathlib import Path

import numpy as np
import pytest

from engines.ports import Detector
from engines.roi import Roi
from engines.runtimes.onnx_runtime import OnnxRuntime
from tests.fakes.families import Case, case, families
from tests.fakes.pictures import NoStages, frame

pytestmark = pytest.mark.slow


@pytest.fixture(params=families("detector"))
def family(request: pytest.FixtureRequest) -> Case:
    return case(request.param, "detector")


@pytest.fixture
def detector(family: Case, tmp_path: Path) -> Detector:
    opened: Detector = family.module.DETECTOR.open(OnnxRuntime(family.network(tmp_path), 1), NoStages())
    return opened


def test_the_person_is_found_once_where_the_person_is(detector: Detector, family: Case) -> None:
    (person,) = detector.detect(family.frame(0.0))
    assert person.roi.x == pytest.approx(family.place[0], abs=family.near)
    assert person.roi.y == pytest.approx(family.place[1], abs=family.near)
    assert 0 < person.score <= 1
    assert person.roi.size > 50


def test_a_part_of_the_picture_is_searched_and_told_in_pixels_of_the_whole(detector: Detector, family: Case) -> None:
    (whole,) = detector.detect(family.frame(0.0))
    (part,) = detector.detect(family.frame(0.0), Roi(family.place[0] + 30, family.place[1] - 20, 400.0, 0.0))
    assert (part.roi.x, part.roi.y) == pytest.approx((whole.roi.x, whole.roi.y), abs=family.near)


def test_nobody_is_found_where_nobody_is(detector: Detector, family: Case) -> None:
    assert detector.detect(frame(np.full((480, 640, 3), 90, np.uint8))) == []
    assert detector.detect(family.frame(0.0), Roi(family.place[0] + 3000, family.place[1], 300.0, 0.0)) == []


def test_nothing_is_remembered_from_one_picture_to_the_next(detector: Detector, family: Case) -> None:
    first = detector.detect(family.frame(0.0))
    detector.detect(frame(np.full((480, 640, 3), 90, np.uint8), 0.1))
    assert detector.detect(family.frame(0.2)) == first
