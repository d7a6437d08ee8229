"""How good the last rep and the set are, as lines of the set's screen."""

from daemon import form_text
from daemon.events import Rep
from tui.drawing.bar import bar
from tui.model.set_view import SetView
from tui.model.state import State
from tui.text.ascii import spelled_out
from tui.text.cells import Cells, fitting
from tui.text.numbers import DASH

_NARROWEST, _WIDEST = 1, 12
"""Cells of a part's bar."""
_GOOD, _FAIR = 80.0, 60.0
"""Scores from which the number has the colour of success, and of the text; below it has that of a warning."""


def score(state: State, width: int, *, plain: bool = False) -> Cells:
    """Returns the score of the last rep and what stands beside it, as far as it fits; empty for a hold."""
    if state.exercise is not None and state.exercise.unit == "seconds":
        return ()
    rep = _last(state)
    if rep is None or rep.score is None:
        figure = (DASH, "foreground bold")
    else:
        figure = (form_text.score(rep), f"{_colour(rep.score)} bold")
    return _fitting((("score ", "body"), figure, *_beside(state, rep)), width, plain=plain)


def parts(state: State, width: int, *, plain: bool) -> Cells:
    """Returns a small bar for each part of the last rep's score, in a line of ``width`` cells."""
    rep = _last(state)
    found = form_text.ordered(rep) if rep is not None else ()
    if not found:
        return ()
    texts = [(f"{form_text.name(key)} ", f" {part.score:.0f}") for key, part in found]
    room = width - len(" ".join(name + figure for name, figure in texts))
    wide = min(max(room // len(found), _NARROWEST), _WIDEST)
    cells: list[tuple[str, str]] = []
    for (name, figure), (_, part) in zip(texts, found, strict=True):
        cells += [(f"{' ' * bool(cells)}{name}", "body")]
        cells += [(bar(part.score / 100, wide, plain=plain), _colour(part.score)), (figure, "foreground")]
    return tuple(cells)


def advice(state: State, width: int, *, plain: bool = False) -> Cells:
    """Returns one line on the last rep: the worst fault with its figures, what to do, or why there is no score."""
    rep = state.set.last if state.set is not None else None
    if rep is None:
        return ()
    cue = (("→ ", "accent bold"), (rep.cue, "foreground bold")) if rep.cue else ()
    if rep.faults:
        worst = next((fault for fault in rep.faults if fault.says == rep.cue), rep.faults[0])
        also = cue if rep.cue != worst.says else ()
        figures = f"   {form_text.name(worst.rule)}: {form_text.fault(worst)}"
        fault = ("! ", "warning bold"), (f"{worst.says}{'   ' if also else ''}", "warning bold")
        return _fitting((*fault, *also, (figures, "body")), width, plain=plain)
    if cue:
        return cue
    if isinstance(rep, Rep) and rep.score is None and "score" in rep.withheld:
        return (("no score: ", "body"), (rep.withheld["score"], "body"))
    return ()


def summary(view: SetView | None) -> Cells:
    """Returns a line on a whole set: its mean score, the fault that most reps had, and how much slower it became."""
    if view is None:
        return ()
    form = view.form
    cells: list[tuple[str, str]] = []
    if form.score is not None:
        cells.append((f"mean score {form.score:.0f}   ", f"{_colour(form.score)} bold"))
    if form.fault is not None:
        cells.append((f"! {form.fault_reps} of {view.reps}: {form.fault}   ", "warning bold"))
    if form.slowing is not None:
        cells.append((_slower(form.slowing), "foreground"))
    return tuple(cells)


def usual_share(state: State) -> float | None:
    """Returns where the athlete's usual depth is on the depth bar, 0..1; None where it is not known."""
    telemetry, view = state.telemetry, state.set
    usual = telemetry.usual_deg if telemetry is not None else None
    own = view.form.own_deg if view is not None and telemetry is not None and view.id == telemetry.set else None
    return None if usual is None or not own else min(usual / own, 1.0)


def _beside(state: State, rep: Rep | None) -> Cells:
    """Returns slowing, the range beside the usual one, and the balance of the sides: first what matters most."""
    if rep is None:
        return ()
    cells: list[tuple[str, str]] = []
    usual = state.telemetry.usual_deg if state.telemetry is not None else None
    if rep.slowing is not None:
        cells.append((f"  {_slower(rep.slowing)}", "foreground"))
    if rep.rom_deg is not None:
        of = "" if usual is None else f" of {form_text.number(usual, '°')}"
        cells += [(f"  {form_text.number(rep.rom_deg, '°')}{of}", "foreground"), (" usual" * bool(of), "body")]
    if rep.symmetry is not None:
        cells.append((f"  sides {form_text.number(rep.symmetry, 'share')}", "body"))
    return tuple(cells)


def _fitting(cells: Cells, width: int, *, plain: bool) -> Cells:
    """Returns what fits of the cells, as whole pieces; in words where the terminal lacks the signs."""
    return fitting(tuple((spelled_out(text), colour) for text, colour in cells) if plain else cells, width)


def _slower(slowing: float) -> str:
    return f"{max(slowing, 0.0) * 100:.0f} % slower"


def _last(state: State) -> Rep | None:
    """Returns the newest measured rep of the set that is shown."""
    last = state.set.last if state.set is not None else None
    return last if isinstance(last, Rep) else None


def _colour(score: float) -> str:
    return "success" if score >= _GOOD else "foreground" if score >= _FAIR else "warning"
