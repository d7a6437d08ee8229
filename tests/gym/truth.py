"""What is true of a story: joint angles, projected joints, phases, reps and commands, as the clip's JSON has them."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tests.gym.linear import Array, corner
from tests.gym.rig import Rig
from tests.gym.room import Camera
from tests.gym.solve import Bones, solve
from tests.gym.story import Story

JOINTS = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}
"""The truth's joints, and the bone that begins at each."""
HEAD = {"nose": (0.0, -0.165, 0.01), "left_ear": (0.075, -0.02, 0.02), "right_ear": (-0.075, -0.02, 0.02)}
"""Points of the head's surface, from where the head's bone begins in a resting body (metres)."""
ANGLES = {
    "knee": ("hip", "knee", "ankle"),
    "hip": ("shoulder", "hip", "knee"),
    "elbow": ("shoulder", "elbow", "wrist"),
    "shoulder": ("elbow", "shoulder", "hip"),
}
"""The truth's angles: at the middle one of three joints."""
SIDE_NAMES = {"left": "L", "right": "R"}


def joints(rig: Rig, story: Story, times: Array) -> dict[str, Array]:
    """Joint -> (times, 3) metres in the room, for example ``knee_left``."""
    return places(rig, [solve(rig, story.move(float(t))) for t in times])


def places(rig: Rig, moments: Sequence[Bones]) -> dict[str, Array]:
    """As `joints`, from the bones themselves."""
    heads = np.stack([bones.head for bones in moments])
    return {
        f"{joint}_{side}": heads[:, rig.index[f"{bone}.{letter}"]]
        for joint, bone in JOINTS.items()
        for side, letter in SIDE_NAMES.items()
    }


def angles(places: dict[str, Array]) -> dict[str, Array]:
    """Angle -> (times,) degrees, for example ``knee_left``, from `joints`."""
    return {
        f"{name}_{side}": corner(*(places[f"{joint}_{side}"] for joint in three))
        for name, three in ANGLES.items()
        for side in SIDE_NAMES
    }


def write(path: Path, rig: Rig, story: Story, camera: Camera, size: tuple[int, int], fps: int) -> None:  # noqa: PLR0913, PLR0917
    """Write the clip's JSON."""
    frames = round(story.duration * fps)
    where = joints(rig, story, np.arange(frames) / fps)
    counted = [rep for rep in story.reps if rep.reason is None]
    rejected = [rep for rep in story.reps if rep.reason is not None]
    data = {
        "fps": fps,
        "frames": frames,
        "width": size[0],
        "height": size[1],
        "expected": {
            "reps": {e: sum(r.exercise == e for r in counted) for e in dict.fromkeys(r.exercise for r in story.reps)},
            "rejected": [{"exercise": r.exercise, "reason": r.reason} for r in rejected],
        },
        "commands": [{"t": round(c.t, 2), "verb": c.verb, "args": c.args} for c in story.commands],
        "reps": [
            {
                "exercise": r.exercise, "n": r.n, "start": round(r.beat.start, 3), "turn": round(r.beat.turn, 3),
                "end": round(r.beat.end, 3), "full": r.reason is None, "reason": r.reason,
            }
            for r in story.reps
        ],
        "phases": [{"t0": round(p.t0, 3), "t1": round(p.t1, 3), "what": p.what} for p in story.phases],
        "angles": {name: np.round(values).astype(int).tolist() for name, values in angles(where).items()},
        "keypoints": {
            name: np.round(camera.project(values, size)).astype(int).tolist() for name, values in where.items()
        },
    }  # fmt: skip
    path.write_text(_compact(data), encoding="utf-8")


def _compact(data: dict[str, object]) -> str:
    """JSON with one line for each entry of the first two levels: small, and a change is seen in a diff."""
    rows = []
    for key, value in data.items():
        if isinstance(value, dict):
            inner = ",\n    ".join(f"{json.dumps(k)}: {_dense(v)}" for k, v in value.items())
            rows.append(f"{json.dumps(key)}: {{\n    {inner}\n  }}")
        elif isinstance(value, list):
            inner = ",\n    ".join(_dense(v) for v in value)
            rows.append(f"{json.dumps(key)}: [\n    {inner}\n  ]")
        else:
            rows.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n  " + ",\n  ".join(rows) + "\n}\n"


def _dense(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
