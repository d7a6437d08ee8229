"""``spotter explain``: how good a rep was and why, or why it was not counted."""

import argparse
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any, TypeGuard

import msgspec

from daemon import form_text, reason_text
from daemon.cli import event_text, journal_access
from daemon.cli.journal_access import Access
from daemon.clock import UNKNOWN, is_dated, local, parse
from daemon.config import exercises, settings
from daemon.core.facts import Correction
from daemon.core.form.views import measures
from daemon.errors import SpotterError, UsageError
from daemon.events import AnyEvent, Held, Rep, RepCorrected, RepRejected
from daemon.form_text import Row
from daemon.printable import printable
from daemon.set_record import Entry, of_set
from daemon.system.clock import SystemClock
from tui.drawing import terminal
from tui.drawing.curve import curve
from tui.text.ascii import spelled_out
from tui.text.rep_report import Measures, sections

_LAST = "last"
_SETS = 150
_WIDEST, _LABEL, _PLOT_ROWS = 100, 20, 8
Explained = Rep | Held | RepRejected | RepCorrected
"""What can be explained: a correction is a rep that was added by hand."""


def add_parser(verbs: Any) -> None:  # noqa: ANN401 - argparse names no public type for it
    """Add the verb to the command line."""
    parser = verbs.add_parser("explain")
    parser.add_argument("rep", metavar="REP_ID", help="the rep's id, or how it begins; 'last' is the last rep")
    parser.add_argument("--athlete", metavar="NAME", help="whose last rep; '' for nobody in particular")
    parser.add_argument("--json", action="store_true", help="one object, for programs")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file, or its folder")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the explanation."""
    with journal_access.open_access(settings.load(args.config), SystemClock()) as journal:
        entry = (
            _last(journal, journal_access.named(args.athlete, journal))
            if args.rep == _LAST
            else _entry(journal, _named(journal, args.rep.lower()))
        )
    plain = terminal.is_plain(os.environ, sys.stdout.encoding)
    lines = [_as_json(entry)] if args.json else _as_text(entry, _measures(entry, args.config), plain=plain)
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 0


def _named(journal: Access, begins: str) -> Explained:
    """Returns the one rep whose id begins so.

    Raises:
        UsageError: There is none, or more than one.
    """
    found = journal.find(begins)
    reps = [event for event in found if _can_be_explained(event)]
    reps = [event for event in reps if event.id == begins] or reps
    if len(reps) == 1:
        return reps[0]
    if reps:
        raise UsageError(f"{len(reps)} ids or more begin with {printable(begins)!r}: write more of the id")
    raise UsageError(f"the journal has no rep {printable(begins)!r}: `spotter export` shows each one's id")


def _can_be_explained(event: AnyEvent) -> TypeGuard[Explained]:
    added = isinstance(event, RepCorrected) and event.kind is Correction.ADDED
    return added or isinstance(event, Rep | Held | RepRejected)


def _entry(journal: Access, event: Explained) -> Entry:
    """Returns the rep with what was said of it later."""
    if event.set is None:
        return Entry(event)
    return next((each for each in _entries(journal, event.set) if each.event.id == event.id), Entry(event))


def _last(journal: Access, athlete: str | None) -> Entry | None:
    """Returns the last rep that was counted, of an athlete; None where there is none."""
    for each in reversed(journal.history(_SETS, None, athlete)):
        for entry in reversed(_entries(journal, each.set)) if each.reps else ():
            if entry.rep is not None:
                return entry
    return None


def _entries(journal: Access, set_id: str) -> tuple[Entry, ...]:
    record = of_set(journal.set(set_id))
    return () if record is None else record.entries


def _as_json(entry: Entry | None) -> str:
    """Returns the event as ``export`` writes it, whether it counts and was confirmed, and what would make it 100."""
    if entry is None:
        return "null"
    better = form_text.to_hundred(entry.event) if isinstance(entry.event, Rep) else ()
    answer = {
        "event": entry.event,
        "counts": entry.rep is not None,
        "unsure": entry.unsure,
        "confirmed": entry.confirmed is not None,
        "to_100": [{"part": row.label, "says": row.value} for row in better],
    }
    return msgspec.json.encode(answer).decode()


def _measures(entry: Entry | None, config: Path | None) -> Measures:
    """Returns the measures of the rep's exercise with their views; none where its file is gone or wrong."""
    try:
        return {} if entry is None else dict(measures(exercises.load(entry.event.exercise, config)))
    except SpotterError:
        return {}


def _as_text(entry: Entry | None, known: Measures, *, plain: bool) -> Iterator[str]:
    if entry is None:
        yield "no reps yet"
        return
    for line in _lines(entry, known, min(shutil.get_terminal_size().columns, _WIDEST), plain=plain):
        yield printable(spelled_out(line) if plain else line).rstrip()


def _lines(entry: Entry, known: Measures, width: int, *, plain: bool) -> Iterator[str]:
    event = entry.event
    yield " · ".join(_head(entry))
    yield f"{event.id}"
    if isinstance(event, Rep):
        if len(event.angles) > 1:
            yield ""
            yield from curve(event.angles, event.end - event.start, min(width, 70), _PLOT_ROWS, plain=plain)
        for section in sections(event, known, plain=plain):
            yield from ("", section.title, *_rows(section.rows, width))
    else:
        yield from ("", *_rows(_otherwise(event), width))


def _head(entry: Entry) -> Iterable[str]:
    event = entry.event
    began = parse(event.t)
    yield f"{event.exercise}, {_what(event)}"
    yield f"{local(began):%A, %d %B %Y, %H:%M:%S}" if entry.imported or is_dated(began) else UNKNOWN
    if isinstance(event, Rep):
        yield f"{event.view} view"
        yield f"{100 * event.confidence:.0f} % sure" + ("; not confirmed" if entry.unsure else "")
    if entry.confirmed is not None:
        yield f"confirmed{_reason(entry.confirmed)}"
    if entry.undone is not None:
        yield f"taken back{_reason(entry.undone)}"


def _what(event: Explained) -> str:
    if isinstance(event, Rep | RepCorrected):
        return f"rep {event.n}" if event.n else "rep"
    return "held" if isinstance(event, Held) else "not counted"


def _reason(said: RepCorrected) -> str:
    return f": {said.why}" if said.why else ""


def _otherwise(event: Held | RepRejected | RepCorrected) -> tuple[Row, ...]:
    """Returns what there is to say of what is no measured rep."""
    if isinstance(event, Held):
        measured = [Row("held", f"{event.held_s:.1f} s"), Row("score", "a hold has none: its seconds are counted")]
        cue = [] if event.cue is None else [Row("cue", event.cue)]
        return (*measured, *form_text.faults(event), *cue)
    if isinstance(event, RepCorrected):
        return (Row("added by hand", event.why or "no reason given"), Row("score", "none: nothing was measured"))
    return (
        Row("why", event_text.because(event)),
        Row("measured", event_text.figure(event.value, event.unit)),
        Row("limit", event_text.figure(event.limit, event.unit)),
        Row("next time", reason_text.CUES[event.reason]),
    )


def _rows(rows: Iterable[Row], width: int) -> Iterator[str]:
    for row in rows:
        first, *more = wrap(row.value, max(width - _LABEL - 2, 20)) or [""]
        yield f"  {row.label:<{_LABEL}}{first}"
        yield from (f"  {'':<{_LABEL}}{line}" for line in more)
