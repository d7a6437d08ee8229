"""What the athlete wears: skin, hair, shirt, shorts, socks and shoes, cut from the resting body's surface."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.gym.athlete import Body, vertex_normals
from tests.gym.linear import Array, unit
from tests.gym.mesh import Colour, Mesh, Stuff, Trim, grid_faces
from tests.gym.rig import SIDES, Rig
from tests.gym.solve import SOLE_M

ARM = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
LEG = ("upperleg", "lowerleg", "foot", "toe")


@dataclass(frozen=True, slots=True)
class Outfit:
    """Colours, sRGB 0..1."""

    skin: Colour = (0.80, 0.60, 0.48)
    hair: Colour = (0.17, 0.11, 0.07)
    shirt: Colour = (0.85, 0.29, 0.18)
    trim: Colour = (0.95, 0.92, 0.88)
    shorts: Colour = (0.11, 0.15, 0.24)
    socks: Colour = (0.92, 0.92, 0.90)
    shoes: Colour = (0.16, 0.42, 0.62)
    soles: Colour = (0.94, 0.94, 0.92)


@dataclass(frozen=True, slots=True, eq=False)
class Worn:
    """A surface that moves with the body: its resting mesh, and the bones (V, K) and weights (V, K) that move it."""

    mesh: Mesh
    bones: NDArray[np.int64]
    weights: Array


def dress(body: Body, outfit: Outfit) -> tuple[Worn, ...]:
    """The athlete's surfaces, ready to be moved and drawn."""
    shirt, shorts = _shirt(body), _shorts(body)
    hidden = np.maximum.reduce([shirt, shorts, np.where(body.share("foot", "toe") > 0.4, 1.0, -1.0)])
    surface = Mesh(body.vertices, body.normals, _skin(body, outfit), body.faces, Stuff.SKIN, 0.02 - hidden)
    skin = Worn(surface, body.bones, body.weights)
    return (
        skin,
        _garment(body, shirt, 0.017, outfit.shirt, outfit.trim, 0.0),
        _garment(body, shorts, 0.010, outfit.shorts, outfit.trim, 0.030),
        _garment(body, _socks(body), 0.004, outfit.socks, outfit.socks, 0.0),
        _hair(body, outfit.hair),
        *(shoe for side in SIDES for shoe in _shoe(body.rig, side, outfit)),
    )


def _along(body: Body, first: str, second: str, side: str) -> Array:
    """Each vertex's place between two joints of one side: 0 at the first, 1 at the second; -9 off that limb."""
    a, b = body.rig.head(f"{first}.{side}"), body.rig.head(f"{second}.{side}")
    u = (body.vertices - a) @ (b - a) / float((b - a) @ (b - a))
    limb = ARM if first.startswith("upperarm") else LEG
    return np.where(body.share(*limb, side=side) > 0.3, u, -9.0)


def _shirt(body: Body) -> Array:
    x, y, z = body.vertices.T
    neck = body.rig.head("neck01")[2] - 0.028 + 0.62 * (y + 0.01)
    collar = np.where(np.abs(x) < 0.13, neck - z, 1.0)
    sleeve = np.minimum.reduce([(0.60 - _along(body, "upperarm01", "lowerarm01", s)) * 0.28 for s in SIDES])
    hem = z - (body.rig.head("upperleg01.L")[2] + 0.022)
    legs = np.where(np.abs(x) > 0.33, 1.0, hem)
    return np.asarray(np.minimum.reduce([collar, sleeve, legs]))


def _shorts(body: Body) -> Array:
    waist = body.rig.head("spine04")[2] - body.vertices[:, 2]
    leg = np.minimum.reduce([(0.66 - _along(body, "upperleg01", "lowerleg01", s)) * 0.45 for s in SIDES])
    off = np.where(np.abs(body.vertices[:, 0]) > 0.33, -1.0, 1.0)
    return np.asarray(np.minimum.reduce([waist, leg, off]))


def _socks(body: Body) -> Array:
    down = np.maximum.reduce([_along(body, "lowerleg01", "foot", s) for s in SIDES])
    return np.asarray(np.minimum(down - 0.86, 0.99 - down) * 0.43)


def _skin(body: Body, outfit: Outfit) -> Array:
    colours = np.tile(np.array(outfit.skin), (len(body.vertices), 1))
    eyes = [body.rig.head(f"eye.{s}") for s in SIDES]
    for eye in eyes:
        ball = np.linalg.norm(body.vertices - eye, axis=1) < 0.0165
        iris = ball & (np.linalg.norm((body.vertices - eye)[:, [0, 2]], axis=1) < 0.0065)
        colours[ball] = (0.93, 0.92, 0.90)
        colours[iris] = (0.20, 0.13, 0.08)
        brow = (body.vertices - eye - np.array([0, 0, 0.021])) / np.array([0.024, 0.05, 0.006])
        colours[np.linalg.norm(brow, axis=1) < 1] = outfit.hair
    middle = (eyes[0] + eyes[1]) / 2
    lips = (body.vertices - middle - np.array([0, -0.02, -0.072])) / np.array([0.026, 0.035, 0.010])
    colours[np.linalg.norm(lips, axis=1) < 1] = np.array(outfit.skin) * (0.88, 0.62, 0.60)
    return colours


def _garment(body: Body, field: Array, off: float, colour: Colour, trim: Colour, flare: float) -> Worn:  # noqa: PLR0913, PLR0917
    keep, faces = _cut(body.faces, field > 0)
    rest = _smooth(body.vertices[keep], faces, 12)
    out = np.sum((rest - body.vertices[keep]) * body.normals[keep], axis=1)
    rest += body.normals[keep] * np.maximum(off - np.minimum(out, off), 0)[:, None] + body.normals[keep] * off * 0.3
    if flare:
        rest += _flare(body, keep, flare)
    colours = np.tile(np.array(colour), (len(keep), 1))
    mesh = Mesh(rest, vertex_normals(rest, faces), colours, faces, Stuff.CLOTH, field[keep], Trim(trim, 0.014))
    return Worn(mesh, body.bones[keep], body.weights[keep])


def _flare(body: Body, keep: NDArray[np.int64], by: float) -> Array:
    """Shorts stand off the thigh, more so towards their hem."""
    move = np.zeros((len(keep), 3))
    for side in SIDES:
        a, b = body.rig.head(f"upperleg01.{side}"), body.rig.head(f"lowerleg01.{side}")
        u = _along(body, "upperleg01", "lowerleg01", side)[keep]
        away = body.vertices[keep] - (a + np.clip(u, 0, 1)[:, None] * (b - a))
        move += np.where(u > 0, np.clip(u, 0, 1), 0.0)[:, None] * unit(away) * by
    return move


def _hair(body: Body, colour: Colour) -> Worn:
    x, y, z = body.vertices.T
    eye = body.rig.head("eye.L")
    line = 0.75 * (y - eye[1]) + 0.55 * (z - eye[2]) - 0.049
    ears = np.where((np.abs(x) > 0.073) & (y < eye[1] + 0.15) & (z < eye[2] + 0.022), -1.0, 1.0)
    head = np.where(body.share("head", "neck03") > 0.5, 1.0, -1.0)
    field = np.minimum.reduce([line, ears, head])
    keep, faces = _cut(body.faces, field > 0)
    rest = _smooth(body.vertices[keep], faces, 4)
    thick = np.clip(field[keep] * 0.6, 0.0, 0.022) * (1 + 0.25 * np.sin(x[keep] * 190) * np.sin(y[keep] * 170))
    rest += body.normals[keep] * (0.004 + thick)[:, None]
    colours = np.tile(np.array(colour), (len(keep), 1))
    mesh = Mesh(rest, vertex_normals(rest, faces), colours, faces, Stuff.HAIR, field[keep])
    return Worn(mesh, body.bones[keep], body.weights[keep])


def _cut(faces: NDArray[np.int64], inside: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The faces that touch the inside, and their vertices: rows to keep, faces that index the kept rows."""
    touched = faces[inside[faces].any(axis=1)]
    keep, renumbered = np.unique(touched, return_inverse=True)
    return keep, renumbered.reshape(-1, 3).astype(np.int64)


def _smooth(vertices: Array, faces: NDArray[np.int64], rounds: int) -> Array:
    """Each vertex towards its neighbours' mean, the border left in place: cloth does not show every muscle."""
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    both = np.concatenate([pairs, pairs[:, ::-1]])
    edges, counts = np.unique(np.sort(pairs, axis=1), axis=0, return_counts=True)
    border = np.zeros(len(vertices), bool)
    border[edges[counts == 1].ravel()] = True
    degree = np.bincount(both[:, 0], minlength=len(vertices))[:, None]
    for _ in range(rounds):
        mean = np.stack([np.bincount(both[:, 0], vertices[both[:, 1], d], len(vertices)) for d in range(3)], 1) / degree
        vertices = np.where(border[:, None], vertices, vertices + 0.5 * (mean - vertices))
    return vertices


def _shoe(rig: Rig, side: str, outfit: Outfit) -> tuple[Worn, Worn]:
    """A trainer built around the resting foot: rings from heel to toe, and a sole under them."""
    ankle = rig.head(f"foot.{side}")
    floor = rig.floor - SOLE_M
    # Ahead of the ankle, half width, height of the upper; metres.
    rings = np.array([
        (-0.078, 0.004, 0.050), (-0.074, 0.024, 0.090), (-0.055, 0.036, 0.108), (-0.020, 0.041, 0.112),
        (0.020, 0.041, 0.108), (0.055, 0.043, 0.092), (0.095, 0.048, 0.074), (0.135, 0.051, 0.062),
        (0.170, 0.050, 0.054), (0.200, 0.043, 0.047), (0.222, 0.030, 0.040), (0.232, 0.008, 0.030),
    ])  # fmt: skip
    upper = _tube(rings, ankle, floor + 0.006, 0.0, outfit.shoes)
    flat = rings * (1.0, 1.0, 0.0) + (0.0, 0.0045, 0.030)
    sole = _tube(flat, ankle, floor, 0.9, outfit.soles)
    return _tied(rig, side, upper), _tied(rig, side, sole)


def _tube(rings: Array, ankle: Array, floor: float, square: float, colour: Colour) -> Mesh:
    around = 20
    a = np.linspace(0, 2 * np.pi, around, endpoint=False)
    power = 0.75 - 0.35 * square
    across = np.sign(np.cos(a)) * np.abs(np.cos(a)) ** power
    up = (1 + np.sign(np.sin(a)) * np.abs(np.sin(a)) ** power) / 2
    vertices = np.concatenate(
        [np.stack([ankle[0] + across * w, np.full(around, ankle[1] - f), floor + up * h], axis=1) for f, w, h in rings]
    )
    faces = grid_faces(len(rings), around)
    count = len(vertices)
    mesh = Mesh(
        vertices, vertex_normals(vertices, faces), np.tile(colour, (count, 1)), faces, Stuff.PLAIN, np.ones(count)
    )
    return replace(mesh, normals=vertex_normals(vertices, faces))


def _tied(rig: Rig, side: str, mesh: Mesh) -> Worn:
    """The shoe bends at the ball of the foot."""
    ball = rig.head(f"foot.{side}")[1] - rig.head(f"toe2-1.{side}")[1]
    ahead = rig.head(f"foot.{side}")[1] - mesh.vertices[:, 1]
    toe = np.clip((ahead - ball + 0.02) / 0.04, 0, 1)
    bones = np.tile([rig.index[f"foot.{side}"], rig.index[f"toe2-1.{side}"]], (len(ahead), 1))
    return Worn(mesh, bones.astype(np.int64), np.stack([1 - toe, toe], axis=1))
