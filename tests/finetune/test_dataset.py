"""The data set that a keypoint network is fine-tuned on: what is written is what was rendered."""

import json
from pathlib import Path

import numpy as np
import pytest

from tests.finetune import render
from tests.finetune.dataset import NAMES, Sample, write
from tests.gym import rig
from tests.gym.render import RIG
from tests.gym.room import Camera
from tests.gym.sets import Set, frozen_plans
from tests.gym.solve import solve
from tests.gym.truth import places


@pytest.fixture
def sample() -> Sample:
    joints = np.stack([np.linspace(20, 300, 17), np.linspace(200, 40, 17)], axis=1)
    joints[-1] = (330, 20)  # outside the picture
    return Sample(np.full((240, 320, 3), 90, np.uint8), joints, (10.0, 30.0, 300.0, 180.0))


def test_coco_has_every_joint_where_it_is(tmp_path: Path, sample: Sample) -> None:
    assert write(tmp_path, "train", [sample, sample]) == 2
    coco = json.loads((tmp_path / "train" / "_annotations.coco.json").read_text(encoding="utf-8"))
    assert coco["categories"][0]["keypoints"] == list(NAMES)
    assert [image["file_name"] for image in coco["images"]] == ["images/00000.jpg", "images/00001.jpg"]
    one = coco["annotations"][1]
    points = np.array(one["keypoints"]).reshape(17, 3)
    assert one["image_id"] == 1
    assert one["num_keypoints"] == 16
    assert np.abs(points[:16, :2] - sample.joints[:16]).max() <= 0.005
    assert points[:, 2].tolist() == [2] * 16 + [0]
    assert points[16].tolist() == [0, 0, 0]


def test_yolo_has_the_same_joints_as_shares_of_the_picture(tmp_path: Path, sample: Sample) -> None:
    write(tmp_path, "valid", [sample])
    words = (tmp_path / "valid" / "labels" / "00000.txt").read_text(encoding="ascii").split()
    assert words[0] == "0"
    assert [float(word) for word in words[1:5]] == pytest.approx([0.5, 0.5, 300 / 320, 180 / 240])
    points = np.array(words[5:], float).reshape(17, 3)
    assert np.abs(points[:16, :2] * (320, 240) - sample.joints[:16]).max() <= 0.001
    assert "flip_idx: [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]" in (tmp_path / "data.yaml").read_text(
        encoding="utf-8"
    )


def test_the_joints_are_the_bones_own() -> None:
    body, plan = rig.load(RIG), frozen_plans()[0]
    bones = solve(body, Set(body, plan).posture(1.5))
    joints, exact = render.joints_of(body, bones), places(body, [bones])
    for row, name in enumerate(NAMES[5:], 5):
        side, part = name.split("_")
        assert np.allclose(joints[row], exact[f"{part}_{side}"][0])
    nose, ears = joints[0], joints[3:5].mean(axis=0)
    assert 0.1 < np.linalg.norm(nose - ears) < 0.2
    assert np.isfinite(Camera().project(joints, (640, 640))).all()
