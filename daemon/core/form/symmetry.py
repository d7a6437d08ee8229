"""How even left and right were: the lesser of both sides' ranges as a share of the greater, and their difference."""

from typing import NamedTuple

from daemon.core.form import error, judging, numbers
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.rep_body import ELBOW, HIP, KNEE, SHOULDER, RepBody, angle
from daemon.core.form.tempo import Moments

_LIMBS = {"knee": KNEE, "hip": HIP, "elbow": ELBOW, "shoulder": SHOULDER}


class Symmetry(NamedTuple):
    """How even both sides were.

    Attributes:
        share, pm: The lesser range as a share of the greater, and half the width of its 95 % interval.
        left_more_deg: By how much the left side's range is greater than the right side's (degrees).
    """

    share: float
    pm: float
    left_more_deg: float


def measure(name: str, body: RepBody, found: Moments) -> Symmetry | None:
    """Returns the symmetry of an angle.

    None where one side is hidden, or is farther away and seen without depth.
    """
    limb, signal = _LIMBS[name], FORM_SIGNALS[name]
    if (
        judging.seen(signal, body) < judging.SURE
        or min(map(body.sure, signal.joints)) < judging.SURE
        or body.view == "side"
        or (body.view == "oblique" and not body.has_depth)
    ):
        return None
    start, turn = body.around(found.start), body.around(found.turn)
    ranges = []
    for side in (0, 1):
        values = angle(*(body.points[each[side]] for each in limb))
        ranges.append(abs(numbers.mean(values[turn]) - numbers.mean(values[start])))
    least, most = min(ranges), max(ranges)
    if most <= 0:
        return None
    pm = error.pm(error.angle_se(name, body)) / most
    share, share_pm = round(least / most, 3), round(min(error.both(pm, pm * least / most), 1.0), 3)
    return Symmetry(share, share_pm, round(ranges[0] - ranges[1], 1))
