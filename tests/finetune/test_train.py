"""One step on a tiny data set, where the packages are installed: it comes back as an engine."""

import importlib
from pathlib import Path

import numpy as np
import pytest

from engines.inspection.inspection import inspect
from engines.models.yolo import YoloLayout, decode
from engines.signature import Part
from tests.finetune.dataset import Sample, write

for _package in ("torch", "libreyolo"):
    pytest.importorskip(_package, reason="the training is not installed: tests/requirements-train.txt")
training = importlib.import_module("tests.finetune.train")


def figures(count: int) -> list[Sample]:
    """Returns stick figures: the step is to run, not to teach."""
    rng = np.random.default_rng(0)
    made = []
    for _ in range(count):
        joints = rng.uniform(60, 260, (17, 2))
        picture = np.full((320, 320, 3), 120, np.uint8)
        for x, y in joints.astype(int):
            picture[y - 4 : y + 4, x - 4 : x + 4] = (200, 60, 60)
        made.append(Sample(picture, joints, (40.0, 40.0, 240.0, 240.0)))
    return made


@pytest.mark.timeout(900)
def test_one_step_makes_a_file_that_is_taken_up(tmp_path: Path) -> None:
    write(tmp_path / "data", "train", figures(2))
    write(tmp_path / "data", "valid", figures(1))
    path = training.train(tmp_path / "data", tmp_path / "out", None, epochs=1, batch=2, device="cpu")
    found = inspect(path)
    assert (found.family, found.part, found.joints) == ("yolo", Part.PEOPLE, 17)
    assert not found.is_agpl
    runtime = importlib.import_module("onnxruntime").InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (output,) = runtime.run(None, {"images": np.zeros((1, 3, 640, 640), np.float32)})
    layout = YoloLayout.of(output.shape)
    assert layout is not None
    assert decode(output[0], layout, min_score=0.0).joints.shape[1:] == (17, 2)
