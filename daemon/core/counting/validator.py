"""Decides whether a finished attempt is a rep, and if not, why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from daemon.core.counting import measures
from daemon.core.counting.segmenter import Attempt
from daemon.core.facts import Reason
from daemon.core.spec import Exercise, Requirement, When

LOOKS_LIKE_A_REP = 0.4
"""Share of the needed depth below which a movement is nothing: not counted, not rejected."""
LEAST_CONFIDENCE = 0.32
"""Mean confidence of the joints that must be seen. BlazePose gives a joint that it guesses behind another about 0.1
to 0.4 and a seen one over 0.8."""
SHORT = 0.6
"""Share of the athlete's own range below which a movement without its turning point's posture is told as shallow."""
SEVERAL, ALIKE, SHORT_OF_LEAST = 2, 1.15, 0.6
"""After so many reps, none of them deeper by more than this than another, one that goes less than this share of the
least of them is shallow, however lenient the exercise is with athletes whose reps differ."""
SPOT, SIZE = 0.75, 0.85
"""Torso lengths sideways, and logarithm of the change in size, within which an athlete stays on the spot in a rep.
275 real reps, pans, zooms and cuts included, went 0.46 and 0.77 at most; whoever walks goes further."""
UNSEEN = 0.3
"""Median confidence under which a posture cannot be judged, and is not asked for."""
RECENT = 5
"""Reps that make the athlete's own range."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an attempt is no rep: the reason, what was measured, and its limit, in a unit."""

    reason: Reason
    value: float
    limit: float
    unit: str


def columns(exercise: Exercise) -> tuple[str, ...]:
    """The signals that a sample carries in ``values`` for this exercise, each once."""
    names = [exercise.angle, "facing", *(r.signal for r in exercise.requires)]
    return tuple(dict.fromkeys(names))


def own_range(depths: Sequence[float]) -> float | None:
    """This athlete's own range: the median depth of the last reps, or None before the first."""
    return median(depths[-RECENT:]) if depths else None


def refuse(attempt: Attempt, exercise: Exercise, depths: Sequence[float]) -> Refusal | None:
    """Why this attempt is no rep, or None where it is one. ``depths``: ranges of the reps counted so far."""
    names = columns(exercise)
    confidence = fmean(s.confidence for s in measures.in_rep(attempt))
    if confidence < LEAST_CONFIDENCE:
        return Refusal(Reason.HIDDEN, confidence, LEAST_CONFIDENCE, "confidence")
    if attempt.low > exercise.max_start_depth:
        return Refusal(Reason.NOT_STARTED, attempt.low, exercise.max_start_depth, "depth")
    view = measures.view(measures.value(attempt, names.index("facing"), When.REP))
    asked = [
        r for r in exercise.requires if not stands_down(r, measures.sureness(attempt, names.index(r.signal)), view=view)
    ]
    posture = [r for r in asked if r.when is not When.RANGE]
    moves = [r for r in asked if r.when is When.RANGE]
    own = own_range(depths)
    # A small movement is shallow before it is another one: only a full one must move all that the exercise moves.
    return (
        _shallow_as(_first_unmet(posture, attempt, names), attempt, exercise, own)
        or _too_small_or_fast(attempt, exercise, _needed(exercise, depths))
        or _first_unmet(moves, attempt, names)
    )


def _shallow_as(refusal: Refusal | None, attempt: Attempt, exercise: Exercise, own: float | None) -> Refusal | None:
    """Tell the refusal of a movement that stopped far short as shallow, where its own signals are what is not right."""
    if refusal is None or own is None or attempt.depth >= SHORT * own:
        return refusal
    if refusal.unit not in {term.signal for term in exercise.movement}:
        return refusal
    return Refusal(Reason.SHALLOW, attempt.depth, SHORT * own, "depth")


def stands_down(requirement: Requirement, sure: float, *, view: str) -> bool:
    """Whether a requirement cannot be asked: in this view, or where its joints are not seen (``sure``, 0..1)."""
    return view not in requirement.views or (requirement.optional and sure < UNSEEN)


def left_the_spot(across: float, grown: float) -> Refusal | None:
    """Why somebody who moved so far (see ``measures.travel``) is walking and not training, or None."""
    if abs(across) > SPOT:
        return Refusal(Reason.WRONG_POSTURE, abs(across), SPOT, "torso lengths sideways")
    if abs(grown) > SIZE:
        return Refusal(Reason.WRONG_POSTURE, abs(grown), SIZE, "log of nearer or farther")
    return None


def negligible(attempt: Attempt, exercise: Exercise) -> bool:
    """True for a movement too small to look like a rep."""
    return attempt.depth < LOOKS_LIKE_A_REP * exercise.min_depth


def _first_unmet(asked: Sequence[Requirement], attempt: Attempt, names: tuple[str, ...]) -> Refusal | None:
    return next((refusal for r in asked if (refusal := _unmet(r, attempt, names)) is not None), None)


def _unmet(requirement: Requirement, attempt: Attempt, names: tuple[str, ...]) -> Refusal | None:
    value = measures.value(attempt, names.index(requirement.signal), requirement.when)
    if requirement.min is not None and value < requirement.min:
        return Refusal(Reason.WRONG_POSTURE, value, requirement.min, requirement.signal)
    if requirement.max is not None and value > requirement.max:
        return Refusal(Reason.WRONG_POSTURE, value, requirement.max, requirement.signal)
    return None


def _needed(exercise: Exercise, depths: Sequence[float]) -> float:
    """The depth that a rep needs: any athlete's least, a share of this one's own, and of the least of reps alike."""
    recent = depths[-RECENT:]
    alike = len(recent) >= SEVERAL and max(recent) < ALIKE * min(recent)
    of_least = SHORT_OF_LEAST * min(recent) if alike else 0.0
    return max(exercise.min_depth, exercise.min_range_ratio * (own_range(depths) or 0.0), of_least)


def _too_small_or_fast(attempt: Attempt, exercise: Exercise, needed: float) -> Refusal | None:
    if attempt.depth < needed:
        return Refusal(Reason.SHALLOW, attempt.depth, needed, "depth")
    if not attempt.locked_out:
        end = attempt.samples[-1].depth
        return Refusal(Reason.NO_LOCKOUT, end, attempt.low, "depth")
    lasted = attempt.samples[-1].t - attempt.left
    if lasted < exercise.min_rep_s:
        return Refusal(Reason.TOO_FAST, lasted, exercise.min_rep_s, "s")
    return None
