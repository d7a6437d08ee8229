"""How far a measure can be wrong: from the view, from how surely the joints were seen, and from their jitter."""

import math

from daemon.core.form import judging
from daemon.core.form.form_signals import FORM_SIGNALS
from daemon.core.form.rep_body import RepBody

CI95 = 1.96
"""Standard errors in half of a 95 % interval."""
MOST_DEG = 23.0
"""Half of a 95 % interval beyond which a range is withheld (degrees). On the rendered sets left out of the fit, 4.1 %
of the ranges that are told (26 of 639) are wrong by more than 15°, and 8 of the 23 that are withheld:
``python -m tests.form.fit``. A full and a half squat are 30° apart."""
TEMPO = 3.3
"""Times that a tempo's own ± must be taken to cover 95 % of its errors on rendered sets:
``python -m tests.form.calibrate``."""
WAY = 0.1
"""Half the width of the 95 % interval of a way's length, as a share of it. A guess: true ways are not kept. With it the
± covers how equal rendered reps differ in velocity three times over: ``python -m tests.form.calibrate``."""


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
