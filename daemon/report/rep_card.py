"""One rep as a card: its score and parts, range, tempo, faults and cue; or why it was not counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np

from daemon import form_text, reason_text
from daemon.core.facts import Correction
from daemon.core.features.signals import SIGNALS
from daemon.core.spec import Exercise
from daemon.events import Held, Rep, RepCorrected, RepRejected
from daemon.form_text import Row
from daemon.report.html import Html, image, join, tag
from daemon.report.plot import Line, Plot, svg
from daemon.set_record import Entry

Measures = Mapping[str, Sequence[str]]
"""The measures of an exercise, with the views that show each; empty where they are not known."""
_CURVE = (340, 130)


@dataclass(frozen=True, slots=True)
class Context:
    """What a card is shown in.

    Attributes:
        exercise: The set's; None where its file is gone.
        measures: The measures of the exercise.
        zero: The second of ``t_mono``'s clock that times are counted from; None: they are not shown.
        video: The overlay's file name beside the report, or None.
        pictures: JPEG or PNG of the turning point, by the event's id.
    """

    exercise: Exercise | None
    measures: Measures
    zero: float | None
    video: str | None
    pictures: Mapping[str, bytes]


def card(entry: Entry, context: Context) -> Html:
    """Returns the card of a rep, a hold, a correction or what was not counted."""
    event = entry.event
    if isinstance(event, Rep):
        return _rep(entry, event, context)
    if isinstance(event, Held):
        return _held(event, context)
    if isinstance(event, RepRejected):
        return _rejected(event, context)
    return _corrected(entry, event)


def rows(found: Iterable[Row]) -> Html:
    """Returns rows as a list of terms; a row without label goes on with the one above."""
    return tag("dl", *(part for row in found for part in (tag("dt", row.label), tag("dd", row.value))))


def _rep(entry: Entry, rep: Rep, context: Context) -> Html:
    head = [tag("h3", _title(rep)), _when(rep, context), *_marks(entry, rep)]
    cue = [tag("p", rep.cue, cls="cue")] if rep.cue is not None else []
    faults = [tag("div", tag("h4", "Faults"), rows(form_text.faults(rep)))] if rep.faults else []
    return tag(
        "article",
        tag("header", *head),
        _score(rep),
        *cue,
        tag("div", *_picture(rep.id, context, f"Rep {rep.n} at its turning point"), *_curve(rep, context), cls="looks"),
        rows(_main(rep)),
        *faults,
        _more(rep, context.measures),
        cls="card rep" + (" undone" if entry.undone is not None else ""),
    )


def _title(rep: Rep) -> str:
    side = "" if rep.side is None else f", {rep.side.value}"
    return f"Rep {rep.n}{side}"


def _when(event: Rep | Held | RepRejected, context: Context) -> Html:
    if context.zero is None:
        return Html()
    start, end = event.start - context.zero, event.end - context.zero
    shown = f"{start:.1f} to {end:.1f} s"
    if context.video is None:
        return tag("span", shown, cls="soft")
    return tag("a", shown, href=f"{quote(context.video)}#t={max(start, 0):.1f},{end:.1f}", title="see it in the video")


def _marks(entry: Entry, rep: Rep) -> Iterable[Html]:
    if entry.undone is not None:
        yield tag("span", _said("taken back", entry.undone), cls="mark no")
    elif entry.confirmed is not None:
        yield tag("span", _said("confirmed", entry.confirmed), cls="mark good")
    elif rep.unsure:
        yield tag("span", f"unsure: {100 * rep.confidence:.0f} % sure", cls="mark unsure")
    yield tag("span", f"{rep.view} view", cls="soft")


def _said(what: str, by: RepCorrected) -> str:
    return f"{what}: {by.why}" if by.why else what


def _score(rep: Rep) -> Html:
    if rep.score is None:
        why = rep.withheld.get("score") if form_text.is_measured(rep) else form_text.withheld(rep)[0].value
        return tag("p", f"No score{f': {why}' if why else ''}", cls="soft")
    parts = (_part(form_text.name(key), part.score, part.pm) for key, part in form_text.ordered(rep))
    whole = tag("p", tag("b", form_text.score(rep)), " of 100", cls="score")
    return tag("div", whole, tag("div", *parts, cls="parts"), cls="scored")


def _part(name: str, score: float, pm: float) -> Html:
    level = tag("i", style=f"width:{score:.0f}%")
    return tag("div", tag("span", name), tag("span", level, cls="meter"), tag("span", f"{score:.0f} ± {pm:.0f}"))


def _picture(event_id: str, context: Context, alt: str) -> Iterable[Html]:
    data = context.pictures.get(event_id)
    return () if data is None else (tag("figure", image(data, alt)),)


def _curve(rep: Rep, context: Context) -> Iterable[Html]:
    """Yields the exercise's angle over the rep's time."""
    if len(rep.angles) > 1:
        name = "angle" if context.exercise is None else SIGNALS[context.exercise.angle].name.split("_")[0]
        t = np.linspace(0.0, rep.end - rep.start, len(rep.angles))
        line = Line("", t, np.array(rep.angles, np.float64))
        plot = Plot(f"{name} over the rep", "°", 0.0, float(t[-1]), (line,), fewest=30.0, size=_CURVE)
        yield tag("figure", svg(plot), tag("figcaption", f"{name}, degrees"))


def _main(rep: Rep) -> Iterable[Row]:
    """Yields what every rep is asked about first."""
    missing = rep.withheld.get("rom_deg")
    if rep.rom_deg is not None:
        yield Row("range", form_text.within(rep.rom_deg, rep.rom_pm, "°"))
    elif missing is not None:
        yield Row("range", f"not measured: {missing}")
    yield Row("tempo", form_text.tempo(rep))
    slower = form_text.slowing(rep)
    if slower:
        yield Row("slowing", slower)


def _more(rep: Rep, measures: Measures) -> Html:
    parts = [
        ("What would make it 100", form_text.to_hundred(rep) if rep.score is not None else ()),
        ("How the score came about", tuple(Row(form_text.name(key), form_text.part(rep, key)) for key in rep.parts)),
        ("Measured", form_text.measures(rep)),
        ("Not measured", (*form_text.withheld(rep), *form_text.elsewhere(rep, measures))),
    ]
    details = join(part for title, found in parts if found for part in (tag("h4", title), rows(found)))
    return tag("details", tag("summary", "Everything measured"), details) if details else Html()


def _held(held: Held, context: Context) -> Html:
    cue = [tag("p", held.cue, cls="cue")] if held.cue is not None else []
    return tag(
        "article",
        tag("header", tag("h3", f"Held for {held.held_s:.1f} s"), _when(held, context)),
        *cue,
        *_picture(held.id, context, "The hold"),
        rows(form_text.faults(held)) if held.faults else Html(),
        cls="card",
    )


def _rejected(event: RepRejected, context: Context) -> Html:
    why = reason_text.because(event.reason, event.value, event.limit, event.unit)
    return tag(
        "article",
        tag("header", tag("h3", "Not counted"), _when(event, context)),
        tag("p", why, cls="why"),
        *_picture(event.id, context, "What was not counted"),
        rows([Row("next time", reason_text.CUES[event.reason])]),
        cls="card refused",
    )


def _corrected(entry: Entry, event: RepCorrected) -> Html:
    """Returns what was said by hand: a rep that was added, or that the set is of another exercise."""
    added = event.kind is Correction.ADDED
    what = "Rep added by hand" if added else f"Changed to {event.exercise.replace('_', ' ')}"
    marks = [tag("span", _said("taken back", entry.undone), cls="mark no")] if entry.undone is not None else []
    why = [tag("p", event.why, cls="soft")] if event.why else []
    look = "card rep" if added else "card said"
    return tag("article", tag("header", tag("h3", what), *marks), *why, cls=look + (" undone" if marks else ""))
