"""The athlete's body from anny: mesh, bones and the weights that tie them. Needs the extra ``gym``.

Only anny's own rig and topology are used, which come from MakeHuman's CC0 assets; nothing is downloaded.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.gym.linear import Array, unit
from tests.gym.rig import Rig


@dataclass(frozen=True, slots=True)
class Build:
    """Who the athlete is: anny's sliders, 0..1 (gender 0 is male; age 2/3 is a young adult)."""

    gender: float = 0.12
    age: float = 0.66
    muscle: float = 0.72
    weight: float = 0.45
    height: float = 0.42
    proportions: float = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A resting body.

    Attributes:
        rig: Its bones.
        vertices: float64 (V, 3), metres.
        normals: float64 (V, 3).
        faces: int64 (F, 3).
        bones: int64 (V, K), the bones that move a vertex.
        weights: float64 (V, K), how much each does; rows sum to 1.
    """

    rig: Rig
    vertices: Array
    normals: Array
    faces: NDArray[np.int64]
    bones: NDArray[np.int64]
    weights: Array

    def share(self, *prefixes: str, side: str = "") -> Array:
        """How much the bones whose names begin with one of ``prefixes`` move each vertex (V,), of one side if given."""
        wanted = np.array([name.startswith(prefixes) and name.endswith(side) for name in self.rig.names])
        return np.asarray(np.sum(self.weights * wanted[self.bones], axis=1))


def load(build: Build) -> Body:
    """Make the body; the first time takes minutes (anny then keeps a cache in ``~/.cache/anny``)."""
    import anny  # noqa: PLC0415 - the extra is needed only to render
    import torch  # noqa: PLC0415

    model = anny.Anny(rig="anny", topology="anny", skinning_method="lbs").to(dtype=torch.float64)
    still = torch.eye(4, dtype=torch.float64).expand(1, model.bone_count, 4, 4)
    sliders = {name: getattr(build, name) for name in model.phenotype_labels}
    out = model(pose_parameters=still, phenotype_kwargs=sliders)
    vertices, heads = out["rest_vertices"][0].numpy(), out["rest_bone_heads"][0].numpy()
    rig = Rig(tuple(model.bone_labels), tuple(model.bone_parents), heads, float(vertices[:, 2].min()))
    faces = model.faces.numpy().astype(np.int64)
    weights = model.vertex_bone_weights.numpy().astype(np.float64)
    weights /= weights.sum(axis=1, keepdims=True)
    return Body(rig, vertices, vertex_normals(vertices, faces), faces, model.vertex_bone_indices.numpy(), weights)


def vertex_normals(vertices: Array, faces: NDArray[np.int64]) -> Array:
    """Normals (V, 3), each the area-weighted mean of the faces around."""
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    normal = np.cross(b - a, c - a)
    total = np.stack(
        [sum(np.bincount(faces[:, i], normal[:, d], len(vertices)) for i in range(3)) for d in range(3)], axis=1
    )
    return unit(total + 1e-12)
