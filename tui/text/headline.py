"""The text beside the skeleton: headline, count, advice, tempo; and the text of the rest."""

from dataclasses import dataclass

from daemon import count_text, load_text
from tui.model import words
from tui.model.set_keys import RUNNING, in_question
from tui.model.set_view import RepBar, SetView
from tui.model.state import State
from tui.text import plan
from tui.text.cells import Cells
from tui.text.connection import no_update
from tui.text.numbers import DASH, clock, counted

_OFF_S = 0.5
"""A part of the tempo that is further from its target is highlighted."""
_FORGOTTEN_S = 1200.0
"""After this long the workout has closed (20 idle minutes), so it is no rest."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What can be read from across the room: a number or a few words, and its colour."""

    text: str
    colour: str


def rests(state: State) -> bool:
    """Returns whether the rest timer fills the screen: between two sets, not hours after the last."""
    telemetry = state.telemetry
    if plan.waits(state):
        return True
    return state.resting and telemetry is not None and (telemetry.rest_s or 0.0) < _FORGOTTEN_S


def headline(state: State, now: float) -> Headline:
    """Returns the count while a set runs; else what to do."""
    telemetry = state.telemetry
    if telemetry is None:
        return Headline("away" if state.connection.kind == "away" else "", "ghost")
    if telemetry.state == "armed" and not telemetry.reps and not telemetry.held_s:
        return _arming(state)
    if telemetry.state in RUNNING:
        counted = telemetry.reps if telemetry.held_s is None else int(telemetry.held_s)
        return Headline(str(counted), _count_colour(state, now))
    if telemetry.rest_s is None:
        return Headline(state.title_of(telemetry.exercise), "ghost" if state.stale else "primary")
    return Headline(str(telemetry.reps), "ghost")


def _arming(state: State) -> Headline:
    telemetry = state.telemetry
    if telemetry is None or not telemetry.person:
        return Headline("step in", "warning")
    return Headline("ready", "accent") if telemetry.view_ok else Headline("step back", "warning")


def _count_colour(state: State, now: float) -> str:
    telemetry = state.telemetry
    if state.stale:
        return "ghost"
    if telemetry is not None and telemetry.state == "paused":
        return "warning"
    return "lit" if now < state.highlight_until else "digits"


def advice(state: State, now: float) -> Cells:
    """Returns one line: what happens, and what to do."""
    telemetry = state.telemetry
    if telemetry is None:
        waits = state.connection.kind != "live"
        return (("waiting for the daemon" if waits else "waiting for the camera", "body"),)
    if state.stale:
        return ((no_update(state, now), "warning bold"),)
    if telemetry.camera != "ok":
        return ((telemetry.trouble or f"the camera is {telemetry.camera}", "error bold"),)
    by_state = {
        "armed": _how_to_arm(state),
        "active": _phase(state),
        "paused": (("paused: ", "warning bold"), (_why_paused(state), "warning")),
    }
    return by_state.get(telemetry.state, (("Space", "accent bold"), (" or the button starts a set", "body")))


def _how_to_arm(state: State) -> Cells:
    telemetry = state.telemetry
    if telemetry is None or not telemetry.person:
        return (("nobody is in the picture", "warning"),)
    if not telemetry.view_ok:
        return (("your whole body must be in the picture", "warning"),)
    return (("ready: ", "accent bold"), ("the set begins when you are seen", "foreground"))


def _why_paused(state: State) -> str:
    telemetry = state.telemetry
    if telemetry is None or not telemetry.person:
        return "you are out of sight; the count waits"
    return "the working joints are hidden; the count waits"


def _phase(state: State) -> Cells:
    telemetry = state.telemetry
    if telemetry is None or telemetry.phase is None:
        return (("go", "lit bold"),)
    name = words.PHASES.get(telemetry.phase, telemetry.phase)
    return ((name, "lit bold"), (f" {max(telemetry.t - state.phase_since, 0.0):.1f} s", "body"))


def tally(state: State) -> Cells:
    """Returns the line under the count: of how many, how many did not count, how many are not saved."""
    telemetry, view = state.telemetry, state.set
    if telemetry is None:
        return ()
    cells: list[tuple[str, str]] = [(state.title_of(telemetry.exercise), "primary bold")]
    if telemetry.load_kg is not None:
        cells.append((load_text.beside(telemetry.load_kg), "foreground"))
    unit = " s" if state.exercise is not None and state.exercise.unit == "seconds" else ""
    if telemetry.target_reps:
        cells.append((f"  of {telemetry.target_reps}{unit}", "foreground"))
    if telemetry.reps_pending:
        cells.append((f"  +{telemetry.reps_pending} {'not saved' if telemetry.unsaved else 'pending'}", "warning"))
    if view is not None and view.id == telemetry.set:
        if sides := count_text.sides(view):
            cells.append((f" {sides}", "foreground"))
        if view.unsure:
            cells.append((f"  {len(view.unsure)} not sure", "warning"))
        cells += _rejected(view)
    return tuple(cells)


def tempo(state: State) -> tuple[Cells, Cells]:
    """Returns two lines: the four parts of the last rep's tempo, and their targets."""
    last = _last(state.set)
    aim = state.telemetry.target_tempo if state.telemetry is not None else None
    parts = ("down", "hold", "up", "top")
    first: list[tuple[str, str]] = [("tempo ", "body")]
    second: list[tuple[str, str]] = [("aim   ", "body")]
    for at, part in enumerate(parts):
        done = last.tempo[at] if last is not None and last.tempo is not None else None
        asked = aim[at] if aim is not None and len(aim) == len(parts) else None
        off = done is not None and asked is not None and abs(done - asked) > _OFF_S
        first.append((f"{part} ", "body"))
        first.append((f"{_figure(done)}  ", "warning bold" if off else "foreground bold"))
        second.append((f"{'':{len(part)}} {_figure(asked)}  ", "body"))
    return tuple(first), tuple(second)


def rest(state: State) -> tuple[Headline, Cells, float | None]:
    """Returns the rest's clock, the line under it, and the share of the target that has passed."""
    telemetry = state.telemetry
    now = plan.of(state)
    if now is not None:
        clock_colour = plan.colour(now, stale=state.stale)
        return Headline(plan.clock_text(now), clock_colour), plan.waiting(state, now), plan.share(now)
    rested = telemetry.rest_s or 0.0 if telemetry is not None else 0.0
    aim = telemetry.target_rest_s if telemetry is not None else None
    over = aim is not None and rested >= aim
    colour = "ghost" if state.stale else "success" if over else "warning" if aim else "primary"
    cells: list[tuple[str, str]] = [("rest", f"{colour} bold")]
    if aim:
        cells.append((f" of {clock(aim)}" if not over else f": {clock(aim)} are over, go", "foreground"))
    cells.append(("   Space", "accent bold"))
    load = load_text.beside(telemetry.load_kg) if telemetry is not None else ""
    cells.append((f" or the button starts {_next(state)}{load}", "body"))
    return Headline(clock(rested), colour), tuple(cells), rested / aim if aim else None


def _next(state: State) -> str:
    """Returns what the next set is; of another exercise than the last one, its name."""
    if state.telemetry is None or state.set is None or state.telemetry.exercise in (None, state.set.exercise):
        return "the next set"
    return state.title_of(state.telemetry.exercise)


def summary(state: State) -> Cells:
    """Returns a line on the last set and on today."""
    view = state.set
    cells: list[tuple[str, str]] = []
    if view is not None:
        cells.append((state.title_of(view.exercise), "primary bold"))
        cells.append((f"  {_done(view)}{load_text.beside(view.load_kg)}", "foreground bold"))
        if perhaps := count_text.perhaps(view):
            cells.append((perhaps, "warning bold"))
        cells += _rejected(view)
        if view.ended is not None:
            cells.append((f"  {words.ENDED[view.ended]}", "body"))
    cells.append((f"   today {counted(state.totals.sets, 'set')}, {counted(state.totals.reps)}", "body"))
    return tuple(cells)


def best(state: State) -> Cells:
    """Returns a line on what the plan came to, and the record that the last set is or why it was not stopped.

    Empty where nothing of that was told.
    """
    record, view = state.best, state.set
    cells = [] if not state.result else [(state.result, "foreground bold")]
    gap = "   " if cells else ""
    if record is not None and view is not None and record.set == view.id:
        cells.append((f"{gap}{record.says}", "success bold"))
    elif state.withheld is not None:
        cells.append((f"{gap}{state.withheld}", "body"))
    return tuple(cells)


def proposal(state: State) -> Cells:
    """Returns a line on the load that is proposed for the exercise, with the key that takes it; empty where none is."""
    telemetry = state.telemetry
    if telemetry is None or telemetry.proposal is None:
        return ()
    key = (("   L", "accent bold"), (" take it", "body")) if telemetry.proposed_kg is not None else ()
    return ((telemetry.proposal, "foreground bold"), *key)


def question(state: State) -> Cells:
    """Returns a line that asks about the last unsure rep after the set, with the keys that answer; empty: none is."""
    bar = in_question(state)
    if bar is None:
        return ()
    return (
        (f"{bar.n}? was that a rep?", "warning bold"),
        ("   y", "accent bold"),
        (" yes", "body"),
        ("   u", "accent bold"),
        (" no, take it back", "body"),
    )


def _done(view: SetView) -> str:
    """Returns the reps, or the seconds that were held."""
    held = [bar.held_s for bar in view.bars if bar.held_s is not None]
    return f"{sum(held):.0f} s held" if held else f"{counted(view.reps)}{count_text.sides(view)}"


def _rejected(view: SetView) -> Cells:
    return ((f"  {view.rejected} not counted", "error"),) if view.rejected else ()


def _figure(value: float | None) -> str:
    return f"{DASH:>3}" if value is None else f"{value:3.1f}"


def _last(view: SetView | None) -> RepBar | None:
    return next((bar for bar in reversed(view.bars) if bar.kind == "rep"), None) if view is not None else None
