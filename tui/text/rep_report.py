"""All that is known of how good a rep was, section by section: for the rep's dialog and for ``spotter explain``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from daemon import form_text
from daemon.core.facts import ScorePart
from daemon.events import Rep
from daemon.form_text import Row
from tui.drawing.bar import bar

Measures = Mapping[str, Sequence[str]]
_BAR = 10
"""Cells of a part's bar."""


@dataclass(frozen=True, slots=True)
class Section:
    """A title and the rows under it; a row without label goes on with the one above."""

    title: str
    rows: tuple[Row, ...]


def sections(rep: Rep, measures: Measures, *, plain: bool = False) -> tuple[Section, ...]:
    """Returns the sections that have something to say.

    Args:
        rep: The rep.
        measures: The measures of its exercise, with the views that show each; empty where they are not known.
        plain: Whether the terminal shows ASCII alone.
    """
    found = (
        Section(_headline(rep), tuple(_score(rep, plain=plain))),
        Section("What would make it 100", _to_hundred(rep)),
        Section("Faults", _faults(rep)),
        Section("Measured", form_text.measures(rep)),
        Section("Not measured", (*form_text.withheld(rep), *form_text.elsewhere(rep, measures))),
    )
    return tuple(each for each in found if each.rows)


def _headline(rep: Rep) -> str:
    return f"Score {form_text.score(rep)} of 100" if rep.score is not None else "No score"


def _score(rep: Rep, *, plain: bool) -> Iterator[Row]:
    for key, part in form_text.ordered(rep):
        yield Row(form_text.name(key), f"{bar(part.score / 100, _BAR, plain=plain)} {_figures(part)}")
        yield Row("", part.says)
        yield Row("", f"measured {form_text.part(rep, key)}")
    if rep.cue is not None:
        yield Row("cue", rep.cue)


def _figures(part: ScorePart) -> str:
    """Returns a part's score, ±, its share of the whole, and what it cost."""
    whole = f"its {part.weight * 100:.0f} points"
    lost = f"costs {form_text.points(part.lost).split()[0]} of {whole}" if part.lost > 0 else f"has all {whole}"
    return f"{part.score:3.0f} ± {part.pm:.0f}  {lost}"


def _to_hundred(rep: Rep) -> tuple[Row, ...]:
    if rep.score is None:
        return ()
    return form_text.to_hundred(rep) or (Row("", "Nothing: each part has its full score."),)


def _faults(rep: Rep) -> tuple[Row, ...]:
    if rep.faults:
        return form_text.faults(rep)
    return (Row("", "None was seen."),) if form_text.is_measured(rep) else ()
