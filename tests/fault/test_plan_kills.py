"""kill -9 of the real daemon in the middle of a plan: the same rounds, reps and facts as without.

``SPOTTER_PLAN_KILLS=20 pytest tests/fault/test_plan_kills.py`` kills it so often; by default there are fewer.
"""

import os
import random
import time
from pathlib import Path

import msgspec
import pytest

from daemon import events
from daemon.config import paths
from daemon.events import AnyEvent
from tests.boxes import Box

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KILLS = int(os.environ.get("SPOTTER_PLAN_KILLS", "4"))
CLIP = str(paths.find("clip/demo.mp4"))
PLAN = """
title = "Two blocks"
lead = 2.5
between = 3
[[block]]
kind = "sets"
exercise = "squat"
sets = 1
reps = 4
[[block]]
kind = "amrap"
cap = 6
round = [{ exercise = "push_up", reps = 2 }]
"""
EXPECTED = [
    ("plan_started",), ("step_started", "ready", "squat"), ("step_started", "work", "squat"),
    ("rep", "squat", 1), ("rep", "squat", 2), ("rep_rejected", "squat"), ("rep", "squat", 3), ("rep", "squat", 4),
    ("round_done", 1, 4), ("step_started", "ready", "push_up"), ("step_started", "work", "push_up"),
    ("rep", "push_up", 1), ("rep", "push_up", 2), ("round_done", 1, 2), ("step_started", "work", "push_up"),
    ("rep", "push_up", 1), ("plan_ended", "done", 2, 1),
]  # fmt: skip

FIELDS: dict[type[AnyEvent], tuple[str, ...]] = {
    events.PlanStarted: (),
    events.StepStarted: ("phase", "exercise"),
    events.RoundDone: ("round", "reps"),
    events.PlanEnded: ("why", "rounds", "extra_reps"),
    events.Rep: ("exercise", "n"),
    events.RepRejected: ("exercise",),
}
"""What is compared of each event."""


def comparable(recorded: list[AnyEvent]) -> list[tuple[object, ...]]:
    """What a plan and its reps come to, without times and ids."""
    found = ((event, FIELDS.get(type(event))) for event in recorded)
    plain = [(event, msgspec.to_builtins(event), fields) for event, fields in found if fields is not None]
    return [(events.name(event), *(values[field] for field in fields)) for event, values, fields in plain]


def box_with_plan(folder: Path) -> Box:
    (folder / "plans").mkdir()
    (folder / "plans" / "two.toml").write_text(PLAN, encoding="utf-8")
    return Box(folder)


def test_the_plan_comes_to_the_same_however_often_the_daemon_is_killed(tmp_path: Path) -> None:
    box, dice = box_with_plan(tmp_path), random.Random(15)  # noqa: S311 - the instants are the same every time
    with box.running("--source", CLIP) as daemon:
        box.ask("plan", plan="two")
        origin = box.ask("health")["first_t"]
        time.sleep(dice.uniform(0.2, 25 / KILLS))
        daemon.kill()
    for _ in range(KILLS - 1):
        with box.running("--source", CLIP, "--origin", str(origin)) as daemon:
            time.sleep(dice.uniform(0.2, 50 / KILLS))
            daemon.kill()
            if box.events()[-1].t_mono - origin > 24:
                break
    with box.running("--source", CLIP, "--origin", str(origin)) as daemon:
        daemon.wait(300)  # the clip takes 29 s
    assert comparable(box.events()) == EXPECTED
