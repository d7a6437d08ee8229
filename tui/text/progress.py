"""An athlete's progress as the dashboard shows it: twelve weeks as bars, and what can be said in lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from daemon.trends import words
from daemon.trends.report import ExerciseProgress, Progress
from tui.text.history import title_of

EVERYTHING = "All exercises"
SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class Course:
    """Twelve weeks, oldest first; a week without the exercise has 0.

    For a posture that is held, ``values`` are seconds and ``unit`` says so.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    unit: str = "reps"

    @property
    def total(self) -> int:
        """The reps, or seconds, of all weeks."""
        return sum(self.values)


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One line of what can be said; ``told`` where it is neither too early nor as usual."""

    name: str
    says: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be selected: an exercise, or all of them.

    Attributes:
        name: Of the exercise; empty: all of them.
        title: As it is shown.
        courses: Its charts, at most two.
        said: The lines below them.
    """

    name: str
    title: str
    courses: tuple[Course, ...]
    lines: tuple[FindingLine, ...]

    @property
    def total(self) -> int:
        """The reps, or seconds, of twelve weeks."""
        return self.courses[0].total

    @property
    def done(self) -> str:
        """The same with its unit: ``504``, ``589 s``."""
        return f"{self.total} s" if self.courses[0].unit == SECONDS else str(self.total)


def topics(progress: Progress, titles: Mapping[str, str]) -> tuple[Topic, ...]:
    """Returns all exercises together, then each one, the one with the most reps first; nothing where none was done.

    ``titles`` are the exercises' titles by name.
    """
    labels = tuple(label(date.fromisoformat(each)) for each in progress.weeks)
    made = [_topic(each, title_of(each.exercise, titles), labels) for each in progress.exercises]
    made.sort(key=lambda each: (-each.total, each.name))
    return (_everything(progress, labels), *made) if made else ()


def label(monday: date) -> str:
    """Returns a week as it is labelled: ``5 Oct``."""
    return f"{monday.day} {monday:%b}"


def whose(progress: Progress) -> tuple[str, str]:
    """Returns whose progress it is, and for how many weeks."""
    return words.whose(progress), f"trained {words.streak(progress.streak_weeks)}"


def bars(course: Course, width: int, full: str = "█") -> tuple[str, ...]:
    """Returns the course as text: a line a week, ``12 Oct ████ 48``; the longest fills the width."""
    most = max(course.values, default=0)
    room = max(width - 22, 1)
    lines = []
    for week, value in zip(course.labels, course.values, strict=True):
        bar = full * (max(round(value / most * room), 1) if value else 0)
        lines.append(f"{week:>6} {bar} {value}" if value else f"{week:>6} ·")
    return tuple(lines)


def _everything(progress: Progress, labels: tuple[str, ...]) -> Topic:
    load = progress.load
    charts = Course(EVERYTHING, labels, load.reps), Course(EVERYTHING, labels, load.sets, "sets")
    more = (FindingLine("and", f"{progress.left_out} more exercises, done less often"),) * bool(progress.left_out)
    return Topic("", EVERYTHING, charts, more)


def _topic(each: ExerciseProgress, title: str, labels: tuple[str, ...]) -> Topic:
    held = any(each.load.held_s)
    course = Course(title, labels, each.load.held_s if held else each.load.reps, SECONDS if held else "reps")
    return Topic(each.exercise, title, (course,), tuple(_finding_lines(each)))


def _finding_lines(each: ExerciseProgress) -> Iterator[FindingLine]:
    for (name, says), finding in zip(words.findings(each), each.findings, strict=True):
        yield FindingLine(name, says, finding.told)
    yield FindingLine("best", words.best(each))
