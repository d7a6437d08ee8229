"""The three parts of a rep's score: what each is measured by, what is asked for, and how it is said."""

from daemon.core.facts import ScorePart, Stability, Tempo
from daemon.core.form import score
from daemon.core.form.rom import Range
from daemon.core.form.score import Loss

ROM_FREE = 0.05
"""Share of the range that is asked for which may lack: two equal reps of a trained athlete differ by as much."""
ROM_NOTHING = 0.5
"""Share of it at which nothing is left: a half rep."""
DEPTH_COSTS = 0.3
"""Share of the part that a rep above its exercise's standard of depth costs at most: it is a rep, not a full one."""
DEPTH_DEG = 30.0
"""Degrees above the standard from which it costs that: a full and a half squat are 30° apart."""
STEADY, UNSTEADY = 0.005, 0.1
"""Torso lengths of sway that cost nothing, and everything: 2.5 mm and 5 cm of an adult, which is a lean of 6°."""
RUSHED, DROPPED = 0.6, 0.15
"""Share of the asked-for eccentric time that costs nothing, and everything."""
CONTROL = 0.8
"""Times the concentric half that an eccentric one takes at least where it is under control."""


def rom(span: Range, asked: float, short: float, standard: str) -> ScorePart:
    """Returns the part for the range of motion.

    Args:
        span: The range.
        asked: What is asked for (degrees).
        short: What lacks of the exercise's standard of depth (degrees).
        standard: Its name.
    """
    whole, lacks = asked * (1 - ROM_FREE - ROM_NOTHING), max(asked - span.deg, 0.0)
    of_own, of_depth = (lacks - ROM_FREE * asked) / whole, DEPTH_COSTS * min(short / DEPTH_DEG, 1.0)
    if of_depth > max(of_own, 0.0):
        says, pm = f"above the standard: {standard}", span.pm * DEPTH_COSTS / DEPTH_DEG
        return score.part("rom", Loss(of_depth, pm, span.deg, round(span.deg + short, 1), "°", says))
    says, limit = f"{lacks:.0f}° short of your depth" if of_own > 0 else "all the way", asked * (1 - ROM_FREE)
    return score.part("rom", Loss(of_own, span.pm / whole, span.deg, round(limit, 1), "°", says))


def stability(found: Stability) -> ScorePart:
    """Returns the part for stability."""
    value, whole = found.sway, UNSTEADY - STEADY
    lost = (value - STEADY) / whole
    says = f"swayed by {100 * value:.0f} % of your torso" if lost > 0 else "steady"
    return score.part("stability", Loss(lost, found.pm / whole, round(value, 3), STEADY, " torso lengths", says))


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
