"""Real footage that nobody tuned for each test run; skipped where it is absent."""

import os
from pathlib import Path

import pytest

from tests import accuracy

CLIPS = Path(os.environ.get("SPOTTER_CLIPS", Path(__file__).parents[2] / "shared" / "clips"))

pytestmark = pytest.mark.skipif(not (CLIPS / "labels.csv").exists(), reason="the labelled clips are not here")


@pytest.mark.parametrize("clip", ["c001.mp4", "c019.mp4", "c050.mp4", "c039.mp4", "c061.mp4", "c085.mp4"])
def test_every_rep_of_a_real_clip_is_counted(clip: str) -> None:
    (score,) = accuracy.scores(CLIPS, [clip])
    assert score.counted == score.true


@pytest.mark.parametrize("clip", ["c103.mp4", "c107.mp4"])
def test_nothing_is_counted_where_nobody_exercises(clip: str) -> None:
    assert [score.counted for score in accuracy.scores(CLIPS, [clip])] == [0] * len(accuracy.EXERCISES)
