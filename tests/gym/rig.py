"""The athlete's bones: names, parents and resting places, in metres, z up, looking along -y, the left side at +x."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from tests.gym.linear import Array, unit

SIDES = ("L", "R")
"""The athlete's own left and right; left first in every pair."""


@dataclass(frozen=True, eq=False)
class Rig:
    """A tree of bones.

    Attributes:
        names: Bone names as the MakeHuman rig has them.
        parents: Index of each bone's parent, always before the bone; -1 for the root.
        heads: float64 (bones, 3), where each bone starts in the resting body.
        floor: Height of the resting body's soles.
    """

    names: tuple[str, ...]
    parents: tuple[int, ...]
    heads: Array
    floor: float

    @cached_property
    def index(self) -> dict[str, int]:
        """Name -> row."""
        return {name: i for i, name in enumerate(self.names)}

    def head(self, name: str) -> Array:
        """Where a bone starts at rest, (3,)."""
        return np.asarray(self.heads[self.index[name]])

    def limb(self, first: str, second: str, third: str) -> "Limb":
        """The two-bone limb through three joints."""
        a, b, c = self.head(first), self.head(second), self.head(third)
        return Limb(unit(b - a), unit(c - b), unit(np.cross(b - a, c - b)), _length(b - a), _length(c - b))


@dataclass(frozen=True, eq=False)
class Limb:
    """Two bones and a hinge: resting directions, the hinge's axis, and the bones' lengths in metres."""

    upper: Array
    lower: Array
    hinge: Array
    upper_m: float
    lower_m: float


def _length(v: Array) -> float:
    return float(np.linalg.norm(v))


def save(rig: Rig, path: Path) -> None:
    """Write the rig as JSON, millimetres being enough."""
    bones = zip(rig.names, rig.parents, np.round(rig.heads, 4).tolist(), strict=True)
    rows = ",\n  ".join(json.dumps([name, parent, *head]) for name, parent, head in bones)
    path.write_text(f'{{"floor": {rig.floor:.4f}, "bones": [\n  {rows}\n]}}\n', encoding="utf-8")


def load(path: Path) -> Rig:
    """Read what `save` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    names, parents, *heads = zip(*data["bones"], strict=True)
    return Rig(tuple(names), tuple(parents), np.array(heads).T, float(data["floor"]))
