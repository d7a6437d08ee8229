"""Renders the sets and runs them through the pose engine: ``python -m tests.gym.capture --help``.

Needs the extra ``gym`` for the bodies, then moderngl with a graphics driver, and the pose model of ``spotter engine
fetch``. The pictures are shown to the engine and forgotten: only poses and truth are kept.
"""

import argparse
import json
import multiprocessing
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from daemon.ports import Frame, Layout, PoseEngine, PoseFrame
from daemon.system.clock import SystemClock
from engines.factory import open_engine
from tests.form import traces
from tests.gym import athlete, clothes, set_truth
from tests.gym.athlete import Body
from tests.gym.people import PEOPLE
from tests.gym.rig import Rig
from tests.gym.sets import SIZE, Set, SetPlan, duration, frozen_plans, later_plans
from tests.gym.solve import solve

Picture = NDArray[np.uint8]
UPRIGHT = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def save_bodies(path: Path) -> None:
    """Make everybody of `PEOPLE` with anny and keep them in one file, so that rendering needs no anny."""
    bodies = [athlete.load(build) for build, _ in PEOPLE]
    same = bodies[0]
    np.savez_compressed(
        path, allow_pickle=False, faces=same.faces.astype(np.int32), bones=same.bones.astype(np.int16),
        weights=same.weights.astype(np.float32), names=np.array(same.rig.names), parents=np.array(same.rig.parents),
        vertices=np.stack([body.vertices for body in bodies]).astype(np.float32),
        heads=np.stack([body.rig.heads for body in bodies]), floors=np.array([body.rig.floor for body in bodies]),
    )  # fmt: skip


def load_rigs(path: Path) -> list[Rig]:
    """Everybody's bones, of what `save_bodies` wrote."""
    with np.load(path, allow_pickle=False) as kept:
        names, parents = tuple(map(str, kept["names"])), tuple(int(row) for row in kept["parents"])
        return [
            Rig(names, parents, heads, float(floor)) for heads, floor in zip(kept["heads"], kept["floors"], strict=True)
        ]


def load_body(path: Path, person: int) -> Body:
    """One of what `save_bodies` wrote."""
    rig = load_rigs(path)[person]
    with np.load(path, allow_pickle=False) as kept:
        vertices, faces = kept["vertices"][person].astype(float), kept["faces"].astype(np.int64)
        weights = kept["weights"].astype(float)
        weights /= weights.sum(axis=1, keepdims=True)
        normals = athlete.vertex_normals(vertices, faces)
        return Body(rig, vertices, normals, faces, kept["bones"].astype(np.int64), weights)


def pictures(body: Body, done: Set, times: NDArray[np.float64]) -> Iterator[Picture]:
    """Each moment's picture (height, width, 3) RGB."""
    from tests.gym.draw import Painter, moved  # noqa: PLC0415 - needs the extra
    from tests.gym.room import furniture  # noqa: PLC0415

    painter = Painter(SIZE, furniture())
    try:
        worn = clothes.dress(body, PEOPLE[done.plan.person][1])
        surfaces = [painter.surface(each.mesh) for each in worn]
        for t in times:
            bones = solve(body.rig, done.posture(float(t)))
            for each, surface in zip(worn, surfaces, strict=True):
                surface.place(*moved(each, body.rig, bones))
            yield painter.picture(done.plan.camera, surfaces)
    finally:
        painter.close()


def frame_of(picture: Picture, t: float) -> Frame:
    """The picture as a camera gives it: luma and chroma, BT.601."""
    height, width = picture.shape[:2]
    planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420), np.uint8).reshape(-1)
    size = height * width
    chroma = planes[size:].reshape(2, height // 2, width // 2)
    luma = planes[:size].reshape(height, width)
    return Frame(
        t, width, height, Layout.I420, (luma, chroma[0], chroma[1]), UPRIGHT, full_range=False, release=_nothing
    )


def _nothing() -> None:
    """Pictures are not given back."""


def noisy(picture: Picture, sigma: float, rng: np.random.Generator) -> Picture:
    """The picture with a camera's noise."""
    grain = rng.normal(0.0, sigma, picture.shape).astype(np.float32)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def capture(
    body: Body, plan: SetPlan, engine: PoseEngine, look: Callable[[Picture, int], None] | None = None
) -> traces.Trace:
    """Shows the set to the engine and returns what it saw, with the angles that are true."""
    done, rng = Set(body.rig, plan), np.random.default_rng(plan.seed)
    times = np.arange(round(duration(plan) * plan.fps)) / plan.fps
    engine.forget()
    seen: list[PoseFrame] = []
    for k, picture in enumerate(pictures(body, done, times)):
        with frame_of(noisy(picture, plan.noise, rng), float(times[k])) as frame:
            seen.append(PoseFrame(frame.t, engine.estimate(frame), frame.width, frame.height))
        if look is not None:
            look(picture, k)
    true = set_truth.angles(set_truth.joints(body.rig, done, times))
    return traces.Trace(tuple(seen), plan.fps, true)


class _Nobody:
    """Takes times and keeps none."""

    def __init__(self) -> None:
        self.clock = SystemClock()

    def lap(self, stage: str) -> None:
        """Keeps nothing."""


def _work(task: tuple[SetPlan, Path, Path, Path, bool]) -> str:
    plan, bodies, models, out, stills = task
    engine = open_engine("blazepose-full", models, 1, _Nobody(), SystemClock())
    body = load_body(bodies, plan.person)
    trace = capture(body, plan, engine, _stills(plan, out) if stills else None)
    traces.write(out / f"{plan.name}.npz", trace)
    (out / f"{plan.name}.json").write_text(json.dumps(set_truth.describe(Set(body.rig, plan))), encoding="utf-8")
    seen = sum(frame.pose is not None for frame in trace.frames)
    return f"{plan.name}: {seen} of {len(trace.frames)} frames seen"


def _stills(plan: SetPlan, out: Path) -> Callable[[Picture, int], None]:
    def keep(picture: Picture, k: int) -> None:
        if k % 20 == 0:
            cv2.imwrite(str(out / f"{plan.name}-{k:04d}.jpg"), picture[:, :, ::-1])

    return keep


def main() -> None:
    """Render the sets, show them to the pose engine, and keep poses and truth."""
    parser = argparse.ArgumentParser(prog="python -m tests.gym.capture", description=main.__doc__)
    parser.add_argument("lot", choices=["bodies", "frozen", "later"])
    parser.add_argument("out", type=Path, help="the folder; with bodies, the file")
    parser.add_argument("--bodies", type=Path, help="what the lot bodies wrote")
    parser.add_argument("--models", type=Path, help="the folder of the pose model's files")
    parser.add_argument("--seed", type=int, default=0, help="of the later lot")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--only", help="only sets with this in their name")
    parser.add_argument("--stills", action="store_true", help="keep a picture now and then")
    arguments = parser.parse_args()
    if arguments.lot == "bodies":
        save_bodies(arguments.out)
        return
    plans = frozen_plans() if arguments.lot == "frozen" else later_plans(arguments.seed)
    plans = [plan for plan in plans if arguments.only is None or arguments.only in plan.name]
    plans = [plan for plan in plans if not (arguments.out / f"{plan.name}.json").exists()]
    plans.sort(key=duration, reverse=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    tasks = [(p, arguments.bodies, arguments.models, arguments.out, arguments.stills) for p in plans]
    with multiprocessing.get_context("spawn").Pool(arguments.processes) as pool:
        for line in pool.imap_unordered(_work, tasks):
            print(line, flush=True)


if __name__ == "__main__":
    main()
