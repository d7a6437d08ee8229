"""Events as one line for a person."""

from daemon import count_text, events, form_text, load_text, reason_text
from daemon.cli.offline import SetLine
from daemon.core.facts import Correction
from daemon.core.features.signals import SIGNALS
from daemon.core.workout import RECOGNISED
from daemon.events import (
    AnyEvent,
    ClockSet,
    Held,
    LoadProposed,
    Record,
    RecordWithdrawn,
    Rep,
    RepCorrected,
    RepRejected,
    SetEnded,
    SetStarted,
    StopWithheld,
    WorkoutEnded,
)
from daemon.printable import printable


def reps(n: int, of: str = "") -> str:
    """So many reps, of an exercise: ``1 squat rep``, ``4 reps``."""
    return f"{n} {of}{' ' if of else ''}rep{_s(n)}"


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def done(ended: SetEnded | SetLine) -> str:
    """What was done in a set: ``10 reps, perhaps 9 to 11``, ``held for 30.0 s``."""
    if ended.held_s is not None:
        return f"held for {ended.held_s:.1f} s"
    return f"{reps(ended.reps)}{count_text.beside(ended)}"


def line(event: AnyEvent, zero: float = 0.0) -> str:
    """Returns the event's name, when it was (s after ``zero`` on ``t_mono``'s clock), and what it says."""
    return f"{events.name(event):<15} {event.t_mono - zero:7.2f} s  {printable(_says(event))}".rstrip()


def _says(event: AnyEvent) -> str:
    if isinstance(event, Rep):
        return _rep(event)
    if isinstance(event, RepRejected):
        return f"{event.exercise}: {because(event)}"
    if isinstance(event, Held):
        form = form_text.brief(event)
        return f"{event.exercise}: held for {event.held_s:.1f} s{form and f'  {form}'}"
    return _corrected(event) if isinstance(event, RepCorrected) else _frame(event)


def _corrected(event: RepCorrected) -> str:
    if event.kind is Correction.LOAD:
        return f"{event.exercise}: {'no load' if event.load_kg is None else load_text.load(event.load_kg)}"
    if event.why == RECOGNISED:
        return f"it is {event.exercise}"
    return f"{event.exercise}: {event.kind.value}, rep {event.n}"


def because(event: RepRejected) -> str:
    """Returns why it did not count; of a posture also the signal that is farthest from the usual."""
    why = reason_text.because(event.reason, event.value, event.limit, event.unit)
    signal = SIGNALS.get(event.unit)
    if signal is None:
        return why
    value, limit = (f"{each:.3g}{signal.unit}" for each in (event.value, event.limit))
    return f"{why}: {signal.name} is {value}, usually {limit} or {'more' if event.value < event.limit else 'less'}"


def figure(value: float, unit: str) -> str:
    """Returns a refusal's value or limit with its unit, which may be a signal: ``13.5° (torso_tilt)``."""
    signal = SIGNALS.get(unit)
    return f"{value:.3g} {unit}" if signal is None else f"{value:.3g}{signal.unit} ({signal.name})"


def _frame(event: AnyEvent) -> str:
    """Returns the words for the frame of a set or a workout, for a record, and for the box's own clock."""
    if isinstance(event, SetStarted):
        return f"{event.exercise}{load_text.beside(event.load_kg)}"
    if isinstance(event, SetEnded):
        return f"{event.exercise}: {done(event)}, {event.rejected} not counted, {event.duration_s:.1f} s"
    if isinstance(event, Record | LoadProposed | StopWithheld):
        return event.says
    if isinstance(event, RecordWithdrawn):
        return f"{event.exercise}: no record any more"
    if isinstance(event, ClockSet):
        return f"what is older in this boot was {event.moved_s:+.1f} s from the time that it says"
    return f"{event.sets} set{_s(event.sets)}, {reps(event.reps)}" if isinstance(event, WorkoutEnded) else ""


def _rep(event: Rep) -> str:
    tempo = event.tempo
    parts = "-".join(f"{s:.1f}" for s in (tempo.eccentric_s, tempo.bottom_s, tempo.concentric_s, tempo.top_s))
    rom = "" if event.rom_deg is None else f"  {event.rom_deg:.0f}°"
    side = "" if event.side is None else f" {event.side.value}"
    number = f"{event.n}?" if event.unsure else f"{event.n}"
    form = form_text.brief(event)
    return (
        f"{event.exercise} {number}{side}: tempo {parts} s{rom}  {event.view} view, {100 * event.confidence:.0f} % sure"
        f"{form and f'  {form}'}"
    )
