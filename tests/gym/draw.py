"""Draws the room and the athletes with moderngl on EGL, without a screen. Needs the extra ``gym``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tests.gym.clothes import Worn
from tests.gym.linear import Array, look_at, orthographic, unit
from tests.gym.mesh import Mesh, Stuff
from tests.gym.rig import Rig
from tests.gym.room import CEILING, KEY, Camera, Light
from tests.gym.solve import Bones

if TYPE_CHECKING:
    import moderngl

SHADERS = Path(__file__).with_name("shaders")
SHADOW_PX, SHADOW_M = 2048, 3.2
"""A shadow map's side in pixels, and half the side of the square of floor it covers."""


def moved(worn: Worn, rig: Rig, bones: Bones) -> tuple[Array, Array]:
    """The surface's vertices and normals (V, 3) where the bones take them: linear blend skinning."""
    turn = np.einsum("vk,vkij->vij", worn.weights, bones.turn[worn.bones])
    shift = bones.head - np.einsum("bij,bj->bi", bones.turn, rig.heads)
    vertices = np.einsum("vij,vj->vi", turn, worn.mesh.vertices)
    vertices += np.einsum("vk,vki->vi", worn.weights, shift[worn.bones])
    return vertices, unit(np.einsum("vij,vj->vi", turn, worn.mesh.normals))


class Surface:
    """One mesh on the graphics device."""

    def __init__(self, context: moderngl.Context, programs: Sequence[Any], mesh: Mesh) -> None:
        self.stuff, self.trim = mesh.stuff, mesh.trim
        self._colours, self._edge, self._rest = mesh.colours, mesh.edge, mesh.vertices
        self._buffer = context.buffer(reserve=len(mesh.vertices) * 13 * 4)
        index = context.buffer(mesh.faces.astype("i4").tobytes())
        layout = "3f 3f 3f 3f 1f", "position", "normal", "colour", "rest", "edge"
        self._arrays = [context.vertex_array(p, [(self._buffer, *layout)], index, skip_errors=True) for p in programs]
        self.place(mesh.vertices, mesh.normals)

    def place(self, vertices: Array, normals: Array) -> None:
        """Move the surface."""
        rows = [vertices, normals, self._colours, self._rest, self._edge[:, None]]
        self._buffer.write(np.concatenate(rows, axis=1).astype("f4").tobytes())

    def draw(self, which: int) -> None:
        """Draw with the program of that number."""
        self._arrays[which].render()


class Painter:
    """Draws pictures of ``size`` (width, height), ``inside`` times the size inside, so that edges come out smooth."""

    def __init__(self, size: tuple[int, int], furniture: Sequence[Mesh], inside: int = 2) -> None:
        import moderngl  # noqa: PLC0415 - the extra is needed only to render

        self.size, self._inside = size, inside
        self._context = moderngl.create_standalone_context(backend="egl")
        self._context.enable(moderngl.DEPTH_TEST)
        vertex, scene, shadow = ((SHADERS / n).read_text() for n in ("scene.vert", "scene.frag", "shadow.frag"))
        self._scene = self._context.program(vertex_shader=vertex, fragment_shader=scene)
        self._shadow = self._context.program(vertex_shader=vertex, fragment_shader=shadow)
        big = (size[0] * inside, size[1] * inside)
        self._target = self._context.framebuffer(
            [self._context.renderbuffer(big, 3)], self._context.depth_renderbuffer(big)
        )
        self._maps = [self._shadow_map(), self._shadow_map()]
        self._still = [self.surface(mesh) for mesh in furniture]

    def surface(self, mesh: Mesh) -> Surface:
        """Put a mesh on the device."""
        return Surface(self._context, (self._scene, self._shadow), mesh)

    def picture(self, camera: Camera, surfaces: Sequence[Surface]) -> NDArray[np.uint8]:
        """One picture (height, width, 3), RGB."""
        self._light(0, "key", KEY, surfaces)
        self._light(1, "top", CEILING, surfaces)
        self._target.use()
        self._target.clear(0.5, 0.5, 0.5)
        self._scene["camera"].write(camera.matrix(self.size).T.astype("f4").tobytes())
        self._scene["eye"].value = camera.eye
        for surface in [*self._still, *surfaces]:
            self._scene["stuff"].value = int(surface.stuff)
            self._scene["trim"].value = (*surface.trim.colour, surface.trim.width_m)
            surface.draw(0)
        return self._read()

    def close(self) -> None:
        """Give the device back."""
        self._context.release()

    def _light(self, slot: int, name: str, light: Light, surfaces: Sequence[Surface]) -> None:
        matrix = _light_matrix(light)
        texture, target = self._maps[slot]
        self._cast(target, matrix, surfaces)
        texture.use(location=slot)
        self._scene[f"{name}_map"].value = slot
        self._scene[f"{name}_way"].value = tuple(unit(np.array(light.towards)))
        self._scene[f"{name}_colour"].value = light.colour
        self._scene[f"{name}_blur"].value = light.blur_m / (2 * SHADOW_M)
        self._scene[f"{name}_matrix"].write(matrix.T.astype("f4").tobytes())

    def _cast(self, target: Any, matrix: Array, surfaces: Sequence[Surface]) -> None:  # noqa: ANN401 - moderngl's own
        target.use()
        target.clear()
        self._shadow["camera"].write(matrix.T.astype("f4").tobytes())
        for surface in [*self._still, *surfaces]:
            if surface.stuff not in {Stuff.FLOOR, Stuff.WALL}:
                surface.draw(1)

    def _shadow_map(self) -> tuple[Any, Any]:
        texture = self._context.depth_texture((SHADOW_PX, SHADOW_PX))
        texture.compare_func = "<="
        texture.repeat_x = texture.repeat_y = False
        return texture, self._context.framebuffer(depth_attachment=texture)

    def _read(self) -> NDArray[np.uint8]:
        width, height = self.size
        n = self._inside
        big = np.frombuffer(self._target.read(components=3), np.uint8).reshape(height, n, width, n, 3)
        total = np.full((height, width, 3), n * n // 2, np.uint16)
        for row in range(n):
            for column in range(n):
                total += big[:, row, :, column]
        return np.ascontiguousarray((total // (n * n)).astype(np.uint8)[::-1])


def _light_matrix(light: Light) -> Array:
    way = unit(np.array(light.towards))
    return orthographic(SHADOW_M, 0.5, 12.0) @ look_at(np.array([0.0, 0.0, 0.6]) + way * 6, np.array([0.0, 0.0, 0.6]))
