"""Takes a still from the bundled clip's overlay video: ``python -m tests.render_screen``, or ``make screenshots``."""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2

from daemon.cli.main import main as spotter
from daemon.config import paths

SECOND = 10.1
"""In the second half of the third squat: after a no-rep, with the ghost beside the athlete."""
OUT = Path(__file__).parents[1] / "deploy" / "screens" / "render.png"


def main(argv: Sequence[str] | None = None) -> int:
    """Count the bundled clip with ``--render``, and keep one of its pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--at", type=float, default=SECOND, metavar="SECOND", help=f"default: {SECOND}")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE.png")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "out.mp4"
        spotter(["count", str(paths.find("clip/demo.mp4")), "--exercise", "squat", "--render", str(video)])
        capture = cv2.VideoCapture(str(video))
        capture.set(cv2.CAP_PROP_POS_MSEC, args.at * 1000)
        read, picture = capture.read()
    return 0 if read and cv2.imwrite(str(args.out), picture) else 1


if __name__ == "__main__":
    raise SystemExit(main())
