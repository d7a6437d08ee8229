"""A body in metres from its picture alone, for a model that gives no world landmarks.

What is shorter in the picture than it is reaches into depth: by scaled orthography, depth is the root of true length
squared less seen length squared (Taylor, "Reconstruction of Articulated Objects from Point Correspondences in a Single
Uncalibrated Image", CVIU 2000). Only the trunk is given a depth so: it leans towards the camera or away, and is turned
from it. Which way a limb points a single picture does not tell, so limbs stay as flat as the picture shows them.
"""

import math
from collections.abc import Sequence

from daemon.core.pose.body import ANKLES, HIPS, KNEES, SHOULDERS, Points

TORSO_M = 0.5
"""Metres of an adult's torso, as in BlazePose's world landmarks."""
_SHOULDERS_M, _HIPS_M = 0.345, 0.2
"""Metres between the shoulders and between the hips, where a torso is half a metre (BlazePose's of real clips)."""
_LEG_M = 0.385
"""Metres of a thigh and of a shin, likewise."""
_SURE = 0.5
"""Score from which a joint is seen and not guessed."""
_BROAD, _LONG = 1.1, 1.25
"""Times as long as usual that shoulders and legs of some are: beyond, they say that the torso is foreshortened."""
_FORESHORTENED = 0.85
"""Share of its true length under which something reaches into depth: above it, jitter would."""
_RISE_S, _FALL_S = 0.3, 5.0
"""Seconds in which the athlete's size in the picture follows what is larger, and what is smaller."""
_BONES = (*zip(HIPS, KNEES, strict=True), *zip(KNEES, ANKLES, strict=True))


def size(image: Points, score: Sequence[float], last: float | None, dt: float) -> float:
    """Returns the torso's length in the picture (pixels) if it did not lean towards the camera or away.

    A frame shows its least possible length; the greatest of the last seconds is the nearest to the truth.

    Args:
        image: Pixels of each of the limbs.
        score: How surely each is seen.
        last: The size before; None at the beginning.
        dt: Seconds since then.
    """
    across = math.dist(image[SHOULDERS[0]], image[SHOULDERS[1]]) * TORSO_M / (_SHOULDERS_M * _BROAD)
    legs = sorted(
        math.dist(image[a], image[b]) * TORSO_M / (_LEG_M * _LONG)
        for a, b in _BONES
        if min(score[a], score[b]) >= _SURE
    )
    shown = max(math.hypot(*_trunk(image)), across, *legs[:-2], 1.0)  # a joint that errs makes two of them long
    if last is None:
        return shown
    return last + (shown - last) * min(dt / (_RISE_S if shown > last else _FALL_S), 1.0)


def metres(image: Points, score: Sequence[float], torso_px: float) -> Points:
    """Returns the limbs in metres around the hips' middle. The side that is seen better is the nearer one."""
    scale = TORSO_M / torso_px
    (a, b), (c, d) = SHOULDERS, HIPS
    x0, y0 = (image[c][0] + image[d][0]) / 2, (image[c][1] + image[d][1]) / 2
    lean = -_depth(math.hypot(*_trunk(image)) * scale, TORSO_M)
    way = 1 if score[a] + score[c] >= score[b] + score[d] else -1
    across = way * _depth(math.dist(image[a], image[b]) * scale, _SHOULDERS_M) / 2
    below = way * _depth(math.dist(image[c], image[d]) * scale, _HIPS_M) / 2
    z = (lean - across, lean + across, -below, below)
    depths = (*z[:2], *z[:2], *z[:2], *z[2:], *z[2:], *z[2:])
    return [((x - x0) * scale, (y - y0) * scale, z) for (x, y), z in zip(image, depths, strict=True)]


def _trunk(image: Points) -> tuple[float, float]:
    """Returns the way from the hips' middle to the shoulders' (pixels)."""
    (a, b), (c, d) = SHOULDERS, HIPS
    return (
        (image[a][0] + image[b][0] - image[c][0] - image[d][0]) / 2,
        (image[a][1] + image[b][1] - image[c][1] - image[d][1]) / 2,
    )


def _depth(seen: float, length: float) -> float:
    """Returns how far something reaches into depth, by how long it is seen and how long it is."""
    share = seen / (length * _FORESHORTENED)
    return length * math.sqrt(1.0 - share * share) if share < 1.0 else 0.0
