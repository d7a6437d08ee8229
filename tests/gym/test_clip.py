"""The bundled clip and its truth: what the demo plays, and what it is held against."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from tests.gym import rig, truth
from tests.gym.room import Camera
from tests.gym.story import demo

pytestmark = pytest.mark.slow

CLIP = Path(__file__).parents[2] / "configs" / "clip" / "demo.mp4"
Picture = np.ndarray[Any, Any]
RIG = Path(__file__).with_name("rig.json")


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    """The clip's truth."""
    return dict(json.loads(CLIP.with_suffix(".json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    """Every fifth picture of the clip, RGB, and empty ones for the others."""
    capture = cv2.VideoCapture(str(CLIP))
    frames: list[Picture] = []
    while capture.grab():
        frames.append(np.asarray(capture.retrieve()[1])[:, :, ::-1] if len(frames) % 5 == 0 else np.empty(0))
    return frames


def test_the_clip_is_small_enough_to_ship() -> None:
    assert CLIP.stat().st_size < 2_000_000
    assert CLIP.with_suffix(".json").stat().st_size < 400_000


def test_the_clip_can_be_played_before_it_is_read_to_its_end() -> None:
    data = CLIP.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"avc1" in data


def test_the_truth_has_one_value_for_each_picture(recorded: dict[str, Any], pictures: list[Picture]) -> None:
    capture = cv2.VideoCapture(str(CLIP))
    assert capture.get(cv2.CAP_PROP_FPS) == recorded["fps"] == 30
    assert pictures[0].shape == (recorded["height"], recorded["width"], 3) == (480, 640, 3)
    assert len(pictures) == recorded["frames"]
    assert {len(row) for part in ("angles", "keypoints") for row in recorded[part].values()} == {recorded["frames"]}


def test_the_demo_expects_four_squats_one_too_shallow_and_four_push_ups(recorded: dict[str, Any]) -> None:
    assert recorded["expected"] == {
        "reps": {"squat": 4, "push_up": 4},
        "rejected": [{"exercise": "squat", "reason": "shallow"}],
    }
    assert [(r["exercise"], r["full"]) for r in recorded["reps"]] == [
        ("squat", n != 3) for n in range(1, 6)
    ] + [("push_up", True)] * 4  # fmt: skip


def test_phases_follow_each_other_from_the_clips_start_to_its_end(recorded: dict[str, Any]) -> None:
    phases = recorded["phases"]
    assert phases[0]["t0"] == 0
    assert phases[-1]["t1"] == pytest.approx(recorded["frames"] / recorded["fps"], abs=0.05)
    assert all(a["t1"] == b["t0"] > a["t0"] for a, b in pairwise(phases))


def test_buttons_are_pressed_while_nothing_is_being_lifted(recorded: dict[str, Any]) -> None:
    assert [c["verb"] for c in recorded["commands"]] == ["start", "stop", "exercise", "start", "stop"]
    times = [c["t"] for c in recorded["commands"]]
    assert times == sorted(times)
    squats, presses = ([r for r in recorded["reps"] if r["exercise"] == e] for e in ("squat", "push_up"))
    assert times[0] + 1 < squats[0]["start"]
    assert squats[-1]["end"] + 0.7 <= times[1] < times[2] < times[3]
    assert times[3] + 1 < presses[0]["start"]
    assert presses[-1]["end"] + 0.7 <= times[4]


def _held(recorded: dict[str, Any], angle: str, rep: dict[str, Any]) -> list[int]:
    first, last = (round(rep[key] * recorded["fps"]) for key in ("start", "end"))
    return list(recorded["angles"][angle][first : last + 1])


@pytest.mark.parametrize("side", ["left", "right"])
def test_squats_are_deep_but_the_third_goes_less_than_half_way(recorded: dict[str, Any], side: str) -> None:
    ranges = [np.ptp(_held(recorded, f"knee_{side}", r)) for r in recorded["reps"] if r["exercise"] == "squat"]
    full = np.median(ranges)
    assert full > 90
    assert ranges[2] / full == pytest.approx(0.46, abs=0.04)
    assert all(r == pytest.approx(full, abs=3) for i, r in enumerate(ranges) if i != 2)


@pytest.mark.parametrize("side", ["left", "right"])
def test_push_ups_go_from_straight_arms_to_the_chest_near_the_floor(recorded: dict[str, Any], side: str) -> None:
    for rep in (r for r in recorded["reps"] if r["exercise"] == "push_up"):
        assert max(_held(recorded, f"elbow_{side}", rep)) > 160
        assert min(_held(recorded, f"elbow_{side}", rep)) < 70
        assert min(_held(recorded, f"knee_{side}", rep)) > 165


def test_the_truth_is_what_the_story_says_today(recorded: dict[str, Any]) -> None:
    bones = rig.load(RIG)
    frames = np.arange(0, recorded["frames"], 25)
    places = truth.joints(bones, demo(bones), frames / recorded["fps"])
    for name, values in truth.angles(places).items():
        assert np.abs(np.array(recorded["angles"][name])[frames] - values).max() <= 1, name
    for name, values in places.items():
        seen = Camera().project(values, (recorded["width"], recorded["height"]))
        assert np.abs(np.array(recorded["keypoints"][name])[frames] - seen).max() <= 2, name


def test_nobody_is_in_the_first_and_the_last_picture(recorded: dict[str, Any]) -> None:
    for frame in (0, -1):
        for row in recorded["keypoints"].values():
            assert not 0 <= row[frame][0] < recorded["width"]


def test_the_athlete_is_where_the_truth_says(recorded: dict[str, Any], pictures: list[Picture]) -> None:
    training = [p for p in recorded["phases"] if p["what"] in {"stand", "squat", "plank", "push_up"}]
    frames = [f for p in training for f in range(round(p["t0"] * 30), round(p["t1"] * 30)) if f % 5 == 0]
    for frame in frames:
        corners = [f"{joint}_{side}" for joint in ("shoulder", "hip") for side in ("left", "right")]
        x, y = np.mean([recorded["keypoints"][name][frame] for name in corners], axis=0).astype(int)
        r, g, b = pictures[frame][y - 10 : y + 11, x - 10 : x + 11].astype(int).transpose(2, 0, 1)
        red_shirt = (r > g + 60) & (r > b + 60)
        assert red_shirt.mean() > 0.1, frame
