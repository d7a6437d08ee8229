"""How far a measure can be wrong: from the view, from how surely the joints were seen, and from their jitter."""

import math

from daemon.core.form import judging
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.rep_body import RepBody

CI95 = 1.96
"""Standard errors in half of a 95 % interval."""
MOST_DEG = 23.0
"""Half of a 95 % interval beyond which a range is withheld (degrees): one such range in five is wrong by more than 15°,
and a full and a half squat are 30° apart. On rendered sets left out of the fit this parts best those that are."""


def angle_se(signal: str, body: RepBody) -> float:
    """Returns the standard error of an angle's range in a rep (degrees)."""
    found = FORM_SIGNALS[signal]
    return judging.standard_error(found, body, judging.seen(found, body))


def pm(se: float) -> float:
    """Returns half the width of the 95 % interval."""
    return CI95 * se


def both(*parts: float) -> float:
    """Returns the size of independent errors together."""
    return math.sqrt(sum(each * each for each in parts))
