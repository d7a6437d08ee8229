"""How the load of an exercise goes from session to session: by its rule, and by what was done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from daemon import load_text
from daemon.programmes.template import Double, Wave, WaveSet
from daemon.set_summary import SetSummary
from daemon.trends.sessions import day_of

LOOKED_BACK = timedelta(weeks=13)
"""How old a set may be that a training max begins with: what was before says little of today's athlete."""


@dataclass(frozen=True, slots=True)
class Load:
    """How an exercise stands before a session.

    Attributes:
        kg: The training max of a wave, the load of double progression; None: not known.
        fell_short: A set of this round of weeks fell short.
        reps: Of the last session with this load, all in all.
        stalls: Sessions running without a rep more.
    """

    kg: float | None = None
    fell_short: bool = False
    reps: int = 0
    stalls: int = 0


Stepped = tuple[Load, list[str]]
"""How it stands afterwards, and why it is another load than before."""


def rounded(kg: float, round_kg: float) -> float:
    """Returns the nearest load that can be put on."""
    return round(round(kg / round_kg) * round_kg, 3)


def first_of_wave(rule: Wave, done: Sequence[SetSummary], start: date) -> Stepped:
    """Returns the training max to begin with, out of the best set of the weeks before (Epley, 1985)."""
    found = [each for each in done if _is_loaded(each, rule.exercise) and start - LOOKED_BACK <= day_of(each.t) < start]
    known = _training_max(rule, found)
    if known is not None:
        return known
    why = "no load in the 13 weeks before the start: per cent of the training max, until you say what you lift"
    return Load(), [f"{_shown(rule.exercise)}: {why}"]


def first_of_double(rule: Double, done: Sequence[SetSummary], start: date) -> Stepped:
    """Returns the load to begin with: the last one."""
    found = [each for each in done if _is_loaded(each, rule.exercise) and day_of(each.t) < start]
    if not found:
        return Load(), []
    last = found[-1]
    return Load(last.load_kg), [f"{_shown(rule.exercise)}: {_kg(last.load_kg)}, as on {day_of(last.t)}"]


def after_wave(rule: Wave, load: Load, week: int, sets: Sequence[SetSummary]) -> Stepped:
    """Returns the training max after a session; where none was known, the one that the session's best set comes to.

    Args:
        rule: How it goes.
        load: Before it.
        week: Of the wave, from 0.
        sets: Those of this exercise on its day.
    """
    if load.kg is None:
        return _training_max(rule, [each for each in sets if _is_loaded(each, rule.exercise)]) or (load, [])
    reasons: list[str] = []
    kg = load.kg
    short = _shortest(rule, kg, week, sets)
    if short is not None:
        kg = rounded(kg * rule.stall / 100, rule.round_kg)
        reasons.append(
            f"{_shown(rule.exercise)}: {short}: training max {load_text.load(kg)}, {rule.stall:g} % of what it was"
        )
        load = replace(load, kg=kg, fell_short=True)
    if week + 1 == len(rule.weeks):
        if load.fell_short:
            reasons.append(f"{_shown(rule.exercise)}: a set fell short: training max stays {load_text.load(kg)}")
        else:
            kg = round(kg + rule.step_kg, 3)
            reasons.append(f"{_shown(rule.exercise)}: {len(rule.weeks)} weeks done: training max {load_text.load(kg)}")
            load = replace(load, kg=kg)
        load = replace(load, fell_short=False)
    return load, reasons


def set_kg(rule: Wave, load: Load, planned: WaveSet) -> float | None:
    """Returns the load of a set of a wave (kg), or None."""
    return None if load.kg is None else rounded(load.kg * planned.percent / 100, rule.round_kg)


def after_double(rule: Double, load: Load, sets: Sequence[SetSummary]) -> Stepped:
    """Returns the load after a session.

    Args:
        rule: How it goes.
        load: Before it.
        sets: Those of this exercise on its day.
    """
    lifted = Counter(each.load_kg for each in sets if each.load_kg is not None)
    if not lifted:
        return load, []
    kg = max(lifted, key=lambda each: (lifted[each], each))
    reps = sorted((each.reps for each in sets if each.load_kg == kg), reverse=True)[: rule.sets]
    if len(reps) == rule.sets and reps[-1] >= rule.high:
        more = round(kg + rule.step_kg, 3)
        return Load(more), [f"{_shown(rule.exercise)}: {rule.sets} x {rule.high} at {_kg(kg)}: {_kg(more)}"]
    stalled = kg == load.kg and load.reps >= sum(reps)
    stalls = load.stalls + 1 if stalled else 0
    if stalls >= rule.stalls:
        less = rounded(kg * rule.stall / 100, rule.round_kg)
        why = f"{stalls} sessions running without a rep more at {_kg(kg)}"
        return Load(less), [f"{_shown(rule.exercise)}: {why}: {_kg(less)}, {rule.stall:g} % of it"]
    reasons = [] if kg == load.kg else [f"{_shown(rule.exercise)}: {_kg(kg)}, as was lifted last"]
    return Load(kg, reps=max(sum(reps), load.reps if stalled else 0), stalls=stalls), reasons


def _shortest(rule: Wave, training_kg: float, week: int, sets: Sequence[SetSummary]) -> str | None:
    """Returns in words which set fell short of its reps; None: none did, or its load was not lifted."""
    for planned in rule.weeks[week]:
        kg = rounded(training_kg * planned.percent / 100, rule.round_kg)
        reps = [each.reps for each in sets if each.load_kg is not None and each.load_kg >= kg]
        if planned.more and reps and max(reps) < planned.reps:
            return f"{max(reps)} of {planned.reps} reps at {load_text.load(kg)}"
    return None


def _training_max(rule: Wave, sets: Sequence[SetSummary]) -> Stepped | None:
    """Returns the training max that the best of these sets comes to; None: there is none."""
    best = max(sets, key=_maximum, default=None)
    if best is None or best.load_kg is None:
        return None
    kg = rounded(_maximum(best) * rule.training_max / 100, rule.round_kg)
    reason = (
        f"{_shown(rule.exercise)}: training max {load_text.load(kg)}, {rule.training_max:g} % of the "
        f"{_maximum(best):.0f} kg that {best.reps} x {load_text.load(best.load_kg)} of {day_of(best.t)} come to"
    )
    return Load(kg), [reason]


def _maximum(each: SetSummary) -> float:
    kg = each.load_kg or 0.0
    return kg * (1 + each.reps / 30) if each.reps > 1 else kg


def _is_loaded(each: SetSummary, exercise: str) -> bool:
    return each.exercise == exercise and each.reps > 0 and each.load_kg is not None and each.load_kg > 0


def _kg(kg: float | None) -> str:
    return "no load" if kg is None else load_text.load(kg)


def _shown(exercise: str) -> str:
    return exercise.replace("_", " ")
