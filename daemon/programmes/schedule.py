"""Dates the sessions of a programme: those that were done by their days, the others from today on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import msgspec

from daemon.programmes import loads
from daemon.programmes.loads import Load
from daemon.programmes.planned import Planned, planned
from daemon.programmes.session_plan import SessionPlan, session_plan
from daemon.programmes.template import LONGEST_TITLE, Choice, Double, Rule, Template, Wave
from daemon.set_summary import SetSummary
from daemon.trends.sessions import day_of

_DAY = timedelta(days=1)


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """A session and its day.

    Attributes:
        n: Which one, from 1.
        week: Of the programme, from 1.
        day: ``2026-11-30``: on which it was done, or is to be done.
        first_day: For which it was meant at first.
        title: How it is called.
        done: It was done.
        work: What is done, a line each: ``squat: 5 x 65 kg, 5 x 75 kg, 5+ x 85 kg``.
        reasons: What was changed for it, and why.
        led: How the box leads through it; left out of what was done.
    """

    n: int
    week: int
    day: str
    first_day: str
    title: str
    done: bool
    work: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    led: SessionPlan | msgspec.UnsetType = msgspec.UNSET


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A programme as it stands today.

    Attributes:
        name, title: The programme's.
        athlete: Whose it is, or None.
        start, weeks: As they were chosen.
        today: That day.
        sessions: All of them, in order; of an answer of the socket as many as it has room for.
        more: There are more behind them.
    """

    name: str
    title: str
    athlete: str | None
    start: str
    weeks: int
    today: str
    sessions: tuple[Dated, ...]
    more: bool | msgspec.UnsetType = msgspec.UNSET

    @property
    def proposed(self) -> Dated | None:
        """The session that is proposed today, or None: it is no day of training, or all is done."""
        return next((each for each in self.sessions if not each.done and each.day == self.today), None)

    @property
    def coming(self) -> tuple[Dated, ...]:
        """The sessions that are not done yet, in order."""
        return tuple(each for each in self.sessions if not each.done)

    @property
    def next(self) -> Dated | None:
        """The session that comes next, or None: all are done."""
        return next(iter(self.coming), None)


@dataclass(slots=True)
class _Walk:
    """Goes from session to session.

    Attributes:
        choice: The programme.
        done: The athlete's sets, oldest first.
        on: The same by day.
        load: How each rule of each session stands.
        times: How often each session was gone through.
        why: What is to be said with the next session of each kind.
    """

    choice: Choice
    done: Sequence[SetSummary]
    on: Mapping[date, Sequence[SetSummary]]
    load: dict[tuple[int, int], Load] = field(default_factory=dict)
    times: dict[int, int] = field(default_factory=dict)
    why: dict[int, list[str]] = field(default_factory=dict)

    def begin(self) -> None:
        """Finds each load to begin with."""
        start = date.fromisoformat(self.choice.start)
        for at, session in enumerate(self.choice.template.sessions):
            for i, rule in enumerate(session.rules):
                self.load[at, i], why = _first(rule, self.done, start)
                self._give_reasons(at - 1, rule, why)

    def work(self, at: int, week: int) -> list[Planned]:
        """Returns what a session is made of."""
        rules = self.choice.template.sessions[at].rules
        times = self.times.get(at, 0)
        return [planned(rule, self.load[at, i], times, week) for i, rule in enumerate(rules)]

    def pass_over(self, at: int, day: date | None) -> None:
        """Goes on to the next session; ``day`` is when the one that is left was done, None: it is to come."""
        times = self.times.get(at, 0)
        for i, rule in enumerate(self.choice.template.sessions[at].rules):
            sets = () if day is None else self.on.get(day, ())
            load, why = _after(rule, self.load[at, i], times, sets)
            self._keep(rule, load)
            self._give_reasons(at, rule, why)
        self.times[at] = times + 1

    def reasons(self, at: int) -> list[str]:
        """Returns why a session's loads are others than before; each reason once."""
        return list(dict.fromkeys(self.why.pop(at, [])))

    def _give_reasons(self, after: int, rule: Rule, why: Sequence[str]) -> None:
        """Keeps reasons for the next session that has the rule."""
        sessions = self.choice.template.sessions
        following = ((after + n) % len(sessions) for n in range(1, len(sessions) + 1))
        at = next(at for at in following if rule in sessions[at].rules)
        self.why.setdefault(at, []).extend(why)

    def _keep(self, rule: Rule, load: Load) -> None:
        """What several sessions have in common has one load."""
        for at, session in enumerate(self.choice.template.sessions):
            for i, each in enumerate(session.rules):
                if each == rule:
                    self.load[at, i] = load


def schedule(choice: Choice, athlete: str | None, done: Sequence[SetSummary], today: date) -> Schedule:
    """Returns a programme as it stands.

    A session is done on the first day, not before the one before it, on which each of its exercises was done. One whose
    day has passed moves to the next day of training, and all that follow with it; after one that was done early, they
    come earlier.

    Args:
        choice: What the athlete chose.
        athlete: Whose it is.
        done: The athlete's sets, oldest first; those before the start give the first loads.
        today: In the box's time zone.
    """
    template = choice.template
    sets = [each for each in done if each.reps or each.held_s]
    on = _by_day(sets)
    walk = _Walk(choice, sets, on)
    walk.begin()
    count = choice.weeks * len(template.days)
    meant = list(_slots(date.fromisoformat(choice.start), template.days, count))
    days = _done_days(choice, on, count)
    found: list[Dated] = []
    coming = _coming(choice, days, today)
    for n in range(count):
        done_on = days[n] if n < len(days) else None
        found.append(_dated(walk, n, meant[n], done_on, next(coming) if done_on is None else done_on, found))
        walk.pass_over(n % len(template.sessions), done_on)
    return Schedule(
        name=template.name, title=template.title, athlete=athlete, start=choice.start, weeks=choice.weeks,
        today=today.isoformat(), sessions=tuple(found),
    )  # fmt: skip


def _dated(  # noqa: PLR0913, PLR0917 - where the session stands, and what came before
    walk: _Walk, n: int, meant: date, done_on: date | None, day: date, before: Sequence[Dated]
) -> Dated:
    """Returns session ``n``, counted from 0, which was meant for a day and falls on another, or on the same."""
    template = walk.choice.template
    at, week = n % len(template.sessions), n // len(template.days)
    reasons = walk.reasons(at)
    if done_on is None:
        reasons += _moved(meant, day, before)
    work = walk.work(at, week)
    return Dated(
        n=n + 1, week=week + 1, day=day.isoformat(), first_day=meant.isoformat(),
        title=template.sessions[at].title, done=done_on is not None,
        work=tuple(each.says for each in work), reasons=tuple(reasons),
        led=msgspec.UNSET if done_on is not None else session_plan(day, _title(template, at, week), work),
    )  # fmt: skip


def _title(template: Template, at: int, week: int) -> str:
    """Returns how a session's plan is called, no longer than a plan's title can be."""
    title = template.sessions[at].title
    whole = f"{title} ({template.title}, week {week + 1})"
    return whole if len(whole) <= LONGEST_TITLE else title


def _first(rule: Rule, done: Sequence[SetSummary], start: date) -> loads.Stepped:
    if isinstance(rule, Wave):
        return loads.first_of_wave(rule, done, start)
    return loads.first_of_double(rule, done, start) if isinstance(rule, Double) else (Load(), [])


def _after(rule: Rule, load: Load, times: int, sets: Sequence[SetSummary]) -> loads.Stepped:
    if isinstance(rule, Wave):
        own = [each for each in sets if each.exercise == rule.exercise]
        return loads.after_wave(rule, load, times % len(rule.weeks), own)
    if isinstance(rule, Double):
        return loads.after_double(rule, load, [each for each in sets if each.exercise == rule.exercise])
    return load, []


def _slots(first: date, days: Sequence[int], count: int) -> Iterator[date]:
    """Yields the days of training from ``first`` on."""
    day = first
    while count > 0:
        if day.weekday() in days:
            count -= 1
            yield day
        day += _DAY


def _by_day(sets: Sequence[SetSummary]) -> Mapping[date, Sequence[SetSummary]]:
    """Returns the sets of each day; a workout that goes on after midnight is of the day on which it began.

    Once: to tell a set's day takes longer than all the rest.
    """
    found: dict[date, list[SetSummary]] = {}
    began: dict[str, date] = {}
    for each in sets:
        day = day_of(each.t)
        if each.workout is not None:
            day = began.setdefault(each.workout, day)
        found.setdefault(day, []).append(each)
    return found


def _done_days(choice: Choice, on: Mapping[date, Sequence[SetSummary]], count: int) -> list[date]:
    """Returns the day of each session that was done, in order."""
    start = date.fromisoformat(choice.start)
    found: list[date] = []
    for day in sorted(each for each in on if each >= start):
        if len(found) == count:
            break
        session = choice.template.sessions[len(found) % len(choice.template.sessions)]
        if {each.exercise for each in on[day]}.issuperset(session.exercises):
            found.append(day)
    return found


def _coming(choice: Choice, days: Sequence[date], today: date) -> Iterator[date]:
    """Yields the days of the sessions that are to come, without end."""
    after = max(days[-1] + _DAY, today) if days else today
    return _slots(max(after, date.fromisoformat(choice.start)), choice.template.days, 10**6)


def _moved(meant: date, day: date, before: Sequence[Dated]) -> list[str]:
    """Returns why the first session that is to come is not when it was meant; the others move with it."""
    if day == meant or (before and not before[-1].done):
        return []
    why = "was missed" if day > meant else "was done before its day"
    return [f"moved from {meant} to {day}, as a session {why}; what follows moves too"]
