"""The three parts of a rep's score: what each is measured by, what is asked for, and how it is said."""

import math

from daemon.core.facts import ScorePart, Stability, Tempo
from daemon.core.form import score
from daemon.core.form.score import Loss

ROM_FREE = 0.05
"""Share of the range that is asked for which may lack: two equal reps of a trained athlete differ by as much."""
ROM_NOTHING = 0.6
"""Share of it at which nothing is left: a half rep."""
STEADY, UNSTEADY = 0.03, 0.2
"""Torso lengths of sway and jitter together that cost nothing, and everything: 1.5 and 10 cm of an adult."""
RUSHED, DROPPED = 0.6, 0.15
"""Share of the asked-for eccentric time that costs nothing, and everything."""
CONTROL = 0.8
"""Times the concentric half that an eccentric one takes at least where it is under control."""


def rom(deg: float, pm: float, asked: float) -> ScorePart:
    """Returns the part for the range of motion."""
    span = asked * (1 - ROM_FREE - ROM_NOTHING)
    short = asked - deg
    lost = (short - ROM_FREE * asked) / span
    says = f"{short:.0f}° short of your depth" if lost > 0 else "all the way"
    return score.part("rom", Loss(lost, pm / span, deg, round(asked, 1), "°", says))


def stability(found: Stability) -> ScorePart:
    """Returns the part for stability."""
    value = math.hypot(found.jitter, found.sway)
    span = UNSTEADY - STEADY
    lost = (value - STEADY) / span
    says = f"{100 * value:.0f} % of your torso off the path" if lost > 0 else "steady"
    return score.part("stability", Loss(lost, found.pm / span, round(value, 3), STEADY, " torso lengths", says))


def tempo(found: Tempo, pm: float, asked: float | None) -> ScorePart:
    """Returns the part for the tempo: the weight is lowered, and not dropped.

    Args:
        found: The rep's tempo.
        pm: Half the width of the 95 % interval of each of its parts (s).
        asked: Seconds of the eccentric half that the athlete aims at, or None: control is all that is asked for.
    """
    limit = max(CONTROL * found.concentric_s, 0.1) if asked is None else asked
    span = limit * (RUSHED - DROPPED)
    lost = (RUSHED * limit - found.eccentric_s) / span
    says = f"lowered in {found.eccentric_s:.1f} s" if lost > 0 else "under control"
    return score.part("tempo", Loss(lost, pm / span, found.eccentric_s, round(RUSHED * limit, 2), " s", says))
