"""Ours against MediaPipe's own Python: ``python -m tests.speed [CLIP] [ROUNDS]`` alternates the two on the same cores.

MediaPipe 0.10.21's ``Pose(model_complexity=1)`` reads the clip with its own OpenCV, in the venv that
``deploy/mediapipe-venv`` makes; ours is ``spotter bench``. Both include decoding.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLIP = ROOT / "configs" / "clip" / "demo.mp4"
THEIRS = """
import sys, time, cv2, mediapipe
pose = mediapipe.solutions.pose.Pose(model_complexity=1)
video, frames, began = cv2.VideoCapture(sys.argv[1]), 0, None
while True:
    ok, picture = video.read()
    if not ok:
        break
    pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
    began = began or time.perf_counter()
    frames += 1
print((frames - 1) / (time.perf_counter() - began))
"""


def ours(clip: str) -> float:
    argv = [sys.executable, "-m", "daemon.cli", "bench", clip, "--json"]
    out = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=600).stdout
    return float(json.loads(out.splitlines()[-1])["fps"])


def theirs(clip: str) -> float:
    argv = [str(ROOT / ".venv-mediapipe" / "bin" / "python"), "-c", THEIRS, clip]
    return float(subprocess.run(argv, capture_output=True, text=True, check=True, timeout=600).stdout.split()[-1])


def main() -> None:
    clip = sys.argv[1] if len(sys.argv) > 1 else str(CLIP)
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    pairs = [(ours(clip), theirs(clip)) for _ in range(rounds)]
    for a, b in pairs:
        print(f"ours {a:.1f} frames a second, MediaPipe's {b:.1f}: {a / b:.2f} times")
    print(f"median {statistics.median(a / b for a, b in pairs):.2f} times")


if __name__ == "__main__":
    main()
