"""Takes one value of a signal over a part of a rep, with how far it can be wrong."""

from typing import NamedTuple

import numpy as np

from daemon.core.form.form_signals import FORM_SIGNALS, FormSignal
from daemon.core.form.rep_body import Floats, Mask, RepBody
from daemon.core.spec import DepthStandard, FaultRule, Over, Take, View

Judged = FaultRule | DepthStandard
TOLERANCE_OF: tuple[View, ...] = ("side", "oblique", "front")
"""The views in the order of a signal's tolerances."""
SURE = 0.5
"""Score below which a joint is guessed, and nothing is said by it: MediaPipe's own solutions draw none of these."""
CI95 = 1.96
"""Standard errors in half of a 95 % interval."""
_TENTH = 0.1
_GUESSED = 2.0
"""Share by which a tolerance grows for joints that are not seen at all."""
_SPEED_S = 0.15
"""Seconds over which a speed is known as well as its signal: half a quick rep's half."""


class Taken(NamedTuple):
    """A value, and half the width of its 95 % interval, in the unit of the rule's limit."""

    value: float
    pm: float


def take(rule: Judged, body: RepBody) -> Taken | None:
    """Returns what a rule looks at; None where the view or the joints do not show it."""
    signal = FORM_SIGNALS[rule.signal]
    sure = seen(signal, body)
    if body.view not in rule.views or sure < SURE:
        return None
    tolerance = signal.tolerance[TOLERANCE_OF.index(body.view)] * (1.0 + _GUESSED * (1.0 - sure))
    if rule.take is Take.SPEED:
        tolerance /= _SPEED_S
    return Taken(_value(rule, body), CI95 * tolerance)


def seen(signal: FormSignal, body: RepBody) -> float:
    """Returns how surely the joints of a signal were seen, 0..1."""
    if not signal.joints:
        return 1.0
    if not signal.one_side:
        return body.sure(*signal.joints)
    return max(body.sure(*(each for each in signal.joints if side not in each.name)) for side in ("LEFT", "RIGHT"))


def unit(rule: Judged) -> str:
    """Returns the unit of a rule's value and limit."""
    return FORM_SIGNALS[rule.signal].unit + ("/s" if rule.take is Take.SPEED else "")


def span(rule: Judged) -> tuple[float, float]:
    """Returns the least and the greatest value that a rule can have."""
    low, high = FORM_SIGNALS[rule.signal].span
    if rule.take in (Take.RANGE, Take.RISE):
        return 0.0, high - low
    return (0.0, (high - low) / _SPEED_S) if rule.take is Take.SPEED else (low, high)


def _value(rule: Judged, body: RepBody) -> float:
    values = values_of(rule.signal, body)
    if rule.take is Take.SPEED:
        values = np.abs(np.gradient(values, body.t))
    part = values[_part(rule.over, body)]
    match rule.take:
        case Take.MEAN:
            return float(part.mean())
        case Take.MIN:
            return -_top(-part)
        case Take.RANGE:
            return _top(part) + _top(-part)
        case Take.RISE:
            return _top(part) - float(values[body.around(body.start)].mean())
    return _top(part)


def values_of(name: str, body: RepBody) -> Floats:
    """Returns a signal in each frame of the rep; it is measured once."""
    found = body.known.get(name)
    if found is None:
        found = body.known[name] = FORM_SIGNALS[name].measure(body)
    return found


def _top(values: Floats) -> float:
    """Returns the mean of the greatest tenth: of one value at least."""
    count = max(round(_TENTH * len(values)), 1)
    return float(np.partition(values, len(values) - count)[-count:].mean())


def _part(over: Over, body: RepBody) -> Mask:
    """Returns which frames are looked at, as a mask."""
    moments = {Over.START: body.start, Over.TURN: body.turn, Over.END: body.end}
    if over in moments:
        return body.around(moments[over])
    first, last = body.start, body.end
    if over is not Over.REP:
        first, last = (first, body.turn) if (over is Over.ECCENTRIC) is body.eccentric_first else (body.turn, last)
    inside: Mask = (body.t >= first) & (body.t <= last)
    return inside
