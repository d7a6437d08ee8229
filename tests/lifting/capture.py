"""Renders movements and runs them through the pose engine: ``python -m tests.lifting.capture --help``.

``wandering`` is random movement to learn from, ``mocap`` is motion capture to be held to: for each captured set one
rep's time, seen from where the trace was. Needs what ``tests.gym.capture`` needs. Ten frames a second, small and
without smoothed edges: a frame takes a fifth of a second without a graphics card.
"""

import argparse
import csv
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.ports import PoseEngine
from daemon.system.clock import SystemClock
from engines.factory import open_engine
from tests.gym import clothes, draw, truth
from tests.gym.athlete import Body
from tests.gym.capture import _Nobody, frame_of, load_body, load_rigs, noisy
from tests.gym.linear import look_at
from tests.gym.people import PEOPLE
from tests.gym.rig import Rig
from tests.gym.room import Camera, furniture
from tests.gym.solve import Bones, solve
from tests.gym.wandering import wander
from tests.lifting.mocap import retarget
from tests.lifting.recording import JOINTS, Recording

SIZE = (384, 384)
FPS = 10
SECONDS = 2.4
SHADOW_PX = 512


@dataclass(frozen=True)
class Scene:
    """Somebody who moves before a camera."""

    name: str
    person: int
    camera: Camera
    moments: Sequence[Bones]


def random_scenes(rigs: Sequence[Rig], count: int, seed: int) -> Iterator[Scene]:
    """Yields scenes of random movement."""
    for k in range(count):
        rng = np.random.default_rng((seed, k))
        person = k % len(rigs)
        rig = rigs[person]
        leg = rig.limb("upperleg01.L", "lowerleg01.L", "foot.L")
        made = wander(rng, SECONDS, leg.upper_m + leg.lower_m)
        moments = [solve(rig, made.move(float(t))) for t in np.arange(round(SECONDS * FPS)) / FPS]
        yield Scene(f"wandering-{seed}-{k:04d}", person, made.camera, moments)


def captured_scenes(rigs: Sequence[Rig], folder: Path) -> Iterator[Scene]:
    """Yields one scene of each captured set, from its two views in turn, each subject played by its own athlete."""
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    # By chance, so that those that are there when somebody stops are of every movement.
    for k in np.random.default_rng(0).permutation(len(rows) // 2).tolist():
        row = rows[2 * k + k % 2]  # every other row is the same set's other view
        person = (int(row["subject"]) // 2 + 5 * (k % 2)) % len(rigs)
        first = int(row["rep_frames"].split()[k % 8].split("-")[0])
        with np.load(folder / row["trace"]) as trace:
            step = round(float(trace["fps"])) // FPS
            world = trace["world"][first : first + round(SECONDS * FPS) * step : step]
        rig = rigs[person]
        moments = [retarget(rig, each) for each in world]
        yield Scene(Path(row["trace"]).stem, person, _level(rig, moments), moments)


def _level(rig: Rig, moments: Sequence[Bones]) -> Camera:
    hips = np.mean([bones.head[rig.index["root"]] for bones in moments], axis=0)
    at = float(hips[0]), float(hips[1]), 1.0
    return Camera((at[0], at[1] - 3.5, float(hips[2])), at, 40.0)


def record(scene: Scene, body: Body, engine: PoseEngine, look: Callable[[int, NDArray[np.uint8]], None]) -> Recording:
    """Shows the scene to the engine, and returns what it saw beside what is true."""
    rng = np.random.default_rng(zlib.crc32(scene.name.encode()))
    shape = {"xy": (33, 2), "world": (33, 3), "score": (33,)}
    seen = {name: np.zeros((len(scene.moments), *size), np.float32) for name, size in shape.items()}
    engine.forget()
    for k, picture in enumerate(_pictures(scene, body)):
        look(k, picture)
        with frame_of(noisy(picture, rng.uniform(0.5, 5), rng), k / FPS) as frame:
            pose = engine.estimate(frame)
        if pose is not None:
            seen["xy"][k], seen["score"][k] = pose.xy, pose.score
            seen["world"][k] = 0 if pose.world is None else pose.world
    places = truth.places(body.rig, scene.moments)
    room = np.stack([places[name] for name in JOINTS], axis=1)
    return Recording(
        scene.name, scene.person, FPS, SIZE, **seen,
        true=in_camera(room, scene.camera), true_xy=scene.camera.project(room, SIZE),
    )  # fmt: skip


def in_camera(room: NDArray[np.float64], camera: Camera) -> NDArray[np.float64]:
    """Returns points (..., 3) of the room in the camera's axes: x right, y down, z away."""
    view = look_at(np.array(camera.eye), np.array(camera.target))
    axes: NDArray[np.float64] = (room @ view[:3, :3].T + view[:3, 3]) * (1, -1, -1)
    return axes


def _pictures(scene: Scene, body: Body) -> Iterator[NDArray[np.uint8]]:
    painter = draw.Painter(SIZE, furniture(), inside=1)
    try:
        worn = clothes.dress(body, PEOPLE[scene.person][1])
        surfaces = [painter.surface(each.mesh) for each in worn]
        for bones in scene.moments:
            for each, surface in zip(worn, surfaces, strict=True):
                surface.place(*draw.moved(each, body.rig, bones))
            yield painter.picture(scene.camera, surfaces)
    finally:
        painter.close()


def main() -> None:
    """Render the scenes, show them to the pose engine, and keep poses and truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.lifting.capture", description=main.__doc__)
    parser.add_argument("kind", choices=["wandering", "mocap"])
    parser.add_argument("out", type=Path)
    parser.add_argument("--bodies", type=Path, required=True, help="what `python -m tests.gym.capture bodies` wrote")
    parser.add_argument("--models", type=Path, required=True, help="the folder of the pose model's files")
    parser.add_argument("--engine", default="blazepose-full")
    parser.add_argument("--traces", type=Path, help="the folder of motion capture")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--pictures", type=Path, help="keep the pictures here, for another engine")
    arguments = parser.parse_args()
    draw.SHADOW_PX = SHADOW_PX
    engine = open_engine(arguments.engine, arguments.models, 1, _Nobody(), SystemClock())
    arguments.out.mkdir(parents=True, exist_ok=True)
    rigs = load_rigs(arguments.bodies)
    scenes = (
        random_scenes(rigs, arguments.count, arguments.seed)
        if arguments.kind == "wandering"
        else captured_scenes(rigs, arguments.traces)
    )
    for scene in scenes:
        path = arguments.out / f"{scene.name}.npz"
        if not path.exists():
            look = _keeper(arguments.pictures, scene.name)
            record(scene, load_body(arguments.bodies, scene.person), engine, look).save(path)
            print(scene.name, flush=True)


def _keeper(folder: Path | None, name: str) -> Callable[[int, NDArray[np.uint8]], None]:
    def keep(k: int, picture: NDArray[np.uint8]) -> None:
        if folder is not None:
            cv2.imwrite(str(folder / f"{name}-{k:02d}.jpg"), picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])

    return keep


if __name__ == "__main__":
    main()
