"""The report for people: what was done, set by set and rep by rep, with the overlay video where there is one."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from daemon import count_text, form_text, load_text, reason_text
from daemon.core.facts import Correction
from daemon.core.form.views import measures
from daemon.core.spec import Exercise
from daemon.core.workout import RECOGNISED
from daemon.events import Held, Rep, RepCorrected, RepRejected
from daemon.report.bars import Bar, bars
from daemon.report.html import Html, page, tag
from daemon.report.rep_card import Context, card
from daemon.set_record import Entry, SetRecord
from daemon.set_summary import SetSummary, of_record


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is reported.

    Attributes:
        title: Of the whole.
        about: Lines below it: when, who, how long.
        sets: The sets, in order.
        exercises: Exercises by name; one whose file is gone is missing.
        video: The overlay's file name beside the report, or None.
        pictures: A picture of a rep, a hold or what was not counted, by its id.
        notes: What the reader should know, as that there is no video.
        timed: Times are the video's own.
    """

    title: str
    about: tuple[str, ...]
    sets: tuple[SetRecord, ...]
    exercises: Mapping[str, Exercise] = field(default_factory=dict)
    video: str | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    timed: bool = False


def render(sheet: Sheet) -> Html:
    """Returns the whole page."""
    about = (tag("p", line, cls="soft") for line in sheet.about)
    notes = (tag("p", note, cls="note") for note in sheet.notes)
    sets = (_set(sheet, number, record) for number, record in enumerate(sheet.sets, start=1))
    nothing = [] if sheet.sets else [tag("p", "Nothing was done.")]
    return page(sheet.title, tag("header", tag("h1", sheet.title), *about), *_video(sheet), *notes, *sets, *nothing)


def title(name: str, exercises: Mapping[str, Exercise]) -> str:
    """Returns an exercise as it is shown."""
    known = exercises.get(name)
    return name.replace("_", " ").capitalize() if known is None else known.title


def _video(sheet: Sheet) -> Iterable[Html]:
    if sheet.video is None:
        return
    source = quote(sheet.video)
    link = tag("a", sheet.video, href=source)
    yield tag("video", link, src=source, controls=True, preload="metadata", playsinline=True)
    yield tag("p", "The video lies beside this page: keep ", link, " in the same folder.", cls="soft screen")


def _set(sheet: Sheet, number: int, record: SetRecord) -> Html:
    summary = of_record(record)
    exercise = sheet.exercises.get(record.exercise)
    context = Context(
        exercise=exercise,
        measures={} if exercise is None else dict(measures(exercise)),
        zero=0.0 if sheet.timed else _zero(record),
        video=sheet.video,
        pictures=sheet.pictures,
    )
    name = title(record.exercise, sheet.exercises)
    head = [] if len(sheet.sets) == 1 else [tag("h2", f"Set {number}: {name}")]
    seen = () if record.imported is not None else record.entries
    cards = (card(entry, context) for entry in seen if not _is_recognition(entry))
    return tag(
        "section",
        *head,
        _count(summary),
        *_imported(record),
        *_range(summary),
        *_facts(record, summary),
        *(_chart(record) if seen else ()),
        tag("div", *cards, cls="cards"),
    )


def _zero(record: SetRecord) -> float | None:
    """Returns the set's beginning; None where a part of it was recorded after the box was switched on again."""
    boots = {record.first.boot, *(entry.event.boot for entry in record.entries)}
    return record.first.t_mono if len(boots) == 1 else None


def _count(summary: SetSummary) -> Html:
    if summary.held_s is not None:
        return tag("p", tag("b", f"{summary.held_s:.0f}"), " seconds held", cls="count")
    unit = " rep" if summary.reps == 1 else " reps"
    details = f"{unit}{load_text.beside(summary.load_kg)}{count_text.sides(summary)}"
    return tag("p", tag("b", f"{summary.reps}"), details, cls="count")


def _range(summary: SetSummary) -> Iterable[Html]:
    range_text = count_text.perhaps(summary)
    if range_text:
        yield tag("p", f"The count is not certain{range_text} reps.", cls="note")


def _imported(record: SetRecord) -> Iterable[Html]:
    if record.imported is not None:
        yield tag("p", f"Recorded with {record.imported}: this box did not see it, and measured nothing.", cls="note")


def _facts(record: SetRecord, summary: SetSummary) -> Iterable[Html]:
    facts = []
    if summary.score is not None:
        facts.append(("mean score", f"{summary.score:.0f} of 100"))
    if summary.duration_s is not None and summary.imported is None:
        facts.append(("time", f"{summary.duration_s // 60:.0f}:{summary.duration_s % 60:02.0f} min"))
    if summary.slowing is not None and round(summary.slowing * 100) > 0:
        facts.append(("slowing", f"{summary.slowing * 100:.0f} %"))
    if summary.rejected:
        facts.append(("not counted", f"{summary.rejected}: {_why(record)}"))
    if summary.faults:
        facts.append(("faults", ", ".join(f"{form_text.name(rule)} in {n}" for rule, n in summary.faults.items())))
    if facts:
        yield tag("dl", *(part for label, value in facts for part in (tag("dt", label), tag("dd", value))), cls="facts")


def _why(record: SetRecord) -> str:
    refused = [entry.event for entry in record.entries if isinstance(entry.event, RepRejected)]
    reasons = Counter(reason_text.why(event.reason, event.unit) for event in refused)
    return ", ".join(f"{why} {f'({n} times)' if n > 1 else ''}".strip() for why, n in reasons.most_common())


def _chart(record: SetRecord) -> Iterable[Html]:
    columns = [column for entry in record.entries if (column := _column(entry)) is not None]
    if columns and not any(isinstance(entry.event, Held) for entry in record.entries):
        chart = bars(columns, "Each rep's score; hollow: not counted, or without a score")
        yield tag("figure", chart, tag("figcaption", "score of each rep with its ±"), cls="wide")


def _is_recognition(entry: Entry) -> bool:
    """Returns whether the box found out the exercise there: the heading says which it is."""
    return isinstance(entry.event, RepCorrected) and entry.event.why == RECOGNISED


def _column(entry: Entry) -> Bar | None:
    event = entry.event
    if isinstance(event, RepRejected):
        return Bar("✕", reason_text.why(event.reason, event.unit), "no")
    if entry.rep is None:
        return None
    if isinstance(event, RepCorrected):
        return Bar("+", "added by hand", "good") if event.kind is Correction.ADDED else None
    if isinstance(event, Rep):
        look = "unsure" if entry.unsure else "good"
        score = form_text.score(event)
        return Bar(f"{event.n}", f"rep {event.n}: {score or 'no score'}", look, event.score, event.score_pm)
    return None
