"""Run by MediaPipe's own Python: the poses of a video's first frames, by its ``Pose``, as an .npz.

Usage: mediapipe_poses.py VIDEO COUNT OUT.npz
"""

import sys

import cv2
import mediapipe
import numpy as np


def main(video: str, count: str, out: str) -> None:
    """Write ``xy`` (N, 33, 2) pixels, ``world`` (N, 33, 3) metres and ``score`` (N, 33), 0 where nobody was seen."""
    frames = cv2.VideoCapture(video)
    xy, world, score = (np.zeros((int(count), 33, *rest), np.float32) for rest in ((2,), (3,), ()))
    with mediapipe.solutions.pose.Pose(model_complexity=1, smooth_landmarks=False) as pose:
        for index in range(int(count)):
            there, picture = frames.read()
            if not there:
                raise SystemExit(f"{video} has only {index} frames")
            height, width = picture.shape[:2]
            found = pose.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            if found.pose_landmarks is None:
                continue
            xy[index] = [(mark.x * width, mark.y * height) for mark in found.pose_landmarks.landmark]
            world[index] = [(mark.x, mark.y, mark.z) for mark in found.pose_world_landmarks.landmark]
            score[index] = [mark.visibility for mark in found.pose_landmarks.landmark]
    np.savez(out, xy=xy, world=world, score=score)


if __name__ == "__main__":
    main(*sys.argv[1:])
