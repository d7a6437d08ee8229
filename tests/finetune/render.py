"""Renders exercise pictures with exact joints as a keypoint data set: ``python -m tests.finetune.render --help``.

Twelve bodies, the gym's exercises clean and with faults, and random movement; cameras of every height and side. Needs
the extra ``gym`` and moderngl with a graphics driver. A third of a second a picture without a graphics card.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.finetune.dataset import NAMES, Sample, write
from tests.gym import clothes, draw
from tests.gym.athlete import Body
from tests.gym.capture import load_body, noisy
from tests.gym.linear import Array
from tests.gym.people import PEOPLE
from tests.gym.rig import Rig
from tests.gym.room import Camera, furniture
from tests.gym.sets import Set, duration, frozen_plans
from tests.gym.solve import Bones, solve
from tests.gym.truth import HEAD, JOINTS
from tests.gym.wandering import wander

SIZE = (640, 640)
OF_EXERCISES = 0.6
"""Share of pictures of the gym's exercises; the others are of random movement."""
FOR_VALIDATION = (4, 9, 10)
"""The bodies of the pictures in ``valid``; none of them is in ``train``."""
MARGIN = 0.03
"""Of the picture, free around the body in its box."""


def samples(bodies: Path, count: int, seed: int, people: tuple[int, ...]) -> Iterator[Sample]:
    """Yields pictures of these bodies."""
    rng, plans = np.random.default_rng(seed), frozen_plans()
    for k in range(count):
        person = people[k % len(people)]
        body = load_body(bodies, person)
        if rng.random() < OF_EXERCISES:
            plan = plans[int(rng.integers(len(plans)))]
            bones = solve(body.rig, Set(body.rig, plan).posture(float(rng.uniform(0, duration(plan)))))
            camera = plan.camera
        else:
            leg = body.rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
            wandering = wander(rng, 1.0, leg.upper_m + leg.lower_m)
            bones, camera = solve(body.rig, wandering.move(float(rng.random()))), wandering.camera
        picture, outline = _picture(body, person, bones, camera)
        joints = camera.project(joints_of(body.rig, bones), SIZE)
        yield Sample(noisy(picture, rng.uniform(0.5, 5), rng), joints, _box(outline))


def joints_of(rig: Rig, bones: Bones) -> Array:
    """Returns COCO's joints (17, 3) in the room, from the bones that begin at them, and the head's surface."""
    return np.stack([_joint(rig, bones, name) for name in NAMES])


def _joint(rig: Rig, bones: Bones, name: str) -> Array:
    if name in HEAD:
        head = rig.index["head"]
        return np.asarray(bones.head[head] + bones.turn[head] @ np.array(HEAD[name]))
    side, part = name.split("_")
    bone = "eye" if part == "eye" else JOINTS[part]
    return np.asarray(bones.head[rig.index[f"{bone}.{side[0].upper()}"]])


def _picture(body: Body, person: int, bones: Bones, camera: Camera) -> tuple[NDArray[np.uint8], Array]:
    """Returns the picture, and where the body's surface is in it (V, 2)."""
    painter, outline = draw.Painter(SIZE, furniture()), []
    try:
        surfaces = []
        for worn in clothes.dress(body, PEOPLE[person][1]):
            surface = painter.surface(worn.mesh)
            vertices, normals = draw.moved(worn, body.rig, bones)
            surface.place(vertices, normals)
            surfaces.append(surface)
            outline.append(camera.project(vertices, SIZE))
        return painter.picture(camera, surfaces), np.concatenate(outline)
    finally:
        painter.close()


def _box(outline: Array) -> tuple[float, float, float, float]:
    room = MARGIN * np.array(SIZE)
    low = np.clip(outline.min(axis=0) - room, 0, SIZE)
    high = np.clip(outline.max(axis=0) + room, 0, SIZE)
    return float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1])


def main() -> None:
    """Render a data set."""
    parser = argparse.ArgumentParser(prog="python -m tests.finetune.render", description=main.__doc__)
    parser.add_argument("out", type=Path, help="the data set's folder")
    parser.add_argument("--bodies", type=Path, required=True, help="what `python -m tests.gym.capture bodies` wrote")
    parser.add_argument("--train", type=int, default=4000)
    parser.add_argument("--valid", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    learnt = tuple(person for person in range(len(PEOPLE)) if person not in FOR_VALIDATION)
    for split, count, people in (("train", arguments.train, learnt), ("valid", arguments.valid, FOR_VALIDATION)):
        made = samples(arguments.bodies, count, arguments.seed + (split == "valid"), people)
        print(f"{split}: {write(arguments.out, split, made)} pictures", flush=True)


if __name__ == "__main__":
    main()
