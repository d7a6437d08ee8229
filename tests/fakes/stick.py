"""A stick figure that squats and pushes up, seen from the side: the least athlete whose reps are known exactly."""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from daemon.core.pose.pose import Pose
from daemon.core.pose.skeleton import JOINT_COUNT, Joint

SHANK, THIGH, TORSO, UPPER, FORE = 0.42, 0.42, 0.5, 0.3, 0.27
PX_PER_M = 200.0
SIZE = (640, 480)
FPS = 30.0

_SIDES = {
    "shoulder": (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER),
    "elbow": (Joint.LEFT_ELBOW, Joint.RIGHT_ELBOW),
    "wrist": (Joint.LEFT_WRIST, Joint.RIGHT_WRIST),
    "hip": (Joint.LEFT_HIP, Joint.RIGHT_HIP),
    "knee": (Joint.LEFT_KNEE, Joint.RIGHT_KNEE),
    "ankle": (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE),
}


def _up(origin: np.ndarray, length: float, lean_deg: float) -> np.ndarray:
    """From ``origin`` up by ``length``, leaning towards +x; y grows downwards."""
    lean = math.radians(lean_deg)
    return origin + length * np.array([math.sin(lean), -math.cos(lean)])


def squatting(knee_deg: float, t: float, at: tuple[float, float] = (320.0, 440.0), score: float = 0.98) -> Pose:
    """Standing or squatting with this knee angle, the ankles at ``at`` (pixels)."""
    bend = 180 - knee_deg
    ankle = np.zeros(2)
    knee = _up(ankle, SHANK, 0.35 * bend)
    hip = _up(knee, THIGH, -0.65 * bend)
    shoulder = _up(hip, TORSO, 0.35 * bend)
    elbow = shoulder + np.array([0.02, UPPER])
    wrist = elbow + np.array([0.02, FORE])
    points = {"ankle": ankle, "knee": knee, "hip": hip, "shoulder": shoulder, "elbow": elbow, "wrist": wrist}
    return _pose(points, t, at, score)


def pushing_up(elbow_deg: float, t: float, at: tuple[float, float] = (480.0, 420.0), score: float = 0.98) -> Pose:
    """In the push-up position with this elbow angle, the ankles at ``at`` (pixels)."""
    reach = math.sqrt(UPPER**2 + FORE**2 - 2 * UPPER * FORE * math.cos(math.radians(elbow_deg)))
    length = TORSO + THIGH + SHANK
    slope = math.asin(min(reach / length, 1.0))
    along = np.array([-math.cos(slope), -math.sin(slope)])
    ankle = np.zeros(2)
    knee, hip, shoulder = ankle + SHANK * along, ankle + (SHANK + THIGH) * along, ankle + length * along
    wrist = np.array([shoulder[0], 0.0])
    inner = math.acos(max(-1.0, min(1.0, (UPPER**2 + reach**2 - FORE**2) / (2 * UPPER * reach))))
    elbow = shoulder + UPPER * np.array([math.sin(inner), math.cos(inner)])
    points = {"ankle": ankle, "knee": knee, "hip": hip, "shoulder": shoulder, "elbow": elbow, "wrist": wrist}
    return _pose(points, t, at, score)


def _pose(points: dict[str, np.ndarray], t: float, at: tuple[float, float], score: float) -> Pose:
    flat = np.tile(points["shoulder"] + np.array([0.05, -0.2]), (JOINT_COUNT, 1))
    for name, joints in _SIDES.items():
        for joint in joints:
            flat[joint] = points[name]
    for joint in (Joint.LEFT_HEEL, Joint.RIGHT_HEEL, Joint.LEFT_FOOT_INDEX, Joint.RIGHT_FOOT_INDEX):
        flat[joint] = points["ankle"]
    for hand in range(Joint.LEFT_PINKY, Joint.RIGHT_THUMB + 1):
        flat[hand] = points["wrist"]
    world = np.zeros((JOINT_COUNT, 3), np.float32)
    world[:, :2] = flat - points["hip"]
    world[:, 2] = np.where(np.arange(JOINT_COUNT) % 2, -0.15, 0.15)  # left is nearer the camera than right
    xy = (flat * PX_PER_M + np.array(at)).astype(np.float32)
    return Pose(t, xy, world, np.full(JOINT_COUNT, score, np.float32))


def glide(angles: Iterable[tuple[float, float]], fps: float = FPS) -> Iterator[float]:
    """Angles frame by frame through (seconds, angle) pairs, eased as people move."""
    last: float | None = None
    for seconds, angle in angles:
        frames = max(round(seconds * fps), 1)
        begin = angle if last is None else last
        for i in range(1, frames + 1):
            yield begin + (angle - begin) * (1 - math.cos(math.pi * i / frames)) / 2
        last = angle


def squats(*depths: float, still_s: float = 1.0, down_s: float = 0.9, up_s: float = 0.8) -> list[float]:
    """Knee angles of one squat to each of ``depths``, standing still before, between and after."""
    plan = [(still_s, 172.0)]
    for depth in depths:
        plan += [(down_s, depth), (0.2, depth), (up_s, 172.0), (0.4, 172.0)]
    return list(glide([*plan, (still_s, 172.0)]))
