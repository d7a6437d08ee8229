"""The score of a rep, 0..100: 0.4 range of motion, 0.3 stability, 0.3 tempo, and why.

The weights are the product's own: range first, since a rep that is not done whole trains another muscle length
(Pallares et al., "Effects of range of motion on resistance training adaptations", Scand J Med Sci Sports 31, 2021).
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from daemon.core.facts import ScorePart

MINUS = "\N{MINUS SIGN}"
WEIGHTS = {"rom": 0.4, "stability": 0.3, "tempo": 0.3}


class Loss(NamedTuple):
    """What a part of the score lost.

    Attributes:
        share, pm: 0..1 of the part, and half the width of the 95 % interval; may lie beyond both ends.
        value, limit: What was measured, and from where on nothing is lost.
        unit: Of both.
        says: What there is to say, without the points.
    """

    share: float
    pm: float
    value: float
    limit: float
    unit: str
    says: str


def part(name: str, loss: Loss) -> ScorePart:
    """Returns one part of the score: ``rom``, ``stability`` or ``tempo``."""
    weight = WEIGHTS[name]
    shares = loss.share, loss.share - loss.pm, loss.share + loss.pm
    lost, least, most = (min(max(share, 0.0), 1.0) for share in shares)
    pm = max(most - lost, lost - least)  # a rep far on the good side loses nothing, however unsure by how far it is
    points = round(100 * weight * lost, 1)
    says = f"{loss.says}, {MINUS}{points:.0f} point{'' if round(points) == 1 else 's'}" if round(points) else loss.says
    return ScorePart(
        round(100 * (1 - lost), 1), round(100 * pm, 1), weight, points, loss.value, loss.limit, loss.unit, says
    )


def total(parts: Mapping[str, ScorePart]) -> tuple[float, float] | None:
    """Returns the score and half the width of its 95 % interval; None where a part is missing."""
    if set(parts) != set(WEIGHTS):
        return None
    whole = sum(each.weight * each.score for each in parts.values())
    pm = math.sqrt(sum((each.weight * each.pm) ** 2 for each in parts.values()))
    return round(whole, 1), round(pm, 1)
