"""What an athlete's history comes to: what can be said of each exercise, its best, and what was done in each week."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from daemon.athletes.board import weeks_running
from daemon.set_record import SetRecord
from daemon.set_summary import SetSummary, of_record
from daemon.trends import findings, form, load, sessions
from daemon.trends.findings import Change, Plateau, Point, Slowing, TooEarly, Trend
from daemon.trends.form import FormSeries
from daemon.trends.load import Load, monday
from daemon.trends.sessions import Measure, Series, Session

WINDOW_WEEKS = 26
"""How far back is looked: what was before says little of today's athlete."""
_WEEK = timedelta(weeks=1)
_SHOWN = 52
_Done = tuple[SetRecord, SetSummary]


class Best(msgspec.Struct, frozen=True, kw_only=True):
    """The best session, and the one whose figure it replaced.

    Attributes:
        day: ``2026-11-20``.
        value: In the measure's unit.
        before_day, before: The best until then; None: there was none.
    """

    day: str
    value: float
    before_day: str | None = None
    before: float | None = None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said by one rule.

    Attributes:
        rule: ``trend``, ``plateau``, ``lately``, ``range``, ``sides`` or ``slowing``; ``basis``: what all stand on.
        says: The same in words; where it is too early to say anything, how much is missing.
        told: Whether there is something to tell: neither is it too early, nor is it as usual.
    """

    rule: str
    says: str
    told: bool


class FormCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A measure of form in the sessions that were seen from one view.

    Attributes:
        view: ``front``, ``side`` or ``oblique``.
        days, values: The last sessions (degrees), oldest first.
    """

    view: str
    days: tuple[str, ...]
    values: tuple[float, ...]


class ExerciseProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise.

    Attributes:
        exercise: Its name.
        measure: What is compared: ``reps``, ``max_kg`` (estimated) or ``held_s``.
        days, values: The last sessions, oldest first; more than two a week for half a year are not sent.
        findings: What can be said of them. ``range`` and ``sides`` are missing where they never were measured, and
            ``slowing``, which is of the newest set, where no velocity was.
        best: The best of them.
        rom: Range of motion of each session.
        sides: By how much the left side's range was greater in each session.
        load: The last weeks.
    """

    exercise: str
    measure: Measure
    days: tuple[str, ...]
    values: tuple[float, ...]
    findings: tuple[Finding, ...]
    best: Best
    load: Load
    rom: FormCourse | None = None
    sides: FormCourse | None = None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """An athlete's progress.

    Attributes:
        athlete: Who; None: whoever trained without a name.
        since: The first day that is looked at.
        streak_weeks: Weeks running with a set, this one or the last one among them.
        weeks: The Mondays of the last weeks, oldest first.
        load: All exercises in these weeks.
        exercises: In the order of the alphabet.
        left_out: How many more exercises there are, done less often, for which an answer has no room.
    """

    athlete: str | None
    since: str
    streak_weeks: int
    weeks: tuple[str, ...]
    load: Load
    exercises: tuple[ExerciseProgress, ...]
    left_out: int = 0


def progress(athlete: str | None, sets: Sequence[SetRecord], today: date) -> Progress:
    """Returns an athlete's progress.

    Args:
        athlete: Who.
        sets: All of the athlete's since the window's first day, oldest first.
        today: In the box's time zone.
    """
    weeks, summaries = load.mondays(today), [of_record(each) for each in sets]
    done = _done(sets, summaries)
    return Progress(
        athlete=athlete,
        since=first_day(today).isoformat(),
        streak_weeks=streak(summaries, today),
        weeks=tuple(each.isoformat() for each in weeks),
        load=load.load(summaries, weeks),
        exercises=tuple(_of(series, done[series.exercise], weeks, today) for series in sessions.series(summaries)),
    )


def first_day(today: date) -> date:
    """Returns the first day of the window: a Monday."""
    return monday(today) - _WEEK * (WINDOW_WEEKS - 1)


def streak(sets: Iterable[SetSummary], today: date) -> int:
    """Returns the weeks running with a set; a week that has only begun does not break it."""
    weeks = {monday(sessions.day_of(each.t)) for each in sets if each.reps or each.held_s}
    return weeks_running(weeks, monday(today))


def _done(sets: Sequence[SetRecord], summaries: Sequence[SetSummary]) -> Mapping[str, Sequence[_Done]]:
    """Returns the sets by exercise."""
    found: dict[str, list[_Done]] = defaultdict(list)
    for record, summary in zip(sets, summaries, strict=True):
        found[record.exercise].append((record, summary))
    return found


def _of(series: Series, done: Sequence[_Done], weeks: Sequence[date], today: date) -> ExerciseProgress:
    sets = [record for record, _ in done]
    ranges, sides = form.ranges(sets), form.sides(sets)
    found = (*_of_values(series.points), *_of_form(ranges, sides), *_of_last(sets))
    return ExerciseProgress(
        exercise=series.exercise,
        measure=series.measure,
        days=tuple(each.day.isoformat() for each in series.sessions[-_SHOWN:]),
        values=tuple(each.value for each in series.sessions[-_SHOWN:]),
        findings=(*(_dated(each, series.sessions[-1].day, today) for each in found), _basis(series.sessions)),
        best=_best(series.sessions),
        load=load.load((summary for _, summary in done), weeks),
        rom=_course(ranges),
        sides=_course(sides),
    )


def _of_values(points: Sequence[Point]) -> Iterator[Finding]:
    trend, plateau, change = findings.trend(points), findings.plateau(points), findings.change(points)
    yield Finding(rule="trend", says=trend.says, told=isinstance(trend, Trend) and trend.is_clear)
    says = "none to be seen" if plateau is None else plateau.says
    yield Finding(rule="plateau", says=says, told=isinstance(plateau, Plateau))
    yield Finding(rule="lately", says=change.says, told=isinstance(change, Change) and change.is_clear)


def _of_form(ranges: FormSeries | None, sides: FormSeries | None) -> Iterator[Finding]:
    if ranges is not None:
        change = findings.change(ranges.points)
        says = change.says if isinstance(change, TooEarly) else change.range_says
        yield Finding(rule="range", says=says, told=isinstance(change, Change) and change.is_clear)
    if sides is not None:
        change = findings.change(sides.points)
        says = change.says if isinstance(change, TooEarly) else change.sides_says
        yield Finding(rule="sides", says=says, told=isinstance(change, Change) and change.is_clear)


def _of_last(sets: Sequence[SetRecord]) -> Iterator[Finding]:
    found = findings.slowing(sets[-1]) if sets else None
    if found is not None:
        yield Finding(rule="slowing", says=found.says, told=isinstance(found, Slowing) and found.is_clear)


def _basis(done: Sequence[Session]) -> Finding:
    """Returns what the rest stands on, so that nobody takes ``down`` of five sessions for that of half a year."""
    first = done[0].day.isoformat()
    says = f"1 session, {first}" if len(done) == 1 else f"{len(done)} sessions since {first}"
    if len(done) >= findings.CHANGE_SESSIONS:
        says += f", lately: last {findings.NEW} against {findings.OLD} before"
    return Finding(rule="basis", says=says, told=False)


def _dated(finding: Finding, newest: date, today: date) -> Finding:
    """Returns what is told with the day until which it holds, where a break has followed: it is none of today's."""
    if not finding.told or today - newest <= _WEEK * findings.BREAK_WEEKS:
        return finding
    return msgspec.structs.replace(finding, says=f"{finding.says}, until {newest.isoformat()}")


def _course(series: FormSeries | None) -> FormCourse | None:
    if series is None:
        return None
    days = tuple(each.isoformat() for each in series.days[-_SHOWN:])
    return FormCourse(view=series.view, days=days, values=series.values[-_SHOWN:])


def _best(done: Sequence[Session]) -> Best:
    """Returns the first session that reached the best figure, and the best before it."""
    best = max(done, key=lambda each: each.value)
    earlier = [each for each in done if each.day < best.day]
    before = max(earlier, key=lambda each: each.value, default=None)
    return Best(
        day=best.day.isoformat(),
        value=best.value,
        before_day=None if before is None else before.day.isoformat(),
        before=None if before is None else before.value,
    )
