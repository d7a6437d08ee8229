"""Takes one value of a signal over a part of a rep, with how far it can be wrong."""

import math
from typing import NamedTuple

import numpy as np

from daemon.core.features.signals import DEGREES
from daemon.core.form import numbers
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.rep_body import Floats, RepBody
from daemon.core.form.signals.form_signal import FormSignal
from daemon.core.spec import DepthStandard, FaultRule, Over, Take

Rule = FaultRule | DepthStandard
SURE = 0.5
"""Score below which a joint is guessed, and nothing is said by it: MediaPipe's own solutions draw none of these."""
CI95 = 1.96
"""Standard errors in half of a 95 % interval."""
DEGREES_OF_TORSO = 100.0
"""Degrees that an angle changes by where one joint is a torso length off: as of limbs of about 0.6 torso lengths."""
_TENTH = 0.1
_GUESSED = 2.0
"""Share by which a tolerance grows for joints that are not seen at all."""
_WITHIN = 0.5
"""Share of a signal's error that is left in how far it moves within one rep: what is always wrong cancels out."""


class Measurement(NamedTuple):
    """A value, and half the width of its 95 % interval, in the unit of the rule's limit."""

    value: float
    pm: float


def measure(rule: Rule, body: RepBody) -> Measurement | None:
    """Returns what a rule looks at; None where the view, the joints or a rep of one side do not show it."""
    signal = FORM_SIGNALS[rule.signal]
    if body.view not in rule.views or not (body.has_depth or _in_plane(rule, body)):
        return None
    sure = seen(signal, body)
    if sure < SURE or (signal.compares and body.one_armed):
        return None
    error = standard_error(signal, body, sure)
    if rule.take in {Take.RANGE, Take.RISE, Take.REBOUND}:
        error *= _WITHIN
    return Measurement(_value(rule, body), CI95 * error)


def _in_plane(rule: Rule, body: RepBody) -> bool:
    """Returns whether the picture alone shows what a rule looks at.

    What the side shows lies in the plane that a camera at the side sees whole; what only the front does, in the other.
    """
    return body.view == "side" or (body.view == "front" and "side" not in rule.views)


def standard_error(signal: FormSignal, body: RepBody, sure: float) -> float:
    """Returns by how much a signal's value is wrong: from the view, from how surely (0..1) it is seen, from jitter."""
    side, oblique, front = signal.tolerance
    yaw = body.yaw / 45.0
    near, far, share = (front, oblique, yaw) if yaw < 1.0 else (oblique, side, yaw - 1.0)
    own = near + share * (far - near)
    return math.hypot(own * (1.0 + _GUESSED * (1.0 - sure)), _noise(signal, body))


def _noise(signal: FormSignal, body: RepBody) -> float:
    """Returns the standard error that jitter leaves in one frame, in the signal's unit: that of its worst joint."""
    left, right = signal.joints
    if not left:
        return 0.0
    worst = [max([body.noise[joint] for joint in side]) for side in (left, right)]
    return (min if signal.one_side else max)(worst) * (DEGREES_OF_TORSO if signal.unit == DEGREES else 1.0)


def seen(signal: FormSignal, body: RepBody) -> float:
    """Returns how surely the joints of a signal were seen, 0..1: of the better side, where one is enough."""
    left, right = signal.joints
    if not left:
        return 1.0
    which = max if signal.one_side else min
    return which(body.sure(left), body.sure(right))


def unit(rule: Rule) -> str:
    """Returns the unit of a rule's value and limit."""
    return FORM_SIGNALS[rule.signal].unit


def span(rule: Rule) -> tuple[float, float]:
    """Returns the least and the greatest value that a rule can have."""
    low, high = FORM_SIGNALS[rule.signal].span
    if rule.take in {Take.RANGE, Take.RISE, Take.REBOUND}:
        return 0.0, high - low
    if rule.take is Take.CHANGE:
        return low - high, high - low
    return low, high


def _value(rule: Rule, body: RepBody) -> float:
    values, part = values_of(rule.signal, body), _part(rule.over, body)
    if rule.take is Take.REBOUND:
        return _rebound(values[part])
    before = numbers.mean(values[body.around(body.start)]) if rule.take in {Take.RISE, Take.CHANGE} else 0.0
    return _aggregate(values[part], rule.take) - before


def _aggregate(some: Floats, how: Take) -> float:
    if how in {Take.MEAN, Take.CHANGE}:
        return numbers.mean(some)
    if how is Take.MIN:
        return -_top(-some)
    return _top(some) + (_top(-some) if how is Take.RANGE else 0.0)


def _rebound(values: Floats) -> float:
    """Returns the greatest rise that is followed by as great a fall, in a valley; in a hill the other way round."""
    ends = (values[0] + values[-1]) / 2
    valley = values if ends - values.min() > values.max() - ends else -values
    lowest_before, lowest_after = np.minimum.accumulate(valley), np.minimum.accumulate(valley[::-1])[::-1]
    return float(np.minimum(valley - lowest_before, valley - lowest_after).max())


def values_of(name: str, body: RepBody) -> Floats:
    """Returns a signal in each frame of the rep; it is measured once."""
    found = body.known.get(name)
    if found is None:
        found = body.known[name] = FORM_SIGNALS[name].measure(body)
    return found


def _top(values: Floats) -> float:
    """Returns the mean of the greatest tenth: of one value at least."""
    count = max(round(_TENTH * len(values)), 1)
    return numbers.mean(np.partition(values, len(values) - count)[-count:])


def _part(over: Over, body: RepBody) -> slice:
    """Returns the frames that are looked at."""
    match over:
        case Over.START:
            return body.around(body.start)
        case Over.TURN:
            return body.around(body.turn)
        case Over.END:
            return body.around(body.end)
        case Over.REP:
            return body.between(body.start, body.end)
    if (over is Over.ECCENTRIC) is body.eccentric_first:
        return body.between(body.start, body.turn)
    return body.between(body.turn, body.end)
