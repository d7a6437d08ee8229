"""The report of an athlete's progress: what can be said of each exercise, with its sessions and weeks as plots."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from daemon.report.course import course
from daemon.report.html import Html, page, tag
from daemon.report.week_bars import week_bars
from daemon.trends import words
from daemon.trends.load import Load
from daemon.trends.report import ExerciseProgress, FormCourse, Progress
from daemon.trends.sessions import Measure

_CAPTIONS = {
    Measure.REPS: "reps of each day's best set",
    Measure.MAX_KG: "estimated maximum of each day's best set, load · (1 + reps / 30), kg",
    Measure.HELD_S: "longest hold of each day, seconds",
}
_UNITS = {Measure.REPS: "", Measure.MAX_KG: " kg", Measure.HELD_S: " s"}
_SIDES = "left side's range less the right side's, median of each day, seen"
_NO_RISK = (
    "Nothing here speaks of injuries: range, symmetry and training load do not carry that. "
    "Sets and reps of a week are what was done, and no measure of too little or too much."
)


def render(progress: Progress, titles: Mapping[str, str]) -> Html:
    """Returns the whole page.

    Args:
        progress: What is reported.
        titles: Exercises as they are shown, by name; one whose file is gone is missing.
    """
    who = words.whose(progress)
    title = tag("h1", f"Progress: {who}")
    if not progress.exercises:
        return page(f"Progress: {who}", tag("header", title), tag("p", f"No sets since {progress.since}."))
    about = f"Since {progress.since}. Trained {words.streak(progress.streak_weeks)}."
    head = tag("header", title, tag("p", about, cls="soft"))
    weeks = [date.fromisoformat(each) for each in progress.weeks]
    sections = (_exercise(each, titles, weeks) for each in progress.exercises)
    return page(f"Progress: {who}", head, _load(progress.load, weeks), *sections, *_left_out(progress), _foot())


def title(name: str, titles: Mapping[str, str]) -> str:
    """Returns an exercise as it is shown."""
    return titles.get(name) or name.replace("_", " ").capitalize()


def _load(load: Load, weeks: Sequence[date]) -> Html:
    return tag("section", tag("h2", "Twelve weeks"), _weeks("all exercises", load, weeks))


def _exercise(each: ExerciseProgress, titles: Mapping[str, str], weeks: Sequence[date]) -> Html:
    name = title(each.exercise, titles)
    days = [date.fromisoformat(day) for day in each.days]
    plot = course(f"{name}: {_CAPTIONS[each.measure]}", _UNITS[each.measure], days, each.values)
    return tag(
        "section",
        tag("h2", name),
        _findings(each),
        tag(
            "div",
            tag("figure", plot, tag("figcaption", _CAPTIONS[each.measure])),
            *_form(f"{name}: range of motion", "range of motion, median of each day, seen", each.rom),
            *_form(f"{name}: left against right", _SIDES, each.sides),
            cls="plots",
        ),
        tag("details", tag("summary", "Its twelve weeks"), _weeks(name, each.load, weeks)),
        tag("details", tag("summary", "Every session in numbers"), _table(each)),
    )


def _findings(each: ExerciseProgress) -> Html:
    rows = [
        (name, says, finding.told) for (name, says), finding in zip(words.findings(each), each.findings, strict=True)
    ]
    rows.append(("best", words.best(each), False))
    return tag("dl", *(part for row in rows for part in _row(*row)), cls="facts findings")


def _row(name: str, says: str, is_bold: bool) -> Iterable[Html]:  # noqa: FBT001 - it is a column of the rows
    yield tag("dt", name)
    yield tag("dd", tag("b", says) if is_bold else says)


def _form(what: str, caption: str, seen: FormCourse | None) -> Iterable[Html]:
    if seen is None:
        return
    where = words.seen(seen.view)
    days = [date.fromisoformat(day) for day in seen.days]
    plot = course(f"{what}, seen {where}", "°", days, seen.values, fewest=20.0)
    yield tag("figure", plot, tag("figcaption", f"{caption} {where}"))


def _weeks(what: str, load: Load, weeks: Sequence[date]) -> Html:
    charts = (
        tag(
            "figure",
            week_bars(f"{what}: {many} in each week", weeks, values, one, many),
            tag("figcaption", f"{many} a week"),
        )
        for one, many, values in (
            ("set", "sets", load.sets),
            ("rep", "reps", load.reps),
            ("second held", "seconds held", load.held_s),
        )
        if any(values)
    )
    return tag("div", *charts, cls="plots")


def _table(each: ExerciseProgress) -> Html:
    form = {"range": each.rom, "left less right": each.sides}
    known = {name: dict(zip(seen.days, seen.values, strict=True)) for name, seen in form.items() if seen is not None}
    best = dict(zip(each.days, each.values, strict=True))
    days = sorted({*best, *(day for of in known.values() for day in of)}, reverse=True)
    head = tag("tr", *(tag("th", name, scope="col") for name in ("day", "best set", *known)))
    unit = _UNITS[each.measure]
    rows = (
        tag("tr", tag("td", day), _cell(best.get(day), unit), *(_cell(of.get(day), "°") for of in known.values()))
        for day in days
    )
    return tag("table", tag("thead", head), tag("tbody", *rows))


def _cell(value: float | None, unit: str) -> Html:
    return tag("td", "" if value is None else f"{round(value, 1):g}{unit}")


def _left_out(progress: Progress) -> Iterable[Html]:
    if progress.left_out:
        yield tag("p", f"And {progress.left_out} more exercises, done less often.", cls="soft")


def _foot() -> Html:
    return tag("footer", tag("p", _NO_RISK, cls="soft"))
