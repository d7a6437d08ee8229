"""Frames that were passed over are told by the times of those that were not."""

import numpy as np
import pytest

from daemon.vision.drop_counter import DropCounter


def dropped(times: list[float]) -> int:
    drops = DropCounter()
    for t in times:
        drops.see(t)
    return drops.count


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_a_camera_that_is_kept_up_with_drops_none(fps: int) -> None:
    jitter = np.random.default_rng(1).normal(0, 0.06 / fps, 600)
    assert dropped([i / fps + j for i, j in enumerate(jitter)]) == 0


def test_each_frame_that_is_passed_over_is_counted() -> None:
    seen = [i for i in range(600) if i % 10 != 5 and i not in (300, 301)]
    assert dropped([i / 30 for i in seen]) == 62


def test_a_camera_that_was_away_dropped_none() -> None:
    assert dropped([i / 30 for i in range(60)] + [10 + i / 30 for i in range(60)]) == 0


def test_one_frame_looked_at_twice_counts_nothing() -> None:
    assert dropped([0.0, 0.0, 1 / 30, 1 / 30, 2 / 30]) == 0
