"""The signals of form: what a fault or a standard is judged by, over the frames of one whole rep.

``FORM_SIGNALS`` is the one list of them. They are measured at a rep's end alone, on arrays; the signals that count reps
are those of ``features.signals``, and one of the same name means the same.
"""

import numpy as np

from daemon.core.form.signals import arms, legs, limbs, trunk
from daemon.core.form.signals.form_signal import SECONDS, SECONDS_SPAN, FormSignal, Measure, joints_of


def _seconds(part: str) -> Measure:
    return lambda body: np.full(len(body.t), getattr(body.tempo, part))


_TOL = (0.06, 0.06, 0.08)
_TEMPO = tuple(
    FormSignal(
        f"{half}_s", SECONDS, SECONDS_SPAN, _TOL, joints_of(), f"seconds of the {half} half", _seconds(f"{half}_s")
    )
    for half in ("eccentric", "concentric")
)

FORM_SIGNALS = {each.name: each for each in (*limbs.SIGNALS, *trunk.SIGNALS, *legs.SIGNALS, *arms.SIGNALS, *_TEMPO)}
"""Every signal of form by its name."""
