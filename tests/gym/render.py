"""Renders stories to pictures, and the demo's story to the bundled clip: ``python -m tests.gym.render --help``.

Needs the extra ``gym``; writing a clip needs the program ``ffmpeg`` with x264 (Debian: ``apt-get install ffmpeg``).
"""

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.gym import athlete, clothes, rig, truth
from tests.gym.athlete import Body, Build
from tests.gym.clothes import Outfit
from tests.gym.draw import Painter, moved
from tests.gym.room import Camera, furniture
from tests.gym.solve import solve
from tests.gym.story import Story, demo

SIZE, FPS = (640, 480), 30
RIG = Path(__file__).with_name("rig.json")
CLIP = Path(__file__).parents[2] / "configs" / "clip" / "demo.mp4"


@dataclass(frozen=True, slots=True, eq=False)
class Actor:
    """A body, its clothes, and what it does."""

    body: Body
    outfit: Outfit
    story: Story


def render(
    actors: Sequence[Actor], camera: Camera, size: tuple[int, int], fps: float = FPS, times: Sequence[float] = ()
) -> Iterator[NDArray[np.uint8]]:
    """Pictures (height, width, 3) RGB, one a frame of the first actor's story, or at ``times`` in seconds."""
    painter = Painter(size, furniture())
    worn = [clothes.dress(actor.body, actor.outfit) for actor in actors]
    surfaces = [[painter.surface(w.mesh) for w in wardrobe] for wardrobe in worn]
    for t in times or [k / fps for k in range(round(actors[0].story.duration * fps))]:
        for actor, wardrobe, drawn in zip(actors, worn, surfaces, strict=True):
            bones = solve(actor.body.rig, actor.story.move(t))
            for w, surface in zip(wardrobe, drawn, strict=True):
                surface.place(*moved(w, actor.body.rig, bones))
        yield painter.picture(camera, [s for drawn in surfaces for s in drawn])


def encode(frames: Iterator[NDArray[np.uint8]], out: Path, size: tuple[int, int], fps: float, crf: int = 24) -> None:
    """Write H.264 in MP4, its index at the front; the same pictures give the same file.

    Raises:
        RuntimeError: ffmpeg failed; it has said why.
    """
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{size[0]}x{size[1]}", "-r", str(fps), "-i", "-"]
    matrix = ["-vf", "scale=out_color_matrix=bt601:out_range=tv", "-colorspace", "smpte170m", "-color_range", "tv"]
    x264 = ["-c:v", "libx264", "-preset", "veryslow", "-crf", str(crf), "-pix_fmt", "yuv420p", "-profile:v", "main"]
    mp4 = ["-g", "150", "-threads", "1", "-movflags", "+faststart", "-fflags", "+bitexact", "-map_metadata", "-1"]
    part = out.with_name(f"{out.stem}.part{out.suffix}")
    command = ["ffmpeg", "-loglevel", "error", "-y", *raw, *matrix, *x264, *mp4, str(part)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin is not None
        for frame in frames:
            ffmpeg.stdin.write(frame.tobytes())
        ffmpeg.stdin.close()
    if ffmpeg.returncode:
        raise RuntimeError(f"ffmpeg left with status {ffmpeg.returncode} while writing {out}")
    part.replace(out)


def main() -> None:
    """Render the bundled clip, its truth, and the rig that the tests move."""
    parser = argparse.ArgumentParser(prog="python -m tests.gym.render", description=main.__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=CLIP, help="the clip; its truth goes beside it as .json")
    parser.add_argument("--stills", type=float, nargs="+", metavar="T", help="only PNG pictures at these seconds")
    arguments = parser.parse_args()
    body = athlete.load(Build())
    story, camera = demo(body.rig), Camera()
    actor = Actor(body, Outfit(), story)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    if arguments.stills:
        _stills(arguments.out, actor, camera, arguments.stills)
        return
    encode(render([actor], camera, SIZE), arguments.out, SIZE, FPS)
    truth.write(arguments.out.with_suffix(".json"), body.rig, story, camera, SIZE, FPS)
    rig.save(body.rig, RIG)


def _stills(out: Path, actor: Actor, camera: Camera, times: Sequence[float]) -> None:
    from PIL import Image  # noqa: PLC0415 - comes with anny

    for t, picture in zip(times, render([actor], camera, SIZE, times=times), strict=True):
        Image.fromarray(picture).save(out.with_name(f"{out.stem}-{t:05.2f}.png"))


if __name__ == "__main__":
    main()
