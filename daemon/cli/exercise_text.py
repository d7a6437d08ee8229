"""Says in plain words what the box will look for in an exercise."""

from textwrap import wrap

from daemon.cli import fault_text
from daemon.core.features.signals import SIGNALS
from daemon.core.params import CountingParams
from daemon.core.spec import VIEWS, Appearance, Exercise, Requirement, Target, Term, Unit

_FROM = {"side": "from the side", "oblique": "at an angle", "front": "from the front"}
WIDTH, _INDENT = 100, 13
_BREAK_S, _HOLD_S = CountingParams().hold.break_s, CountingParams().recogniser.hold_s


def summary(exercise: Exercise) -> list[str]:
    """Returns what the box looks for, a subject at a time, in lines of at most ``WIDTH``."""
    subjects = {
        "camera": [*([exercise.camera] if exercise.camera else []), f"best seen: {', '.join(exercise.views)}"],
        "moves": _moves(exercise),
        "counts": [f"the seconds that the posture is held; under {_BREAK_S:g} s out of it do not end it"]
        if exercise.is_hold
        else _counts(exercise),
        "asks that": [*map(asked, exercise.requires), "otherwise the posture is not held"] if exercise.requires else [],
        "sees": [_sees(exercise)] if exercise.visible else [],
        "standard": [fault_text.standard(exercise.standard)] if exercise.standard else [],
        "faults": [fault_text.fault(rule) for rule in exercise.fault],
        "aims at": [target(exercise.target, exercise.unit) or "nothing, until the user says"],
        "auto": [_auto(exercise)],
    }
    return [line for subject, texts in subjects.items() for line in _under(subject, texts)]


def doubts(exercise: Exercise) -> list[str]:
    """Returns a line for each thing that makes little sense in a valid file: its own usual rep would look wrong."""
    usual = {term.signal: term for term in exercise.movement}
    texts = [
        f"{look.signal} {_way(look)} under [appearance], but {_way(term)} under [[movement]]: correct one of them"
        for look in exercise.appearance
        if (term := usual.get(look.signal)) and (look.turn - look.start) * (term.turn - term.start) < 0
    ]
    return _under("doubt", texts)


def _under(subject: str, texts: list[str]) -> list[str]:
    """Returns the lines with their subject before the first."""
    lines = [line for text in texts for line in wrap(text, WIDTH - _INDENT)]
    return [f"  {subject if i == 0 else '':<{_INDENT - 2}}{line}" for i, line in enumerate(lines)]


def _value(signal: str, value: float) -> str:
    return f"{value:g}{SIGNALS[signal].unit}"


def _way(usual: Term | Appearance) -> str:
    return f"goes from {_value(usual.signal, usual.start)} to {_value(usual.signal, usual.turn)}"


def _moves(exercise: Exercise) -> list[str]:
    return [
        f"{term.signal} from about {_value(term.signal, term.start)} to about {_value(term.signal, term.turn)}"
        + ("" if term.weight == 1 else f", weighing {term.weight:g}")
        for term in exercise.movement
    ]


def _counts(exercise: Exercise) -> list[str]:
    looks = "how it looks at both ends, " if exercise.appearance else ""
    evidence = f"{looks}how far and how fast it goes, and how much it is like the athlete's other reps"
    lines = [
        f"there and back, the {exercise.first.value} half first, where the evidence for a rep suffices: {evidence}",
        f"a rep lasts {exercise.min_rep_s:g} s at least: what is hardly longer needs more evidence",
    ]
    if exercise.starts_at_turn:
        lines.append("a set can begin at the turning point: coming from there is a rep")
    if exercise.min_streak > 1:
        spot = "" if exercise.allow_travel else ", on one spot"
        lines.append(f"only a run of {exercise.min_streak} reps alike{spot}; then from the first of them")
    elif exercise.allow_travel:
        lines.append("a rep can take the athlete across the picture")
    views = ", ".join(exercise.angle_views)
    lines.append(f"range of motion: the angle of {exercise.angle}" + (f", seen from: {views}" if views else ", never"))
    return lines


def _sees(exercise: Exercise) -> str:
    hidden = "the posture is not held" if exercise.is_hold else "that speaks against a rep"
    return f"the joints of {' and '.join(exercise.visible)}: a set begins when they are seen; while hidden, {hidden}"


def asked(each: Requirement) -> str:
    """Returns a requirement in words."""
    bounds = [f"at least {_value(each.signal, each.min)}"] if each.min is not None else []
    bounds += [f"at most {_value(each.signal, each.max)}"] if each.max is not None else []
    unless = [f", unless seen {_FROM[view]}" for view in VIEWS if view not in each.views]
    unless += [", unless hidden"] if each.optional else []
    return f"{each.signal} is {' and '.join(bounds)}{''.join(unless)}"


def target(aims: Target, unit: Unit) -> str:
    """Returns a target in a few words: ``10 reps, 2-0-1-0, rest 120 s``; empty where nothing is asked."""
    what = "s" if unit is Unit.SECONDS else "reps"
    parts = [f"{aims.reps} {what}"] if aims.reps is not None else []
    parts += [f"{'-'.join(f'{each:g}' for each in aims.tempo)}"] if aims.tempo is not None else []
    parts += [f"rest {aims.rest_s:g} s"] if aims.rest_s is not None else []
    return ", ".join(parts)


def _auto(exercise: Exercise) -> str:
    if exercise.is_hold:
        return f"finds it out once the posture is held for {_HOLD_S:g} s"
    if not exercise.appearance:
        return "does not find it out: add [appearance], or choose it by name"
    signals = ", ".join(look.signal for look in exercise.appearance)
    rises = "" if exercise.shoulder_rise is None else f", and by shoulders that {_rise(exercise.shoulder_rise)}"
    return f"finds it out by {signals} at the start and the turning point{rises}"


def _rise(by: float) -> str:
    if by == 0:
        return "stay as high"
    return f"go {'up' if by > 0 else 'down'} by about {abs(by):g} torso lengths"
