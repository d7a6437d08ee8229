"""Holds lifters to the truth: ``python -m tests.lifting.measure --help``.

Prints the mean error of knee, hip and elbow (degrees) of what is there and of what lifters make of it: on rendered
sets, on motion capture that was rendered, both seen by the real engine, and on motion capture itself, whose joints are
exact and are projected to the picture.
"""

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from daemon.core.pose.body import LIMBS
from daemon.core.pose.pose import Pose
from engines.lifting.network import Network, load
from engines.lifting.temporal import TemporalLifter
from tests.gym.capture import load_rigs
from tests.lifting.angles import errors
from tests.lifting.examples import HELD_OUT, recorded, rendered
from tests.lifting.recording import Recording

SHOWN = ("knee", "hip", "elbow")
Lift = Callable[[Recording], NDArray[np.floating]]
"""Returns the joints (N, 33, 2 or 3) that angles are taken of."""


def lifting(network: Network, *, blind: bool = False) -> Lift:
    """Returns what a lifter makes of a recording; blind: without world joints."""

    def lift(seen: Recording) -> NDArray[np.floating]:
        lifter, world = TemporalLifter(network), np.zeros(seen.world.shape, np.float32)
        for k in np.flatnonzero(seen.score.any(axis=1)):
            pose = Pose(k / seen.fps, seen.xy[k], None if blind else seen.world[k], seen.score[k])
            lifted = lifter.lift(pose).world
            if lifted is not None:
                world[k] = lifted
        return world

    return lift


def captured(folder: Path, every: int = 1) -> Iterable[Recording]:
    """Yields motion capture as it is: exact joints, in the picture and in metres."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as trace:
            xy, world, score = (trace[name][::every] for name in ("xy", "world", "score"))
            size, fps = (int(trace["width"]), int(trace["height"])), float(trace["fps"]) / every
        limbs = np.array(LIMBS)
        yield Recording(path.stem, -1, fps, size, xy, world, score, world[:, limbs], xy[:, limbs])


@dataclass
class Table:
    """Errors by lifter and angle."""

    rows: dict[str, dict[str, list[NDArray[np.float64]]]]

    def add(self, name: str, joints: NDArray[np.floating], seen: Recording) -> None:
        """Take a recording's errors in, of frames in which somebody was seen and the three joints are known."""
        where = seen.score.any(axis=1) & np.isfinite(seen.true).all(axis=(1, 2))
        row = self.rows.setdefault(name, {angle: [] for angle in SHOWN})
        for angle, values in errors(joints[where], seen.true[where]).items():
            if angle in SHOWN:
                row[angle].append(values.ravel())

    def show(self, title: str) -> None:
        """Print it."""
        print(f"\n{title}")
        for name, row in self.rows.items():
            found = {angle: np.concatenate(values) for angle, values in row.items()}
            means = "  ".join(
                f"{angle} {each.mean():5.1f} ({np.quantile(each, 0.95):5.1f})" for angle, each in found.items()
            )
            print(f"  {name:26} {means}   all {np.mean([each.mean() for each in found.values()]):5.1f}")


def table(title: str, recordings: Iterable[Recording], lifts: dict[str, Lift]) -> None:
    """Print one table: mean error, and the 95th percentile in brackets."""
    made = Table({})
    for seen in recordings:
        for name, lift in lifts.items():
            made.add(name, lift(seen), seen)
    made.show(title)


def _lifts(corrects: Sequence[Path], alone: Sequence[Path], *, world: bool) -> dict[str, Lift]:
    lifts: dict[str, Lift] = {"flat picture": lambda seen: seen.xy}
    if world:
        lifts["engine's world"] = lambda seen: seen.world
        lifts |= {f"corrected by {path.stem}": lifting(load(path)) for path in corrects}
    return lifts | {f"from the picture by {path.stem}": lifting(load(path), blind=True) for path in alone}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.lifting.measure", description=main.__doc__)
    parser.add_argument("--corrects", type=Path, nargs="*", default=[], help="lifters that correct world joints")
    parser.add_argument("--alone", type=Path, nargs="*", default=[], help="lifters that read the picture alone")
    parser.add_argument("--bodies", type=Path, help="what `python -m tests.gym.capture bodies` wrote")
    parser.add_argument("--mocap", type=Path, help="what `python -m tests.lifting.capture mocap` wrote")
    parser.add_argument("--traces", type=Path, help="the folder of motion capture")
    arguments = parser.parse_args()
    seen = _lifts(arguments.corrects, arguments.alone, world=True)
    if arguments.bodies:
        later = list(rendered("later", load_rigs(arguments.bodies)))
        table("rendered sets, the later lot", later, seen)
        table("the same, bodies never learnt from", [each for each in later if each.person in HELD_OUT], seen)
    if arguments.mocap:
        table("motion capture, rendered, seen by the engine", recorded(arguments.mocap), seen)
    if arguments.traces:
        exact = _lifts([], arguments.alone, world=False)
        table("motion capture, exact joints in the picture", captured(arguments.traces, 3), exact)


if __name__ == "__main__":
    main()
