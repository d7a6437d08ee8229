"""The history as lines: days, sets, and a set rep by rep, after corrections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import groupby

from daemon import count_text, form_text, load_text
from daemon.clock import UNKNOWN
from daemon.core.facts import Correction
from daemon.events import AnyEvent, Held, Rep, RepCorrected, RepRejected
from daemon.set_record import Entry, of_set
from daemon.set_summary import SetSummary
from tui.model import answers, words
from tui.text.numbers import counted

_ENDED = {ending.value: says for ending, says in words.ENDED.items()}


@dataclass(frozen=True, slots=True)
class Day:
    """A day with sets; the newest is first."""

    title: str
    sets: tuple[SetSummary, ...]

    @property
    def done(self) -> str:
        """The sum of its sets: ``23 reps``, ``23 reps, 90 s``."""
        reps, held = sum(each.reps for each in self.sets), sum(each.held_s or 0 for each in self.sets)
        return ", ".join([counted(reps)] * bool(reps or not held) + [f"{held:.0f} s"] * bool(held))


@dataclass(frozen=True, slots=True)
class RepRow:
    """One line of a set.

    Attributes:
        kind: ``rep``, ``added``, ``undone`` (a rep that was taken back), ``rejected``, ``held`` (a
            posture) or ``note``.
        event: The rep's event, or None for what was added by hand.
        n: Its number among the reps that count, or None.
        says: Why it was rejected, or what was corrected and why.
        unsure: Whether it counts though the box is not sure of it, and nobody confirmed it.
    """

    kind: str
    event: Rep | Held | RepRejected | None = None
    n: int | None = None
    says: str = ""
    unsure: bool = False


def days(sets: Sequence[SetSummary], today: date, zone: tzinfo | None = None) -> tuple[Day, ...]:
    """Returns the days that have sets, newest first; ``sets`` are in order, which holds where a date is not known."""
    grouped = groupby(reversed(sets), key=lambda each: answers.moment(each.t, zone).date() if each.dated else None)
    titled = ((UNKNOWN.capitalize() if day is None else day_title(day, today), tuple(those)) for day, those in grouped)
    return tuple(Day(title, those) for title, those in titled)


def day_title(day: date, today: date) -> str:
    """Returns ``Today``, ``Yesterday``, or ``Friday 20 November``, with the year where it is another one."""
    ago = (today - day).days
    if ago in (0, 1):
        return ("Today", "Yesterday")[ago]
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")


def ending(why: str | None) -> str:
    """Returns how a set ended, in words."""
    return "goes on" if why is None else _ENDED.get(why, why)


def done(line: SetSummary) -> str:
    """Returns what was done: ``12 reps at 80 kg``, ``10 reps, perhaps 9 to 11``, or ``held 30 s``."""
    if line.held_s:
        return f"held {line.held_s:.0f} s{load_text.beside(line.load_kg)}"
    return f"{counted(line.reps)}{load_text.beside(line.load_kg)}{count_text.beside(line)}"


def form(line: SetSummary) -> tuple[str, ...]:
    """Returns how good a set was: its mean score, its worst fault and how often, how much slower it became."""
    rule, times = next(iter(line.faults.items()), ("", 0))
    score = "" if line.score is None else f"mean score {line.score:.0f}"
    slower = "" if line.slowing is None else f"{max(line.slowing, 0.0) * 100:.0f} % slower"
    return score, f"{form_text.name(rule)} in {counted(times)}" if rule else "", slower


def rep_rows(events: Iterable[AnyEvent]) -> tuple[RepRow, ...]:
    """Returns a set rep by rep; ``events`` are the set's, in order."""
    record = of_set(events)
    return _numbered([] if record is None else [_row(entry) for entry in record.entries])


def _row(entry: Entry) -> RepRow:
    event = entry.event
    if entry.undone is not None:
        measured = event if isinstance(event, Rep) else None
        return RepRow("undone", measured, says=f"taken back{_because(entry.undone)}")
    if isinstance(event, Rep):
        says = f"confirmed{_because(entry.confirmed)}" if entry.confirmed else ""
        return RepRow("rep", event, says=says, unsure=entry.unsure)
    if isinstance(event, Held):
        return RepRow("held", event, says=f"held {event.held_s:.1f} s")
    if isinstance(event, RepRejected):
        return RepRow("rejected", event, says=words.because(event))
    if event.kind is Correction.ADDED:
        return RepRow("added", says="imported" if entry.imported else f"added by hand{_because(event)}")
    return RepRow("note", says=f"corrected to {event.exercise}{_because(event)}")


def _because(event: RepCorrected) -> str:
    return f": {event.why}" if event.why else ""


def _numbered(rows: list[RepRow]) -> tuple[RepRow, ...]:
    numbered, n = [], 0
    for row in rows:
        if row.kind in ("rep", "added"):
            n += 1
            numbered.append(replace(row, n=n))
        else:
            numbered.append(row)
    return tuple(numbered)


def which(row: RepRow) -> str:
    """Returns which one of a set a row is: ``rep 3``, ``not counted``."""
    if row.kind in ("rep", "added"):
        return f"rep {row.n}"
    return {"undone": "taken back", "rejected": "not counted", "held": "held"}.get(row.kind, "correction")


def title_of(exercise: str, titles: Mapping[str, str]) -> str:
    """Returns the exercise's title, also where it is no longer known."""
    return titles.get(exercise) or words.title(exercise)
